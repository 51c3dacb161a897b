/// Reads one file exactly as kubectl 1.20.2 reads it, document by document.
///
/// ```swift
/// var reader = ManifestReader(file: "web.yaml", source: try ByteSource(path: "web.yaml"))
/// while let entry = reader.next() { … }
/// ```
/// Lists are expanded; documents that kubectl drops without a word (empty ones, null, what follows `...`) do not
/// appear. An error of a document costs that document; after an error of the file, nothing follows. The text is read a
/// chunk at a time; a document is held whole. Nothing here recurses, whatever the nesting of the file.
package struct ManifestReader: Sequence, IteratorProtocol {
    enum Format {
        case undecided
        case json
        case yaml(YAMLPieces)
        case finished
    }

    private let file: String
    private let keepsFieldLines: Bool
    private let fieldCheck: FieldCheck?
    /// No document may be larger.
    private let wholeBytesMax: Int
    private var stream: TextStream
    private var format: Format
    private var yaml = YAMLComposer()
    private var json = JSONComposer()
    /// How many documents have been begun.
    private(set) var document = 0
    /// Of JSON, the end of what is known to hold no brackets, strings or blanks.
    private var scannedEnd: Int?
    /// What has been decoded and not handed out, last first.
    private var waiting: [ManifestEntry] = []
    private var notices: [ManifestNotice] = []

    /// Reads `source`; `file` is what errors call it.
    ///
    /// With `keepsFieldLines` each document knows where its fields were written.
    package init(
        file: String,
        source: ByteSource,
        chunkBytes: Int = 1 << 20,
        wholeBytesMax: Int = ManifestLimits.wholeDocumentBytesMax,
        keepsFieldLines: Bool = false
    ) {
        self.init(
            file: file,
            stream: TextStream(source, chunkBytes: chunkBytes),
            format: .undecided,
            wholeBytesMax: wholeBytesMax,
            keepsFieldLines: keepsFieldLines
        )
    }

    init(
        file: String,
        stream: TextStream,
        format: Format,
        wholeBytesMax: Int = ManifestLimits.wholeDocumentBytesMax,
        keepsFieldLines: Bool = false,
        fields: FieldCheck? = nil
    ) {
        self.file = file
        self.wholeBytesMax = wholeBytesMax
        fieldCheck = fields
        self.keepsFieldLines = keepsFieldLines
        self.stream = stream
        self.format = format
    }

    package init(file: String, bytes: [UInt8], chunkBytes: Int = 1 << 20, keepsFieldLines: Bool = false) {
        self.init(file: file, source: ByteSource(bytes), chunkBytes: chunkBytes, keepsFieldLines: keepsFieldLines)
    }

    package mutating func next() -> ManifestEntry? {
        while waiting.isEmpty {
            if case .finished = format { return nil }
            do throws(DocumentProblem) {
                guard try readDocument() else {
                    format = .finished
                    return nil
                }
            } catch {
                if error.scope == .file { format = .finished }
                return .error(manifestError(error))
            }
        }
        return waiting.popLast()
    }

    /// What kubectl drops without a word of what has been read since the last call.
    package mutating func takeNotices() -> [ManifestNotice] {
        defer { notices.removeAll() }
        return notices
    }

    private mutating func note(_ text: String, line: Int) {
        notices.append(ManifestNotice(file: file, document: document, line: line + 1, text: text))
    }

    private func manifestError(_ problem: DocumentProblem, item: Int? = nil) -> ManifestError {
        ManifestError(problem, file: file, document: document, item: item)
    }

    /// Reads on until something is found.
    ///
    /// - Returns: false at the end of the file.
    private mutating func readDocument() throws(DocumentProblem) -> Bool {
        switch format {
        case .finished: return false
        case .undecided:
            try decideFormat()
            return true
        case .json: return try readJSON()
        case .yaml: return try readYAML()
        }
    }

    private mutating func decideFormat() throws(DocumentProblem) {
        let isJSON: Bool
        do throws(FileError) {
            isJSON = try stream.isJSON()
        } catch {
            throw DocumentProblem(error.description, line: nil)
        }
        if isJSON {
            stream.repairEachByte()
            format = .json
        } else {
            format = .yaml(YAMLPieces(stream, lineBytesMax: wholeBytesMax))
            // The pieces own the text from here on: two owners would copy it.
            stream = TextStream(ByteSource([]))
        }
    }

    private func tooLarge(_ line: Int) -> DocumentProblem {
        DocumentProblem("a document is larger than \(wholeBytesMax) bytes", line: line)
    }

    private mutating func fill() throws(DocumentProblem) -> Bool {
        do throws(FileError) {
            return try stream.fill()
        } catch {
            throw DocumentProblem(error.description, line: nil)
        }
    }

    // MARK: YAML

    private mutating func readYAML() throws(DocumentProblem) -> Bool {
        guard case .yaml(var pieces) = format else { return false }
        format = .finished
        let piece: YAMLPieces.Piece?
        do throws(FileError) {
            piece = try pieces.next(limit: wholeBytesMax)
        } catch {
            document += 1
            throw DocumentProblem(error.description, line: nil)
        }
        guard let piece else { return false }
        if piece.isCut {
            document += 1
            throw tooLarge(piece.line)
        }
        format = .yaml(pieces)
        try read(piece)
        return true
    }

    private mutating func read(_ piece: consuming YAMLPieces.Piece) throws(DocumentProblem) {
        document += 1
        let hasDocument = try yaml.compose(piece)
        if let line = yaml.droppedLine {
            note(YAMLSource.droppedText, line: line)
        }
        guard hasDocument, yaml.tape.nodes.first?.kind != .null else { return dropDocument() }
        try decode(yaml.tape, isJSON: false)
    }

    /// Reads a piece that somebody else cut off; what it holds comes out of `next`.
    ///
    /// - Returns: false if nothing of the file counts any more.
    mutating func take(_ piece: consuming YAMLPieces.Piece) -> Bool {
        do throws(DocumentProblem) {
            try read(piece)
            return true
        } catch {
            waiting.append(.error(manifestError(error)))
            return error.scope == .document
        }
    }

    /// Counts a document that somebody else reads.
    mutating func beginDocument() { document += 1 }

    /// Takes back the count of a document that turned out to be none.
    mutating func dropDocument() { document -= 1 }

    // MARK: JSON

    private mutating func readJSON() throws(DocumentProblem) -> Bool {
        do throws(FileError) {
            guard try stream.skipJSONBlanks() else { return false }
        } catch {
            document += 1
            throw DocumentProblem(error.description, line: nil)
        }
        document += 1
        let end: Int
        if let scannedEnd { end = scannedEnd } else { end = try valueEnd() }
        scannedEnd = nil
        let value = try json.compose(stream.buffer, from: stream.start, to: end, line: stream.line)
        stream.consume(upTo: value.index, lines: value.line - stream.line)
        // Scalars without blanks between them (`nullnull`): what has been scanned is not scanned again.
        if value.index < end { scannedEnd = end }
        if json.tape.nodes.first?.kind == .null {
            document -= 1
        } else {
            try decode(json.tape, isJSON: true)
        }
        return true
    }

    /// Where the value at the start of the stream ends at the latest, all of it read.
    private mutating func valueEnd() throws(DocumentProblem) -> Int {
        var extent = JSONExtent()
        var scanned = stream.start
        while true {
            if let end = extent.scan(stream.buffer, from: scanned, to: stream.buffer.count) { return end }
            scanned = stream.buffer.count - stream.start
            guard scanned <= wholeBytesMax else { throw tooLarge(stream.line) }
            let isMore = try fill()
            scanned += stream.start
            if !isMore { return stream.buffer.count }
        }
    }

    // MARK: Objects

    private mutating func decode(_ raw: DocumentTape, isJSON: Bool) throws(DocumentProblem) {
        let tape = raw.needsCanonicalForm ? try CanonicalTape.make(raw) : raw
        for entry in ObjectDecoder.decode(raw: raw, canonical: tape, isJSON: isJSON) {
            switch entry {
            case .notice(let problem): note(problem.text, line: problem.line ?? 0)
            case .error(let problem, let item):
                waiting.append(.error(manifestError(problem, item: item)))
            case .object(let object):
                waiting.append(.document(manifestDocument(object, in: tape, isJSON: isJSON)))
            }
        }
        waiting.reverse()
    }

    private func manifestDocument(
        _ object: ObjectDecoder.Object,
        in tape: DocumentTape,
        isJSON: Bool
    ) -> ManifestDocument {
        var bytes: [UInt8] = []
        tape.write(object.node, to: &bytes, header: object.isInferred ? object.identity : nil)
        let isFromCluster = ObjectDecoder.isFromCluster(object.node, in: tape)
        var document = ManifestDocument(
            json: bytes,
            file: file,
            document: document,
            item: object.item,
            line: Int(tape.nodes[object.node].line) + 1,
            identity: object.identity,
            isJSON: isJSON,
            isFromCluster: isFromCluster,
            fields: keepsFieldLines ? FieldLines(tape, root: object.node) : nil
        )
        let identity = object.identity
        if object.item != nil, WorkloadKind(apiVersion: identity.apiVersion, kind: identity.kind) != nil {
            document.metadataProblem = MetadataCheck.problem(object.node, of: tape, isJSON: false)
        }
        if let fieldCheck, !isFromCluster {
            document.unknownFields = fieldCheck.unknownFields(object.node, of: tape, object.identity)
        }
        return document
    }
}
