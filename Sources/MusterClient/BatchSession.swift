package import WireProtocol

/// A batch from the client's side, without any I/O: what is to be sent, what is unanswered, what an answer means.
///
///            push            nextChunk              receive
///     items ------> waiting -----------> sent ------------------> verdicts
///                      ^                   |
///                      +-------------------+
///                        beginStream: what has no verdict is sent again
///
/// A batch may take several streams, one after the other: evaluation is pure, so an item that has no verdict when a stream
/// ends is sent again on the next. INVARIANT: an item is in `waiting` or in `sent` until its verdict is given out, and then
/// in neither, so that each gets exactly one.
package struct BatchSession: Sendable {
    private struct Entry: Sendable, Equatable {
        var number: UInt64
        var item: ClientItem
    }

    private let open: WireOpen
    private var pushed: UInt64 = 0
    package private(set) var isInputFinished = false
    /// Not sent on the current stream yet; from `waitingHead`.
    private var waiting: [Entry] = []
    private var waitingHead = 0
    /// Sent on the current stream; nil has been answered.
    ///
    /// `sent[0]` is item `sentBase` of the stream.
    private var sent: [Entry?] = []
    private var sentBase: UInt64 = 0
    private var sentHead = 0
    package private(set) var unansweredItems = 0
    package private(set) var unansweredBytes = 0

    // Of the current stream.
    private var decoder = ServerMessageDecoder()
    private var subjects = SubjectNumbers()
    private var tally = VerdictTally()
    private var opened: WireOpened?
    private var violations: [ReceivedViolation] = []
    private var isOpenSent = false
    private var isStreamComplete = false

    package init(_ open: WireOpen) {
        self.open = open
    }

    // MARK: Items in

    /// Takes the next item; its number is the count of those before it.
    package mutating func push(_ item: ClientItem) {
        waiting.append(Entry(number: pushed, item: item))
        pushed += 1
        unansweredItems += 1
        unansweredBytes += item.byteCount
    }

    package mutating func finishInput() { isInputFinished = true }

    /// Every item has its verdict and none will come.
    package var isComplete: Bool { isInputFinished && unansweredItems == 0 }

    // MARK: Streams

    /// Begins a stream: what has no verdict goes back into the queue, in its order.
    package mutating func beginStream() {
        let again = sent[sentHead...].compactMap { $0 }
        waiting = again + waiting[waitingHead...]
        waitingHead = 0
        sent.removeAll()
        sentHead = 0
        sentBase = 0
        decoder = ServerMessageDecoder()
        subjects = SubjectNumbers()
        tally = VerdictTally()
        opened = nil
        violations.removeAll()
        isOpenSent = false
        isStreamComplete = false
    }

    /// Whether `nextChunk` has something to give.
    package var hasBytesToSend: Bool { !isOpenSent || waitingHead < waiting.count }

    /// The current stream's request is at its end.
    package var isRequestAtEnd: Bool { isInputFinished && !hasBytesToSend }

    /// Appends whole messages to `output`, until it holds `byteCount` bytes or nothing is left to send.
    package mutating func nextChunk(upTo byteCount: Int, into output: inout [UInt8]) throws(ClientError) {
        do throws(WireError) {
            if !isOpenSent {
                try ClientMessageEncoder.append(open, to: &output)
                isOpenSent = true
            }
            while waitingHead < waiting.count, output.count < byteCount {
                var item = waiting[waitingHead].item.item
                item.subject = try subjects.number(of: waiting[waitingHead].item.requester, &output)
                ClientMessageEncoder.append(item, to: &output)
                sent.append(waiting[waitingHead])
                waitingHead += 1
            }
        } catch {
            throw ClientError(.protocolViolation, "an item cannot be sent: \(error)")
        }
        if waitingHead == waiting.count || waitingHead > 4_096 {
            waiting.removeSubrange(..<waitingHead)
            waitingHead = 0
        }
    }

    // MARK: Answers out

    /// Takes bytes of the response, in any cut, and appends the verdicts that they complete.
    ///
    /// Returns the server's failure if it gave the stream up in a way that asking again may mend; throws otherwise.
    package mutating func receive(
        _ bytes: [UInt8],
        into verdicts: inout [ItemVerdict]
    ) throws(ClientError) -> WireFailure? {
        var position = 0
        while true {
            switch try nextEvent(bytes, &position) {
            case .needsBytes: return nil
            case .opened(let opened): self.opened = opened
            case .violation(let violation): violations.append(violation)
            case .verdicts(let run): try take(run, into: &verdicts)
            case .summary(let summary): try check(summary)
            case .failure(let failure):
                if failure.code == .unavailable { return failure }
                throw ClientError(.failed, "the server gave the batch up: \(failure.reason)", failure: failure)
            }
        }
    }

    /// The current stream's response has been read to its Summary.
    package var hasSummary: Bool { isStreamComplete }

    private mutating func nextEvent(
        _ bytes: [UInt8],
        _ position: inout Int
    ) throws(ClientError) -> ServerMessageDecoder.Event {
        do throws(WireError) {
            return try decoder.next(bytes.span, from: &position)
        } catch {
            throw ClientError(error)
        }
    }

    private mutating func take(_ run: ReceivedVerdicts, into verdicts: inout [ItemVerdict]) throws(ClientError) {
        do throws(VerdictTally.Fault) {
            try tally.add(
                firstItem: run.firstItem,
                outcomes: run.outcomes.map(\.rawValue),
                policies: run.policies,
                mutated: run.mutated
            )
        } catch {
            throw ClientError(.protocolViolation, "an item has two verdicts")
        }
        let resolver = VerdictResolver(opened: opened ?? WireOpened(), violations: violations)
        var details = run.details.makeIterator()
        var detail = details.next()
        for index in run.outcomes.indices {
            let entry = try answer(run.firstItem + UInt64(index))
            let content = detail?.item == index ? detail?.content : nil
            if content != nil { detail = details.next() }
            verdicts.append(try resolver.verdict(run, index, content, number: entry))
        }
    }

    /// Takes the item of that number of the stream out of `sent`; returns its number in the batch.
    private mutating func answer(_ streamItem: UInt64) throws(ClientError) -> UInt64 {
        guard streamItem >= sentBase, streamItem - sentBase < UInt64(sent.count),
            let entry = sent[Int(streamItem - sentBase)]
        else {
            throw ClientError(.protocolViolation, "a verdict on item \(streamItem) of the stream, which waits for none")
        }
        sent[Int(streamItem - sentBase)] = nil
        unansweredItems -= 1
        unansweredBytes -= entry.item.byteCount
        while sentHead < sent.count, sent[sentHead] == nil { sentHead += 1 }
        if sentHead > 4_096 || sentHead == sent.count {
            sent.removeSubrange(..<sentHead)
            sentBase += UInt64(sentHead)
            sentHead = 0
        }
        return entry.number
    }

    private mutating func check(_ summary: WireSummary) throws(ClientError) {
        guard sentHead == sent.count, tally.isContiguous, isRequestAtEnd else {
            throw ClientError(.protocolViolation, "the server ended the batch with items that have no verdict")
        }
        guard tally.summary == summary else {
            throw ClientError(.protocolViolation, "the server's summary contradicts its verdicts")
        }
        isStreamComplete = true
    }
}
