/// What an object of a fleet is that is not checked.
package enum FleetOmission: Hashable, Sendable {
    /// Bears no pods.
    case kind(apiVersion: String, kind: String)
    case auditEvent(AuditOmission)
    /// An AdmissionReview of a request that PodSecurityPolicy does not look at.
    case admissionReview(ReviewOmission)
}

/// Why an AdmissionReview is not checked.
package enum ReviewOmission: CaseIterable, Hashable, Sendable {
    case operation, resource

    /// As it stands behind a number of reviews.
    package var words: String {
        switch self {
        case .operation: "of operations other than CREATE and UPDATE"
        case .resource: "of resources that bear no pods"
        }
    }
}
