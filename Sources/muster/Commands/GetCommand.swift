import ArgumentParser
import KubectlText
import PolicyObjects

/// `muster get`: policies as kubectl lists them.
struct GetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Lists PodSecurityPolicies in files as kubectl get psp does.",
        discussion: """
            TYPE is psp, podsecuritypolicy or podsecuritypolicies. Policies are shown as a server of --kubernetes-version \
            stores them: with their defaults, without the fields that it does not have. Without -p the policy set that EKS \
            installs is listed.

            EXAMPLES
              muster get psp
              muster get psp -p policies/ -R
              muster get psp eks.privileged -o yaml
              kubectl get psp -o yaml | muster get psp -p - -o name

            Exit status: 0, 1 if a policy was not found, 2 wrong usage or input that cannot be read.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case wide, name
    }

    @Argument(help: ArgumentHelp("What to list.", valueName: "TYPE [NAME...] | TYPE/NAME..."))
    var arguments: [String]

    @OptionGroup var policyOptions: PolicyOptions

    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: "name, wide, json or yaml; a table without it."
    )
    var output: Format?

    @Flag(name: .customLong("no-headers"), help: "Leave out the table's headers.")
    var hasNoHeaders = false

    @Flag(name: .customLong("show-labels"), help: "Add a column with the labels.")
    var showsLabels = false

    @Flag(name: .customLong("ignore-not-found"), help: "A policy that is not found is no error.")
    var ignoresMissing = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Say nothing on standard error but errors.")
    var isQuiet = false

    func run() throws {
        let set = try policyOptions.load(saying: isQuiet ? .none : .surprises)
        let question = try ResourceQuestion(arguments, set)
        var output = KubectlOutput(isQuiet: isQuiet)
        var missing: [KubectlError] = []
        let found = question.objects(in: nil, missing: &missing)
        if self.output == .name {
            try output.write(found.flatMap { Array("\($0.type.qualified($0.object.identity.name))\n".utf8) })
        } else {
            var table = PolicyTable(version: set.version)
            table.hasHeaders = !hasNoHeaders
            table.showsLabels = showsLabels
            try output.write(table.text(found.compactMap(\.policy)))
            if found.isEmpty, missing.isEmpty {
                output.note(set.version < .v1_20 ? "No resources found." : "No resources found")
            }
        }
        if !ignoresMissing {
            for failure in missing { output.fail(failure) }
        }
        try output.finish()
    }
}

extension ResourceQuestion.Found {
    var policy: PodSecurityPolicy? {
        guard case .podSecurityPolicy(let policy) = object else { return nil }
        return policy
    }
}
