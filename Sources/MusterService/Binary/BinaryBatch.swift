import Admission
import FleetEvaluation
import Transport
import WireProtocol

/// A batch in the binary protocol: a stream's messages in, its verdicts out.
///
/// ```
/// DATA ─► decoder ─► filling slice ─► conveyor ─► worker ─► mailbox ─► Verdicts ─► DATA
///   ▲                                                          │
///   └────────────── window, when the slice is evaluated ◄──────┘
/// ```
/// While enough slices wait, input is held as it came: decoded it would take many times its size.
///
/// Everything here runs on the stream's loop.
final class BinaryBatch: HTTP2StreamHandler {
    /// Items and bytes at which a slice is full.
    static let sliceItemsMax = 512
    static let sliceBytesMax = 256 << 10
    /// Slices that may wait to be evaluated before input is held.
    static let readyMax = 4

    private let stream: HTTP2Stream
    private let slot: BatchSlot
    private let policySets: PolicySetStore
    private let version: String

    private enum Phase {
        /// `Open` has not come.
        case opening
        /// The policy set that `Open` asked for is being compiled.
        case preparing
        case running
        /// Everything was sent.
        case over
    }

    private var phase = Phase.opening
    /// Once `Open` has come.
    private var terms: BatchTerms?
    private var encoder = BatchEncoder(wantsErrors: false)
    private var decoder = ClientMessageDecoder()
    private var window = WindowAccount()
    /// Input that is not decoded yet, with its window.
    private var held = HeldInput()
    private var isFeedingHeld = false
    private var hasDecodedAll: Bool { held.isEmpty && !isFeedingHeld }
    /// The client has sent all.
    private var isEnded = false
    /// Why the stream cannot be read any further; sent when what came before it is answered.
    private var failure: WireFailure?

    private var subjects = StreamSubjects()
    private var flow: SliceFlow<BinarySlice>
    private var slices: SliceStock
    private var filling: BinarySlice { slices.filling }
    /// Messages of any kind that were complete.
    private var messageCount = 0

    /// What this posts to itself.
    private enum Note: Sendable {
        case policySetReady(CompiledPolicySet)
        /// Evaluate what has come together.
        case flush
    }

    init(
        _ stream: HTTP2Stream,
        slot: BatchSlot,
        policySets: PolicySetStore,
        evaluator: FleetEvaluator,
        pool: SlicePool<BinarySlice>,
        version: String
    ) {
        self.stream = stream
        self.slot = slot
        self.policySets = policySets
        self.version = version
        flow = SliceFlow(stream, slot, evaluator, isOrdered: false)
        slices = SliceStock(pool)
    }

    // MARK: What happens to the stream

    func received(_ bytes: RawSpan) {
        guard failure == nil, phase != .over else { return stream.consume(bytes.byteCount) }
        let input = Span<UInt8>(_bytes: bytes)
        if phase == .preparing || !held.isEmpty {
            held.append(input)
            // There is no more of it than window, whatever the size of its pieces.
            stream.noteProgress()
        } else {
            let messages = messageCount
            let end = feed(input, from: 0)
            if messageCount > messages { stream.noteProgress() }
            guard phase != .over else { return }
            held.append(input.extracting(end..<input.count))
            feedHeld()
            rest()
        }
    }

    func receivedEnd() {
        isEnded = true
        if phase != .preparing, held.isEmpty { endInput() }
    }

    func drained() { pump() }

    func received(message: any Sendable) {
        guard phase != .over else { return }
        switch message {
        case let slice as BinarySlice: takeBack(slice)
        case Note.flush as Note: flush()
        default: if let note = message as? Note { take(note) }
        }
    }

    func deadlinePassed() {
        guard phase != .over else { return }
        slot.cancel()
        end(with: BatchRefusal.deadline.message)
    }

    func closed(_ reason: StreamCloseReason) {
        slot.cancel()
        phase = .over
    }

    private func take(_ note: Note) {
        switch note {
        case .flush: flush()
        case .policySetReady(let set):
            run(with: set)
            feedHeld()
            if isEnded, held.isEmpty { endInput() }
        }
    }

    // MARK: Input

