/// Items of a list that say neither kind nor version: the end of the list tells what they are.
struct HeldItems {
    private var items: [(content: Content, place: FleetPlace)] = []
    private var byteCount = 0

    private enum Content {
        /// As it was written.
        case json([UInt8])
        /// A canonical tape, which knows its lines.
        case tape(DocumentTape)
    }

    /// Keeps an item as it was written; `listLine` is where the list stands.
    mutating func hold(json: [UInt8], _ place: FleetPlace, listLine: Int) throws(DocumentProblem) {
        try hold(.json(json), json.count, place, listLine)
    }

    /// Keeps the item at a node of a canonical tape; `listLine` is where the list stands.
    mutating func hold(
        _ node: Int,
        of tape: DocumentTape,
        _ place: FleetPlace,
        listLine: Int
    ) throws(DocumentProblem) {
        let item = tape.value(node)
        try hold(.tape(item), item.text.count, place, listLine)
    }

    private mutating func hold(
        _ content: Content,
        _ count: Int,
        _ place: FleetPlace,
        _ listLine: Int
    ) throws(DocumentProblem) {
        byteCount += count
        guard byteCount <= ManifestLimits.heldBytesMax else {
            throw DocumentProblem(
                "the kind of more than \(ManifestLimits.heldBytesMax) bytes of items follows behind them: write `apiVersion` "
                    + "and `kind` before `items`",
                line: listLine
            )
        }
        items.append((content, place))
    }

    /// All items, as what their list says that they are.
    mutating func release(
        _ list: ObjectIdentity,
        _ composer: inout JSONComposer,
        _ fields: FieldCheck?
    ) -> [FoundEntry] {
        defer {
            items.removeAll()
            byteCount = 0
        }
        return items.map { content, place in
            do throws(DocumentProblem) {
                let tape = try Self.tape(of: content, place, &composer)
                return .object(try FoundObject(itemAt: 0, of: tape, place, inferring: list, fields))
            } catch {
                return .error(ManifestError(error, at: place))
            }
        }
    }

    private static func tape(
        of content: Content,
        _ place: FleetPlace,
        _ composer: inout JSONComposer
    ) throws(DocumentProblem) -> DocumentTape {
        switch content {
        case .tape(let tape): return tape
        case .json(let json):
            _ = try composer.compose(json, from: 0, to: json.count, line: place.line - 1)
            return composer.tape.needsCanonicalForm ? try CanonicalTape.make(composer.tape) : composer.tape
        }
    }
}
