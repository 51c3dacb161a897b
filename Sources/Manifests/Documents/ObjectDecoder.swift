/// A document as kubectl takes it apart: one object, or the items of a List.
///
/// Kubernetes: apimachinery's `unstructuredJSONScheme` behind cli-runtime's `metadataValidatingDecoder`.
struct ObjectDecoder {
    /// An object of the tape that is to be sent.
    struct Object {
        /// Its node.
        var node: Int
        /// The place in the List, counted from 1; nil if it stands alone.
        var item: Int?
        var identity: ObjectIdentity
        /// Kind and version come from the List, not from the object.
        var isInferred = false
    }

    enum Entry {
        case object(Object)
        case error(DocumentProblem, item: Int?)
        case notice(DocumentProblem)
    }

    /// The objects of a document.
    ///
    /// - Parameters:
    ///   - raw: the document as written. Repeated keys are looked at one by one in it, as Go's decoders do.
    ///   - tape: its canonical form.
    ///   - isJSON: the file is JSON, in which integers of the metadata must be written as such.
    /// - Returns: objects and errors, in the order of the document.
    static func decode(raw: DocumentTape, canonical tape: DocumentTape, isJSON: Bool) -> [Entry] {
        let root = 0
        let line = Int(tape.nodes[root].line)
        func failure(_ text: String) -> [Entry] {
            [.error(DocumentProblem(text, line: line, scope: .document), item: nil)]
        }
        guard tape.nodes[root].kind == .mapping else {
            return failure("not an object but \(describe(tape.nodes[root].kind))")
        }
        let identity = self.identity(root, in: tape)
        let kindIsMissing =
            identity.kind.isEmpty || identity.apiVersion.utf8.filter { $0 == UInt8(ascii: "/") }.count > 1
        let items = ItemsMember.find(raw: isJSON ? raw : tape, canonical: tape, isJSON: isJSON)
        if case .wrongType(let kind) = items { return failure("`items` is \(describe(kind)), not a list") }
        guard !kindIsMissing else {
            return failure(
                identity.kind.isEmpty ? "object `kind` is missing" : "apiVersion `\(identity.apiVersion)` is malformed"
            )
        }
        if let problem = MetadataCheck.problem(raw: isJSON ? raw : tape, isJSON: isJSON) {
            return [.error(problem, item: nil)]
        }
        switch items {
        case .list(let node):
            let notice = notice(ofListCalled: identity.kind, line: line)
            return (notice.map { [.notice($0)] } ?? []) + decodeItems(of: node, identity, in: tape)
        case .empty, .wrongType:
            return notice(ofListCalled: identity.kind, line: line).map { [.notice($0)] } ?? []
        case .none: return [.object(Object(node: root, item: nil, identity: identity))]
        }
    }

    private static func decodeItems(of list: Int, _ listIdentity: ObjectIdentity, in tape: DocumentTape) -> [Entry] {
        var entries: [Entry] = []
        var cursor = list + 1
        let end = Int(tape.nodes[list].end)
        var number = 0
        while cursor < end {
            let node = cursor
            let line = Int(tape.nodes[node].line)
            number += 1
            cursor = Int(tape.nodes[node].end)
            guard tape.nodes[node].kind == .mapping || tape.nodes[node].kind == .null else {
                // kubectl loses the whole list.
                let text = "item \(number) of the list is not an object but \(describe(tape.nodes[node].kind))"
                return [.error(DocumentProblem(text, line: line, scope: .document), item: nil)]
            }
            if let inner = tape.member("items", of: node), tape.nodes[inner].kind == .sequence {
                let text = "item \(number) of the list is a list itself"
                return [.error(DocumentProblem(text, line: line, scope: .document), item: nil)]
            }
            entries.append(decodeItem(node, number, listIdentity, in: tape))
        }
        return entries
    }

    private static func decodeItem(
        _ node: Int,
        _ number: Int,
        _ list: ObjectIdentity,
        in tape: DocumentTape
    ) -> Entry {
        var object = Object(node: node, item: number, identity: identity(node, in: tape))
        if object.identity.kind.isEmpty, object.identity.apiVersion.isEmpty {
            object.isInferred = true
            object.identity.kind = list.itemKind
            object.identity.apiVersion = list.apiVersion
        }
        let missing = object.identity.kind.isEmpty ? "kind" : object.identity.apiVersion.isEmpty ? "apiVersion" : nil
        guard let missing else { return .object(object) }
        let problem = DocumentProblem(
            "object `\(missing)` is missing",
            line: Int(tape.nodes[node].line),
            scope: .document
        )
        return .error(problem, item: number)
    }

    /// Throws if an item of a list that is taken apart is no object, or a list itself.
    static func checkItem(_ node: Int, of tape: DocumentTape, _ place: FleetPlace) throws(DocumentProblem) {
        func problem(_ text: String) -> DocumentProblem {
            DocumentProblem(text, line: place.line - 1, scope: .document)
        }
        let kind = tape.nodes[node].kind
        guard kind == .mapping || kind == .null else {
            throw problem("not an object but \(describe(kind)): kubectl refuses the whole list")
        }
        if let inner = tape.member("items", of: node), tape.nodes[inner].kind == .sequence {
            throw problem("a list in a list: kubectl refuses the whole list")
        }
    }

