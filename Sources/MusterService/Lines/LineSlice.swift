package import FleetEvaluation
import JSONScan

/// Request lines that are evaluated together, and then their answer lines.
///
/// Owned by who fills it, by the worker that runs it, then by the first again; never by two.
// Sendable: one owner at a time. On the way there the evaluator's lock orders the accesses, on the way back what
// `SliceOwner.sliceFinished` wakes its owner with: the lock of a loop's mailbox, or a command's semaphore. From there the pool's
// lock does to the one that fills it again; who has put it back does not touch it.
package final class LineSlice: ConveyedSlice, @unchecked Sendable {
    /// Answers beyond this are handed over before the rest is evaluated.
    static let outputBytesMax = 256 << 10
    /// Lines that are evaluated at a stretch.
    static let linesMax = 512

    package internal(set) var bytes: [UInt8] = []
    /// The end of the last whole line.
    var linesEnd = 0
    /// Where empty lines stand in place of lines of which nothing is kept.
    var droppedLines: [Int] = []
    private var lineBytesMax = Int.max
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
    /// Lines before `position`, and those of them of which nothing is kept.
    private var linesPassed = 0
    private var droppedLinesPassed = 0

    /// A line of the slice.
    package struct Line {
        /// In the stream, from 1.
        package let number: Int
        /// Without its line feed.
        package let range: Range<Int>
        /// It is longer than `LineFeed.lineBytesMax`; its bytes may not be there.
        package let isTooLong: Bool
    }

    package init() {}

    /// The answers of the last run.
    package var output: [UInt8] { answerer.output }
    /// Of the last run.
    package var tally: LineTally { answerer.tally }

    package var isComplete: Bool { position >= bytes.count }

    /// The next slice of its stream.
    func begin(sequence: Int, lineBytesMax: Int) {
        empty()
        self.sequence = sequence
        self.lineBytesMax = lineBytesMax
    }

    package var isWorthKeeping: Bool {
        bytes.capacity <= 4 * LineFeed.sliceBytesMax && output.capacity <= 4 * Self.outputBytesMax
    }

    package func empty() {
        bytes.removeAll(keepingCapacity: true)
        droppedLines.removeAll(keepingCapacity: true)
        linesEnd = 0
        creditBytes = 0
        largeItemBytes = 0
        position = 0
        linesPassed = 0
        droppedLinesPassed = 0
        firstLine = 1
        owner = nil
        settings = nil
    }

    /// Says how the lines are to be judged and whom they go back to; from here on the slice is on its way.
    package func seal(_ settings: JudgeSettings, owner: any SliceOwner) {
        self.settings = settings
        self.owner = owner
    }

    /// The first line that was not passed yet, of `bytes`; nil if there is none.
    package func line(in bytes: Span<UInt8>) -> Line? {
        guard position < bytes.count else { return nil }
        let end = bytes.firstNewline(from: position) ?? bytes.count
        let isDropped = droppedLinesPassed < droppedLines.count && droppedLines[droppedLinesPassed] == position
        return Line(
            number: firstLine + linesPassed,
            range: position..<end,
            isTooLong: isDropped || end - position > lineBytesMax
        )
    }

    package func pass(_ line: Line) {
        if droppedLinesPassed < droppedLines.count, droppedLines[droppedLinesPassed] == position {
            droppedLinesPassed += 1
        }
        position = line.range.upperBound + 1
        linesPassed += 1
    }

    package func run(with judge: inout PodJudge) {
        guard let settings, let owner else { return }
        answerer.removeAll()
        if owner.isPaused { return }
        // The array itself, once: a span of a property would end with each access.
        let bytes = bytes
        var lines = 0
        while answerer.output.count < Self.outputBytesMax, lines < Self.linesMax, let line = line(in: bytes.span) {
            if lines & 15 == 0, owner.isCancelled { return }
            guard answerer.answer(line, of: bytes.span, settings, &judge, while: { !owner.isCancelled }) else { return }
            pass(line)
            lines += 1
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
