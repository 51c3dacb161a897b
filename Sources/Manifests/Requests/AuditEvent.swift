import JSONScan
import PolicyObjects

/// An event of a Kubernetes audit log, as far as it tells an admission request.
///
/// The API server writes several events for a request, one at each stage that it reaches, all with the same audit ID; the
/// body is in that of the last stage, if the audit policy's level is Request or RequestResponse.
/// Kubernetes: `audit.k8s.io/v1`, `Event`.
struct AuditEvent {
    static let kind = "Event"
    static let apiVersions = ["audit.k8s.io/v1", "audit.k8s.io/v1beta1", "audit.k8s.io/v1alpha1"]

    private(set) var stage = ""
    private(set) var verb = ""
    private(set) var auditID: [UInt8] = []
    private(set) var resource = RequestedResource()
    private(set) var namespace = ""
    private(set) var name = ""
    private var user: Subject?
    private var impersonatedUser: Subject?
    /// Where the request's body lies in the event's JSON.
    private(set) var requestObject: Range<Int>?

    /// Whom admission saw: the impersonated user, if somebody impersonated one.
    var subject: Subject? { impersonatedUser ?? user }

    init(_ event: RawSpan) throws(JSONError) {
        var cursor = JSONCursor()
        var found = Self()
        try cursor.passMembers(of: event) { (key, cursor, bytes) throws(JSONError) in
            if key.equals("stage", in: bytes) {
                found.stage = try cursor.text(in: bytes) ?? ""
            } else if key.equals("verb", in: bytes) {
                found.verb = try cursor.text(in: bytes) ?? ""
            } else if key.equals("auditID", in: bytes) {
                found.auditID = try cursor.text(in: bytes).map { Array($0.utf8) } ?? []
            } else if key.equals("user", in: bytes) {
                found.user = try cursor.user(in: bytes)
            } else if key.equals("impersonatedUser", in: bytes) {
                found.impersonatedUser = try cursor.user(in: bytes)
            } else if key.equals("objectRef", in: bytes) {
                try found.readReference(&cursor, bytes)
            } else if key.equals("requestObject", in: bytes) {
                found.requestObject = try cursor.objectRange(in: bytes)
            } else {
                _ = try cursor.skipValue(in: bytes)
            }
        }
        self = found
    }

    private init() {}

    private mutating func readReference(_ cursor: inout JSONCursor, _ bytes: RawSpan) throws(JSONError) {
        var found = self
        try cursor.passMembers(of: bytes) { (key, cursor, bytes) throws(JSONError) in
            if key.equals("resource", in: bytes) {
                found.resource.resource = try cursor.text(in: bytes) ?? ""
            } else if key.equals("apiGroup", in: bytes) {
                found.resource.group = try cursor.text(in: bytes) ?? ""
            } else if key.equals("subresource", in: bytes) {
                found.resource.subresource = try cursor.text(in: bytes) ?? ""
            } else if key.equals("namespace", in: bytes) {
                found.namespace = try cursor.text(in: bytes) ?? ""
            } else if key.equals("name", in: bytes) {
                found.name = try cursor.text(in: bytes) ?? ""
            } else {
                _ = try cursor.skipValue(in: bytes)
            }
        }
        self = found
    }

    /// Why the event tells no request that PodSecurityPolicy would look at; nil if it does.
    var omission: AuditOmission? {
        if stage != "ResponseComplete" { return .stage }
        if verb != "create", verb != "update", verb != "patch" { return .verb }
        if !resource.mayBearPods { return .resource }
        if !resource.subresource.isEmpty { return .subresource }
        // The body of a patch is the patch; what became of the object is not in it.
        if verb == "patch" { return .patch }
        return requestObject == nil ? .body : nil
    }
}

/// Why an audit event is not checked.
package enum AuditOmission: CaseIterable, Hashable, Sendable {
    case stage, verb, resource, subresource, patch, body, repetition

    /// As it stands behind a number of events.
    package var words: String {
        switch self {
        case .stage: "of another stage than ResponseComplete"
        case .verb: "of verbs other than create and update"
        case .resource: "of resources that bear no pods"
        case .subresource: "of subresources"
        case .patch: "of patches, which do not hold the object"
        case .body: "without a body (the audit level is Metadata)"
        case .repetition: "that repeat an audit ID"
        }
    }
}
