/// Large lists, taken apart while they come in: an item is let go when the next one is asked for, so that memory is bounded
/// by the largest item.
extension YAMLComposer {
    /// The elements of the root's member `items`.
    struct OpenItems {
        /// The sequence's node.
        var node: Int
        /// Where the nodes and the text of the next item begin.
        var itemStart: Int
        var textStart: Int
        /// Anchors that were set before it.
        var anchorCount: Int
        /// An item has been handed out and not been let go.
        var isHeld = false
        var count = 0
        /// What was read of the document before the items is not canonical.
        var envelopeNeedsCanonicalForm: Bool
    }

    enum Part {
        /// The item at a node of the tape; what is not canonical about the tape is in it.
        case item(Int)
        /// The document has ended: the tape holds what it says beside its items.
        case end
        /// There is no document.
        case nothing
    }

    /// Nodes of an item with anchors stay, since any later item may refer to them: this much of them.
    private static let anchoredBytesMax = 4 * ManifestLimits.objectBytesMax

    /// Begins a piece whose rest is in `pieces`; its parts come out of `nextPart`.
    mutating func takeApart(
        _ piece: consuming YAMLPieces.Piece,
        rest pieces: YAMLPieces
    ) throws(DocumentProblem) -> YAMLEvents {
        try begin(piece, rest: pieces)
    }

    mutating func nextPart(_ events: YAMLEvents) throws(DocumentProblem) -> Part {
        letGo()
        while true {
            switch try readEvent(events) {
            case .streamEnd: return .nothing
            case .documentEnd:
                if let items, items.envelopeNeedsCanonicalForm { tape.needsCanonicalForm = true }
                return .end
            case .inside: break
            }
            try checkSize(events)
            if items == nil {
                openItems()
            } else if let node = completeItem() {
                return .item(node)
            }
        }
    }

    /// Forgets the item that was handed out.
    private mutating func letGo() {
        guard var held = items, held.isHeld else { return }
        if anchorCount == held.anchorCount {
            tape.nodes.removeSubrange(held.itemStart...)
            tape.text.removeSubrange(held.textStart...)
        }
        tape.needsCanonicalForm = false
        tape.hasAliases = false
        held.isHeld = false
        held.itemStart = tape.nodes.count
        held.textStart = tape.text.count
        held.anchorCount = anchorCount
        items = held
        bytesMax = min(tapeBytes + ManifestLimits.objectBytesMax, Self.anchoredBytesMax)
    }

    /// Notes that the sequence which has just begun is the root's member `items`.
    private mutating func openItems() {
        guard open.count == 2, open[0].isMapping, !open[1].isMapping, tape.nodes.count == open[1].node + 1,
            // The key of a value is the node before it.
            tape.nodes[open[1].node - 1].kind == .string, ItemsMember.isItems(tape.bytes(open[1].node - 1))
        else { return }
        items = OpenItems(
            node: open[1].node,
            itemStart: tape.nodes.count,
            textStart: tape.text.count,
            anchorCount: anchorCount,
            envelopeNeedsCanonicalForm: tape.needsCanonicalForm
        )
        tape.needsCanonicalForm = false
        bytesMax = tapeBytes + ManifestLimits.objectBytesMax
    }

    /// The item that the last event has completed.
    private mutating func completeItem() -> Int? {
        guard let items, open.count == 2, open[1].node == items.node, tape.nodes.count > items.itemStart else {
            return nil
        }
        self.items?.isHeld = true
        self.items?.count += 1
        return items.itemStart
    }

    private var tapeBytes: Int { tape.text.count &+ tape.nodes.count &* MemoryLayout<TapeNode>.stride }

    private func checkSize(_ events: YAMLEvents) throws(DocumentProblem) {
        guard tapeBytes > bytesMax else { return }
        let text =
            bytesMax < Self.anchoredBytesMax
            ? "an object is larger than \(ManifestLimits.objectBytesMax) bytes" : "too much of a large list has anchors"
        throw DocumentProblem(text, line: events.line)
    }

    /// What the list is called so far: kind and version stand before or behind the items.
    var identityBeforeItems: ObjectIdentity? {
        guard let items else { return nil }
        var identity = ObjectIdentity()
        var cursor = 1
        while cursor < items.node - 1 {
            let value = Int(tape.nodes[cursor].end)
            if tape.nodes[value].kind == .string {
                if tape.isText(cursor, "kind") { identity.kind = tape.string(value) }
                if tape.isText(cursor, "apiVersion") { identity.apiVersion = tape.string(value) }
            }
            let end = Int(tape.nodes[value].end)
            guard end > cursor else { break }
            cursor = end
        }
        return identity.kind.isEmpty || identity.apiVersion.isEmpty ? nil : identity
    }
}
