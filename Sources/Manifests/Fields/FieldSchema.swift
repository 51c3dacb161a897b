import PodFacts
import PolicyObjects

/// Which fields the objects that bear pods have, for looking up names by the hundred thousand.
///
/// Messages are numbered; the value of a field is a message, or `opaque`: a scalar, a map with free keys, or something that
/// is not looked into.
final class FieldSchema: Sendable {
    static let opaque = -1

    private struct Entry: Sendable {
        /// In `names`; empty where the table has no entry.
        var start: UInt32
        var count: UInt32
        var value: Int32
    }

    /// A message's hash table: a run of `entries` as long as a power of two.
    private struct Table: Sendable {
        var start: Int
        var mask: Int
    }

    private let names: [UInt8]
    private let entries: [Entry]
    private let tables: [Table]
    private let fieldNames: [[String]]
    private let roots: [(apiVersion: [UInt8], kind: [UInt8], message: Int)]

    private static let old = FieldSchema(knowsLater: false)
    private static let current = FieldSchema(knowsLater: true)

    /// The fields that a version knows; of those before 1.20 the fields of 1.20.
    static func of(_ version: KubernetesVersion) -> FieldSchema {
        version > .v1_20 ? current : old
    }

    private init(knowsLater: Bool) {
        let messages = Messages(knowsLater: knowsLater)
        var names: [UInt8] = []
        var entries: [Entry] = []
        var tables: [Table] = []
        for fields in messages.fields {
            var size = 4
            while size < 2 * fields.count { size *= 2 }
            let start = entries.count
            entries += Array(repeating: Entry(start: 0, count: 0, value: 0), count: size)
            for (name, value) in fields {
                let bytes = Array(name.utf8)
                var place = Self.hash(bytes.span, 0..<bytes.count) & (size - 1)
                while entries[start + place].count > 0 { place = (place + 1) & (size - 1) }
                entries[start + place] = Entry(
                    start: UInt32(names.count),
                    count: UInt32(bytes.count),
                    value: Int32(value)
                )
                names += bytes
            }
            tables.append(Table(start: start, mask: size - 1))
        }
        self.names = names
        self.entries = entries
        self.tables = tables
        fieldNames = messages.fields.map { $0.map(\.name) }
        roots = WorkloadSchema.roots.flatMap { root in
            root.apiVersions.map {
                (Array($0.utf8), Array(root.kind.name.utf8), messages.index(of: root.message))
            }
        }
    }

    private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        let (first, last) = (Int(bytes[range.lowerBound]), Int(bytes[range.upperBound - 1]))
        let middle = Int(bytes[range.lowerBound + range.count / 2])
        return range.count &* 7 &+ first &* 3 &+ middle &* 5 &+ last &* 11
    }

    /// What the field of a message whose name lies at `range` has for its value: a message or `opaque`; nil if the message
    /// has no such field.
    func value(of range: Range<Int>, in bytes: Span<UInt8>, message: Int) -> Int? {
        guard !range.isEmpty else { return nil }
        let table = tables[message]
        var place = Self.hash(bytes, range) & table.mask
        while true {
            let entry = entries[table.start + place]
            if entry.count == 0 { return nil }
            if Int(entry.count) == range.count, isName(Int(entry.start), range, bytes) { return Int(entry.value) }
            place = (place + 1) & table.mask
        }
    }

    private func isName(_ start: Int, _ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        for offset in 0..<range.count where names[start + offset] != bytes[range.lowerBound + offset] { return false }
        return true
    }

    /// The names of a message's fields.
    func names(of message: Int) -> [String] { fieldNames[message] }

    /// The message of a kind; nil if it bears no pods.
    func root(apiVersion: some Sequence<UInt8>, kind: some Sequence<UInt8>) -> Int? {
        roots.first { $0.kind.elementsEqual(kind) && $0.apiVersion.elementsEqual(apiVersion) }?.message
    }

    /// The same for texts that lie in a run of bytes.
    func root(in bytes: Span<UInt8>, apiVersion version: Range<Int>, kind: Range<Int>) -> Int? {
        for root in roots
        where root.kind.count == kind.count && root.apiVersion.count == version.count
            && Self.isSame(root.kind, kind, bytes) && Self.isSame(root.apiVersion, version, bytes)
        {
            return root.message
        }
        return nil
    }

    private static func isSame(_ text: [UInt8], _ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        for offset in 0..<range.count where text[offset] != bytes[range.lowerBound + offset] { return false }
        return true
    }

    // MARK: Reading the schema's text

    /// All messages with their fields; the inline ones have become their holders' own.
    private struct Messages {
        private var indexes: [String: Int] = [:]
        private(set) var fields: [[(name: String, value: Int)]] = []
        /// In protobuf messages, in JSON something else.
        private static let scalars: Set = ["Time", "Quantity", "IntOrString", "FieldsV1"]

        init(knowsLater: Bool) {
            let pod = PodSchema.standard
            let rows = PodSchema.parts(of: WorkloadSchema.text[...], UInt8(ascii: "\n"))
            let own = rows.filter { $0.hasSuffix(":") }.map { String($0.dropLast()) }
            for name in pod.messages.map(\.name) + own where indexes[name] == nil {
                indexes[name] = fields.count
                fields.append([])
            }
            addRows(rows, knowsLater: knowsLater)
            let added = fields
            for message in pod.messages {
                fields[index(of: message.name)] = added[index(of: message.name)]
                for field in flattened(message, in: pod) where knowsLater || !field.isLater {
                    fields[index(of: message.name)].append((field.name, value(of: field, in: pod)))
                }
            }
        }

        func index(of name: String) -> Int {
            guard let index = indexes[name] else { preconditionFailure("the schema has no message \(name)") }
            return index
        }

        private mutating func addRows(_ rows: [Substring], knowsLater: Bool) {
            var current = 0
            for row in rows {
                if row.hasSuffix(":") {
                    current = index(of: String(row.dropLast()))
                    continue
                }
                for field in PodSchema.parts(of: row, UInt8(ascii: ",")) {
                    let words = PodSchema.parts(of: field, UInt8(ascii: " "))
                    precondition(words.count == 2, "the schema has a malformed field: \(field)")
                    var type = words[1]
                    let isLater = type.hasPrefix("+")
                    if isLater { type = type.dropFirst() }
                    guard knowsLater || !isLater else { continue }
                    fields[current].append((String(words[0]), type == "-" ? opaque : index(of: String(type))))
                }
            }
        }

        private func flattened(_ message: PodSchema.Message, in pod: PodSchema) -> [PodSchema.Field] {
            message.fields.flatMap { field -> [PodSchema.Field] in
                guard field.isInline, case .message(let inner) = field.kind else { return [field] }
                return flattened(pod.messages[inner], in: pod)
            }
        }

        private func value(of field: PodSchema.Field, in pod: PodSchema) -> Int {
            guard case .message(let inner) = field.kind else { return opaque }
            if case .map = field.shape { return opaque }
            let name = pod.messages[inner].name
            return Self.scalars.contains(name) ? opaque : index(of: name)
        }
    }
}
