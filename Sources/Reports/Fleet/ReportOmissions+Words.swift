/// What the formats that know rules, test cases and results say of what could not be read.
extension UnreadableInput {
    /// `muster lint` calls it so too.
    static let rule = ReportRule(
        id: "unreadable-document",
        severity: .error,
        summary: "A document or a file could not be read.",
        help: "kubectl would refuse it too. Nothing of it was judged; the message says what is wrong."
    )

    /// `document 3, item 2`.
    var title: String {
        guard let document else { return "the file" }
        return "document \(document)" + (item.map { ", item \($0)" } ?? "")
    }
}

extension ReportOmissions {
    /// What is said of those that are not told one by one.
    var furtherText: String? {
        guard furtherUnreadable > 0 else { return nil }
        return furtherUnreadable == 1
            ? "1 more document could not be read" : "\(furtherUnreadable) more documents or files could not be read"
    }

    /// A finding for each.
    var findings: [ReportFinding] {
        let rule = UnreadableInput.rule
        func finding(_ file: String?, _ line: Int?, _ message: String) -> ReportFinding {
            ReportFinding(
                rule: rule.id,
                severity: rule.severity,
                file: file,
                line: line,
                object: nil,
                message: message
            )
        }
        return unreadable.map { input in
            // The standard input is no file that anybody could open.
            guard input.file != "STDIN" else {
                let line = input.line.map { ":\($0)" } ?? ""
                return finding(nil, nil, "\(input.file)\(line): \(input.title): \(input.reason)")
            }
            return finding(input.file, input.line, "\(input.title): \(input.reason)")
        } + (furtherText.map { [finding(nil, nil, $0)] } ?? [])
    }

    /// What a page has room for.
    var pageLines: [String] {
        let linesMax = 20
        let lines = unreadable.prefix(linesMax).map { input in
            "\(input.file)\(input.line.map { ":\($0)" } ?? ""): \(input.title): \(input.reason)"
        }
        let rest = unreadable.count + furtherUnreadable - lines.count
        return rest > 0 ? lines + ["and \(rest) more that could not be read"] : lines
    }

    /// A test case for each.
    var testCases: [JUnitWriter.Case] {
        func failed(_ name: String, _ input: UnreadableInput?, _ message: String) -> JUnitWriter.Case {
            var outcome = TestOutcome(.error)
            outcome.type = UnreadableInput.rule.id
            outcome.message = message
            return JUnitWriter.Case(
                name: name,
                className: input?.file ?? UnreadableInput.rule.id,
                file: input?.file ?? "",
                line: input?.line ?? 1,
                outcome: outcome
            )
        }
        return unreadable.map { failed($0.title, $0, $0.reason) }
            + (furtherText.map { [failed("others", nil, $0)] } ?? [])
    }
}

extension DocumentWriter {
    /// What was left out and what could not be read, for programs.
    mutating func write(_ omissions: ReportOmissions) {
        for (name, kinds) in [
            ("skipped", omissions.skipped), ("skippedAuditEvents", omissions.auditEvents),
            ("skippedAdmissionReviews", omissions.admissionReviews),
        ] {
            key(name)
            beginMap()
            for kind in kinds { member(kind.name, kind.count) }
            endMap()
        }
        member("unreadableDocuments", omissions.unreadableDocuments)
        member("unreadableFiles", omissions.unreadableFiles)
        key("unreadable")
        beginList()
        for input in omissions.unreadable {
            beginMap()
            member("file", input.file)
            if let line = input.line { member("line", line) }
            if let document = input.document { member("document", document) }
            if let item = input.item { member("item", item) }
            member("reason", input.reason)
            endMap()
        }
        endList()
    }
}
