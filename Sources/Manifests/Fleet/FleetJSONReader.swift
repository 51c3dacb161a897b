/// Reads a JSON file of objects one after the other, Lists item by item, without holding more than an item.
struct FleetJSONReader {
    typealias Reopen = () throws(FileError) -> ByteSource

    private enum State {
        case between
        /// Before an element of `items`, or before the `]`.
        case items(isFirst: Bool)
        case finished
    }

    private let file: String
    private var stream: TextStream
    /// Opens the file anew, to look ahead; nil if it cannot be read twice.
    private let reopen: Reopen?
    private var state = State.between
    private var scanner = JSONObjectScanner()
    private var composer = JSONComposer()
    private var document = 0
    private var item = 0
    /// The current list without its items, as far as it was read.
    private var envelope: [UInt8] = []
    private var envelopeLine = 0
    private var list: ObjectIdentity?
    /// `list`, once an item was read as what it says.
    private var inferred: ObjectIdentity?
    /// Decoded and not handed out, last first.
    private var waiting: [FoundEntry] = []
    private var notices: [ManifestNotice] = []
    /// Items whose kind the end of their list will tell, of a file that cannot be read twice.
    private var held = HeldItems()
    /// Only what lists are called is wanted.
    private var isLookingAhead = false

    private let fields: FieldCheck?

    init(file: String, stream: TextStream, reopen: Reopen?, fields: FieldCheck? = nil) {
        self.file = file
        self.fields = fields
        scanner.schema = fields?.schema
        self.stream = stream
        self.reopen = reopen
    }

    mutating func next() -> FoundEntry? {
        do throws(DocumentProblem) {
            while true {
                if let entry = waiting.popLast() { return entry }
                switch state {
                case .finished: return nil
                case .between:
                    guard try skipBlanks() else {
                        state = .finished
                        return nil
                    }
                    document += 1
                    if let entry = try readDocument() { return entry }
                case .items(let isFirst):
                    if let entry = try readItem(isFirst: isFirst) { return entry }
                }
            }
        } catch {
            if error.scope == .file { state = .finished }
            return .error(manifestError(error))
        }
    }

    private func manifestError(_ problem: DocumentProblem, item: Int? = nil) -> ManifestError {
        ManifestError(problem, file: file, document: document, item: item)
    }

    mutating func takeNotices() -> [ManifestNotice] {
        if notices.isEmpty { return [] }
        defer { notices.removeAll() }
        return notices
    }

    private mutating func note(_ problem: DocumentProblem) {
        notices.append(
            ManifestNotice(file: file, document: document, line: (problem.line ?? 0) + 1, text: problem.text)
        )
    }

    private mutating func skipBlanks() throws(DocumentProblem) -> Bool {
        do throws(FileError) {
            return try stream.skipJSONBlanks()
        } catch {
            throw DocumentProblem(error.description, line: nil)
        }
    }

    private mutating func fill() throws(DocumentProblem) -> Bool {
        guard stream.buffer.count - stream.start <= ManifestLimits.objectBytesMax else {
            throw DocumentProblem("an object is larger than \(ManifestLimits.objectBytesMax) bytes", line: stream.line)
        }
        do throws(FileError) {
            return try stream.fill()
        } catch {
            throw DocumentProblem(error.description, line: nil)
        }
    }

    /// A long value is looked at anew when twice as much of it is there: what is looked at grows with its size only.
    private mutating func fillFurther() throws(DocumentProblem) {
        let held = stream.buffer.count - stream.start
        guard held > 1 << 20 else { return }
        while stream.buffer.count - stream.start < min(2 * held, ManifestLimits.objectBytesMax), try fill() {}
    }

    /// Scans the value at the start of the stream, reading on as long as it is not complete.
    ///
    /// - Returns: where it ends or where its items begin.
    private mutating func scan(stopsAtItems: Bool) throws(DocumentProblem) -> (end: Int, isList: Bool) {
        while true {
            let outcome = scanner.scan(stream.buffer, from: stream.start, stopsAtItems: stopsAtItems)
            switch outcome {
            case .complete(let end):
                let count = end - stream.start
                // A number may go on in the next chunk. Looking for it may move the text.
                if end == stream.buffer.count, !scanner.isObject, try fill() { continue }
                return (stream.start + count, false)
            case .items(let start): return (start, true)
            case .incomplete:
                guard try fill() else {
                    throw DocumentProblem("unexpected end of JSON", line: stream.line + scanner.lines)
                }
                try fillFurther()
            case .malformed(let flaw):
                throw DocumentProblem("\(flaw.text)", line: stream.line + scanner.lines)
            }
        }
    }

