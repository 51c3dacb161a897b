import JSONScan

/// Kubernetes: `metav1.ObjectMeta`.
///
/// What the facts do not need is decoded for its type alone.
struct JSONMergedObjectMeta: JSONMergeableObject {
    var name = JSONMergedText()
    var generateName = JSONMergedText()
    var namespace = JSONMergedText()
    var annotations = JSONMergedMap<JSONMergedText>()
    var owners = JSONMergedList<JSONMergedOwnerReference>()
    private var text = JSONMergedText()
    private var number = JSONMergedInt64()
    private var time = JSONMergedTime()
    private var labels = JSONMergedMap<JSONMergedText>()
    private var finalizers = JSONMergedList<JSONMergedText>()
    private var managers = JSONMergedList<JSONMergedManagedFields>()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "name": try name.merge(&decoding, in: bytes)
        case "generateName": try generateName.merge(&decoding, in: bytes)
        case "namespace": try namespace.merge(&decoding, in: bytes)
        case "annotations": try annotations.merge(&decoding, in: bytes)
        case "ownerReferences": try owners.merge(&decoding, in: bytes)
        case "selfLink", "uid", "resourceVersion", "clusterName": try text.merge(&decoding, in: bytes)
        case "generation", "deletionGracePeriodSeconds": try number.merge(&decoding, in: bytes)
        case "creationTimestamp", "deletionTimestamp": try time.merge(&decoding, in: bytes)
        case "labels": try labels.merge(&decoding, in: bytes)
        case "finalizers": try finalizers.merge(&decoding, in: bytes)
        case "managedFields": try managers.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `metav1.OwnerReference`.
struct JSONMergedOwnerReference: JSONMergeableObject {
    var kind = JSONMergedText()
    var name = JSONMergedText()
    var controller: JSONMergedBool?
    private var text = JSONMergedText()
    private var flag = JSONMergedBool()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "kind": try kind.merge(&decoding, in: bytes)
        case "name": try name.merge(&decoding, in: bytes)
        case "controller": try controller.merge(&decoding, in: bytes)
        case "apiVersion", "uid": try text.merge(&decoding, in: bytes)
        case "blockOwnerDeletion": try flag.merge(&decoding, in: bytes)
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
///
/// Nothing is kept.
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
