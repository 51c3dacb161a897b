/// Reads the objects of a YAML file: small pieces as kubectl reads them, of large ones a list item by item.
///
/// Of a large list some things differ from kubectl, which holds a whole list before it looks at it: an error inside does
/// not lose the items before it; an item that is no object loses itself, not the list; of a repeated `items` the first is
/// taken, with an error at the end; items that do not tell their kind come behind those that do, if the list tells its own
/// after them, or are taken for what it says before them, with an error at the end if it says otherwise there; and in text
/// that kubectl drops, behind a document that ends early, nothing is looked for.
struct FleetYAMLReader {
    static let wholeBytesMax = 1 << 20

    private let file: String
    /// Pieces up to this size are read as a whole.
    private let wholeBytesMax: Int
    private let fields: FieldCheck?
    /// nil while a list is taken apart: its source has them then.
    private var pieces: YAMLPieces?
    private var whole: ManifestReader
    private var list: LargeList?
    private var composer = YAMLComposer()
    private var json = JSONComposer()
    private var held = HeldItems()
    private var notices: [ManifestNotice] = []
    /// Last first.
    private var waiting: [FoundEntry] = []

    /// A document that is taken apart.
    private struct LargeList {
        var events: YAMLEvents
        var line: Int
        var document: Int
        var budget = AliasBudget()
        /// What the list said of itself before its items.
        var identity: ObjectIdentity?
        var isIdentityKnown = false
        /// `identity`, once an item was read as what it says.
        var inferred: ObjectIdentity?
    }

    init(file: String, stream: TextStream, wholeBytesMax: Int = wholeBytesMax, fields: FieldCheck? = nil) {
        self.file = file
        self.fields = fields
        self.wholeBytesMax = wholeBytesMax
        pieces = YAMLPieces(stream, lineBytesMax: ManifestLimits.objectBytesMax)
        whole = ManifestReader(file: file, stream: TextStream(ByteSource([])), format: .finished, fields: fields)
    }

    mutating func takeNotices() -> [ManifestNotice] {
        if notices.isEmpty { return [] }
        defer { notices.removeAll() }
        return notices
    }

    mutating func next() -> FoundEntry? {
        while true {
            if let entry = waiting.popLast() { return entry }
            if let entry = whole.next() { return FoundEntry(entry) }
            notices += whole.takeNotices()
            do throws(DocumentProblem) {
                if list != nil {
                    try readPart()
                } else if try !readPiece() {
                    return nil
                }
            } catch {
                let document = list?.document ?? whole.document
                passFailure(error)
                return .error(manifestError(error, document: document))
            }
        }
    }

    /// Reads on behind the document that failed; after an error of the file nothing of it is read.
    private mutating func passFailure(_ problem: DocumentProblem) {
        held = HeldItems()
        guard problem.scope == .document else {
            (pieces, list) = (nil, nil)
            return
        }
        guard let failed = list else { return }
        do throws(DocumentProblem) {
            try endPiece(failed.events)
        } catch {
            (pieces, list) = (nil, nil)
            waiting.append(.error(manifestError(error, document: failed.document)))
        }
    }

    private func manifestError(_ problem: DocumentProblem, document: Int, item: Int? = nil) -> ManifestError {
        ManifestError(problem, file: file, document: document, item: item)
    }

    // MARK: Pieces

    /// Reads the next piece, or begins a large one.
    ///
    /// - Returns: false at the end of the file.
    private mutating func readPiece() throws(DocumentProblem) -> Bool {
        guard var pieces else { return false }
        self.pieces = nil
        let piece: YAMLPieces.Piece?
        do throws(FileError) {
            piece = try pieces.next(limit: wholeBytesMax)
        } catch {
            whole.beginDocument()
            throw DocumentProblem(error.description, line: nil)
        }
        guard let piece else { return false }
        let line = piece.line
        if piece.isCut {
            whole.beginDocument()
            list = LargeList(
                events: try composer.takeApart(piece, rest: pieces),
                line: line,
                document: whole.document
            )
        } else {
            self.pieces = pieces
            if !whole.take(piece) { self.pieces = nil }
        }
        return true
    }

    // MARK: Large lists

    private mutating func readPart() throws(DocumentProblem) {
        guard let events = list?.events else { return }
        switch try composer.nextPart(events) {
        case .item(let node): try readItem(node)
        case .nothing:
            whole.dropDocument()
            try endPiece(events)
        case .end:
            if let line = composer.droppedLine { note(YAMLSource.droppedText, line: line) }
            try readEnd()
            try endPiece(events)
        }
    }

