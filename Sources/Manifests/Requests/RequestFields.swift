import JSONScan
import PolicyObjects

/// The members of JSON objects that records of requests are made of.
///
/// A value of another type than expected counts as absent, as null does.
extension JSONCursor {
    /// Passes the next value; if it is an object, `body` is called with each key and must pass the member's value.
    mutating func passMembers(
        of bytes: RawSpan,
        _ body: (JSONString, inout JSONCursor, RawSpan) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard try kind(in: bytes) == .object else {
            _ = try skipValue(in: bytes)
            return
        }
        try beginObject(in: bytes)
        while let key = try nextKey(in: bytes) { try body(key, &self, bytes) }
    }

    /// The next value, passed, if it is a text.
    mutating func text(in bytes: RawSpan) throws(JSONError) -> String? {
        guard try kind(in: bytes) == .string else {
            _ = try skipValue(in: bytes)
            return nil
        }
        return try readString(in: bytes)?.string(from: bytes)
    }

    /// Where the next value, passed, lies if it is an object.
    mutating func objectRange(in bytes: RawSpan) throws(JSONError) -> Range<Int>? {
        let isObject = try kind(in: bytes) == .object
        let range = try skipValue(in: bytes)
        return isObject ? range : nil
    }

    /// The next value, passed, if it is a user: `username` and `groups`.
    ///
    /// Kubernetes: `authentication.k8s.io/v1`, `UserInfo`.
    mutating func user(in bytes: RawSpan) throws(JSONError) -> Subject? {
        guard try kind(in: bytes) == .object else {
            _ = try skipValue(in: bytes)
            return nil
        }
        var user = Subject(username: "")
        try passMembers(of: bytes) { (key, cursor, bytes) throws(JSONError) in
            if key.equals("username", in: bytes) {
                user.username = try cursor.text(in: bytes) ?? ""
            } else if key.equals("groups", in: bytes) {
                user.groups = try cursor.texts(in: bytes)
            } else {
                _ = try cursor.skipValue(in: bytes)
            }
        }
        return user.username.isEmpty && user.groups.isEmpty ? nil : user
    }

    private mutating func texts(in bytes: RawSpan) throws(JSONError) -> [String] {
        guard try kind(in: bytes) == .array else {
            _ = try skipValue(in: bytes)
            return []
        }
        var texts: [String] = []
        try beginArray(in: bytes)
        while try nextElement(in: bytes) {
            if let text = try text(in: bytes) { texts.append(text) }
        }
        return texts
    }
}
