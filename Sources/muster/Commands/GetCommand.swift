import ArgumentParser
import JSONScan
import KubectlText
import Manifests
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
        case wide, name, json, yaml
    }

    @Argument(
        help: ArgumentHelp("What to list.", valueName: "TYPE [NAME...] | TYPE/NAME..."),
        completion: .list(["psp", "podsecuritypolicies"])
    )
    var arguments: [String]

    @OptionGroup var policyOptions: PolicyOptions

    @OptionGroup var selection: SelectorOptions

    /// Policies have no namespace, but kubectl takes one here, and so do aliases and scripts.
    @OptionGroup(visibility: .hidden) var scope: NamespaceOptions

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

    func validate() throws {
        if showsLabels, let output, output != .wide {
            throw ValidationError("--show-labels goes with a table, not with -o \(output.rawValue)")
        }
    }

    func run() throws {
        let set = try policyOptions.load(saying: isQuiet ? .none : .surprises)
        let question = try ResourceQuestion(arguments, selection, set)
        for request in question.arguments.requests where request.type.kind != .podSecurityPolicy {
            throw CommandFailure(
                .unusable,
                "get lists policies alone; `muster describe \(request.type.kind.singular)` shows roles and bindings"
            )
        }
        var output = KubectlOutput(isQuiet: isQuiet)
        if let warning = question.warning(set.version) { output.note(warning) }
        var missing: [KubectlError] = []
        let found = question.objects(in: nil, missing: &missing)
        switch self.output {
        case nil, .wide: try writeTable(found, missing.isEmpty, set.version, output)
        case .name: try output.write(found.flatMap { Array("\($0.type.qualified($0.object.identity.name))\n".utf8) })
        case .json, .yaml: try writeObjects(found, isSingle: question.arguments.isSingle, set.version, output)
        }
        if !ignoresMissing {
            for failure in missing { output.fail(failure) }
        }
        try output.finish()
    }

    private func writeTable(
        _ found: [ResourceQuestion.Found],
        _ isComplete: Bool,
        _ version: KubernetesVersion,
        _ output: KubectlOutput
    ) throws {
        var table = PolicyTable(version: version)
        table.hasHeaders = !hasNoHeaders
        table.showsLabels = showsLabels
        try output.write(table.text(found.compactMap(\.policy)))
        if found.isEmpty, isComplete {
            output.note(version < .v1_20 ? "No resources found." : "No resources found")
        }
    }

    /// One object that was asked for by its name is shown as itself, everything else in a `List`.
    private func writeObjects(
        _ found: [ResourceQuestion.Found],
        isSingle: Bool,
        _ version: KubernetesVersion,
        _ output: KubectlOutput
    ) throws {
        let objects = found.compactMap { one in
            one.policy.map { PolicyObject($0, group: one.type.group, version: version).value }
        }
        if isSingle, objects.isEmpty { return }
        let value = isSingle ? objects[0] : ObjectList.value(of: objects, version: version)
        try output.write(self.output == .yaml ? YAMLText.text(of: value) : IndentedJSON.text(of: value))
    }
}

extension ResourceQuestion.Found {
    var policy: PodSecurityPolicy? {
        guard case .podSecurityPolicy(let policy) = object else { return nil }
        return policy
    }
}
