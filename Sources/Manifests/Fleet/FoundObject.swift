/// An object that was found in a file of a fleet, before anybody looks at what it is for.
struct FoundObject {
    /// As kubectl would send it; empty if `interest` is `none`.
    var json: [UInt8]
    var place: FleetPlace
    var identity: ObjectIdentity
    /// A cluster wrote it: it has a uid, a time of creation or a status.
    var isFromCluster: Bool
    var interest: ObjectInterest
    /// Fields that its kind does not have, if they were looked for.
    var unknownFields: [UnknownField] = []
    /// What the API server would not decode of its metadata.
    var metadataProblem: DocumentProblem?

    /// `json` is asked for only if the object is of interest.
    init(
        _ place: FleetPlace,
        _ identity: ObjectIdentity,
        isFromCluster: Bool,
        json: () -> [UInt8]
    ) {
        self.place = place
        self.identity = identity
        self.isFromCluster = isFromCluster
        interest = ObjectInterest(identity)
        self.json = interest == .none ? [] : json()
    }
}

enum FoundEntry {
    case object(FoundObject)
    case error(ManifestError)

    init(_ entry: ManifestEntry) {
        switch entry {
        case .error(let error): self = .error(error)
        case .document(let document):
            let place = FleetPlace(
                file: document.file,
                document: document.document,
                item: document.item,
                line: document.line
            )
            var found = FoundObject(place, document.identity, isFromCluster: document.isFromCluster) { document.json }
            found.unknownFields = document.unknownFields
            found.metadataProblem = document.metadataProblem
            self = .object(found)
        }
    }
}

/// Why a kind of object is looked at.
enum ObjectInterest: Equatable {
    case workload(WorkloadKind)
    case admissionReview
    case auditEvent
    case none

    init(_ identity: ObjectIdentity) {
        if let workload = WorkloadKind(apiVersion: identity.apiVersion, kind: identity.kind) {
            self = .workload(workload)
        } else if identity.isOne(of: AdmissionReview.apiVersions, AdmissionReview.kind) {
            self = .admissionReview
        } else if identity.isOne(of: AuditEvent.apiVersions, AuditEvent.kind) {
            self = .auditEvent
        } else {
            self = .none
        }
    }
}

extension ObjectIdentity {
    fileprivate func isOne(of apiVersions: [String], _ kind: String) -> Bool {
        self.kind.utf8.elementsEqual(kind.utf8) && apiVersions.contains { $0.utf8.elementsEqual(apiVersion.utf8) }
    }
}