    private var scannedIdentity: ObjectIdentity { scanner.identity(in: stream.buffer) }

    /// The plain object that was scanned.
    private mutating func scanned(
        _ range: Range<Int>,
        _ place: FleetPlace,
        _ identity: ObjectIdentity
    ) throws(DocumentProblem) -> FoundEntry {
        var found = FoundObject(place, identity, isFromCluster: scanner.isFromCluster) { Array(stream.buffer[range]) }
        if let fields, scanner.mayHaveUnknownFields, !scanner.isFromCluster, case .workload = found.interest {
            _ = try composer.compose(
                stream.buffer,
                from: range.lowerBound,
                to: range.upperBound,
                line: place.line - 1
            )
            found.unknownFields = fields.unknownFields(0, of: composer.tape, identity)
        }
        return .object(found)
    }

    // MARK: Documents

    private mutating func readDocument() throws(DocumentProblem) -> FoundEntry? {
        let (end, isList) = try scan(stopsAtItems: true)
        let line = stream.line
        if isList {
            envelope = Array(stream.buffer[stream.start..<end])
            envelopeLine = line
            // An envelope that is not plain is looked at when it is whole.
            list =
                scanner.needsCanonicalForm || scanner.kind == nil || scanner.apiVersion == nil ? nil : scannedIdentity
            stream.consume(upTo: end, lines: scanner.lines)
            item = 0
            inferred = nil
            state = .items(isFirst: true)
            return nil
        }
        defer { stream.consume(upTo: end, lines: scanner.lines) }
        if isLookingAhead { return nil }
        let identity = scannedIdentity
        if scanner.isObject, !scanner.needsCanonicalForm, !scanner.hasItems, !identity.kind.isEmpty,
            !identity.apiVersion.isEmpty
        {
            let place = FleetPlace(file: file, document: document, item: nil, line: line + 1)
            // Whoever reads a pod checks its metadata; of kinds that bear none nobody else would.
            if case .none = ObjectInterest(identity) { try checkMetadata(stream.start..<end, line: line) }
            return try scanned(stream.start..<end, place, identity)
        }
        return try readPlainly(stream.start..<end, line: line)
    }

    private mutating func checkMetadata(_ range: Range<Int>, line: Int) throws(DocumentProblem) {
        _ = try composer.compose(stream.buffer, from: range.lowerBound, to: range.upperBound, line: line)
        if let problem = MetadataCheck.problem(raw: composer.tape, isJSON: true) { throw problem }
    }

    /// Reads a document that is not plain as `ManifestReader` does.
    private mutating func readPlainly(_ range: Range<Int>, line: Int) throws(DocumentProblem) -> FoundEntry? {
        _ = try composer.compose(stream.buffer, from: range.lowerBound, to: range.upperBound, line: line)
        let raw = composer.tape
        if raw.nodes.first?.kind == .null {
            document -= 1
            return nil
        }
        let tape = raw.needsCanonicalForm ? try CanonicalTape.make(raw) : raw
        // A list gets here only if its key `items` has an escape.
        for entry in ObjectDecoder.decode(raw: raw, canonical: tape, isJSON: true).reversed() {
            switch entry {
            case .notice(let problem): note(problem)
            case .error(let problem, let item): waiting.append(.error(manifestError(problem, item: item)))
            case .object(let object):
                waiting.append(.object(FoundObject(object, of: tape, file: file, document: document, fields)))
            }
        }
        return waiting.popLast()
    }

    // MARK: Items

    private mutating func readItem(isFirst: Bool) throws(DocumentProblem) -> FoundEntry? {
        guard try skipBlanks() else { throw DocumentProblem("unexpected end of JSON", line: stream.line) }
        if stream.buffer[stream.start] == UInt8(ascii: "]") {
            stream.consume(upTo: stream.start + 1, lines: 0)
            return try endList()
        }
        if !isFirst {
            guard stream.buffer[stream.start] == UInt8(ascii: ",") else {
                throw DocumentProblem("invalid character after array element", line: stream.line)
            }
            stream.consume(upTo: stream.start + 1, lines: 0)
            guard try skipBlanks() else { throw DocumentProblem("unexpected end of JSON", line: stream.line) }
        }
        state = .items(isFirst: false)
        item += 1
        let (end, _) = try scan(stopsAtItems: false)
        let line = stream.line
        let range = stream.start..<end
        let identity = scannedIdentity
        let isPlain =
            scanner.isObject && !scanner.needsCanonicalForm && !scanner.hasItems && !identity.kind.isEmpty
            && !identity.apiVersion.isEmpty
        let lines = scanner.lines
        if isLookingAhead {
            stream.consume(upTo: end, lines: lines)
            return nil
        }
        defer { stream.consume(upTo: end, lines: lines) }
        let place = FleetPlace(file: file, document: document, item: item, line: line + 1)
        if isPlain { return try scanned(range, place, identity) }
        do throws(DocumentProblem) {
            return try readItemPlainly(range, place)
        } catch {
            guard error.scope == .document else { throw error }
            return .error(manifestError(error, item: item))
        }
    }

