import Admission
import FleetEvaluation
import PodFacts
import PolicyObjects
import WireProtocol

/// Reads request lines, has them judged and writes their answer lines.
struct LineAnswerer {
    private var reader = LineReader()
    private var writer = AnswerLineWriter()
    private var requesters = LineRequesters()
    private var part: [UInt8] = []

    private(set) var tally = LineTally()
    /// The number of the line that is answered, from 1.
    private var lineNumber = 0

    /// The answers so far.
    var output: [UInt8] { writer.bytes }

    mutating func removeAll() {
        writer.bytes.removeAll(keepingCapacity: true)
        tally = LineTally()
    }

    /// Answers a line of a slice's bytes; false if it takes too long here.
    mutating func answer(
        _ line: LineSlice.Line,
        of bytes: Span<UInt8>,
        _ settings: JudgeSettings,
        _ judge: inout PodJudge,
        while isWanted: () -> Bool
    ) -> Bool {
        lineNumber = line.number
        let text = bytes.extracting(line.range)
        switch reader.read(line, of: bytes) {
        case .blank: return true
        case .problem(let reason):
            fail(reason, text)
            return true
        case .question: break
        }
        let request = reader.request
        let texts = request.texts
        let object: Span<UInt8>
        switch request.object {
        case .line(let range): object = text.extracting(range)
        case .texts(let range): object = texts.span.extracting(range)
        case .absent: object = Span()
        }
        let judgement = judge.judge(
            question(request),
            object: object,
            oldObject: text.extracting(request.oldObject ?? 0..<0),
            namespace: texts.span.extracting(request.namespace),
            requester: requesters.requester(of: request, in: &judge.requesters),
            settings: settings,
            while: isWanted
        )
        if judgement.isPostponed { return false }
        tally.items += 1
        write(judgement, text, settings, judge)
        return true
    }

    private func question(_ request: RequestLine) -> PodQuestion {
        var question = PodQuestion()
        question.operation = request.operation == .update ? .update : .create
        question.asksValidate = request.asksValidate
        question.hasSubresource = !request.subresource.isEmpty
        question.encoding = request.media == .json ? .json : .kubernetesProtobuf
        return question
    }

    private mutating func fail(_ reason: String, _ line: Span<UInt8>) {
        tally.items += 1
        writer.begin(id: line.extracting(reader.request.id ?? 0..<0))
        writer.line(lineNumber)
        writer.failed(reason)
        writer.end()
        tally.invalid += 1
    }

    private mutating func write(
        _ judgement: Judgement,
        _ line: Span<UInt8>,
        _ settings: JudgeSettings,
        _ judge: borrowing PodJudge
    ) {
        writer.begin(id: line.extracting(reader.request.id ?? 0..<0))
        // A buffer that is used again, out of `self` while spans of it are passed to what lies in `self`.
        var part = part
        self.part = []
        part.removeAll(keepingCapacity: true)
        defer { self.part = part }
        switch judgement.outcome {
        case .allowed:
            tally.allowed += 1
            if judgement.isMutated {
                tally.mutated += 1
                if settings.detail.contains(.patch) { judge.appendPatch(to: &part) }
            }
            let name = Array(settings.policySet.policyNames[Int(judgement.policy)].utf8)
            writer.admitted(policy: name.span, isMutated: judgement.isMutated, patch: part.span)
        case .ignored:
            tally.ignored += 1
            writer.ignored()
        case .denied:
            tally.denied += 1
            judge.appendMessage(to: &part)
            writer.denied(message: part.span)
            if settings.detail.contains(.errors) { writeErrors(settings, judge, &part) }
            if judgement.bootstrapRBACMatters { writer.note(JudgeNote.bootstrapRBAC) }
        case .invalid, .overloaded:
            tally.invalid += 1
            let reason = judge.reason
            writer.line(lineNumber)
            writer.failed(reason.span)
        }
        writer.end()
    }

    private mutating func writeErrors(
        _ settings: JudgeSettings,
        _ judge: borrowing PodJudge,
        _ part: inout [UInt8]
    ) {
        writer.beginErrors()
        let list = judge.violations
        for violation in list.violations {
            part.removeAll(keepingCapacity: true)
            list.appendBadValue(violation, to: &part)
            let policy = Array(settings.policySet.policyNames[Int(violation.policy)].utf8)
            let bytes = list.bytes.span
            writer.error(
                policy: policy.span,
                type: violation.type.name,
                field: bytes.extracting(Int(violation.start)..<Int(violation.pathEnd)),
                badValue: part.span,
                detail: bytes.extracting(Int(violation.detailStart)..<Int(violation.end))
            )
        }
        writer.endErrors()
    }
}

extension Span where Element == UInt8 {
    /// Nothing but blanks and line feeds.
    var isBlankLines: Bool {
        for index in indices where ![0x20, 0x09, 0x0A, 0x0D].contains(self[index]) { return false }
        return true
    }
}
