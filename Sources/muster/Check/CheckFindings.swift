import FleetEvaluation
import Manifests
import PolicyObjects
import WireProtocol

/// What became of some objects of a fleet, in their order.
struct CheckFindings {
    /// What became of an object.
    ///
    /// Its texts are bytes of `texts`.
    struct Finding {
        var place: FleetPlace
        var kind: String
        var name: String
        var namespace: String
        var outcome: PodOutcome
        var isMutated = false
        /// Of a denial the message, of an invalid item the reason.
        var text = 0..<0
        /// Of a denial: which rules are violated.
        var rules: ViolatedRules = []
        var isBootstrapRBACMatter = false

        init(_ place: FleetPlace, _ identity: ObjectIdentity, namespace: String, _ outcome: PodOutcome) {
            self.place = place
            kind = identity.kind
            name = identity.name
            self.namespace = namespace
            self.outcome = outcome
        }
    }

    var findings: [Finding] = []
    var texts: [UInt8] = []
    /// Answer lines, if those are wanted.
    var writer = AnswerLineWriter()

    var lines: [UInt8] { writer.bytes }

    /// Begins an object's answer line.
    mutating func beginLine(_ finding: Finding, number: Int, user: Subject) {
        let id = Array(String(number).utf8)
        writer.begin(id: id.span)
        writer.source(
            file: finding.place.file,
            document: finding.place.document,
            kind: Array(finding.kind.utf8),
            namespace: Array(finding.namespace.utf8),
            name: Array(finding.name.utf8),
            user: Array(user.username.utf8)
        )
    }
}
