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

/// Objects of canonical tapes.
extension FoundObject {
    /// An item that says neither kind nor version, of a list that says what it is.
    init(
        itemAt node: Int,
        of tape: DocumentTape,
        _ place: FleetPlace,
        inferring list: ObjectIdentity,
        _ fields: FieldCheck?
    ) throws(DocumentProblem) {
        var identity = ObjectDecoder.identity(node, in: tape)
        identity.kind = list.itemKind
        identity.apiVersion = list.apiVersion
        try identity.checkIsComplete(place)
        self.init(node, of: tape, place, identity, isInferred: true, fields)
    }

    /// The object at a node of a canonical tape; with `isInferred` its kind and version are those of `identity`.
    init(
        _ node: Int,
        of tape: DocumentTape,
        _ place: FleetPlace,
        _ identity: ObjectIdentity,
        isInferred: Bool,
        _ fields: FieldCheck?
    ) {
        self.init(place, identity, isFromCluster: ObjectDecoder.isFromCluster(node, in: tape)) {
            var json: [UInt8] = []
            tape.write(node, to: &json, header: isInferred ? identity : nil)
            return json
        }
        if case .workload = interest { metadataProblem = MetadataCheck.problem(node, of: tape, isJSON: false) }
        if let fields, !isFromCluster { unknownFields = fields.unknownFields(node, of: tape, identity) }
    }

    /// An object of a document that was decoded as a whole.
    init(
        _ object: ObjectDecoder.Object,
        of tape: DocumentTape,
        file: String,
        document: Int,
        _ fields: FieldCheck?
    ) {
        let line = Int(tape.nodes[object.node].line) + 1
        let place = FleetPlace(file: file, document: document, item: object.item, line: line)
        self.init(object.node, of: tape, place, object.identity, isInferred: object.isInferred, fields)
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
