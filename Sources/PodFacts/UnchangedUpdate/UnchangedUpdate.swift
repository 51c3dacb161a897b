/// Whether an update of a pod changes what only the garbage collector cares for, so that admission does not look at it.
///
/// Kubernetes: `rbacregistry.IsOnlyMutatingGCFields` on the two internal pods: the new one with the old one's
/// `ownerReferences`, `finalizers`, `selfLink` and `managedFields` must be semantically equal to the old one. An update
/// that changes nothing is one of these.
package enum UnchangedUpdate {
    /// In doubt (a body that is malformed, holds a key twice or damaged texts) the answer is no: the pod is then judged.
    ///
    /// Both objects are compared after v1 defaulting and conversion, so that it does not matter whether they came as JSON
    /// or protobuf, or whether the new one has the defaults that the stored one has. Fields that Kubernetes 1.24 does not
    /// know are ignored.
    ///
    /// `ignoresManagedFields` says whether `managedFields` is one of the fields that do not count; not in Kubernetes 1.13.
    ///
    /// - Complexity: O(bytes); it allocates. Bodies that are equal, and parts of JSON bodies that are, are only compared
    ///   byte by byte, and an object beyond `ComparisonLimits` counts as different.
    package static func isUnchanged(
        old: RawSpan,
        oldEncoding: PodEncoding,
        new: RawSpan,
        newEncoding: PodEncoding,
        ignoresManagedFields: Bool
    ) -> Bool {
        if oldEncoding == newEncoding, haveEqualBytes(old, new) { return true }
        do throws(IncomparableError) {
            if oldEncoding == .json, newEncoding == .json {
                return try areEqual(json: old, new, ignoresManagedFields)
            }
            let oldPod = try comparable(old, oldEncoding, ignoresManagedFields)
            return try oldPod == comparable(new, newEncoding, ignoresManagedFields)
        } catch {
            return false
        }
    }

    private static func areEqual(
        json old: RawSpan,
        _ new: RawSpan,
        _ ignoresManagedFields: Bool
    ) throws(IncomparableError) -> Bool {
        let ignored = uncounted + (ignoresManagedFields ? [managedFields] : [])
        let oldParts = try JSONPodParts(old, ignoring: ignored)
        let newParts = try JSONPodParts(new, ignoring: ignored)
        for part in JSONPodParts.Part.allCases {
            let (oldText, newText) = (oldParts.text(part), newParts.text(part))
            if oldText == newText { continue }
            var oldPod = try ComparableObject(part, json: oldText, .standard)
            var newPod = try ComparableObject(part, json: newText, .standard)
            makeComparable(&oldPod, ignoresManagedFields)
            makeComparable(&newPod, ignoresManagedFields)
            if oldPod != newPod { return false }
        }
        return true
    }

    /// Fields of the metadata that the garbage collector changes.
    private static let uncounted: [StaticString] = ["ownerReferences", "finalizers", "selfLink"]
    private static let managedFields: StaticString = "managedFields"

    private static func haveEqualBytes(_ left: RawSpan, _ right: RawSpan) -> Bool {
        guard left.byteCount == right.byteCount else { return false }
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in unsafe left.elementsEqual(right) }
        }
    }

    private static func comparable(
        _ body: RawSpan,
        _ encoding: PodEncoding,
        _ ignoresManagedFields: Bool
    ) throws(IncomparableError) -> ComparableObject {
        let schema = PodSchema.standard
        var pod =
            switch encoding {
            case .json: try ComparableObject(json: body, schema)
            case .kubernetesProtobuf: try ComparableObject(protobuf: body, schema)
            }
        makeComparable(&pod, ignoresManagedFields)
        return pod
    }

    private static func makeComparable(_ pod: inout ComparableObject, _ ignoresManagedFields: Bool) {
        pod.becomeInternalPod()
        pod.update("metadata") { metadata in
            for field in uncounted { metadata["\(field)"] = nil }
            if ignoresManagedFields { metadata["\(managedFields)"] = nil }
        }
        // Metadata that had nothing else is as good as none.
        if pod["metadata"]?.isZero == true { pod["metadata"] = nil }
    }
}