    private mutating func readItemPlainly(_ range: Range<Int>, _ place: FleetPlace) throws(DocumentProblem)
        -> FoundEntry?
    {
        _ = try composer.compose(stream.buffer, from: range.lowerBound, to: range.upperBound, line: place.line - 1)
        let raw = composer.tape
        let tape = raw.needsCanonicalForm ? try CanonicalTape.make(raw) : raw
        try ObjectDecoder.checkItem(0, of: tape, place)
        let identity = ObjectDecoder.identity(0, in: tape)
        guard identity.kind.isEmpty, identity.apiVersion.isEmpty else {
            try identity.checkIsComplete(place)
            return .object(FoundObject(0, of: tape, place, identity, isInferred: false, fields))
        }
        guard let list = try listIdentity() else {
            try held.hold(json: Array(stream.buffer[range]), place, listLine: envelopeLine)
            return nil
        }
        inferred = list
        return .object(try FoundObject(itemAt: 0, of: tape, place, inferring: list, fields))
    }

    // MARK: Lists

    private mutating func endList() throws(DocumentProblem) -> FoundEntry? {
        state = .between
        envelope.append(UInt8(ascii: "]"))
        let tape: DocumentTape
        do throws(DocumentProblem) {
            try readRestOfEnvelope()
            tape = try composeEnvelope()
        } catch {
            // The next list must not get them.
            held = HeldItems()
            throw error
        }
        let found = ListEnvelope(
            raw: composer.tape,
            canonical: tape,
            line: envelopeLine,
            inferred: inferred,
            isJSON: true
        )
        list = found.identity
        // The envelope is looked at first: what is held goes through the same composer.
        waiting.append(contentsOf: held.release(found.identity, &composer, fields).reversed())
        if let notice = found.notice { note(notice) }
        return found.problem.map { .error(manifestError($0)) }
    }

    private mutating func composeEnvelope() throws(DocumentProblem) -> DocumentTape {
        let end = try composer.compose(envelope, from: 0, to: envelope.count, line: envelopeLine)
        guard end.index == envelope.count else {
            throw DocumentProblem("invalid character after top-level value", line: envelopeLine)
        }
        return composer.tape.needsCanonicalForm ? try CanonicalTape.make(composer.tape) : composer.tape
    }

    /// Appends what follows the items, up to the end of the list, to `envelope`.
    private mutating func readRestOfEnvelope() throws(DocumentProblem) {
        var extent = JSONExtent(depth: 1)
        var scanned = stream.start
        while true {
            if let end = extent.scan(stream.buffer, from: scanned, to: stream.buffer.count) {
                let rest = stream.buffer[stream.start..<end]
                envelope.append(contentsOf: rest)
                stream.consume(upTo: end, lines: rest.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) })
                return
            }
            scanned = stream.buffer.count - stream.start
            guard try fill() else { throw DocumentProblem("unexpected end of JSON", line: stream.line) }
            scanned += stream.start
        }
    }

    /// What the list is: by what stands before its items, or else by a look ahead at what stands behind them.
    ///
    /// nil if it cannot be known yet.
    private mutating func listIdentity() throws(DocumentProblem) -> ObjectIdentity? {
        if let list { return list }
        guard let reopen else { return nil }
        var ahead: TextStream
        do throws(FileError) {
            ahead = TextStream(try reopen())
            _ = try ahead.isJSON()
        } catch {
            throw DocumentProblem(error.description, line: nil)
        }
        ahead.repairEachByte()
        var reader = FleetJSONReader(file: file, stream: ahead, reopen: nil)
        let found = try reader.identity(ofList: document)
        list = found
        return found
    }

    /// Reads past everything up to the end of a list.
    private mutating func identity(ofList wanted: Int) throws(DocumentProblem) -> ObjectIdentity {
        isLookingAhead = true
        while true {
            switch state {
            case .items(let isFirst): _ = try readItem(isFirst: isFirst)
            case .between, .finished:
                if document == wanted { return list ?? ObjectIdentity() }
                guard try skipBlanks() else { return ObjectIdentity() }
                document += 1
                _ = try readDocument()
            }
        }
    }
}
