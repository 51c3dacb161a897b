package import PodFacts

/// One object of a fleet that holds a pod or a pod template.
package struct FleetItem: Sendable {
    /// The object as kubectl would send it.
    package var json: [UInt8]
    package var place: FleetPlace
    package var identity: ObjectIdentity
    package var workload: WorkloadKind
    /// Of a workload: the `generateName` of its pods.
    package var generateName: [UInt8]
    /// Of a StatefulSet: the names of its volume claims, each of which gives the pods a volume.
    package var volumeClaims: [[UInt8]]
    /// A cluster wrote the object (it has a uid, a time of creation or a status), not an author of manifests.
    package var isFromCluster: Bool
    /// Of a pod in an AdmissionReview or an audit event: the request that it was in.
    package var request: RecordedRequest?

    init(_ found: FoundObject, _ workload: WorkloadKind) {
        json = found.json
        place = found.place
        identity = found.identity
        self.workload = workload
        generateName = workload.generateName(identity.name)
        volumeClaims = workload == .statefulSet ? VolumeClaims.names(in: json) : []
        isFromCluster = found.isFromCluster
    }

    /// Where the pod stands in `json`.
    package var podPath: PodPath { workload.podPath }
}

/// Where an object of a fleet was found.
package struct FleetPlace: Sendable, Equatable {
    package var file: String
    /// Counted from 1.
    package var document: Int
    /// The place in its List, counted from 1; nil if the object stands alone.
    package var item: Int?
    /// Counted from 1.
    package var line: Int
}

/// What a fleet reader finds next.
package enum FleetEntry: Sendable {
    case item(FleetItem)
    /// An object that is not checked.
    case skipped(FleetOmission, FleetPlace)
    case error(ManifestError)
}
