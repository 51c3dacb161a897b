import DequeModule
import FleetEvaluation
import Locking
import MusterClient
import MusterService
import Transport
import WireProtocol

/// Request lines from a descriptor, answered in their order to another one, evaluated by a server.
struct RemoteLineEvaluation {
    private let client: MusterClient
    private let open: WireOpen
    private let questions: LineQuestions
    private let output: Int32

    init(_ client: MusterClient, open: WireOpen, input: ByteInput, output: Int32) {
        self.client = client
        var open = open
        open.ordered = true
        self.open = open
        questions = LineQuestions(input)
        self.output = output
    }

    /// Runs to the end of the input: how many requests there were, and how many could not be evaluated.
    func run() async throws -> (items: Int, invalid: Int) {
        let answers = LineAnswers(questions.expected, wantsErrors: open.errors, output: output)
        try await client.evaluate(questions, open) { verdicts in
            for verdict in verdicts { answers.take(verdict) }
            try answers.flush()
        }
        answers.takeRest()
        try answers.flush()
        return (answers.items, answers.invalid)
    }
}

/// A line that waits for its answer.
struct ExpectedAnswer: Sendable {
    /// The JSON of the id; empty for none.
    var id: [UInt8]
    /// Counted from 1.
    var line: Int
    /// Why the line cannot be sent at all.
    var problem: String?
}

/// The questions of request lines, read as the client takes them.
struct LineQuestions: AsyncSequence, Sendable {
    typealias Element = ClientItem

    /// What is to be answered, in the order of the lines.
    let expected = Locked<Deque<ExpectedAnswer>>([])
    private let source: Source

    init(_ input: ByteInput) { source = Source(input, expected) }

    func makeAsyncIterator() -> BlockingReads.Iterator {
        BlockingReads.Iterator { [source] in try await source.read() }
    }

    // Sendable: what changes is touched on the queue of `reads` alone, or is locked.
    final class Source: @unchecked Sendable {
        private let reads = BlockingReads()
        private let input: ByteInput
        private let expected: Locked<Deque<ExpectedAnswer>>
        private var feed = LineFeed()
        private var reader = LineReader()
        private var isAtEnd = false

        init(_ input: ByteInput, _ expected: Locked<Deque<ExpectedAnswer>>) {
            self.input = input
            self.expected = expected
        }

        /// The questions of the next lines; nil at the end.
        func read() async throws -> [ClientItem]? {
            try await reads.read { try self.next() }
        }

        private func next() throws -> [ClientItem]? {
            guard !isAtEnd else { return nil }
            let input = input
            let count = try feed.append { bytes in
                guard let count = input.read(into: &bytes, countMax: 64 << 10) else {
                    throw CommandFailure(.unusable, "standard input cannot be read: \(systemError())")
                }
                return count
            }
            if count == 0 {
                isAtEnd = true
                feed.end()
            }
            guard let slice = feed.seal() else { return [] }
            var items: [ClientItem] = []
            let bytes = slice.bytes
            while let line = slice.line(in: bytes.span) {
                add(line, of: bytes, to: &items)
                slice.pass(line)
            }
            feed.recycle(slice)
            return items
        }

        private func add(_ line: LineSlice.Line, of bytes: [UInt8], to items: inout [ClientItem]) {
            var answer = ExpectedAnswer(id: [], line: line.number)
            switch reader.read(line, of: bytes.span) {
            case .blank: return
            case .question: items.append(ClientItem(reader.request, line: bytes[line.range]))
            case .problem(let reason): answer.problem = reason
            }
            if let id = reader.request.id {
                answer.id = Array(bytes[line.range].dropFirst(id.lowerBound).prefix(id.count))
            }
            expected.withLock { $0.append(answer) }
        }
    }
}

/// Writes answers in the order of the lines; the verdicts come in that order.
final class LineAnswers {
    private let expected: Locked<Deque<ExpectedAnswer>>
    private let wantsErrors: Bool
    private let output: Int32
    private var writer = AnswerLineWriter()
    private(set) var items = 0
    private(set) var invalid = 0
    /// That of the policy set by which the last verdict was given.
    private var revision = ""

    init(_ expected: Locked<Deque<ExpectedAnswer>>, wantsErrors: Bool, output: Int32) {
        self.expected = expected
        self.wantsErrors = wantsErrors
        self.output = output
    }

    func take(_ verdict: ItemVerdict) {
        noteRevision(verdict.revision)
        while let answer = expected.withLock({ $0.popFirst() }) {
            guard answer.problem == nil else {
                writeProblem(answer)
                continue
            }
            items += 1
            if verdict.outcome == .invalid || verdict.outcome == .overloaded { invalid += 1 }
            writer.append(
                verdict,
                id: answer.id,
                line: answer.line,
                wantsErrors: wantsErrors,
                note: JudgeNote.bootstrapRBAC
            )
            return
        }
    }

    /// Each answer stands for itself, but who compares them must know.
    private func noteRevision(_ new: String) {
        guard new != revision else { return }
        if !revision.isEmpty {
            writeError(
                "muster: warning: the server's policies changed (revision \(revision.prefix(12)), now "
                    + "\(new.prefix(12))): answers from number \(items + 1) on are by the new ones\n"
            )
        }
        revision = new
    }

    /// Answers what is left: lines that could not be sent.
    func takeRest() {
        while let answer = expected.withLock({ $0.popFirst() }) {
            if answer.problem != nil { writeProblem(answer) }
        }
    }

    func flush() throws {
        guard writeAll(writer.bytes, to: output) else {
            throw CommandFailure(.unusable, "standard output cannot be written: \(systemError())")
        }
        writer.bytes.removeAll(keepingCapacity: true)
    }

    private func writeProblem(_ answer: ExpectedAnswer) {
        items += 1
        invalid += 1
        writer.begin(id: answer.id.span)
        writer.line(answer.line)
        writer.failed(answer.problem ?? "")
        writer.end()
    }
}