    private mutating func endPiece(_ events: YAMLEvents) throws(DocumentProblem) {
        do throws(FileError) {
            pieces = try events.source.takeRest()
        } catch {
            throw DocumentProblem(error.description, line: nil)
        }
        list = nil
    }

    private mutating func note(_ text: String, line: Int) {
        notices.append(
            ManifestNotice(file: file, document: list?.document ?? whole.document, line: line + 1, text: text)
        )
    }

    private mutating func readItem(_ node: Int) throws(DocumentProblem) {
        guard let document = list?.document, let number = composer.items?.count else { return }
        let written = composer.tape.nodes[node]
        // What an alias stands for was written elsewhere.
        let line = Int(written.kind == .alias ? composer.tape.nodes[Int(written.start)].line : written.line)
        let place = FleetPlace(file: file, document: document, item: number, line: line + 1)
        do throws(DocumentProblem) {
            guard let found = try readItem(node, place) else { return }
            waiting.append(found)
        } catch {
            guard error.scope == .document else { throw error }
            waiting.append(.error(manifestError(error, document: document, item: number)))
        }
    }

    private mutating func readItem(_ node: Int, _ place: FleetPlace) throws(DocumentProblem) -> FoundEntry? {
        guard composer.tape.needsCanonicalForm else {
            list?.budget.pass(composer.tape.nodes.count - node)
            return try readItem(node, of: composer.tape, place)
        }
        var budget = list?.budget ?? AliasBudget()
        let tape = try CanonicalTape.make(composer.tape, root: node, &budget)
        list?.budget = budget
        return try readItem(0, of: tape, place)
    }

    /// The item at a node of a canonical tape; nil if it is held until the list's end tells what it is.
    private mutating func readItem(
        _ node: Int,
        of tape: DocumentTape,
        _ place: FleetPlace
    ) throws(DocumentProblem) -> FoundEntry? {
        try ObjectDecoder.checkItem(node, of: tape, place)
        let identity = ObjectDecoder.identity(node, in: tape)
        guard identity.kind.isEmpty, identity.apiVersion.isEmpty else {
            try identity.checkIsComplete(place)
            return .object(FoundObject(node, of: tape, place, identity, isInferred: false, fields))
        }
        if let known = listIdentity() {
            list?.inferred = known
            return .object(try FoundObject(itemAt: node, of: tape, place, inferring: known, fields))
        }
        try held.hold(node, of: tape, place, listLine: list?.line ?? 0)
        return nil
    }

    private mutating func listIdentity() -> ObjectIdentity? {
        guard let list else { return nil }
        if !list.isIdentityKnown {
            self.list?.identity = composer.identityBeforeItems
            self.list?.isIdentityKnown = true
        }
        return self.list?.identity
    }

    // MARK: Ends of documents

    private mutating func readEnd() throws(DocumentProblem) {
        guard let list else { return }
        let tape = composer.tape.needsCanonicalForm ? try CanonicalTape.make(composer.tape) : composer.tape
        guard composer.items != nil else { return try readObject(tape, list) }
        // Comments may stand before it.
        let line = composer.tape.nodes.first.map { Int($0.line) } ?? list.line
        let envelope = ListEnvelope(
            raw: composer.tape,
            canonical: tape,
            line: line,
            inferred: list.inferred,
            isJSON: false
        )
        if let notice = envelope.notice { note(notice.text, line: notice.line ?? 0) }
        if let problem = envelope.problem {
            waiting.append(.error(manifestError(problem, document: list.document)))
        }
        waiting.append(contentsOf: held.release(envelope.identity, &json, fields).reversed())
    }

    /// A large document that is no list.
    private mutating func readObject(_ tape: DocumentTape, _ list: LargeList) throws(DocumentProblem) {
        if tape.nodes.first?.kind == .null { return whole.dropDocument() }
        for entry in ObjectDecoder.decode(raw: composer.tape, canonical: tape, isJSON: false).reversed() {
            switch entry {
            case .notice(let problem): note(problem.text, line: problem.line ?? 0)
            case .error(let problem, let item):
                waiting.append(.error(manifestError(problem, document: list.document, item: item)))
            case .object(let object):
                waiting.append(.object(FoundObject(object, of: tape, file: file, document: list.document, fields)))
            }
        }
    }
}
