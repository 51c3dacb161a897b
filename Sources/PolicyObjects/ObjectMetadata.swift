/// Kubernetes: `metav1.ObjectMeta`, as far as Muster shows or uses it.
package struct ObjectMetadata: Sendable, Equatable {
    package var name: String
    package var generateName = ""
    /// Empty: none was written.
    package var namespace = ""
    /// In written order, the last of a repeated key only.
    package var labels: [(key: String, value: String)] = []
    package var annotations: [(key: String, value: String)] = []

    package init(name: String, namespace: String = "") {
        self.name = name
        self.namespace = namespace
    }

    /// The value of an annotation, nil if the key does not exist.
    package func annotation(_ key: String) -> String? {
        annotations.last { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    package static func == (left: ObjectMetadata, right: ObjectMetadata) -> Bool {
        left.name == right.name && left.generateName == right.generateName && left.namespace == right.namespace
            && left.labels.elementsEqual(right.labels, by: ==) && left.annotations.elementsEqual(right.annotations, by: ==)
    }
}
