import Admission
import FleetEvaluation
import PodFacts
import PolicyObjects
import WireProtocol

/// Reads request lines, has them judged and writes their answer lines.
struct LineAnswerer {
    private var request = RequestLine()
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

    mutating func answerTooLongLine(_ number: Int) {
        writer.begin(id: Span())
        writer.line(number)
        writer.failed("the line is longer than \(LineFeed.lineBytesMax) bytes")
        writer.end()
        tally.items += 1
        tally.invalid += 1
    }

    /// Answers a line; false if it takes too long here.
    ///
    /// `number` counts the lines of the stream from 1; blank lines have no answer.
    mutating func answer(
        _ line: Span<UInt8>,
        _ number: Int,
        _ settings: JudgeSettings,
        _ judge: inout PodJudge,
        while isWanted: () -> Bool
    ) -> Bool {
        guard !line.isBlank else { return true }
        lineNumber = number
        do throws(RequestLineError) {
            try unsafe request.read(line.bytes)
        } catch {
            fail(error.reason, line)
            return true
        }
        if let problem = requesters.read(request) {
            fail(problem, line)
            return true
        }
        let texts = request.texts
        var question = PodQuestion()
        question.operation = request.operation == .update ? .update : .create
        question.asksValidate = request.asksValidate
        question.hasSubresource = !request.subresource.isEmpty
        question.encoding = request.media == .json ? .json : .kubernetesProtobuf
        question.needsEnvelope = true
        let object: Span<UInt8>
        switch request.object {
        case .line(let range): object = line.extracting(range)
        case .texts(let range): object = texts.span.extracting(range)
        case .absent:
            fail("the request has neither `object` nor `raw`", line)
            return true
        }
        let requester = requesters.requester(of: request, in: &judge.requesters)
        let judgement = judge.judge(
            question,
            object: object,
            oldObject: line.extracting(request.oldObject ?? 0..<0),
            namespace: texts.span.extracting(request.namespace),
            requester: requester,
            settings: settings,
            while: isWanted
        )
        if judgement.isPostponed { return false }
        tally.items += 1
        write(judgement, line, settings, judge)
        return true
    }

    private mutating func fail(_ reason: String, _ line: Span<UInt8>) {
        tally.items += 1
        writer.begin(id: line.extracting(request.id ?? 0..<0))
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
        writer.begin(id: line.extracting(request.id ?? 0..<0))
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
    /// Nothing but what JSON takes for blanks.
    fileprivate var isBlank: Bool {
        for index in indices where ![0x20, 0x09, 0x0D].contains(self[index]) { return false }
        return true
    }

    /// Nothing but blanks and line feeds.
    var isBlankLines: Bool {
        for index in indices where ![0x20, 0x09, 0x0A, 0x0D].contains(self[index]) { return false }
        return true
    }
}
