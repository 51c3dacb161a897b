import Admission
import FleetEvaluation
import PodFacts
import PolicyObjects
import Transport
import WireProtocol

/// A batch in the binary protocol: a stream's messages in, its verdicts out.
///
/// ```
/// DATA ─► decoder ─► filling slice ─► conveyor ─► worker ─► mailbox ─► Verdicts ─► DATA
///   ▲                                                          │
///   └────────────── window, when the slice is evaluated ◄──────┘
/// ```
/// Everything here runs on the stream's loop.
final class BinaryBatch: HTTP2StreamHandler {
    /// Items and bytes at which a slice is full.
    static let sliceItemsMax = 512
    static let sliceBytesMax = 256 << 10
    /// A slice so small is evaluated on the loop, if the loop has time: it is done before a worker would have begun.
    static let inlineBytesMax = 32 << 10
    /// Evaluation pauses while more than this waits to be sent.
    static let pendingBytesMax = 256 << 10

    private let stream: HTTP2Stream
    private let slot: BatchSlot
    private let policySets: PolicySetStore
    private let evaluator: FleetEvaluator
    private let version: String

    private enum Phase {
        /// Open has not come.
        case opening
        /// The policy set that Open asked for is being compiled; what comes meanwhile is held, with its window.
        case preparing
        case running
        /// Everything was sent.
        case over
    }

    /// What is judged how, once Open has said it.
    private struct Running {
        var settings: JudgeSettings
        var encoding: PodEncoding
        var encoder: BatchEncoder
    }

    private var phase = Phase.opening
    private var running: Running?
    private var decoder = ClientMessageDecoder()
    private var window = WindowAccount()
    private var held: [UInt8] = []
    /// The client has sent all.
    private var isEnded = false
    /// Why the stream cannot be read any further; sent when what came before it is answered.
    private var failure: WireFailure?

