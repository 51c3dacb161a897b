/// Makes tapes of the first document of a piece of YAML: libyaml's events, scalars resolved as go-yaml does.
///
/// kubectl reads with go-yaml v2.2.8, a port of libyaml 0.2.5. Where their events differ, the source text is looked at
/// (`YAMLSource`).
struct YAMLComposer {
    var tape = DocumentTape()
    /// The line, counted from 0, of text behind the first document of the piece.
    private(set) var droppedLine: Int?

    var open: [Open] = []
    private var flowDepth = 0
    private var flowWork = 0
    private var anchors: [[UInt8]: Int] = [:]
    /// How often an anchor was set.
    private(set) var anchorCount = 0
    private var scratch: [Int] = []
    /// The list that is taken apart.
    var items: OpenItems?
    /// How large the tape of a document that is taken apart may become before something is let go.
    var bytesMax = ManifestLimits.objectBytesMax

    /// A collection whose end has not come.
    struct Open {
        var node: Int
        var isMapping: Bool
        var isFlow: Bool
        var expectsKey = true
        /// The key that was read last is a merge key.
        var merges = false
        /// A bit for each key that was seen.
        var keys: UInt64 = 0
        var mayRepeatKey = false
    }

    /// Fills `tape` with the first document of the piece.
    ///
    /// - Returns: false if there is none.
    mutating func compose(_ piece: consuming YAMLPieces.Piece) throws(DocumentProblem) -> Bool {
        let events = try begin(piece)
        while true {
            switch try readEvent(events) {
            case .inside: continue
            case .streamEnd: return false
            case .documentEnd: return true
            }
        }
    }

    /// What an event did.
    enum Step {
        case inside, documentEnd, streamEnd
    }

    mutating func begin(
        _ piece: consuming YAMLPieces.Piece,
        rest pieces: YAMLPieces? = nil
    ) throws(DocumentProblem) -> YAMLEvents {
        tape.removeAll()
        droppedLine = nil
        open.removeAll(keepingCapacity: true)
        anchors.removeAll(keepingCapacity: true)
        (flowDepth, flowWork) = (0, 0)
        items = nil
        bytesMax = ManifestLimits.objectBytesMax
        let line = piece.line
        guard piece.text.count <= ManifestLimits.pieceBytesMax else {
            throw DocumentProblem("larger than \(ManifestLimits.pieceBytesMax) bytes", line: line)
        }
        let source = YAMLSource(piece, rest: pieces)
        guard source.directives <= ManifestLimits.directivesMax else {
            throw DocumentProblem("more than \(ManifestLimits.directivesMax) directives", line: line)
        }
        return try YAMLEvents(source, firstLine: line)
    }

    mutating func readEvent(_ events: YAMLEvents) throws(DocumentProblem) -> Step {
        let kind = try events.next()
        let (work, overflow) = flowWork.addingReportingOverflow(flowDepth)
        flowWork = work
        guard !overflow, flowWork <= ManifestLimits.flowWorkMax else {
            throw DocumentProblem("too many values inside deeply nested brackets", line: events.line)
        }
        switch kind {
        case .scalar: try addScalar(events)
        case .mappingStart: try addCollection(events, isMapping: true)
        case .sequenceStart: try addCollection(events, isMapping: false)
        case .mappingEnd, .sequenceEnd: closeCollection()
        case .alias: try addAlias(events)
        case .streamStart: break
        case .documentStart:
            guard events.hasKnownVersion else {
                throw DocumentProblem("found incompatible YAML document", line: events.line)
            }
        case .documentEnd:
            droppedLine = events.droppedLine
            return .documentEnd
        case .streamEnd: return .streamEnd
        }
        return .inside
    }

    // MARK: Collections and aliases

    private mutating func addCollection(_ events: YAMLEvents, isMapping: Bool) throws(DocumentProblem) {
        let line = events.line
        if events.source.hasTag { _ = try events.source.property(events.characters, line: line) }
        if let innermost = open.last, innermost.isMapping, innermost.expectsKey {
            throw DocumentProblem("invalid map key: a mapping or a sequence", line: line)
        }
        guard open.count < ManifestLimits.nestingMax else {
            throw DocumentProblem("nested deeper than \(ManifestLimits.nestingMax) levels", line: line)
        }
        let node = tape.nodes.count
        let merges = open.last?.merges ?? false
        if let innermost = open.last, merges {
            guard isMapping || innermost.isMapping else { throw wantMap(line) }
        }
        tape.append(isMapping ? .mapping : .sequence, line: line)
        // Until its end is known, a collection ends nowhere: an alias to it is an alias inside its own value.
        tape.nodes[node].end = 0
        let isMergeList = !isMapping && merges
        tape.nodes[node].isMergeList = isMergeList
        if let anchor = events.anchor { setAnchor(anchor, node) }
        valueStarted()
        let isFlow = events.isFlow
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
        if closed.mayRepeatKey, !tape.needsCanonicalForm, tape.repeatsKey(closed.node, &scratch) {
            tape.needsCanonicalForm = true
        }
    }

