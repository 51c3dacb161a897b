package import JSONScan

/// Kubernetes: `metav1.ObjectMeta`, as far as Muster shows or uses it.
package struct ObjectMetadata: Sendable, Equatable {
    package var name: String
    package var generateName = ""
    /// Empty: none was written.
    package var namespace = ""
    /// In written order, the last of a repeated key only.
    package var labels: [(key: String, value: String)] = []
    package var annotations: [(key: String, value: String)] = []

    /// Everything else that was written, as a server sends it: to be shown, never to be used.
    package var otherFields: [JSONValue.Member] = []

    /// A server gave the object a `uid` or a `resourceVersion`: it was read from a cluster, not written by hand.
    package var isFromServer = false

    package init(name: String, namespace: String = "") {
        self.name = name
        self.namespace = namespace
    }

    /// The namespace of a namespaced object: `default` where none was written.
    package var effectiveNamespace: String { namespace.isEmpty ? "default" : namespace }

    /// The value of an annotation, nil if the key does not exist.
    package func annotation(_ key: String) -> String? {
        annotations.last { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    package static func == (left: ObjectMetadata, right: ObjectMetadata) -> Bool {
        left.name == right.name && left.generateName == right.generateName && left.namespace == right.namespace
            && left.isFromServer == right.isFromServer
            && left.labels.elementsEqual(right.labels, by: ==)
            && left.annotations.elementsEqual(right.annotations, by: ==)
            && left.otherFields == right.otherFields
    }
}
