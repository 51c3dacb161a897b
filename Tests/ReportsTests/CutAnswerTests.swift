import Admission
import PolicyObjects
import Reports
import Testing

/// What is said of denials of which a report has no room for the errors.
@Suite("answers that were cut")
struct CutAnswerTests {
    private static func denial(_ cause: String, errors: Int, granted: [String] = []) -> PodAnswer {
        var content = PodAnswer.Content(.denied)
        content.cause = Array(cause.utf8)
        content.rules = errors == 0 ? .none : .init(path: Array("spec.hostNetwork".utf8))
        content.errors = (0..<errors).map { number in
            let text = Array("error \(number)".utf8)
            return AnswerError(policy: "p", type: "FieldValueInvalid", field: [], badValue: [], detail: [], text: text)
        }
        var standings = PolicyStandings()
        standings.granted = granted.map { .init(policy: $0, rules: [], errorCount: errors) }
        content.standings = standings
        return PodAnswer(content)
    }

    private static func finding(_ answer: PodAnswer, of name: String) -> PodFinding {
        PodFinding(
            place: ReportPlace(file: "f", line: 1, document: 1),
            namespace: "shop",
            owner: PodOwner(kind: "Pod", name: name),
            podName: name,
            kind: "Pod",
            requester: Subject(username: "u", groups: []),
            isRequesterAssumed: false,
            serviceAccount: "default",
            answer: answer
        )
    }

    private static func finding(_ answer: PodAnswer) throws -> OwnerFinding {
        var ledger = OwnerLedger()
        _ = ledger.add(finding(answer, of: "web"))
        var found: OwnerFinding?
        ledger.forEachOwner { found = $0.first }
        return try #require(found)
    }

    private static let setting = ReportSetting(
        musterVersion: "0",
        kubernetesVersion: "1.24",
        barePodRequester: Subject(username: "u", groups: []),
        isRequesterGiven: true
    )

    private static let long = denial(
        "PodSecurityPolicy: unable to admit pod: [\(String(repeating: "x", count: 1_000))]",
        errors: 3,
        granted: ["p"]
    )

    @Test("are told what is there, not why their list is empty", arguments: [long.shortened, long.withoutTexts])
    func cut(_ answer: PodAnswer) throws {
        let finding = try Self.finding(answer)
        #expect(finding.emptyListReason == nil)
        let lines = finding.explanation(Self.setting)
        #expect(!lines.contains { $0.contains("the list is empty") || $0.contains("has no policy") }, "\(lines)")
        #expect(lines[0].contains("-o ndjson"), "\(lines)")
    }

    @Test("the same long answer takes room once, however many pods are told it")
    func room() {
        var ledger = OwnerLedger(answerBytesMax: 10_000)
        func add(_ name: String, _ answer: PodAnswer) {
            _ = ledger.add(Self.finding(answer, of: name))
        }
        func long(_ letter: String) -> PodAnswer { Self.denial(String(repeating: letter, count: 1_000), errors: 100) }
        add("first", long("a"))
        for number in 0..<1_000 { add("same-\(number)", long("b")) }
        add("last", long("c"))
        var causes: [String: String] = [:]
        ledger.forEachOwner { findings in
            for finding in findings {
                causes[finding.owner.name] = String(decoding: finding.answer.cause, as: UTF8.self)
            }
        }
        #expect(causes["first"]?.hasSuffix("aaa") == true)
        for name in ["same-0", "same-999"] { #expect(causes[name]?.hasPrefix("bbb") == true, "\(causes[name] ?? "")") }
        #expect(causes["last"]?.hasPrefix("ccc") == true, "\(causes["last"] ?? "")")
        #expect(causes["last"]?.contains("(cut: ") == true)
    }

    @Test(
        "whole answers with an empty list are told why it is empty",
        arguments: [
            ("PodSecurityPolicy: no providers available to validate pod request", .noUsablePolicies),
            ("no providers available to validate pod request", .noUsablePolicies),
            ("PodSecurityPolicy: unable to admit pod: []", .nothingGranted),
            ("unable to validate against any pod security policy: []", .nothingGranted),
        ] as [(String, EmptyListReason)]
    )
    func whole(_ cause: String, _ reason: EmptyListReason) throws {
        let answer = Self.denial(cause, errors: 0)
        #expect(try Self.finding(answer).emptyListReason == reason)
        // It is short enough to stay.
        #expect(try Self.finding(answer.shortened).emptyListReason == reason)
    }
}
