import Admission
import FleetEvaluation
import JSONScan
import Manifests
import PolicyObjects

/// An explanation for machines: a JSON object on a line.
struct ExplanationJSON {
    private let explanation: PodExplanation
    private var writer = JSONWriter()

    init(_ explanation: PodExplanation) { self.explanation = explanation }

    var bytes: [UInt8] {
        var copy = self
        copy.write()
        return copy.writer.bytes
    }

    private mutating func write() {
        writer.beginObject()
        string("file", explanation.place.file)
        writer.key("line")
        writer.integer(explanation.place.line)
        if let item = explanation.place.item {
            writer.key("item")
            writer.integer(item)
        }
        string("kind", explanation.kind)
        string("namespace", explanation.namespace)
        string("name", explanation.name)
        string("operation", explanation.phase == .validate ? "UPDATE" : "CREATE")
        writer.key("user")
        writer.beginObject()
        string("username", explanation.requester.username)
        strings("groups", explanation.requester.groups)
        writer.endObject()
        string("serviceAccount", explanation.serviceAccount)
        writeAnswer()
        writer.key("policies")
        writer.beginArray()
        for policy in explanation.policies { write(policy) }
        writer.endArray()
        writer.endObject()
        writer.endLine()
    }

    private mutating func writeAnswer() {
        switch explanation.outcome {
        case .allowed, .ignored, .denied:
            let isAllowed = explanation.outcome != .denied
            writer.key("allowed")
            writer.bool(isAllowed)
            string("policy", explanation.winner)
            writer.key("mutated")
            writer.bool(
                explanation.policies.contains {
                    $0.name.utf8.elementsEqual(explanation.winner.utf8) && $0.opinion.answer == .admitsFilledIn
                }
            )
            if !isAllowed { string("message", explanation.message) }
        case .invalid, .overloaded: string("error", explanation.message)
        }
        string("why", explanation.reason)
    }

    private mutating func write(_ policy: PodExplanation.Policy) {
        writer.beginObject()
        string("name", policy.name)
        bool("authorized", policy.isAuthorized)
        writer.key("through")
        writer.beginArray()
        for grant in policy.accountGrants { write(grant, for: "serviceAccount") }
        for grant in policy.requesterGrants { write(grant, for: "user") }
        writer.endArray()
        bool("usable", policy.opinion.answer != .unusable)
        if let reason = policy.unusableReason { string("unusable", reason) }
        bool("validates", policy.admits)
        bool("mutates", policy.opinion.answer == .admitsFilledIn)
        writer.key("changes")
        writer.beginArray()
        for field in policy.fields {
            writer.beginObject()
            string("field", field.path)
            writer.key("value")
            writer.value(field.value)
            writer.endObject()
        }
        writer.endArray()
        strings("errors", policy.opinion.errors)
        writer.endObject()
    }

    private mutating func write(_ grant: PolicyGrant, for whom: String) {
        writer.beginObject()
        string("for", whom)
        string("binding", "\(grant.binding)")
        string("role", "\(grant.role)")
        string("subject", "\(grant.subject)")
        writer.endObject()
    }

    private mutating func string(_ key: StaticString, _ value: String) {
        writer.key(key)
        writer.string(value)
    }

    private mutating func bool(_ key: StaticString, _ value: Bool) {
        writer.key(key)
        writer.bool(value)
    }

    private mutating func strings(_ key: StaticString, _ values: [String]) {
        writer.key(key)
        writer.beginArray()
        for value in values { writer.string(value) }
        writer.endArray()
    }
}