    private var subjects = StreamSubjects()
    private var conveyor = SliceConveyor<BinarySlice>(isOrdered: false)
    private var filling = BinarySlice()
    private var spare: [BinarySlice] = []
    private var sequence = 0
    private var itemCount: UInt64 = 0
    private var isFlushPosted = false

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
        version: String
    ) {
        self.stream = stream
        self.slot = slot
        self.policySets = policySets
        self.evaluator = evaluator
        self.version = version
        filling.begin(sequence: 0, firstItem: 0)
    }

    // MARK: What happens to the stream

    func received(_ bytes: RawSpan) {
        guard failure == nil, phase != .over else { return stream.consume(bytes.byteCount) }
        let input = Span<UInt8>(_bytes: bytes)
        if phase == .preparing { held.append(input) } else { feed(input) }
    }

    func receivedEnd() {
        isEnded = true
        if phase != .preparing { endInput() }
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
        var failure = WireFailure()
        failure.code = .deadline
        failure.reason = "the batch's deadline has passed"
        end(with: failure)
    }

    func closed(_ reason: StreamCloseReason) {
        slot.cancel()
        phase = .over
        spare.removeAll()
    }

    private func take(_ note: Note) {
        switch note {
        case .flush: flush()
        case .policySetReady(let set):
            run(with: set)
            let bytes = held
            held = []
            feed(bytes.span)
            if isEnded { endInput() }
        }
    }

    // MARK: Input

    private func feed(_ input: Span<UInt8>) {
        var position = 0
        do throws(WireError) {
            reading: while true {
                switch try decoder.next(input, from: &position, into: &filling.bytes) {
                case .needsBytes: break reading
                case .begins(let byteCount):
                    if !filling.items.isEmpty, filling.bytes.count + byteCount > Self.sliceBytesMax { seal() }
                case .item(let item): add(item)
                case .subject(let subject):
                    settleMessage()
                    let requester = Subject(username: subject.username, groups: subject.groups)
                    subjects.set(Int(subject.id), RequestSubject(requester))
                case .open(let open):
                    settleMessage()
                    guard begin(open) else {
                        held.append(input.extracting(position..<input.count))
                        return
                    }
                    if failure != nil { break reading }
                }
            }
        } catch {
            failure = WireFailure(error)
            stream.consume(stream.unconsumedBytes)
        }
        if failure == nil { creditLargeItem() }
        pump()
        postFlush()
        finishIfDone()
    }

    private func add(_ item: ReceivedItem) {
        let early = window.creditedEarly
        filling.add(
            item,
            subjects: &subjects,
            credit: window.endMessage(at: decoder.streamOffset),
            largeItemBytes: early
        )
        itemCount += 1
        if filling.items.count >= Self.sliceItemsMax || filling.bytes.count >= Self.sliceBytesMax { seal() }
    }

    /// A message that is no item needs no evaluation: its window goes back at once.
    private func settleMessage() {
        let early = window.creditedEarly
        if early > 0 { slot.giveBackLargeItemBytes(early) }
        stream.consume(window.endMessage(at: decoder.streamOffset))
        filling.endMessage()
    }

    /// Gives back the window of an item that is too large to be complete within it; only if nothing of this stream waits to
    /// be evaluated, so that a stream has one such item at most.
    private func creditLargeItem() {
        let count = window.incompleteBytes(at: decoder.streamOffset)
        guard count >= Self.largeItemBytesMin, conveyor.isEmpty, filling.items.isEmpty, phase == .running else {
            return
        }
        // Of an item beyond the limit the decoder keeps nothing.
        let isKept = filling.bytes.count > filling.itemsEnd
        guard !isKept || slot.takeLargeItemBytes(count) else {
            var failure = WireFailure()
            failure.code = .unavailable
            failure.reason = "the server holds too many large items; try again"
            return end(with: failure)
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

    /// Begins the batch; false if its policy set must be compiled first.
    private func begin(_ open: WireOpen) -> Bool {
        guard open.policySet.isEmpty || open.policySet.utf8.elementsEqual(Self.policySetName.utf8) else {
            refuse(.unknownPolicySet, "there is no policy set `\(open.policySet)`")
            return true
        }
        var version = policySets.own.options.version
        if !open.kubernetesVersion.isEmpty {
            guard let asked = KubernetesVersion(rawValue: open.kubernetesVersion) else {
                let known = KubernetesVersion.allCases.map(\.rawValue).joined(separator: ", ")
                refuse(.unsupported, "kubernetes version `\(open.kubernetesVersion)` is not one of \(known)")
                return true
            }
            version = asked
        }
        guard let encoding = PodEncoding(open.podEncoding) else {
            refuse(.unsupported, "the pod encoding is unknown")
            return true
        }
        if open.deadlineMilliseconds > 0 { stream.setDeadline(milliseconds: Int(open.deadlineMilliseconds)) }
        var detail: AnswerDetail = []
        if open.messages { detail.insert(.message) }
        if open.errors { detail.insert(.errors) }
        if open.patches { detail.insert(.patch) }
        conveyor = SliceConveyor(isOrdered: open.ordered)
        running = Running(
            settings: JudgeSettings(
                policySet: policySets.own,
                detail: detail,
                serviceAccounts: open.serviceAccountAdmission ? policySets.serviceAccounts(for: version) : nil
            ),
            encoding: encoding,
            encoder: BatchEncoder(wantsErrors: open.errors)
        )
        if let set = policySets.compiled(for: version) {
            run(with: set)
            return true
        }
        phase = .preparing
        let slot = slot
        policySets.compile(for: version) { slot.postToSelf(Note.policySetReady($0)) }
        return false
    }

    private func refuse(_ code: WireFailureCode, _ reason: String) {
        var failure = WireFailure()
        failure.code = code
        failure.reason = reason
        self.failure = failure
        stream.consume(stream.unconsumedBytes)
    }

    private func run(with set: CompiledPolicySet) {
        phase = .running
        running?.settings.policySet = set
        var opened = WireOpened()
        opened.revision = "\(set.revision)"
        opened.policySet = Self.policySetName
        opened.policies = set.policyNames
        opened.kubernetesVersion = set.options.version.rawValue
        opened.limits = WireStreamLimits(.standard)
        opened.wording = WireWording(set.options.version)
        opened.server = version
        sendHead()
        var output: [UInt8] = []
        do throws(WireError) {
            try ServerMessageEncoder.append(opened, to: &output)
            stream.write(output)
        } catch {
            refuse(.internal, error.reason)
        }
    }

    // MARK: Slices

    private func seal() {
        guard let running, !filling.items.isEmpty else { return }
        let full = filling
        filling = spare.popLast() ?? BinarySlice()
        sequence += 1
        filling.begin(sequence: sequence, firstItem: itemCount)
        decoder.moveIncompleteMessage(from: &full.bytes, to: &filling.bytes)
        full.seal(running.settings, encoding: running.encoding, owner: slot)
        conveyor.add(full)
    }

    private func pump() {
        guard phase == .running else { return }
        while let slice = conveyor.next(isBlocked: stream.pendingBytes > Self.pendingBytesMax) {
            if !evaluator.submit(slice) {
                // The queue cannot be full while batches are bounded; if it is, the loop itself works it off.
                evaluator.runInline(slice)
                takeBack(slice)
            }
        }
    }

    /// Lets what has come together be evaluated once the loop has read what there is.
    private func postFlush() {
        guard phase == .running, !isFlushPosted, conveyor.isEmpty, !filling.items.isEmpty else { return }
        isFlushPosted = true
        slot.postToSelf(Note.flush)
    }

    private func flush() {
        isFlushPosted = false
        guard phase == .running, conveyor.isEmpty, !filling.items.isEmpty else { return }
        seal()
        guard let slice = conveyor.next(isBlocked: stream.pendingBytes > Self.pendingBytesMax) else { return }
        if isEvaluatedHere(slice) || !evaluator.submit(slice) {
            evaluator.runInline(slice)
            takeBack(slice)
        }
    }

    /// While the workers are behind, the loop works too, and so reads less: each connection gets its share of it.
    private func isEvaluatedHere(_ slice: BinarySlice) -> Bool {
        let count = slice.bytes.count
        guard count <= Self.inlineBytesMax else { return false }
        return stream.takeLoopTime(forBytes: count) || evaluator.isBacklogged
    }

    private func takeBack(_ slice: BinarySlice) {
        conveyor.comeBack(slice) { deliver($0) }
        guard phase == .running else { return }
        creditLargeItem()
        if isEnded { flush() } else { postFlush() }
        pump()
        finishIfDone()
    }

    private func deliver(_ slice: BinarySlice) {
        guard phase == .running else { return }
        var output: [UInt8] = []
        do throws(VerdictTally.Fault) {
            try running?.encoder.encode(slice.verdicts, firstItem: slice.firstItem, to: &output)
        } catch {
            preconditionFailure("a slice was delivered twice")
        }
        stream.write(output)
        guard slice.isComplete else { return }
        // After a failure everything was given back already.
        if failure == nil { stream.consume(slice.creditBytes) }
        if slice.largeItemBytes > 0 { slot.giveBackLargeItemBytes(slice.largeItemBytes) }
        if spare.count < Self.spareMax, slice.bytes.capacity <= 2 * Self.sliceBytesMax { spare.append(slice) }
    }

    // MARK: The end

    private func finishIfDone() {
        guard phase != .over, phase != .preparing, isEnded || failure != nil, conveyor.isEmpty, filling.items.isEmpty
        else {
            return
        }
        if let failure { return end(with: failure) }
        guard let running else { return }
        var output: [UInt8] = []
        try? ServerMessageEncoder.append(running.encoder.summary, to: &output)
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
    /// The one policy set that a server has.
    static let policySetName = "default"
    /// Of an incomplete item: when its window goes back early.
    static let largeItemBytesMin = 64 << 10
    /// Slices that are kept to be filled again.
    static let spareMax = 4
}

extension PodEncoding {
    /// nil: unknown.
    init?(_ encoding: WirePodEncoding) {
        switch encoding {
        case .unspecified, .json: self = .json
        case .kubernetesProtobuf: self = .kubernetesProtobuf
        case .UNRECOGNIZED: return nil
        }
    }
}
