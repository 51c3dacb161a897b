import CYAML
import Glibc

/// libyaml's events of a piece, one at a time.
///
/// This is the one file that holds libyaml's pointers. What is asked about an event is about the one that `next` gave last.
@safe final class YAMLEvents {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case scalar, alias, sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    let source: YAMLSource
    /// The line of the file at which the piece starts.
    private let firstLine: Int
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>

    init(_ source: YAMLSource, firstLine: Int) throws(DocumentProblem) {
        self.source = source
        self.firstLine = firstLine
        unsafe parser = .allocate(capacity: 1)
        unsafe event = .allocate(capacity: 1)
        unsafe event.initialize(to: yaml_event_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.initialize(to: yaml_parser_t())
            throw DocumentProblem("not enough memory", line: firstLine)
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // The source lives as long as this object, which owns the parser.
        unsafe yaml_parser_set_input(parser, readSource, Unmanaged.passUnretained(source).toOpaque())
    }

    deinit {
        unsafe yaml_event_delete(event)
        unsafe yaml_parser_delete(parser)
        unsafe event.deallocate()
        unsafe parser.deallocate()
    }

    func next() throws(DocumentProblem) -> Kind {
        unsafe yaml_event_delete(event)
        guard unsafe yaml_parser_parse(parser, event) == 1 else { throw problem }
        // libyaml takes a file that cannot be read on for a whole one.
        if let problem = source.problem { throw DocumentProblem(problem.description, line: nil) }
        // Nothing asks about the text before an event that has come.
        unsafe source.forget(before: event.pointee.start_mark.index)
        switch unsafe event.pointee.type {
        case YAML_SCALAR_EVENT: return .scalar
        case YAML_MAPPING_START_EVENT: return .mappingStart
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_ALIAS_EVENT: return .alias
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_START_EVENT: return .streamStart
        default: return .streamEnd
        }
    }

    private var problem: DocumentProblem {
        if let problem = source.problem { return DocumentProblem(problem.description, line: nil) }
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

    // MARK: The event

    /// The line of the file, counted from 0.
    var line: Int { firstLine + Int(unsafe event.pointee.start_mark.line) }

    var characters: Range<Int> {
        unsafe Int(event.pointee.start_mark.index)..<max(event.pointee.start_mark.index, event.pointee.end_mark.index)
    }

    /// Of the end of a document: the line, counted from 0, of text behind it.
    var droppedLine: Int? {
        source.contentLine(behind: Int(unsafe event.pointee.end_mark.index)).map { firstLine + $0 }
    }

    /// Of the start of a document: it does not say that it is of another version of YAML than 1.1.
    var hasKnownVersion: Bool {
        guard let version = unsafe event.pointee.data.document_start.version_directive else { return true }
        return unsafe version.pointee.major == 1 && version.pointee.minor == 1
    }

    /// Of the start of a sequence or mapping: it is written in brackets.
    var isFlow: Bool {
        unsafe event.pointee.type == YAML_SEQUENCE_START_EVENT
            ? event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
            : event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
    }

    /// The name of the anchor, or of the one that an alias refers to.
    var anchor: [UInt8]? {
        let name =
            switch unsafe event.pointee.type {
            case YAML_SCALAR_EVENT: unsafe event.pointee.data.scalar.anchor
            case YAML_MAPPING_START_EVENT: unsafe event.pointee.data.mapping_start.anchor
            case YAML_SEQUENCE_START_EVENT: unsafe event.pointee.data.sequence_start.anchor
            default: unsafe event.pointee.data.alias.anchor
            }
        return unsafe name.map { unsafe Self.bytes($0) }
    }

    // MARK: Scalars

    var isPlain: Bool { unsafe event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE }
    var isDoubleQuoted: Bool { unsafe event.pointee.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE }
    /// Plain, and without a tag.
    var isImplicit: Bool { unsafe event.pointee.data.scalar.plain_implicit == 1 }

    var tag: [UInt8]? { unsafe event.pointee.data.scalar.tag.map { unsafe Self.bytes($0) } }

    /// Appends the scalar's text.
    func appendText(to text: inout [UInt8]) {
        unsafe text.append(
            contentsOf: UnsafeBufferPointer(
                start: event.pointee.data.scalar.value,
                count: event.pointee.data.scalar.length
            )
        )
    }

    private static func bytes(_ text: UnsafeMutablePointer<yaml_char_t>) -> [UInt8] {
        let count = unsafe strlen(UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self))
        return unsafe Array(UnsafeBufferPointer(start: text, count: count))
    }
}

/// libyaml's `yaml_read_handler_t` over a `YAMLSource`.
private func readSource(
    _ data: UnsafeMutableRawPointer?,
    _ buffer: UnsafeMutablePointer<UInt8>?,
    _ size: Int,
    _ sizeRead: UnsafeMutablePointer<Int>?
) -> Int32 {
    guard let data = unsafe data else { return 0 }
    let source = unsafe Unmanaged<YAMLSource>.fromOpaque(data).takeUnretainedValue()
    let count = unsafe source.read(into: UnsafeMutableBufferPointer(start: buffer, count: size))
    unsafe sizeRead?.pointee = count
    return 1
}
