import Admission
import FleetEvaluation
import PodFacts
import WireProtocol

/// Items of a binary stream that are evaluated together, and then their verdicts.
///
/// Owned by the loop, by the worker that runs it, then by the loop again; never by two.
// Sendable: one owner at a time. The evaluator's lock orders the accesses on the way to a worker, the lock of the loop's
// mailbox on the way back, and the pool's lock from there to the loop that fills it again; who has put it back does not touch it.
final class BinarySlice: ConveyedSlice, @unchecked Sendable {
    /// Verdicts with more details than this are handed over before the rest is evaluated.
    static let detailBytesMax = 128 << 10
    /// Items between two looks at the clock of cancellation.
    static let cancellationStride = 16

    // What is asked.
    var bytes: [UInt8] = []
    private(set) var items: [ReceivedItem] = []
    private var subjects: [StreamSubject] = []
    private var subjectOf: [Int32] = []
    private(set) var firstItem: UInt64 = 0
    private(set) var sequence = 0
    private(set) var creditBytes = 0
    /// What the subjects take that came while it was filled.
    var subjectBytes = 0
    private(set) var largeItemBytes = 0
    /// The end of the last item's bytes; beyond lies an incomplete message.
    private(set) var itemsEnd = 0
    private var owner: (any SliceOwner)?
    private var settings: JudgeSettings?
    private var defaultEncoding = PodEncoding.json

    // What is answered.
    /// The first item without a verdict.
    private(set) var position = 0
    private(set) var verdicts = SliceVerdicts()

    var isComplete: Bool { position == items.count }

    init() {}

    /// The next slice of its stream.
    func begin(sequence: Int, firstItem: UInt64) {
        empty()
        self.sequence = sequence
        self.firstItem = firstItem
    }

    func empty() {
        bytes.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        subjects.removeAll(keepingCapacity: true)
        subjectOf.removeAll(keepingCapacity: true)
        creditBytes = 0
        largeItemBytes = 0
        subjectBytes = 0
        itemsEnd = 0
        position = 0
        verdicts.removeAll(firstItem: 0)
        owner = nil
        settings = nil
    }

    /// `credit` bytes of window go back when the slice is evaluated; `largeItemBytes` went back before.
    func add(_ item: ReceivedItem, subjects table: inout StreamSubjects, credit: Int, largeItemBytes: Int) {
        items.append(item)
        subjectOf.append(table.place(of: Int(item.subject), inSlice: sequence, &subjects))
        creditBytes += credit
        self.largeItemBytes += largeItemBytes
        itemsEnd = bytes.count
    }

    /// Bytes that a message left behind which was no item.
    func endMessage() { itemsEnd = bytes.count }

    /// Says how it is to be judged and whom it goes back to; from here on it is on its way.
    func seal(_ settings: JudgeSettings, encoding: PodEncoding, owner: any SliceOwner) {
        self.settings = settings
        defaultEncoding = encoding
        self.owner = owner
    }

    func run(with judge: inout PodJudge) {
        guard let settings, let owner else { return }
        verdicts.removeAll(firstItem: position)
        if owner.isPaused { return }
        // The array itself, once: a span of a property would end with each access.
        let bytes = bytes
        while position < items.count, verdicts.detailBytes < Self.detailBytesMax {
            if position % Self.cancellationStride == 0, owner.isCancelled { return }
            guard evaluate(items[position], bytes, settings, owner, &judge) else { return }
            position += 1
        }
    }

    private func templateNames(_ item: ReceivedItem, _ bytes: [UInt8]) -> TemplateNames {
        var names = TemplateNames(generateName: Array(bytes[item.generateName.indices]))
        item.forEachVolumeClaim(bytes.span) { names.volumeClaims.append(Array(bytes[$0.indices])) }
        return names
    }

    func finish() { owner?.sliceFinished(self) }

    /// Memory of an unusual size is not kept to be filled again.
    var isWorthKeeping: Bool {
        bytes.capacity <= 2 * BinaryBatch.sliceBytesMax && verdicts.detailBytes <= 2 * Self.detailBytesMax
    }

    /// A stored object may be JSON whatever the new one is: no protobuf begins with a brace.
    private func isJSON(_ object: ByteRange?, _ bytes: [UInt8]) -> Bool {
        guard let object, !object.isEmpty else { return false }
        return bytes[Int(object.start)] == UInt8(ascii: "{")
    }

    /// False: it takes too long here.
    private func evaluate(
        _ item: ReceivedItem,
        _ bytes: [UInt8],
        _ settings: JudgeSettings,
        _ owner: any SliceOwner,
        _ judge: inout PodJudge
    ) -> Bool {
        if let fault = item.fault {
            verdicts.appendInvalid(Array(fault.reason().utf8))
            return true
        }
        var question = PodQuestion()
        question.operation = item.operation == .update ? .update : .create
        question.asksValidate = item.phase == .validate
        question.hasSubresource = !item.subresource.isEmpty
        question.isStored = item.isStored
        question.path = PodPath(item.path)
        question.encoding =
            switch item.encoding {
            case .ofStream: defaultEncoding
            case .json: .json
            case .kubernetesProtobuf: .kubernetesProtobuf
            }
        question.oldEncoding = isJSON(item.oldObject, bytes) ? .json : question.encoding
        let span = bytes.span
        if item.path != .pod { judge.setTemplate(templateNames(item, bytes)) }
        let judgement = judge.judge(
            question,
            object: span.extracting(item.object.indices),
            oldObject: span.extracting(item.oldObject?.indices ?? 0..<0),
            namespace: span.extracting(item.namespace.indices),
            requester: subjects[Int(subjectOf[position])].requester,
            settings: settings,
            while: { !owner.isCancelled }
        )
        if judgement.isPostponed { return false }
        verdicts.append(judgement, judge, settings)
        return true
    }
}

extension PodPath {
    init(_ path: ReceivedItem.Path) {
        self =
            switch path {
            case .pod: .pod
            case .template: .template
            case .specTemplate: .specTemplate
            case .jobTemplate: .jobTemplate
            }
    }
}
