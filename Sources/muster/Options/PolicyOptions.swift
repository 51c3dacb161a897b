import ArgumentParser
import PolicyObjects

/// Which policies answer, and as which Kubernetes.
struct PolicyOptions: ParsableArguments {
    @Option(
        name: [.customShort("p"), .customLong("policies")],
        help: ArgumentHelp(
            "PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.",
            discussion: "Without it the policy set that EKS installs answers.",
            valueName: "path"
        ),
        completion: .file()
    )
    var policies: [String] = []

    @Flag(name: [.customShort("R"), .customLong("recursive")], help: "Read folders with all that is below them.")
    var isRecursive = false

    @Option(
        name: .customLong("kubernetes-version"),
        help: ArgumentHelp(
            "Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.",
            valueName: "version"
        )
    )
    var askedVersion: KubernetesVersion?

    var version: KubernetesVersion { askedVersion ?? .standard }

    @Option(
        name: .customLong("feature-gates"),
        help: ArgumentHelp(
            "Gates of PodSecurityPolicy that differ from the version's defaults, written as for the API server.",
            valueName: "Name=true|false,..."
        )
    )
    var featureGates: String?

    @Flag(
        name: .customLong("bootstrap-rbac"),
        help: "Add the API server's own cluster-admin role and its binding to system:masters."
    )
    var isBootstrapping = false

    @Flag(
        name: .customLong("allow-unknown-fields"),
        help:
            "Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs."
    )
    var allowsUnknownFields = false

    /// Refuses what the server decides when it is the server that evaluates.
    ///
    /// `readsPolicies` if the command reads some all the same, of another set than the server's.
    func refuseServersOptions(readsPolicies: Bool = false) throws(CommandFailure) {
        let given: [(option: String, isGiven: Bool)] = [
            ("-p", !readsPolicies && !policies.isEmpty), ("--feature-gates", featureGates != nil),
            ("--bootstrap-rbac", isBootstrapping), ("--allow-unknown-fields", !readsPolicies && allowsUnknownFields),
        ]
        guard let first = given.first(where: \.isGiven) else { return }
        throw CommandFailure(
            .unusable,
            "\(first.option) and --server do not go together: the server answers by its own policies, roles and feature "
                + "gates; give \(first.option) to `muster serve`"
        )
    }
}

extension KubernetesVersion: ExpressibleByArgument {}
