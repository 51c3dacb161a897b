package import PolicyObjects

/// An admission request that somebody recorded: what an AdmissionReview or an audit event says beside the object.
package struct RecordedRequest: Sendable, Equatable {
    package enum Operation: Sendable {
        case create, update
    }

    package var operation: Operation
    /// Who asked; nil if the record does not say.
    package var subject: Subject?
    /// Of an update the object that was stored, as JSON; nil if it was not recorded.
    package var oldObject: [UInt8]?
    /// Not empty: the request was for this subresource.
    package var subresource: String

    package init(_ operation: Operation, subject: Subject?, oldObject: [UInt8]? = nil, subresource: String = "") {
        self.operation = operation
        self.subject = subject
        self.oldObject = oldObject
        self.subresource = subresource
    }
}

/// What requests are about, as the API calls it.
struct RequestedResource: Equatable {
    var group = ""
    var resource = ""
    var subresource = ""

    private static let core = ["pods", "podtemplates", "replicationcontrollers"]
    private static let groups = ["apps", "batch", "extensions"]
    private static let grouped = ["deployments", "replicasets", "daemonsets", "statefulsets", "jobs", "cronjobs"]

    /// False if objects of the resource cannot bear pods; true if nothing is said.
    var mayBearPods: Bool {
        if resource.isEmpty { return true }
        if group.isEmpty { return Self.core.contains(resource) }
        return Self.groups.contains(group) && Self.grouped.contains(resource)
    }
}
