import JSONScan
import Manifests
import PolicyObjects
import Reports
import WireProtocol

/// What became of some objects under two policy sets, in their order.
struct DiffFindings: FleetFindings {
    /// Each with the answer of the set that is; its own is that of the set that would be.
    private(set) var findings: [(finding: PodFinding, before: PodAnswer)] = []
    /// Lines of the objects that change and of those that could not be judged, if lines are wanted.
    private(set) var lines: [UInt8] = []

    mutating func add(_ finding: PodFinding, from before: PodAnswer) { findings.append((finding, before)) }

    /// Writes the line of an object that changes, or that could not be judged; no other has one.
    mutating func addLine(_ number: Int, _ finding: PodFinding, from before: PodAnswer) {
        let failed = [finding.answer, before].first { $0.content.verdict == .failed }
        let change = PolicyChange(from: before.content, to: finding.answer.content)
        guard failed != nil || change != .unchanged else { return }
        var writer = JSONWriter(into: lines)
        lines = []
        writer.beginObject()
        writer.write(names: finding, number)
        if let failed {
            writer.key("error")
            writer.string(failed.content.cause)
        } else {
            writer.write(change, from: before.content, to: finding.answer.content, finding.podName)
        }
        writer.endObject()
        writer.endLine()
        lines = writer.bytes
    }

    /// Writes the line of what cannot be read.
    mutating func addLine(_ error: ManifestError) {
        var writer = AnswerLineWriter()
        writer.unreadable(error)
        lines += writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func write(names finding: PodFinding, _ number: Int) {
        key("id")
        integer(number)
        key("file")
        string(finding.place.file)
        key("document")
        integer(finding.place.document)
        key("kind")
        string(finding.kind)
        key("namespace")
        string(finding.namespace)
        key("name")
        string(finding.podName)
        key("owner")
        string("\(finding.owner.kind)/\(finding.owner.name)")
        key("user")
        string(finding.requester.username)
    }

    fileprivate mutating func write(
        _ change: PolicyChange,
        from before: PodAnswer.Content,
        to after: PodAnswer.Content,
        _ podName: String
    ) {
        key("change")
        string(change.rawValue)
        key("from")
        write(before, podName)
        key("to")
        write(after, podName)
        key("fields")
        beginArray()
        for difference in FilledFieldDifference.between(before, after) { write(difference) }
        endArray()
    }

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
