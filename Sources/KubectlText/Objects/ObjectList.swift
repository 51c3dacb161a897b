package import JSONScan
package import PolicyObjects

/// The `List` in which kubectl puts objects of which there may be several.
///
/// Kubernetes: `kubectl/pkg/cmd/get`, `printGeneric`.
package enum ObjectList {
    /// Older clients write the list's empty `selfLink` too.
    package static func value(of objects: [JSONValue], version: KubernetesVersion) -> JSONValue {
        let selfLink: [JSONValue.Member] = version < .v1_24 ? [.init("selfLink", .string(""))] : []
        return .object([
            .init("apiVersion", .string("v1")), .init("items", .array(objects)), .init("kind", .string("List")),
            .init("metadata", .object([.init("resourceVersion", .string(""))] + selfLink)),
        ])
    }
}
