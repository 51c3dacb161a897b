import JSONScan
import PolicyObjects

/// The request in an AdmissionReview, as far as PodSecurityPolicy looks at it.
///
/// Kubernetes: `admission.k8s.io/v1` and `v1beta1`, `AdmissionReview`.
struct AdmissionReview {
    static let kind = "AdmissionReview"
    static let apiVersions = ["admission.k8s.io/v1", "admission.k8s.io/v1beta1"]

    private(set) var hasRequest = false
    private(set) var operation = ""
    private(set) var resource = RequestedResource()
    private(set) var namespace = ""
    private(set) var name = ""
    private(set) var user: Subject?
    /// Where these lie in the review's JSON.
    private(set) var object: Range<Int>?
    private(set) var oldObject: Range<Int>?

    init(_ review: RawSpan) throws(JSONError) {
        var cursor = JSONCursor()
        var found = Self()
        try cursor.passMembers(of: review) { (key, cursor, bytes) throws(JSONError) in
            if key.equals("request", in: bytes) {
                found.hasRequest = try cursor.kind(in: bytes) == .object
                try found.readRequest(&cursor, bytes)
            } else {
                _ = try cursor.skipValue(in: bytes)
            }
        }
        self = found
    }

    private init() {}

    private mutating func readRequest(_ cursor: inout JSONCursor, _ bytes: RawSpan) throws(JSONError) {
        var found = self
        try cursor.passMembers(of: bytes) { (key, cursor, bytes) throws(JSONError) in
            if key.equals("operation", in: bytes) {
                found.operation = try cursor.text(in: bytes) ?? ""
            } else if key.equals("namespace", in: bytes) {
                found.namespace = try cursor.text(in: bytes) ?? ""
            } else if key.equals("name", in: bytes) {
                found.name = try cursor.text(in: bytes) ?? ""
            } else if key.equals("subResource", in: bytes) {
                found.resource.subresource = try cursor.text(in: bytes) ?? ""
            } else if key.equals("resource", in: bytes) {
                try found.readResource(&cursor, bytes)
            } else if key.equals("userInfo", in: bytes) {
                found.user = try cursor.user(in: bytes)
            } else if key.equals("object", in: bytes) {
                found.object = try cursor.objectRange(in: bytes)
            } else if key.equals("oldObject", in: bytes) {
                found.oldObject = try cursor.objectRange(in: bytes)
            } else {
                _ = try cursor.skipValue(in: bytes)
            }
        }
        self = found
    }

    private mutating func readResource(_ cursor: inout JSONCursor, _ bytes: RawSpan) throws(JSONError) {
        var found = self
        try cursor.passMembers(of: bytes) { (key, cursor, bytes) throws(JSONError) in
            if key.equals("group", in: bytes) {
                found.resource.group = try cursor.text(in: bytes) ?? ""
            } else if key.equals("resource", in: bytes) {
                found.resource.resource = try cursor.text(in: bytes) ?? ""
            } else {
                _ = try cursor.skipValue(in: bytes)
            }
        }
        self = found
    }
}
