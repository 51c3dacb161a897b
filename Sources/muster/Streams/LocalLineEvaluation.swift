import Dispatch
import FleetEvaluation
import MusterService
import Synchronization

/// Request lines from a descriptor, answered in their order to another one, evaluated by all processors.
///
/// At most `slicesMax` slices are on their way, so memory is bounded whatever the length of the input; and when the input
/// pauses, what came is answered before more is waited for.
struct LocalLineEvaluation {
    private static let slicesMax = 8

    private let evaluator = FleetEvaluator()
    private let settings: JudgeSettings
    private let input: ByteInput
    private let output: Int32

    private var feed = LineFeed()
    /// The slices on their way, oldest first.
    private var flights: [Flight] = []
    private(set) var tally = LineTally()

    /// A slice that is evaluated: its end is waited for.
    private final class Flight: SliceOwner {
        let slice: LineSlice
        private let done = DispatchSemaphore(value: 0)

        init(_ slice: LineSlice) { self.slice = slice }

        var isCancelled: Bool { false }
        func sliceFinished(_ slice: any SliceWork) { done.signal() }
        func wait() { done.wait() }
    }

    init(_ settings: JudgeSettings, input: ByteInput, output: Int32) {
        self.settings = settings
        self.input = input
        self.output = output
    }

    mutating func run() throws(CommandFailure) {
        while true {
            if !input.isReady { try settle() }
            let input = input
            let count = try feed.append { (bytes) throws(CommandFailure) -> Int in
                guard let count = input.read(into: &bytes, countMax: 64 << 10) else {
                    throw CommandFailure(.unusable, "standard input cannot be read: \(systemError())")
                }
                return count
            }
            if count == 0 { break }
            if feed.isFull { try send() }
        }
        feed.end()
        try settle()
    }

    /// Sends what there is and waits for all answers.
    private mutating func settle() throws(CommandFailure) {
        try send()
        while !flights.isEmpty { try land() }
    }

    private mutating func send() throws(CommandFailure) {
        guard let slice = feed.seal() else { return }
        if flights.count == Self.slicesMax { try land() }
        let flight = Flight(slice)
        slice.seal(settings, owner: flight)
        flights.append(flight)
        submit(slice)
    }

    private func submit(_ slice: LineSlice) {
        if !evaluator.submit(slice) { evaluator.runInline(slice); slice.finish() }
    }

    /// Writes the answers of the oldest slice.
    private mutating func land() throws(CommandFailure) {
        let flight = flights.removeFirst()
        while true {
            flight.wait()
            tally.add(flight.slice.tally)
            guard writeAll(flight.slice.output, to: output) else {
                throw CommandFailure(.unusable, "standard output cannot be written: \(systemError())")
            }
            if flight.slice.isComplete { break }
            submit(flight.slice)
        }
        feed.recycle(flight.slice)
    }
}
