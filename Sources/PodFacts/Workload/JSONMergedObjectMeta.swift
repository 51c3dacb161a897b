import JSONScan

/// Kubernetes: `metav1.ObjectMeta` with all of its fields, for their types alone.
struct JSONMergedObjectMeta: JSONMergeableObject {
    private var text = JSONMergedText()
    private var number = JSONMergedInt64()
    private var time = JSONMergedTime()
    private var texts = JSONMergedMap<JSONMergedText>()
    private var owners = JSONMergedList<JSONMergedOwnerReference>()
    private var finalizers = JSONMergedList<JSONMergedText>()
    private var managers = JSONMergedList<JSONMergedManagedFields>()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "clusterName":
            try text.merge(&decoding, in: bytes)
        case "generation", "deletionGracePeriodSeconds": try number.merge(&decoding, in: bytes)
        case "creationTimestamp", "deletionTimestamp": try time.merge(&decoding, in: bytes)
        case "labels", "annotations": try texts.merge(&decoding, in: bytes)
        case "ownerReferences": try owners.merge(&decoding, in: bytes)
        case "finalizers": try finalizers.merge(&decoding, in: bytes)
        case "managedFields": try managers.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `metav1.OwnerReference`.
private struct JSONMergedOwnerReference: JSONMergeableObject {
    private var text = JSONMergedText()
    private var flag = JSONMergedBool()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "apiVersion", "kind", "name", "uid": try text.merge(&decoding, in: bytes)
        case "controller", "blockOwnerDeletion": try flag.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `metav1.ManagedFieldsEntry`.
private struct JSONMergedManagedFields: JSONMergeableObject {
    private var text = JSONMergedText()
    private var time = JSONMergedTime()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "manager", "operation", "apiVersion", "fieldsType": try text.merge(&decoding, in: bytes)
        case "time": try time.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `metav1.Time`, a text in RFC 3339.
private struct JSONMergedTime: JSONMergeable {
    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError) {
        let start = decoding.cursor.offset
        let text = try decoding.step(expecting: "a time") { cursor throws(JSONError) in
            try cursor.readString(in: bytes)
        }
        guard let text = text?.bytes(from: bytes), !(unsafe GoTime.isRFC3339(text.span.bytes)) else { return }
        throw PodReadError(.wrongType, at: start, "expected a time like 2006-01-02T15:04:05Z")
    }
}
