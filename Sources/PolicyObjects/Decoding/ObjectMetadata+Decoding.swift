import JSONScan

extension ObjectMetadata {
    /// The fields of `metav1.ObjectMeta` in any version from 1.13 to 1.24.
    static let fields = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
        "clusterName", "managedFields", "initializers",
    ]

    /// The fields that have a property of their own.
    private static let ownFields = ["name", "generateName", "namespace", "labels", "annotations"]

    /// What is nested deeper than any server writes is not kept: nobody should run out of stack on showing it.
    private static let depthMax = 64

    /// Reads `metadata` of an object; an object without a name is a problem.
    init(of object: ObjectReader, _ problems: inout [ObjectProblem]) {
        let reader =
            object.object("metadata", known: Self.fields, &problems)
            ?? ObjectReader(.null, at: "metadata", known: nil, problems: &problems)
        self.init(
            name: reader.string("name", &problems) ?? "",
            namespace: reader.string("namespace", &problems) ?? ""
        )
        generateName = reader.string("generateName", &problems) ?? ""
        labels = reader.stringMap("labels", &problems)
        annotations = reader.stringMap("annotations", &problems)
        otherFields = reader.members(besides: Self.ownFields).filter { !$0.value.isNested(deeperThan: Self.depthMax) }
        isFromServer = ["uid", "resourceVersion"].contains { key in
            reader.string(key, &problems).map { !$0.isEmpty } ?? false
        }
        if name.isEmpty {
            let detail =
                generateName.isEmpty
                ? "is missing: every object of a policy set needs a name"
                : "is missing: the name that a server would generate from \(quoted(generateName)) is not known, give one"
            problems.append(ObjectProblem(.missingField, at: "metadata.name", detail))
        }
    }
}

extension JSONValue {
    fileprivate func isNested(deeperThan depth: Int) -> Bool {
        switch self {
        case .array(let elements): depth == 0 || elements.contains { $0.isNested(deeperThan: depth - 1) }
        case .object(let members): depth == 0 || members.contains { $0.value.isNested(deeperThan: depth - 1) }
        default: false
        }
    }
}