    /// What to say of a list that is not called one.
    static func notice(ofListCalled kind: String, line: Int) -> DocumentProblem? {
        guard !kind.utf8.reversed().starts(with: "List".utf8.reversed()) else { return nil }
        return DocumentProblem(
            "a \(kind) with `items` is a list to kubectl: only its items are read",
            line: line,
            scope: .document
        )
    }

    /// How often a document says what its items are.
    static func itemsOccurrences(in tape: DocumentTape) -> Int {
        ItemsMember.keys(of: tape).count
    }

    static func identity(_ node: Int, in tape: DocumentTape) -> ObjectIdentity {
        var identity = ObjectIdentity()
        identity.apiVersion = tape.stringMember("apiVersion", of: node) ?? ""
        identity.kind = tape.stringMember("kind", of: node) ?? ""
        guard let metadata = tape.member("metadata", of: node) else { return identity }
        identity.namespace = tape.stringMember("namespace", of: metadata) ?? ""
        identity.name = tape.stringMember("name", of: metadata) ?? ""
        return identity
    }

    /// True if a cluster wrote the object: it has a uid, a time of creation or a status that says something.
    static func isFromCluster(_ node: Int, in tape: DocumentTape) -> Bool {
        if let status = tape.member("status", of: node), tape.nodes[status].kind == .mapping,
            Int(tape.nodes[status].end) > status + 1
        {
            return true
        }
        guard let metadata = tape.member("metadata", of: node) else { return false }
        func isSaid(_ key: StaticString) -> Bool {
            guard let value = tape.member(key, of: metadata), tape.nodes[value].kind == .string else { return false }
            return tape.nodes[value].count > 0
        }
        return isSaid("uid") || isSaid("creationTimestamp")
    }

    static func describe(_ kind: TapeNode.Kind) -> String {
        switch kind {
        case .null: "null"
        case .false, .true: "a boolean"
        case .integer, .unsigned, .float, .nonFinite, .outOfRange: "a number"
        case .string, .mergeKey: "a string"
        case .sequence: "a list"
        case .mapping, .alias: "an object"
        }
    }
}

extension ObjectIdentity {
    /// The kind that the items of a typed list have: `PodList` holds Pods, `List` nothing that is known.
    package var itemKind: String {
        let bytes = Array(kind.utf8)
        let suffix = Array("List".utf8)
        guard bytes.count >= suffix.count, bytes.suffix(suffix.count).elementsEqual(suffix) else { return kind }
        return String(decoding: bytes.dropLast(suffix.count), as: UTF8.self)
    }

    /// Throws if an item says only one of kind and version, or its list none.
    func checkIsComplete(_ place: FleetPlace) throws(DocumentProblem) {
        guard let missing = kind.isEmpty ? "kind" : apiVersion.isEmpty ? "apiVersion" : nil else { return }
        throw DocumentProblem("object `\(missing)` is missing", line: place.line - 1, scope: .document)
    }
}

/// The member that makes a document a list: `items` in any case, whatever the document's kind.
///
/// With several spellings the last one counts: in byte order if the file is YAML, as written if it is JSON.
enum ItemsMember {
    case none
    /// Null: a list without items.
    case empty
    case list(Int)
    case wrongType(TapeNode.Kind)

    static func find(raw: DocumentTape, canonical tape: DocumentTape, isJSON: Bool) -> ItemsMember {
        var found: Int?
        for key in keys(of: tape) {
            if let found, !isJSON, !tape.bytes(found).lexicographicallyPrecedes(tape.bytes(key)) { continue }
            found = key
        }
        guard let found else { return .none }
        // An occurrence of a wrong type is an error even if another replaces it.
        for key in keys(of: raw) {
            let kind = raw.nodes[Int(raw.nodes[key].end)].kind
            if kind != .sequence, kind != .null { return .wrongType(kind) }
        }
        let value = Int(tape.nodes[found].end)
        return tape.nodes[value].kind == .null ? .empty : .list(value)
    }

    static func keys(of tape: DocumentTape) -> [Int] {
        var keys: [Int] = []
        var cursor = 1
        let end = Int(tape.nodes[0].end)
        while cursor < end {
            if isItems(tape.bytes(cursor)) { keys.append(cursor) }
            cursor = Int(tape.nodes[Int(tape.nodes[cursor].end)].end)
        }
        return keys
    }

    /// Equal to `items` under Unicode's simple case folding, in which U+017F folds to `s`.
    static func isItems(_ key: ArraySlice<UInt8>) -> Bool {
        guard key.count == 5 || key.count == 6,
            key.dropLast(key.count - 4).map({ $0 | 0x20 }).elementsEqual("item".utf8)
        else { return false }
        let last = key.dropFirst(4)
        return last.count == 1 ? last.first.map { $0 | 0x20 } == UInt8(ascii: "s") : last.elementsEqual([0xC5, 0xBF])
    }
}
