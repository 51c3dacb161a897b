import Manifests
import Reports
import WireProtocol

/// What became of some objects of a fleet, in their order.
struct CheckFindings: FleetFindings {
    var findings: [PodFinding] = []
    /// Answer lines, if those are wanted.
    var writer = AnswerLineWriter()

    var lines: [UInt8] { writer.bytes }
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
