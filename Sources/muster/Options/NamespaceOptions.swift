import ArgumentParser
import PolicyObjects

/// In which namespace a question is asked.
struct NamespaceOptions: ParsableArguments {
    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("namespace")],
        help: ArgumentHelp("The namespace that is asked in; default without it.", valueName: "name")
    )
    var namespace: String?

    @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "Ask in all namespaces.")
    var isEverywhere = false

    /// nil: in all.
    var asked: String? { isEverywhere ? nil : namespace ?? "default" }

    /// Kubernetes: `DescribeOptions.Run`.
    func nothingFound(_ version: KubernetesVersion) -> String {
        if version < .v1_20 { return "No resources found." }
        return asked.map { "No resources found in \($0) namespace." } ?? "No resources found"
    }
}