    /// Decodes input, and gives the place up to which it was taken.
    private func feed(_ input: Span<UInt8>, from start: Int) -> Int {
        var position = start
        do throws(WireError) {
            reading: while failure == nil, phase != .preparing, flow.conveyor.readyCount < Self.readyMax {
                switch try decoder.next(input, from: &position, into: &filling.bytes) {
                case .needsBytes: break reading
                case .begins(let byteCount):
                    if !filling.items.isEmpty, filling.bytes.count + byteCount > Self.sliceBytesMax { seal() }
                case .item(let item): add(item)
                case .subject(let subject): set(subject)
                case .open(let open): begin(open)
                }
            }
        } catch {
            fail(WireFailure(error))
        }
        if failure != nil { position = input.count }
        if failure == nil { creditLargeItem() }
        pump()
        postFlush()
        finishIfDone()
        return position
    }

    /// Goes on with what is held, as far as there is room.
    private func feedHeld() {
        // What is evaluated at once comes back here.
        guard !isFeedingHeld, !held.isEmpty else { return }
        isFeedingHeld = true
        while phase == .running, !held.isEmpty, flow.conveyor.readyCount < Self.readyMax {
            var input = held
            held = HeldInput()
            input.start = feed(input.bytes.span, from: input.start)
            if phase != .over, failure == nil { held = input.rest }
        }
        isFeedingHeld = false
        if isEnded, held.isEmpty { endInput() }
    }

    private func add(_ item: ReceivedItem) {
        let early = window.creditedEarly
        filling.add(
            item,
            subjects: &subjects,
            credit: window.endMessage(at: decoder.streamOffset),
            largeItemBytes: early
        )
        messageCount += 1
        if filling.items.count >= Self.sliceItemsMax || filling.bytes.count >= Self.sliceBytesMax { seal() }
    }

    private func set(_ subject: WireSubject) {
        settleMessage()
        guard let byteCount = subjects.set(subject, slot.memory) else {
            return fail(BatchRefusal.tooManySubjects.message)
        }
        // A slice keeps the subjects of its items, whatever they mean on the stream since.
        filling.subjectBytes += byteCount
        if filling.subjectBytes >= Self.sliceBytesMax { seal() }
    }

    /// A message that is no item needs no evaluation: its window goes back at once.
    private func settleMessage() {
        messageCount += 1
        let early = window.creditedEarly
        if early > 0 { slot.giveBackLargeItemBytes(early) }
        stream.consume(window.endMessage(at: decoder.streamOffset))
        filling.endMessage()
    }

    /// Gives back the window of an item that is too large to be complete within it; only if nothing of this stream waits to
    /// be evaluated, so that a stream has one such item at most.
    private func creditLargeItem() {
        let count = window.incompleteBytes(at: decoder.streamOffset)
        guard count >= Self.largeItemBytesMin, flow.conveyor.isEmpty, !slices.hasItems, phase == .running else {
            return
        }
        // Of an item beyond the limit the decoder keeps nothing.
        let isKept = slices.hasIncompleteMessage
        guard !isKept || slot.takeLargeItemBytes(count) else {
            return end(with: BatchRefusal.tooManyLargeItems.message)
        }
        if isKept { window.creditEarly(count) } else { window.creditForgotten(count) }
        stream.consume(count)
    }

    private func endInput() {
        guard phase != .over else { return }
        if failure == nil {
            do throws(WireError) { try decoder.finish() } catch { failure = WireFailure(error) }
        }
        flush()
        finishIfDone()
    }

    // MARK: Open

    private func begin(_ open: WireOpen) {
        settleMessage()
        let terms: BatchTerms
        do throws(BatchRefusal) { terms = try BatchTerms(open, policySets) } catch { return fail(error.message) }
        self.terms = terms
        if let milliseconds = terms.deadlineMilliseconds { stream.setDeadline(milliseconds: milliseconds) }
        flow.conveyor = SliceConveyor(isOrdered: terms.isOrdered)
        encoder = BatchEncoder(wantsErrors: open.errors)
        if let set = policySets.compiled(for: terms.version) { return run(with: set) }
        phase = .preparing
        let slot = slot
        policySets.compile(for: terms.version) { slot.postToSelf(Note.policySetReady($0)) }
    }

