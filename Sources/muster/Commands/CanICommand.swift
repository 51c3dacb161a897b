import Admission
import ArgumentParser
import KubectlText
import PolicyObjects

/// `muster can-i`: what `kubectl auth can-i use podsecuritypolicy/NAME` answers.
struct CanICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "can-i",
        abstract: "Tells whether a subject may use a policy, as kubectl auth can-i does.",
        discussion: """
            Prints yes or no. kubectl asks in one API group: extensions in 1.13, policy in 1.20 and 1.24; admission is \
            content with either. podsecuritypolicies.GROUP/NAME asks in GROUP. Members of system:masters get yes whatever \
            RBAC says; a note on standard error says where admission, which asks RBAC alone, would say no. Without a name \
            the question is for every policy.

            EXAMPLES
              muster can-i use podsecuritypolicy/eks.privileged --as alice
              muster can-i use psp/restricted --as system:serviceaccount:shop:web -n shop -p policies.yaml -p rbac.yaml
              muster can-i --list --as alice --as-group developers -n shop -p policies/

            Exit status: 0 yes, 1 no, 2 wrong usage or input that cannot be read.
            """
    )

    @Argument(help: ArgumentHelp("The question.", valueName: "use TYPE[/NAME]"))
    var arguments: [String] = []

    @OptionGroup var policyOptions: PolicyOptions

    @OptionGroup var scope: NamespaceOptions

    @OptionGroup var requester: RequesterOptions

    @Flag(name: .customLong("list"), help: "List the policies that the subject may use, and through what.")
    var isListing = false

    @Flag(name: .customLong("no-headers"), help: "Leave out the list's headers.")
    var hasNoHeaders = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Print nothing: the exit status answers.")
    var isQuiet = false

    func validate() throws {
        if isListing, !arguments.isEmpty {
            throw ValidationError("--list takes no question: it lists every policy that the subject may use")
        }
        if !isListing, arguments.count != 2 {
            throw ValidationError("write the question as: muster can-i use podsecuritypolicy/NAME")
        }
    }

    func run() throws {
        let type = isListing ? nil : try askedType()
        let set = try policyOptions.load(saying: isQuiet ? .none : .surprises)
        let subject = requester.subject(set.version)
        let grants = PolicyGrants(set.sources, options: set.options(set.version))
        let output = KubectlOutput(isQuiet: isQuiet)
        if !requester.isGiven {
            output.note("muster: asked for anybody who is authenticated, since --as does not say who")
        }
        guard let type else {
            return try list(grants.grants(to: subject, in: namespace), of: set, for: subject, output)
        }
        let question = UseQuestion(
            policy: policyName,
            namespace: namespace,
            subject: subject,
            group: type.group == "extensions" ? .extensions : .policy
        )
        try answer(question, by: grants, of: set, output)
    }

    private var namespace: String { scope.asked ?? "" }

    private var policyName: String {
        guard arguments.count == 2, let slash = arguments[1].firstIndex(of: "/") else { return "" }
        return String(arguments[1][arguments[1].index(after: slash)...])
    }

    private func askedType() throws(CommandFailure) -> ResourceType {
        guard arguments[0] == "use" else {
            throw CommandFailure(
                .unusable,
                "the verb is \(quoted(arguments[0])), but a policy set answers for the verb `use` alone"
            )
        }
        let text = String(arguments[1].prefix { $0 != "/" })
        guard let type = ResourceType(text, on: policyOptions.version), type.kind == .podSecurityPolicy else {
            throw CommandFailure(
                .unusable,
                "the resource is \(quoted(text)), but a policy set answers for `podsecuritypolicies` alone"
            )
        }
        return type
    }

    private func answer(
        _ question: UseQuestion,
        by grants: PolicyGrants,
        of set: CommandPolicySet,
        _ output: KubectlOutput
    ) throws {
        if !scope.isEverywhere, set.version >= .v1_20 {
            output.note("Warning: resource 'podsecuritypolicies' is not namespace scoped in group 'policy'")
        }
        let answer = question.answer(by: grants)
        for note in answer.notes { output.note("muster: \(note)") }
        if !isQuiet { try output.write(Array("\(answer.text)\n".utf8)) }
        if !answer.isAllowed { throw ExitCode(ExitStatus.denied.rawValue) }
    }

    private func list(
        _ held: [PolicyGrant],
        of set: CommandPolicySet,
        for subject: Subject,
        _ output: KubectlOutput
    ) throws {
        if UseQuestion.isMaster(subject) {
            output.note(
                "muster: kubectl answers yes for every policy, since the subject is in `system:masters`; admission asks RBAC "
                    + "alone, and this is what it finds"
            )
        }
        var table = GrantTable(["POLICY", "BINDING", "ROLE", "SUBJECT", "API GROUPS"])
        table.hasHeaders = !hasNoHeaders
        let names = set.sources.policies.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            for grant in held {
                let groups = grant.apiGroups(forUseOf: name)
                guard !groups.isEmpty else { continue }
                table.add([
                    name, "\(grant.binding)", "\(grant.role)", "\(grant.subject)",
                    groups.map { "\($0.name)" }.joined(separator: ","),
                ])
            }
        }
        if table.isEmpty { output.note("muster: the subject may use no policy") }
        try output.write(table.text)
    }
}
