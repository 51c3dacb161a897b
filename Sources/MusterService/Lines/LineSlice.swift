import Admission
package import FleetEvaluation
import JSONScan
import WireProtocol

/// Request lines that are evaluated together, and then their answer lines.
///
/// Owned by who fills it, by the worker that runs it, then by the first again; never by two.
// Sendable: one owner at a time; the hand-over through the evaluator's lock and the owner's queue orders the accesses.
package final class LineSlice: ConveyedSlice, @unchecked Sendable {
    /// Answers beyond this are handed over before the rest is evaluated.
    static let outputBytesMax = 256 << 10
    /// Lines that are evaluated at a stretch.
    static let linesMax = 512

    package internal(set) var bytes: [UInt8] = []
    /// The end of the last whole line.
    var linesEnd = 0
    /// Where empty lines stand in place of lines that were too long.
    var tooLongLines: [Int] = []
    package private(set) var sequence = 0
    package var creditBytes = 0
    /// Of those that this slice holds, bytes whose window was given back before.
    var largeItemBytes = 0
    private var owner: (any SliceOwner)?
    private var settings: JudgeSettings?

    /// The number of the first line in the stream, from 1.
    var firstLine = 1
    private var answerer = LineAnswerer()
    private var position = 0
    /// Lines before `position`.
    private var linesRead = 0

    package init() {}

    /// The answers of the last run.
    package var output: [UInt8] { answerer.output }
    /// Of the last run.
    package var tally: LineTally { answerer.tally }

    package var isComplete: Bool { position >= bytes.count }

    package func begin(sequence: Int) {
        bytes.removeAll(keepingCapacity: true)
        tooLongLines.removeAll(keepingCapacity: true)
        linesEnd = 0
        self.sequence = sequence
        creditBytes = 0
        largeItemBytes = 0
        position = 0
        linesRead = 0
        firstLine = 1
        owner = nil
        settings = nil
    }

    /// Says how the lines are to be judged and whom they go back to; from here on the slice is on its way.
    package func seal(_ settings: JudgeSettings, owner: any SliceOwner) {
        self.settings = settings
        self.owner = owner
    }

    package func run(with judge: inout PodJudge) {
        guard let settings, let owner else { return }
        answerer.removeAll()
        if owner.isPaused { return }
        // The array itself, once: a span of a property would end with each access.
        let bytes = bytes
        var lines = 0
        while position < bytes.count, answerer.output.count < Self.outputBytesMax, lines < Self.linesMax {
            if lines & 15 == 0, owner.isCancelled { return }
            let end = bytes.span.firstNewline(from: position) ?? bytes.count
            if tooLongLines.first == position {
                tooLongLines.removeFirst()
                answerer.answerTooLongLine(firstLine + linesRead)
            } else {
                let line = bytes.span.extracting(position..<end)
                let number = firstLine + linesRead
                guard answerer.answer(line, number, settings, &judge, while: { !owner.isCancelled }) else { return }
            }
            position = end + 1
            lines += 1
            linesRead += 1
        }
    }

    package func finish() { owner?.sliceFinished(self) }
}

extension Span where Element == UInt8 {
    /// The place of the first line feed at or after `start`.
    func firstNewline(from start: Int) -> Int? { unsafe bytes.firstIndex(of: 0x0A, from: start) }

    /// The place of the last line feed at or after `start`.
    func lastNewline(from start: Int) -> Int? {
        var index = count
        while index > start {
            index -= 1
            if self[index] == 0x0A { return index }
        }
        return nil
    }
}
