import JSONScan
import Manifests
import Reports
import Testing

/// What a report writes as YAML or JSON is what `kubectl` reads of it.
@Suite("written documents")
struct WrittenDocumentTests {
    /// Texts that a reader could take for something else, or for its end.
    static let hostile: [String] =
        [
            "", " ", "a", "yes", "Null", "~", "1", "1e3", "0x1F", "2020-01-01", "a: b", "a #b", "- a", "? a", "!!str a",
            "&a", "*a", "{a}", "[a]", "|", "|-", ">", "%YAML", "@a", "`a`", "'a'", "\"a\"", "a\\", "\\u0041", "---",
            "...",
            "a:", ":a", " a", "a ", "<<", "=",
            "a\nb", "a\n\nb", "a\n  b", "a\n", "\na", "a \nb", "a\n---\nb", "a\n...\nb", "a\r\nb", "a\tb\nc", "a\n#b",
            "a\nb: c\nd: e", "# a\nb", "|\n a", "a\n ", "a\n\n",
            "x\u{2028}kind: Secret", "x\u{2029}kind: Secret", "x\u{85}kind: Secret", "x\nb\u{2028}kind: Secret",
            "x\nb\u{2029}kind: Secret", "x\nb\u{85}kind: Secret", "\u{FEFF}a", "a\u{FEFF}\nb", "x\n\u{FEFF}---\ny",
            String(repeating: "\"", count: 600), String(repeating: "\u{1}", count: 200),
            "\u{1F600}", "a\n\u{1F600}", "é\nü", "\u{10FFFF}", "\u{FFFE}", "\u{FFFF}a\nb",
            String(repeating: "long ", count: 400), String(repeating: "é", count: 600) + "\u{2028}",
        ] + (0...0x20).map { "a\(UnicodeScalar(UInt8($0)))b" } + (0...0x20).map { "a\nb\(UnicodeScalar(UInt8($0)))" }
        + (0x7E...0xA1).map { "a\(UnicodeScalar(UInt8($0)))b" }
        + (0x7E...0xA1).map { "a\nb\(UnicodeScalar(UInt8($0)))c" }

    /// `text` wherever a text can stand.
    private static func document(_ text: String) -> JSONValue {
        .object([
            .init("kind", .string("T")), .init("a", .string(text)),
            .init("b", .object([.init("c", .string(text)), .init("d\(text)", .string(text))])),
            .init("e", .array([.string(text), .object([.init("f", .string(text)), .init("g", .integer(1))])])),
            .init("h\(text)", .integer(2)), .init("i", .array([.array([.string(text)])])), .init("z", .string("last")),
        ])
    }

    private static func written(_ document: JSONValue, _ syntax: DocumentWriter.Syntax) -> [UInt8] {
        var writer = DocumentWriter(syntax)
        writer.value(document)
        writer.endDocument()
        return writer.bytes
    }

    @Test("every text is read back as it was, in every place", arguments: [DocumentWriter.Syntax.yaml, .json])
    func readBack(_ syntax: DocumentWriter.Syntax) throws {
        for text in Self.hostile {
            let document = Self.document(text)
            let bytes = Self.written(document, syntax)
            let entries = Array(ManifestReader(file: "F", bytes: bytes))
            guard entries.count == 1, case .document(let found) = entries[0] else {
                Issue.record("\(text.debugDescription): \(entries)\n\(String(decoding: bytes, as: UTF8.self))")
                continue
            }
            // As bytes: texts that are canonically equivalent are not the same.
            let read = try Self.written(Self.sorted(JSONParser.parse(found.json)), .json)
            #expect(
                read == Self.written(Self.sorted(document), .json),
                "\(text.debugDescription)\n\(String(decoding: bytes, as: UTF8.self))"
            )
        }
    }

    @Test("no byte that a terminal would obey or a reader refuse is written", arguments: hostile)
    func printable(_ text: String) {
        for scalar in String(decoding: Self.written(Self.document(text), .yaml), as: UTF8.self).unicodeScalars {
            let isControl = scalar.value < 0x20 && scalar != "\n" || (0x7F...0x9F).contains(scalar.value)
            #expect(
                !isControl && ![0x2028, 0x2029, 0xFEFF].contains(scalar.value),
                "U+\(String(scalar.value, radix: 16))"
            )
        }
    }

    /// The order of a map is the writer's.
    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(sorted))
        case .object(let members):
            .object(
                members.map { JSONValue.Member($0.key, sorted($0.value)) }.sorted {
                    $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
                }
            )
        default: value
        }
    }
}
