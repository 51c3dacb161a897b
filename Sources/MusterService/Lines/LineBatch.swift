import Admission
import FleetEvaluation
import PolicyObjects
import Transport
import WireProtocol

/// A batch in NDJSON: request lines in, answer lines out in their order, a summary line last.
///
/// The same flow as `BinaryBatch`, but a worker does everything: reading the lines, judging, writing the answers. Everything
/// here runs on the stream's loop.
final class LineBatch: HTTP2StreamHandler {
    private let stream: HTTP2Stream
    private let slot: BatchSlot
    private var settings: JudgeSettings
    /// The policy set is being compiled; input is held, with its window.
    private var isPreparing = false
    private var isOver = false
    private var isEnded = false

    private var feed: LineFeed
    private var window = WindowAccount()
    private var offset: UInt64 = 0
    private var flow: SliceFlow<LineSlice>
    private var tally = LineTally()

    /// What this posts to itself.
    private enum Note: Sendable {
        case policySetReady(CompiledPolicySet)
        case flush
    }

    init(
        _ stream: HTTP2Stream,
        slot: BatchSlot,
        policySets: PolicySetStore,
        evaluator: FleetEvaluator,
        pool: SlicePool<LineSlice>,
        options: LineBatchOptions
    ) {
        self.stream = stream
        self.slot = slot
        feed = LineFeed(pool: pool)
        flow = SliceFlow(stream, slot, evaluator, isOrdered: true)
        let version = options.version ?? policySets.own.options.version
        settings = JudgeSettings(
            policySet: policySets.own,
            detail: options.detail,
            serviceAccounts: options.appliesServiceAccount ? policySets.serviceAccounts(for: version) : nil
        )
        if let set = policySets.compiled(for: version) {
            settings.policySet = set
        } else {
            isPreparing = true
            policySets.compile(for: version) { slot.postToSelf(Note.policySetReady($0)) }
        }
        stream.respond(
            status: 200,
            headers: [
                HeaderField("content-type", MediaType.lines), HeaderField("cache-control", "no-store"),
                HeaderField("muster-kubernetes-version", version.rawValue),
            ]
        )
    }

    // MARK: What happens to the stream

    func received(_ bytes: RawSpan) {
        guard !isOver else { return stream.consume(bytes.byteCount) }
        offset += UInt64(bytes.byteCount)
        let input = Span<UInt8>(_bytes: bytes)
        let (incomplete, lines) = (feed.incompleteBytes, feed.lineBytes)
        feed.append(input)
        // Blank lines have no answer, so sending them is no progress.
        if feed.lineBytes > lines, incomplete > 0 || !input.isBlankLines { stream.noteProgress() }
        if feed.isFull { seal() }
        creditLargeLine()
        pump()
        postFlush()
        rest()
    }

    func receivedEnd() {
        isEnded = true
        feed.end()
        flush()
        finishIfDone()
    }

    func drained() { pump() }

    func received(message: any Sendable) {
        guard !isOver else { return }
        if let slice = message as? LineSlice { return takeBack(slice) }
        switch message as? Note {
        case .flush: flush()
        case .policySetReady(let set):
            isPreparing = false
            settings.policySet = set
            flush()
            pump()
            finishIfDone()
        case nil: break
        }
    }

    func closed(_ reason: StreamCloseReason) {
        slot.cancel()
        isOver = true
    }

    // MARK: Slices

    private func seal() {
        guard let slice = feed.seal() else { return }
        slice.largeItemBytes = window.creditedEarly
        slice.creditBytes = window.endMessage(at: offset - UInt64(feed.incompleteBytes))
        flow.conveyor.add(slice)
    }

    private func pump() {
        while !isOver, !isPreparing, let slice = flow.next() {
            slice.seal(settings, owner: slot)
            if flow.evaluate(slice) { takeBack(slice) }
        }
    }

    private func postFlush() {
        guard feed.hasLines, flow.mustPostFlush() else { return }
        slot.postToSelf(Note.flush)
    }

    private func flush() {
        guard flow.beginFlush(), feed.hasLines else { return }
        seal()
        guard !isPreparing, let slice = flow.next() else { return }
        slice.seal(settings, owner: slot)
        if flow.evaluateAlone(slice, byteCount: slice.bytes.count) { takeBack(slice) }
    }

    private func takeBack(_ slice: LineSlice) {
        flow.conveyor.comeBack(slice) { deliver($0) }
        creditLargeLine()
        if isEnded { flush() } else { postFlush() }
        pump()
        finishIfDone()
        rest()
    }

    /// A stream that waits for its client holds no memory for slices.
    private func rest() {
        if flow.conveyor.isEmpty { feed.rest() }
    }

    private func deliver(_ slice: LineSlice) {
        guard !isOver else { return }
        tally.add(slice.tally)
        guard slot.hasRoom(forAnswer: slice.output.count) else { return giveUp() }
        stream.write(slice.output)
        guard slice.isComplete else { return }
        stream.consume(slice.creditBytes)
        if slice.largeItemBytes > 0 { slot.giveBackLargeItemBytes(slice.largeItemBytes) }
        feed.recycle(slice)
    }

    /// Gives back the window of a line that is too large to be complete within it.
    private func creditLargeLine() {
        let count = window.incompleteBytes(at: offset) - feed.lineBytes
        guard !isOver, count >= BinaryBatch.largeItemBytesMin, flow.conveyor.isEmpty, !feed.hasLines else { return }
        if feed.incompleteBytes == 0 {
            // Of a line beyond the limit nothing is kept.
            window.creditForgotten(count)
        } else if slot.takeLargeItemBytes(count) {
            window.creditEarly(count)
        } else {
            return giveUp()
        }
        stream.consume(count)
    }

    /// There is no room to go on, and lines have no message that says so: the client may ask again.
    private func giveUp() {
        slot.cancel()
        isOver = true
        stream.reset(.enhanceYourCalm)
    }

    private func finishIfDone() {
        guard !isOver, isEnded, !isPreparing, flow.conveyor.isEmpty, !feed.hasLines else { return }
        isOver = true
        var writer = AnswerLineWriter()
        writer.summary(WireSummary(tally))
        stream.write(writer.bytes)
        stream.finish()
    }
}

extension WireSummary {
    /// The counts of an NDJSON batch, which has no checksum.
    init(_ tally: LineTally) {
        self.init()
        items = UInt64(tally.items)
        allowed = UInt64(tally.allowed)
        denied = UInt64(tally.denied)
        invalid = UInt64(tally.invalid)
        ignored = UInt64(tally.ignored)
        mutated = UInt64(tally.mutated)
    }
}
