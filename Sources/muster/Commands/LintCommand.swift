import ArgumentParser
import Manifests
import PolicyLint
import PolicyObjects
import Reports

/// `muster lint`: what is wrong with a policy set, before it reaches a cluster.
struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Looks for mistakes in PodSecurityPolicies and the RBAC that grants them.",
        discussion: """
            Says what the API server would refuse, in its words, and what it would store but admission would not do as meant: \
            policies that are skipped, that nobody may use or that always lose; bindings to what does not exist; names that \
            are compared as text. Each finding has a stable id, a severity, a file and line, and what to do about it.

            EXAMPLES
              muster lint -p policies/ -R
              muster lint -p policies.yaml -p rbac.yaml --kubernetes-version 1.20
              kubectl get psp,clusterroles,clusterrolebindings -o yaml | muster lint -p -
              muster lint -p policies/ -o sarif=lint.sarif
              muster lint -p policies/ -o github                # in a pull request
              muster lint --rules                               # what it looks for

            Exit status: 0 no errors (warnings and notes may be), 1 errors, 2 wrong usage or something that cannot be read.
            """
    )

    @OptionGroup var policyOptions: PolicyOptions

    @OptionGroup var outputOptions: OutputOptions<LintFormat>

    @Flag(name: .customLong("rules"), help: "List the findings that there are, with their ids, and end.")
    var listsRules = false

    func validate() throws {
        if policyOptions.policies.isEmpty, !listsRules {
            throw ValidationError("nothing to lint: give files or folders with -p, or - for standard input")
        }
    }

    func run() throws {
        if listsRules { return try ReportFile(nil).write(LintWriter.rules) }
        let reports = try ReportFiles(outputOptions.all)
        let survey: PolicySetSurvey
        do throws(ManifestError) {
            survey = try PolicySetSurvey(policyOptions.policies, isRecursive: policyOptions.isRecursive)
        } catch {
            throw CommandFailure(.unusable, error.description)
        }
        let report = LintReport(
            survey,
            options: try policyOptions.admissionOptions(),
            allowsUnknownFields: policyOptions.allowsUnknownFields
        )
        try reports.finish { format, _, output in output.append(LintWriter(report).bytes(as: format)) }
        if !outputOptions.quiet { writeError("muster: \(summary(of: report, survey))\n") }
        let status: ExitStatus = report.isUnreadable ? .unusable : report.hasErrors ? .denied : .success
        if outputOptions.exitStatus(status) != .success { throw ExitCode(status.rawValue) }
    }

    private func summary(of report: LintReport, _ survey: PolicySetSurvey) -> String {
        func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
        var text = count(survey.objects.count, "object")
        if survey.skippedCount > 0 { text += " (\(survey.skippedCount) of other kinds skipped)" }
        guard !report.findings.isEmpty else { return text + ": nothing found" }
        let counts = LintSeverity.allCases.compactMap { severity in
            let number = report.findings.count { $0.severity == severity }
            return number == 0 ? nil : count(number, severity.rawValue)
        }
        return "\(text): \(counts.joined(separator: ", "))"
    }
}

/// The forms in which the findings can be had.
enum LintFormat: String, OutputFormat {
    case text, json, sarif, github

    static let standard = text
}
