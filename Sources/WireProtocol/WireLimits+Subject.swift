/// What a client looks at before it sends a subject: one beyond the limits would end the stream.
extension WireLimits {
    /// The first thing that is beyond a limit, of a subject whose name and groups have so many bytes.
    package func subjectExcess(username: Int, groups: some Collection<Int>) -> String? {
        guard groups.count <= groupsMax else {
            return "`user.groups` has \(groups.count) groups; at most \(groupsMax) are taken"
        }
        guard max(username, groups.max() ?? 0) <= subjectNameBytesMax else {
            return "a name in `user` is longer than \(subjectNameBytesMax) bytes"
        }
        // With the longest id.
        let id = FieldSize.varintFieldUnlessZero(UInt64(subjectsMax))
        let byteCount = groups.reduce(id + FieldSize.fieldUnlessEmpty(username)) { $0 + FieldSize.field($1) }
        guard byteCount <= subjectBytesMax else {
            return "`user` takes \(byteCount) bytes as a `Subject`; at most \(subjectBytesMax) are taken"
        }
        return nil
    }
}
