import FleetEvaluation
import Manifests
import PolicyObjects
import Reports
import WireProtocol

/// What became of some objects of a fleet, in their order.
struct CheckFindings {
    var findings: [PodFinding] = []
    /// Answer lines, if those are wanted.
    var writer = AnswerLineWriter()

    var lines: [UInt8] { writer.bytes }

    /// The line of what cannot be read, which has no number: it is no object.
    mutating func writeLine(_ error: ManifestError) {
        writer.begin(id: Span())
        writer.place(file: error.file, document: error.document, item: error.item, line: error.line)
        writer.failed(error.text)
        writer.end()
    }

    /// Begins an object's answer line.
    mutating func beginLine(_ object: CheckedObject, number: Int, user: Subject) {
        let id = Array(String(number).utf8)
        writer.begin(id: id.span)
        writer.source(
            file: object.place.file,
            document: object.place.document,
            kind: Array(object.identity.kind.utf8),
            namespace: Array(object.namespace.utf8),
            name: Array(object.identity.name.utf8),
            user: Array(user.username.utf8)
        )
    }
}

/// An object of a fleet as findings name it.
struct CheckedObject: Sendable {
    var place: FleetPlace
    var identity: ObjectIdentity
    /// That of the request.
    var namespace: String
}

extension ReportPlace {
    init(_ place: FleetPlace) {
        self.init(file: place.file, line: place.line, document: place.document, item: place.item)
    }
}
