import JSONScan
import PolicyObjects
import Reports

/// What became of some objects under two policy sets, in their order.
struct DiffFindings {
    /// Each with the answer of the set that is; its own is that of the set that would be.
    private(set) var findings: [(finding: PodFinding, before: PodAnswer)] = []
    /// Lines of the objects that change, if those are wanted.
    private(set) var lines: [UInt8] = []

    mutating func add(_ finding: PodFinding, from before: PodAnswer) { findings.append((finding, before)) }

    /// Writes the line of an object that changes; no other has one.
    mutating func addLine(_ number: Int, _ finding: PodFinding, from before: PodAnswer) {
        let change = PolicyChange(from: before.content, to: finding.answer.content)
        guard change != .unchanged else { return }
        var writer = JSONWriter(into: lines)
        lines = []
        writer.beginObject()
        writer.key("id")
        writer.integer(number)
        writer.key("file")
        writer.string(finding.place.file)
        writer.key("document")
        writer.integer(finding.place.document)
        writer.key("kind")
        writer.string(finding.kind)
        writer.key("namespace")
        writer.string(finding.namespace)
        writer.key("name")
        writer.string(finding.podName)
        writer.key("owner")
        writer.string("\(finding.owner.kind)/\(finding.owner.name)")
        writer.key("user")
        writer.string(finding.requester.username)
        writer.key("change")
        writer.string(change.rawValue)
        writer.key("from")
        writer.write(before.content, finding.podName)
        writer.key("to")
        writer.write(finding.answer.content, finding.podName)
        writer.key("fields")
        writer.beginArray()
        for difference in FilledFieldDifference.between(before.content, finding.answer.content) {
            writer.write(difference)
        }
        writer.endArray()
        writer.endObject()
        writer.endLine()
        lines = writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ answer: PodAnswer.Content, _ podName: String) {
        beginObject()
        key("allowed")
        bool(answer.verdict == .admitted || answer.verdict == .ignored)
        key("policy")
        string(answer.policy)
        key("mutated")
        bool(answer.isMutated)
        if answer.verdict == .denied {
            key("message")
            string(Array("pods \"\(podName)\" is forbidden: ".utf8) + answer.cause)
        }
        endObject()
    }

    fileprivate mutating func write(_ difference: FilledFieldDifference) {
        beginObject()
        key("field")
        string(difference.field)
        for (name, value) in [("from", difference.from), ("to", difference.to)] {
            key(escaping: name)
            if let value { unsafe raw(Array(value.utf8).span.bytes) } else { null() }
        }
        endObject()
    }
}
