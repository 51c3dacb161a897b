import KubectlText
import PolicyObjects

/// `use podsecuritypolicy/NAME`, as `can-i` and `who-can` are asked.
enum PolicyArgument {
    /// The type, in whose API group kubectl asks.
    static func type(_ arguments: [String], on version: KubernetesVersion) throws(CommandFailure) -> ResourceType {
        guard let verb = arguments.first, let resource = arguments.last, arguments.count == 2 else {
            throw CommandFailure(.unusable, "write the question as: use podsecuritypolicy/NAME")
        }
        guard verb == "use" else {
            throw CommandFailure(
                .unusable,
                "the verb is \(quoted(verb)), but a policy set answers for the verb `use` alone"
            )
        }
        let text = String(resource.prefix { $0 != "/" })
        guard let type = ResourceType(text, on: version), type.kind == .podSecurityPolicy else {
            throw CommandFailure(
                .unusable,
                "the resource is \(quoted(text)), but a policy set answers for `podsecuritypolicies` alone"
            )
        }
        return type
    }

    /// The policy's name; empty: every policy is meant.
    static func name(_ arguments: [String]) -> String {
        guard let resource = arguments.last, let slash = resource.firstIndex(of: "/") else { return "" }
        return String(resource[resource.index(after: slash)...])
    }
}
