/// The fields of objects that bear pods, looked up in the schema of their kind.
extension JSONObjectScanner {
    /// What the schema says of a field's value.
    mutating func lookUp(_ name: Range<Int>, _ bytes: Span<UInt8>, _ message: Int) -> Int {
        // A pod of a cluster has the fields that its API server let through.
        guard !isFromCluster, let schema else { return FieldSchema.opaque }
        if let value = schema.value(of: name, in: bytes, message: message) { return value }
        mayHaveUnknownFields = true
        return FieldSchema.opaque
    }

    private func root(_ bytes: Span<UInt8>) -> Int? {
        guard let schema, let apiVersion, let kind else { return nil }
        return schema.root(in: bytes, apiVersion: apiVersion, kind: kind)
    }

    /// What the schema says of the value of the outermost object's last key.
    mutating func lookUpMember(_ bytes: Span<UInt8>) -> Int {
        guard !isFromCluster, keyCount > 0 else { return FieldSchema.opaque }
        let name = keys[keyCount - 1]
        guard apiVersion != nil, kind != nil else {
            mayHaveUnknownFields = true
            return FieldSchema.opaque
        }
        guard let root = root(bytes) else { return FieldSchema.opaque }
        return lookUp(name, bytes, root)
    }

    /// Looks up all keys of the outermost object, which has ended.
    mutating func lookUpMembers(_ bytes: Span<UInt8>) {
        guard open[0].isObject, !isFromCluster, let root = root(bytes) else { return }
        for name in keys[open[0].keyBase..<keyCount] { _ = lookUp(name, bytes, root) }
    }
}
