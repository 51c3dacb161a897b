import Admission
import JSONScan
import Manifests
import PolicyObjects
import TestVectors
import Testing

/// The grants that people are told of say what the real authorizer answered, and what ours answers in masks.
struct PolicyGrantsVectorTests {
    private struct Question {
        var line: String
        var set: String
        var namespace: String
        var policy: String
        var subject: Subject
        var viaPolicy: Bool
        var viaExtensions: Bool

        init(_ request: [UInt8], _ answer: [UInt8]) throws {
            line = String(decoding: request, as: UTF8.self)
            let request = try JSONParser.parse(request)
            let answer = try JSONParser.parse(answer)
            set = request["set"]?.string ?? ""
            namespace = request["namespace"]?.string ?? ""
            policy = request["policy"]?.string ?? ""
            subject = Subject(
                username: request["user"]?["username"]?.string ?? "",
                groups: (request["user"]?["groups"]?.array ?? []).compactMap(\.string)
            )
            guard let viaPolicy = answer["viaPolicyGroup"]?.bool,
                let viaExtensions = answer["viaExtensionsGroup"]?.bool
            else { throw TestVectorError("an answer without groups: \(line)") }
            self.viaPolicy = viaPolicy
            self.viaExtensions = viaExtensions
        }
    }

    private static func sets() throws -> [String: PolicySources] {
        var sets: [String: PolicySources] = [:]
        for file in ["vectors/policy-sets.ndjson.gz", "vectors/can-i-policy-sets.ndjson.gz"] {
            for line in try SharedFiles.lines(file) {
                let value = try JSONParser.parse(line)
                let name = try #require(value["set"]?.string)
                sets[name] = try PolicySetLoader.sources(inList: try #require(value["list"]), named: name)
            }
        }
        return sets
    }

    private static func questions() throws -> [Question] {
        let requests = try SharedFiles.lines("vectors/can-i-requests.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/can-i-expected.ndjson.gz")
        return try zip(requests, answers).map { try Question($0, $1) }
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `grants to a subject allow what the real authorizer allows`() throws {
        let grants = try Self.sets().mapValues { PolicyGrants($0, options: AdmissionOptions(version: .v1_20)) }
        var failures: [String] = []
        let questions = try Self.questions()
        #expect(questions.count == 2_990)
        for question in questions {
            let held = try #require(grants[question.set]).grants(to: question.subject, in: question.namespace)
            let groups = held.flatMap { $0.apiGroups(forUseOf: question.policy) }
            let actual = (groups.contains(.policy), groups.contains(.extensions))
            if actual != (question.viaPolicy, question.viaExtensions) {
                failures.append(
                    "\(question.line): expected \((question.viaPolicy, question.viaExtensions)), got \(actual)"
                )
            }
        }
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(5).joined(separator: "\n"))")
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `those who can use a policy are those to whom the real authorizer allows it`() throws {
        let grants = try Self.sets().mapValues { PolicyGrants($0, options: AdmissionOptions(version: .v1_20)) }
        var failures: [String] = []
        for question in try Self.questions() {
            let holders = try #require(grants[question.set]).grants(of: question.policy, in: question.namespace)
            let isHeld = holders.contains { $0.subject.matches(question.subject) }
            if isHeld != (question.viaPolicy || question.viaExtensions) {
                failures.append("\(question.line): expected \(!isHeld), got \(holders.map(\.subject))")
            }
        }
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(5).joined(separator: "\n"))")
    }

    @Test(
        .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"),
        arguments: [false, true]
    )
    func `grants name the policies that the masks have`(bootstrapRBAC: Bool) throws {
        let options = AdmissionOptions(version: .v1_20, bootstrapRBAC: bootstrapRBAC)
        var compiled: [String: (names: [String], authorizer: Authorizer, grants: PolicyGrants)] = [:]
        for (name, sources) in try Self.sets() {
            let names = sources.policies.map(\.name)
            let authorizer = Authorizer(policyNames: names, sources: sources, options: options)
            compiled[name] = (names, authorizer, PolicyGrants(sources, options: options))
        }
        var failures: [String] = []
        for question in try Self.questions() {
            let set = try #require(compiled[question.set])
            let mask = set.authorizer.policies(usableBy: question.subject, in: question.namespace)
            let held = set.grants.grants(to: question.subject, in: question.namespace)
            let named = set.names.filter { name in held.contains { !$0.apiGroups(forUseOf: name).isEmpty } }
            let masked = set.names.indices.filter { mask[$0] }.map { set.names[$0] }
            if named != masked { failures.append("\(question.line): the mask has \(masked), grants \(named)") }
        }
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(5).joined(separator: "\n"))")
    }
}
