import FleetEvaluation
import Manifests

/// How the objects of a fleet are judged, and what is made of it.
protocol FleetPlan: Sendable {
    associatedtype Found: FleetFindings

    var requests: FleetRequests { get }
    /// What cannot be read has a line in its place among the objects.
    var writesLines: Bool { get }

    /// What becomes of some objects, in their order.
    func judge(_ entries: [FleetSliceEntry], with judge: inout PodJudge) -> Found
}

/// What became of some objects of a fleet.
protocol FleetFindings: Sendable {
    /// What `-o ndjson` says of them, if that is wanted.
    var lines: [UInt8] { get }

    init()
}

enum FleetSliceEntry {
    case item(FleetItem, number: Int)
    case unreadable(ManifestError)
}

/// So much is judged together.
enum FleetSliceLimits {
    static let itemsMax = 256
    static let bytesMax = 256 << 10
}

/// Objects of a fleet that are judged together, and then what became of them.
///
/// Owned by who fills it, by the worker that runs it, then by the first again; never by two.
// Sendable: one owner at a time; the hand-over through the evaluator's lock and the owner's semaphore orders the accesses.
final class FleetSlice<Plan: FleetPlan>: SliceWork, @unchecked Sendable {
    private var entries: [FleetSliceEntry] = []
    private var byteCount = 0
    /// What became of them, once they have been judged.
    private(set) var found = Plan.Found()

    private let plan: Plan
    private let owner: any SliceOwner

    init(_ plan: Plan, owner: any SliceOwner) {
        self.plan = plan
        self.owner = owner
    }

    var isEmpty: Bool { entries.isEmpty }
    var isFull: Bool { entries.count >= FleetSliceLimits.itemsMax || byteCount >= FleetSliceLimits.bytesMax }

    func add(_ item: FleetItem, number: Int) {
        entries.append(.item(item, number: number))
        byteCount += item.json.count
    }

    /// Takes note, in its place among the objects, of what cannot be read.
    func add(_ error: ManifestError) {
        if plan.writesLines { entries.append(.unreadable(error)) }
    }

    func run(with judge: inout PodJudge) {
        found = plan.judge(entries, with: &judge)
        entries.removeAll()
    }

    func finish() { owner.sliceFinished(self) }
}