    private func run(with set: CompiledPolicySet) {
        phase = .running
        terms?.settings.policySet = set
        sendHead()
        guard let terms else { return }
        var output: [UInt8] = []
        do throws(WireError) {
            try ServerMessageEncoder.append(terms.opened(server: version), to: &output)
            stream.write(output)
        } catch {
            fail(BatchRefusal(.internal, error.reason).message)
        }
    }

    /// Nothing more is read; what came before is answered.
    private func fail(_ failure: WireFailure) {
        self.failure = failure
        held = HeldInput()
        stream.consume(stream.unconsumedBytes)
    }

    // MARK: Slices

    private func seal() {
        guard let terms, slices.hasItems else { return }
        let full = slices.takeFull()
        decoder.moveIncompleteMessage(from: &full.bytes, to: &filling.bytes)
        full.seal(terms.settings, encoding: terms.encoding, owner: slot)
        flow.conveyor.add(full)
    }

    private func pump() {
        while phase == .running, let slice = flow.next() {
            if flow.evaluate(slice) { takeBack(slice) }
        }
    }

    private func postFlush() {
        guard phase == .running, slices.hasItems, flow.mustPostFlush() else { return }
        slot.postToSelf(Note.flush)
    }

    private func flush() {
        guard flow.beginFlush(), phase == .running, slices.hasItems else { return }
        seal()
        guard let slice = flow.next() else { return }
        if flow.evaluateAlone(slice, byteCount: slice.bytes.count) { takeBack(slice) }
    }

    private func takeBack(_ slice: BinarySlice) {
        flow.conveyor.comeBack(slice) { deliver($0) }
        guard phase == .running else { return }
        creditLargeItem()
        if isEnded, hasDecodedAll { flush() } else { postFlush() }
        pump()
        feedHeld()
        finishIfDone()
        rest()
    }

    /// A stream that waits for its client holds no memory for slices.
    private func rest() {
        if flow.conveyor.isEmpty { slices.rest() }
    }

    private func deliver(_ slice: BinarySlice) {
        guard phase == .running else { return }
        var output: [UInt8] = []
        let known = encoder.memoryBytes
        do throws(VerdictTally.Fault) {
            try encoder.encode(
                slice.verdicts,
                firstItem: slice.firstItem,
                mayDefine: !slot.isShortOfMemory,
                to: &output
            )
        } catch {
            preconditionFailure("a slice was delivered twice")
        }
        slot.keep(encoder.memoryBytes - known)
        guard slot.hasRoom(forAnswer: output.count) else {
            slot.cancel()
            return end(with: BatchRefusal.tooManyAnswers.message)
        }
        stream.write(output)
        guard slice.isComplete else { return }
        // After a failure everything was given back already.
        if failure == nil { stream.consume(slice.creditBytes) }
        if slice.largeItemBytes > 0 { slot.giveBackLargeItemBytes(slice.largeItemBytes) }
        slices.recycle(slice)
    }

    // MARK: The end

    private func finishIfDone() {
        guard phase != .over, phase != .preparing, isEnded || failure != nil, flow.conveyor.isEmpty, hasDecodedAll,
            !slices.hasItems
        else { return }
        if let failure { return end(with: failure) }
        guard phase == .running else { return }
        var output: [UInt8] = []
        try? ServerMessageEncoder.append(encoder.summary, to: &output)
        stream.write(output)
        stream.finish()
        phase = .over
    }

    private func end(with failure: WireFailure) {
        if phase == .opening || phase == .preparing { sendHead() }
        var output: [UInt8] = []
        try? ServerMessageEncoder.append(failure, to: &output)
        stream.write(output)
        stream.finish()
        stream.consume(stream.unconsumedBytes)
        held = HeldInput()
        phase = .over
    }

    private func sendHead() {
        stream.respond(
            status: 200,
            headers: [HeaderField("content-type", MediaType.batch), HeaderField("cache-control", "no-store")]
        )
    }
}

extension BinaryBatch {
    /// Of an incomplete item: when its window goes back early.
    static let largeItemBytesMin = 64 << 10
}
