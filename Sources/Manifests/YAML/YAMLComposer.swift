import CYAML
import Glibc

/// Reads the first document of a piece of YAML into a tape: libyaml's events, scalars resolved as go-yaml does.
///
/// kubectl reads with go-yaml v2.2.8, a port of libyaml 0.2.5. Where their events differ, the source text is looked at
/// (`YAMLSource`). This is the one file that holds libyaml's pointers.
struct YAMLComposer {
    private(set) var tape = DocumentTape()
    /// The line, counted from 0, of text behind the first document of the piece.
    private(set) var droppedLine: Int?

    private var open: [Open] = []
    private var flowDepth = 0
    private var flowWork = 0
    private var anchors: [[UInt8]: Int] = [:]
    private var firstLine = 0
    private var scratch: [Int] = []

    /// A collection whose end has not come.
    private struct Open {
        var node: Int
        var isMapping: Bool
        var isFlow: Bool
        var expectsKey = true
        /// The key that was read last is a merge key.
        var merges = false
    }

    /// Fills `tape` with the first document of the piece.
    ///
    /// - Returns: false if there is none.
    mutating func compose(_ piece: YAMLPieces.Piece) throws(DocumentProblem) -> Bool {
        tape.removeAll()
        droppedLine = nil
        open.removeAll(keepingCapacity: true)
        anchors.removeAll(keepingCapacity: true)
        (flowDepth, flowWork, firstLine) = (0, 0, piece.line)
        guard piece.text.count <= ManifestLimits.pieceBytesMax else {
            throw DocumentProblem("larger than \(ManifestLimits.pieceBytesMax) bytes", line: piece.line)
        }
        var source = YAMLSource(piece.text)
        guard source.directives <= ManifestLimits.directivesMax else {
            throw DocumentProblem("more than \(ManifestLimits.directivesMax) directives", line: piece.line)
        }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { unsafe parser.deallocate() }
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            throw DocumentProblem("not enough memory", line: piece.line)
        }
        defer { unsafe yaml_parser_delete(parser) }
        // The text stays in place while the parser reads it: `text` is not changed before the parser is deleted.
        let text = source.text
        let outcome = unsafe text.withUnsafeBufferPointer { bytes -> Result<Bool, DocumentProblem> in
            var input = unsafe ParserInput(bytes: bytes, offset: 0)
            return unsafe withUnsafeMutablePointer(to: &input) { input in
                unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
                unsafe yaml_parser_set_input(parser, readInput, input)
                return Result { () throws(DocumentProblem) in try unsafe readDocument(parser, &source) }
            }
        }
        return try outcome.get()
    }

    private mutating func readDocument(
        _ parser: UnsafeMutablePointer<yaml_parser_t>,
        _ source: inout YAMLSource
    ) throws(DocumentProblem) -> Bool {
        while true {
            var event = unsafe yaml_event_t()
            guard unsafe yaml_parser_parse(parser, &event) == 1 else {
                throw unsafe problem(parser, source)
            }
            defer { unsafe yaml_event_delete(&event) }
            switch unsafe event.type {
            case YAML_STREAM_START_EVENT: continue
            case YAML_STREAM_END_EVENT: return false
            case YAML_DOCUMENT_START_EVENT: try unsafe checkVersion(event)
            case YAML_DOCUMENT_END_EVENT:
                droppedLine = unsafe source.contentLine(behind: event.end_mark.index).map { firstLine + $0 }
                return true
            default: try unsafe add(event, &source)
            }
        }
    }

    private func checkVersion(_ event: yaml_event_t) throws(DocumentProblem) {
        guard let version = unsafe event.data.document_start.version_directive else { return }
        guard unsafe version.pointee.major == 1, unsafe version.pointee.minor == 1 else {
            throw DocumentProblem("found incompatible YAML document", line: unsafe line(event))
        }
    }

    private func line(_ event: yaml_event_t) -> Int {
        firstLine + Int(unsafe event.start_mark.line)
    }

    private mutating func add(_ event: yaml_event_t, _ source: inout YAMLSource) throws(DocumentProblem) {
        let (work, overflow) = flowWork.addingReportingOverflow(flowDepth)
        flowWork = work
        guard !overflow, flowWork <= ManifestLimits.flowWorkMax else {
            throw DocumentProblem("too many values inside deeply nested brackets", line: unsafe line(event))
        }
        switch unsafe event.type {
        case YAML_SCALAR_EVENT: try unsafe addScalar(event, &source)
        case YAML_ALIAS_EVENT: try unsafe addAlias(event)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            try unsafe checkTag(event, &source)
            let isFlow = unsafe start.style == YAML_FLOW_SEQUENCE_STYLE
            try unsafe addCollection(event, start.anchor, isMapping: false, isFlow: isFlow)
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            try unsafe checkTag(event, &source)
            let isFlow = unsafe start.style == YAML_FLOW_MAPPING_STYLE
            try unsafe addCollection(event, start.anchor, isMapping: true, isFlow: isFlow)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: closeCollection()
        default: break
        }
    }

    // MARK: Collections and aliases

    private mutating func addCollection(
        _ event: yaml_event_t,
        _ anchor: UnsafeMutablePointer<yaml_char_t>?,
        isMapping: Bool,
        isFlow: Bool
    ) throws(DocumentProblem) {
        let line = unsafe line(event)
        if let innermost = open.last, innermost.isMapping, innermost.expectsKey {
            throw DocumentProblem("invalid map key: a mapping or a sequence", line: line)
        }
        guard open.count < ManifestLimits.nestingMax else {
            throw DocumentProblem("nested deeper than \(ManifestLimits.nestingMax) levels", line: line)
        }
        let node = tape.nodes.count
        if let innermost = open.last, innermost.merges {
            guard isMapping || innermost.isMapping else { throw wantMap(line) }
        }
        tape.append(isMapping ? .mapping : .sequence, line: line)
        // Until its end is known, a collection ends nowhere: an alias to it is an alias inside its own value.
        tape.nodes[node].end = 0
        let isMergeList = !isMapping && (open.last?.merges ?? false)
        tape.nodes[node].isMergeList = isMergeList
        unsafe setAnchor(anchor, node)
        valueStarted()
        if isFlow { flowDepth += 1 }
        var opened = Open(node: node, isMapping: isMapping, isFlow: isFlow)
        // The elements of a merge list must be mappings as the value itself must.
        opened.merges = isMergeList
        open.append(opened)
    }

    private mutating func closeCollection() {
        guard let closed = open.popLast() else { return }
        if closed.isFlow { flowDepth -= 1 }
        tape.nodes[closed.node].end = UInt32(truncatingIfNeeded: tape.nodes.count)
        if closed.isMapping, !tape.needsCanonicalForm, tape.repeatsKey(closed.node, &scratch) {
            tape.needsCanonicalForm = true
        }
    }

    private mutating func addAlias(_ event: yaml_event_t) throws(DocumentProblem) {
        let line = unsafe line(event)
        let name = unsafe bytes(event.data.alias.anchor)
        let shown = String(decoding: name, as: UTF8.self)
        guard let target = anchors[name] else {
            throw DocumentProblem("unknown anchor `\(shown)` referenced", line: line)
        }
        let kind = tape.nodes[target].kind
        guard tape.nodes[target].end != 0 else {
            throw DocumentProblem("anchor `\(shown)` value contains itself", line: line)
        }
        if let innermost = open.last {
            if innermost.isMapping, innermost.expectsKey, kind == .mapping || kind == .sequence {
                throw DocumentProblem("invalid map key: a mapping or a sequence", line: line)
            }
            guard !innermost.merges || kind == .mapping else { throw wantMap(line) }
        }
        tape.append(.alias, line: line, start: target)
        tape.hasAliases = true
        tape.needsCanonicalForm = true
        valueStarted()
    }

    private mutating func setAnchor(_ anchor: UnsafeMutablePointer<yaml_char_t>?, _ node: Int) {
        guard let anchor = unsafe anchor else { return }
        anchors[unsafe bytes(anchor)] = node
    }

    /// A key or value of the innermost mapping has been read, or its first event.
    private mutating func valueStarted(isMergeKey: Bool = false) {
        guard let innermost = open.indices.last, open[innermost].isMapping else { return }
        open[innermost].expectsKey.toggle()
        open[innermost].merges = isMergeKey
    }

    private func wantMap(_ line: Int) -> DocumentProblem {
        DocumentProblem("map merge requires map or sequence of maps as the value", line: line)
    }

    // MARK: Scalars

    private mutating func addScalar(_ event: yaml_event_t, _ source: inout YAMLSource) throws(DocumentProblem) {
        let scalar = unsafe event.data.scalar
        let line = unsafe line(event)
        let isKey = open.last.map { $0.isMapping && $0.expectsKey } ?? false
        if let innermost = open.last, innermost.merges, !isKey { throw wantMap(line) }

        let start = tape.text.count
        unsafe tape.text.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
        source.restoreMarks(in: &tape.text, from: start)
        let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
        let property = try unsafe source.property(event.start_mark.index, event.end_mark.index, line: line)
        if isPlain, flowDepth > 0, source.hasQuestionMark, tape.text[start...].dropFirst().contains(UInt8(ascii: "?")) {
            throw DocumentProblem("`?` inside a plain scalar within brackets", line: line)
        }
        if unsafe scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE {
            try unsafe source.checkEscapes(event.start_mark.index, event.end_mark.index, line: line)
        }

        let tag = unsafe scalar.tag.map { unsafe bytes($0) }
        let node = tape.nodes.count
        if isKey, tape.text[start...].elementsEqual("<<".utf8),
            unsafe scalar.plain_implicit == 1 || tag == ScalarTag.merge
        {
            tape.append(.mergeKey, line: line, start: start, count: 2)
            tape.needsCanonicalForm = true
            unsafe setAnchor(scalar.anchor, node)
            valueStarted(isMergeKey: true)
            return
        }
        if let tag {
            try addTagged(tag, start, line: line)
        } else if isPlain, property != .nonSpecificTag {
            addResolved(ScalarResolver.resolve(tape.text[start...]), start, line: line)
        } else {
            addResolved(.string, start, line: line)
        }
        if isKey, tape.nodes[node].kind != .string { tape.needsCanonicalForm = true }
        unsafe setAnchor(scalar.anchor, node)
        valueStarted()
    }

    private mutating func addTagged(_ tag: [UInt8], _ start: Int, line: Int) throws(DocumentProblem) {
        let meaning: ScalarTag.Meaning
        do throws(ScalarTag.Mismatch) {
            meaning = try ScalarTag.resolve(tag, tape.text[start...])
        } catch {
            throw DocumentProblem(error.text, line: line)
        }
        switch meaning {
        case .value(let value):
            addResolved(value, start, line: line)
        case .binary(let bytes):
            tape.text.removeSubrange(start...)
            tape.append(.string, bytes, line: line)
        }
    }

    /// Appends the scalar whose written text stands at the end of `tape.text`, from `start` on.
    private mutating func addResolved(_ value: ScalarResolver.Value, _ start: Int, line: Int) {
        switch value {
        case .null: tape.append(.null, line: line)
        case .bool(let value): tape.append(value ? .true : .false, line: line)
        case .integer(let value): replaceText(start, .integer, String(value).utf8, line: line)
        case .unsigned(let value):
            tape.needsCanonicalForm = true
            replaceText(start, .unsigned, String(value).utf8, line: line)
        case .float(let value):
            if value.isFinite {
                replaceText(start, .float, GoNumber.json(value), line: line)
            } else {
                tape.needsCanonicalForm = true
                replaceText(start, .nonFinite, GoNumber.key(value), line: line)
            }
        case .string: tape.append(.string, line: line, start: start, count: tape.text.count - start)
        }
    }

    private mutating func replaceText(
        _ start: Int,
        _ kind: TapeNode.Kind,
        _ bytes: some Collection<UInt8>,
        line: Int
    ) {
        tape.text.removeSubrange(start...)
        tape.append(kind, bytes, line: line)
    }

    private func checkTag(_ event: yaml_event_t, _ source: inout YAMLSource) throws(DocumentProblem) {
        _ = try unsafe source.property(
            event.start_mark.index,
            event.end_mark.index,
            line: line(event)
        )
    }

    // MARK: libyaml's texts

    private func bytes(_ text: UnsafeMutablePointer<yaml_char_t>) -> [UInt8] {
        let count = unsafe strlen(UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self))
        return unsafe Array(UnsafeBufferPointer(start: text, count: count))
    }

    private func problem(_ parser: UnsafeMutablePointer<yaml_parser_t>, _ source: YAMLSource) -> DocumentProblem {
        let text = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "unreadable YAML"
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            return DocumentProblem(text, line: firstLine + source.line(at: unsafe parser.pointee.problem_offset))
        }
        let line = firstLine + Int(unsafe parser.pointee.problem_mark.line)
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) } ?? ""
        guard context == "while scanning an alias" else { return DocumentProblem(text, line: line) }
        var problem = DocumentProblem(
            "\(text): a `*` without quotes begins an alias, write `'*'` for the star itself",
            line: line
        )
        problem.cause = .unquotedStar
        return problem
    }
}

/// What libyaml reads from.
@unsafe private struct ParserInput {
    /// As much as go-yaml takes at a time: both look a buffer ahead for control characters.
    static let chunkBytes = 512

    let bytes: UnsafeBufferPointer<UInt8>
    var offset: Int
}

/// libyaml's `yaml_read_handler_t` over a `ParserInput`.
private func readInput(
    _ data: UnsafeMutableRawPointer?,
    _ buffer: UnsafeMutablePointer<UInt8>?,
    _ size: Int,
    _ sizeRead: UnsafeMutablePointer<Int>?
) -> Int32 {
    guard let input = unsafe data?.assumingMemoryBound(to: ParserInput.self), let buffer = unsafe buffer else {
        return 0
    }
    let offset = unsafe input.pointee.offset
    let count = unsafe min(size, ParserInput.chunkBytes, input.pointee.bytes.count - offset)
    if count > 0, let base = unsafe input.pointee.bytes.baseAddress {
        unsafe buffer.update(from: base + offset, count: count)
    }
    unsafe input.pointee.offset = offset + count
    unsafe sizeRead?.pointee = count
    return 1
}