    private mutating func addAlias(_ events: YAMLEvents) throws(DocumentProblem) {
        let line = events.line
        let name = events.anchor ?? []
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

    private mutating func setAnchor(_ name: [UInt8], _ node: Int) {
        anchors[name] = node
        anchorCount += 1
    }

    /// A key or value of the innermost mapping has been read, or its first event.
    private mutating func valueStarted(isMergeKey: Bool = false) {
        let top = open.count - 1
        guard top >= 0, open[top].isMapping else { return }
        open[top].expectsKey.toggle()
        open[top].merges = isMergeKey
    }

    private func wantMap(_ line: Int) -> DocumentProblem {
        DocumentProblem("map merge requires map or sequence of maps as the value", line: line)
    }

    // MARK: Scalars

    private mutating func addScalar(_ events: YAMLEvents) throws(DocumentProblem) {
        let line = events.line
        let top = open.count - 1
        let isKey = top >= 0 && open[top].isMapping && open[top].expectsKey
        if top >= 0, open[top].merges, !isKey { throw wantMap(line) }

        let start = tape.text.count
        let node = tape.nodes.count
        events.appendText(to: &tape.text)
        var isResolved = events.isPlain
        if events.source.hasMarks { events.source.restoreMarks(in: &tape.text, from: start) }
        if needsLook(events), try isNonSpecific(events, start) { isResolved = false }

        if isKey, isMergeKey(events, start) {
            tape.append(.mergeKey, line: line, start: start, count: 2)
            tape.needsCanonicalForm = true
            if let anchor = events.anchor { setAnchor(anchor, node) }
            valueStarted(isMergeKey: true)
            return
        }
        if let tag = events.tag {
            try addTagged(tag, start, line: line)
        } else if isResolved, ScalarResolver.mayMeanMore(tape.text, from: start) {
            addResolved(start, line: line)
        } else {
            tape.append(.string, line: line, start: start, count: tape.text.count - start)
        }
        if isKey {
            if tape.nodes[node].kind != .string { tape.needsCanonicalForm = true }
            noteKey(start, top)
        }
        if let anchor = events.anchor { setAnchor(anchor, node) }
        valueStarted()
    }

    /// Notes that the mapping `open[top]` has a key whose text stands at the end of `tape.text`.
    private mutating func noteKey(_ start: Int, _ top: Int) {
        let count = tape.text.count - start
        let first = count > 0 ? UInt64(tape.text[start]) : 0
        let last = count > 0 ? UInt64(tape.text[start + count - 1]) : 0
        let bit: UInt64 = 1 << ((UInt64(count) &* 7 &+ first &* 3 &+ last &* 11) & 63)
        if open[top].keys & bit != 0 { open[top].mayRepeatKey = true }
        open[top].keys |= bit
    }

    private func isMergeKey(_ events: YAMLEvents, _ start: Int) -> Bool {
        guard tape.text.count == start + 2, tape.text[start] == UInt8(ascii: "<"),
            tape.text[start + 1] == UInt8(ascii: "<")
        else { return false }
        return events.isImplicit || events.tag == ScalarTag.merge
    }

    /// The source may say something of the scalar that libyaml's event does not.
    private func needsLook(_ events: YAMLEvents) -> Bool {
        let source = events.source
        return source.hasTag || source.hasQuestionMark && flowDepth > 0 && events.isPlain
            || source.hasEscapedSlash && events.isDoubleQuoted
    }

    /// Looks at the source for what libyaml's event does not say: whether the scalar has the tag `!`.
    private func isNonSpecific(_ events: YAMLEvents, _ start: Int) throws(DocumentProblem) -> Bool {
        let source = events.source
        let property = try source.property(events.characters, line: events.line)
        if events.isPlain, flowDepth > 0, source.hasQuestionMark,
            tape.text[start...].dropFirst().contains(UInt8(ascii: "?"))
        {
            throw DocumentProblem("`?` inside a plain scalar within brackets", line: events.line)
        }
        if events.isDoubleQuoted { try source.checkEscapes(events.characters, line: events.line) }
        return property == .nonSpecificTag
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
            add(value, start, line: line)
        case .binary(let bytes):
            tape.text.removeSubrange(start...)
            tape.append(.string, bytes, line: line)
        }
    }

    /// Appends the plain scalar whose text stands at the end of `tape.text`, from `start` on.
    private mutating func addResolved(_ start: Int, line: Int) {
        if ScalarResolver.isDecimal(tape.text, from: start) {
            tape.append(.integer, line: line, start: start, count: tape.text.count - start)
        } else {
            add(ScalarResolver.resolve(tape.text[start...]), start, line: line)
        }
    }

    private mutating func add(_ value: ScalarResolver.Value, _ start: Int, line: Int) {
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
}
