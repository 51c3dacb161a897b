import Admission
import ArgumentParser
import KubectlText
import PolicyObjects
import Reports

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

    @Argument(
        help: ArgumentHelp("The question.", valueName: "use TYPE[/NAME]"),
        completion: .list(["use", "podsecuritypolicy/"])
    )
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

    @Option(name: [.customShort("o", allowingJoined: true), .customLong("output")], help: "text or json.")
    var output: AnswerFormat = .text

    func validate() throws {
        if isListing, !arguments.isEmpty {
            throw ValidationError("--list takes no question: it lists every policy that the subject may use")
        }
        if !isListing, arguments.count != 2 {
            throw ValidationError("write the question as: muster can-i use podsecuritypolicy/NAME")
        }
    }

    func run() throws {
        let type = try isListing ? nil : PolicyArgument.type(arguments, on: policyOptions.version)
        let set = try policyOptions.load(saying: isQuiet ? .none : .surprises)
        let subject = requester.subject(set.version)
        let grants = PolicyGrants(set.sources, options: set.options(set.version))
        let standardOutput = KubectlOutput(isQuiet: isQuiet)
        if !requester.isGiven {
            standardOutput.note("muster: asked for anybody who is authenticated, since --as does not say who")
        }
        guard let type else {
            let held = HeldPolicies(set.sources, grants, subject: subject, namespace: scope.asked ?? "")
            return try list(held, standardOutput)
        }
        let question = UseQuestion(
            policy: PolicyArgument.name(arguments),
            namespace: scope.asked ?? "",
            subject: subject,
            group: type.group == "extensions" ? .extensions : .policy
        )
        if !scope.isEverywhere, set.version >= .v1_20 {
            standardOutput.note("Warning: resource 'podsecuritypolicies' is not namespace scoped in group 'policy'")
        }
        let answer = question.answer(by: grants)
        for note in answer.notes { standardOutput.note("muster: \(note)") }
        if !isQuiet {
            try standardOutput.write(
                output == .json
                    ? IndentedJSON.text(of: question.json(answer)) : Array("\(PrintableText.of(answer.text))\n".utf8)
            )
        }
        if !answer.isAllowed { throw ExitCode(ExitStatus.denied.rawValue) }
    }

    private func list(_ held: HeldPolicies, _ standardOutput: KubectlOutput) throws {
        if held.subject.isMaster {
            standardOutput.note(
                "muster: kubectl answers yes for every policy, since the subject is in `system:masters`; admission asks RBAC "
                    + "alone, and this is what it finds"
            )
        }
        if held.rows.isEmpty { standardOutput.note("muster: the subject may use no policy of the set") }
        if isQuiet { return }
        try standardOutput.write(
            output == .json ? IndentedJSON.text(of: held.json) : held.table(hasHeaders: !hasNoHeaders)
        )
    }
}

/// How an answer about grants is written.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
