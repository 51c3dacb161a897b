import JSONScan
import Manifests
import Testing

/// Objects written by a random writer in every style, read back; and the same with bytes changed, which must not crash.
struct WrittenYAMLTests {
    @Test("What is written in any style is read back", arguments: 0..<8)
    func writtenIsReadBack(_ seed: UInt64) throws {
        var writer = RandomYAML(seed: seed)
        for _ in 0..<60 {
            let value = writer.object()
            for style in RandomYAML.Style.allCases {
                let text = writer.write(value, style)
                let entries = Array(ManifestReader(file: "F", bytes: Array(text.utf8)))
                guard entries.count == 1, case .document(let document) = entries[0] else {
                    Issue.record("\(style): \(entries)\n\(text)")
                    return
                }
                let found = try JSONParser.parse(document.json)
                guard JSONComparison.isSame(found, value) else {
                    Issue.record("\(style): found \(found)\nexpected \(value)\n\(text)")
                    return
                }
            }
        }
    }

    @Test("Changed bytes crash no reader, and give the same in chunks of any size", arguments: 0..<8)
    func changedBytesCrashNothing(_ seed: UInt64) {
        var writer = RandomYAML(seed: seed &+ 1_000)
        let alphabet =
            Array("{}[],:-?&*!|>'\"%@`#~<.\\/ \t\r\n\u{FEFF}\u{85}x0e_".utf8) + [0x00, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<150 {
            let value = writer.object()
            var bytes = Array(writer.write(value, RandomYAML.Style.allCases[writer.below(4)]).utf8)
            for _ in 0..<writer.below(6) + 1 {
                let place = writer.below(bytes.count)
                switch writer.below(4) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(alphabet[writer.below(alphabet.count)], at: place)
                case 2: bytes[place] = alphabet[writer.below(alphabet.count)]
                default: bytes.removeSubrange(place..<min(bytes.count, place + writer.below(20)))
                }
                if bytes.isEmpty { bytes = [0x0A] }
            }
            let whole = described(bytes, chunk: 1 << 20)
            let pieces = described(bytes, chunk: 3)
            #expect(whole == pieces, "\(bytes)")
            for _ in FleetReader(file: "F", bytes: bytes, chunkBytes: 5) {}
        }
    }

    private func described(_ bytes: [UInt8], chunk: Int) -> [String] {
        ManifestReader(file: "F", bytes: bytes, chunkBytes: chunk).map { entry in
            switch entry {
            case .document(let document): "\(document.line) \(String(decoding: document.json, as: UTF8.self))"
            case .error(let error): error.description
            }
        }
    }
}

/// A seeded writer of objects: kinds of values in which readers go wrong, and the styles of YAML.
struct RandomYAML {
    enum Style: CaseIterable {
        case json, flow, block, quotedBlock
    }

    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    private static let texts = [
        "", "a", "web", "true", "yes", "On", "null", "~", "010", "0x1F", "1e3", "1_000", ".5", "-1", "1:30",
        "2001-12-14", "<<",
        "=", "- x", "a: b", "a #b", "# c", "*a", "&a", "!x", "|", ">", "%x", "@x", "`x", "{x}", "[x", "'", "\"", "\\",
        "\\/",
        "é", "日本", "😀", " lead", "trail ", "two\nlines", "two\n\nlines\n", "\ttab", "a\tb", "---", "...", "? x",
        "\u{FEFF}x",
        "x\u{2028}y", "\u{1}", "https://x/?q", "a,b", "a]",
    ]

    mutating func object() -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("apiVersion", .string("v1")), .init("kind", .string("T")),
        ]
        for _ in 0..<below(5) { members.append(.init("k\(members.count)", value(0))) }
        return .object(members)
    }

    private mutating func value(_ depth: Int) -> JSONValue {
        switch below(depth > 4 ? 5 : 9) {
        case 0: return .null
        case 1: return .bool(below(2) == 0)
        case 2: return .integer(Int64(bitPattern: next()) >> Int64(below(60)))
        case 3: return .number("\(below(1_000)).\(below(8) + 1)")
        case 4, 5: return .string(Self.texts[below(Self.texts.count)])
        case 6: return .array((0..<below(4)).map { _ in value(depth + 1) })
        default:
            var members: [JSONValue.Member] = []
            for _ in 0..<below(4) {
                let key = Self.texts[below(Self.texts.count)]
                guard !members.contains(where: { $0.key.utf8.elementsEqual(key.utf8) }) else { continue }
                members.append(.init(key, value(depth + 1)))
            }
            return .object(members)
        }
    }

    // MARK: Writing

    func write(_ value: JSONValue, _ style: Style) -> String {
        switch style {
        case .json: "---\n" + flow(value) + "\n"
        case .flow: "# flow\n" + flow(value, singleQuotes: true) + "\n"
        case .block: block(value, "", plain: true)
        case .quotedBlock: block(value, "", plain: false)
        }
    }

    private func flow(_ value: JSONValue, singleQuotes: Bool = false) -> String {
        switch value {
        case .array(let elements):
            return "[" + elements.map { flow($0, singleQuotes: singleQuotes) }.joined(separator: ", ") + "]"
        case .object(let members):
            let written = members.map { "\(key($0.key, singleQuotes)): \(flow($0.value, singleQuotes: singleQuotes))" }
            return "{" + written.joined(separator: ", ") + "}"
        default: return scalar(value, singleQuotes: singleQuotes)
        }
    }

    private func key(_ text: String, _ singleQuotes: Bool) -> String {
        scalar(.string(text), singleQuotes: singleQuotes)
    }

    private func block(_ value: JSONValue, _ indent: String, plain: Bool) -> String {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            return elements.map { "\(indent)-\(nested($0, indent, plain: plain))" }.joined()
        case .object(let members) where !members.isEmpty:
            return members.map { "\(indent)\(key($0.key, plain)):\(nested($0.value, indent, plain: plain))" }.joined()
        default: return indent + flow(value, singleQuotes: plain) + "\n"
        }
    }

    private func nested(_ value: JSONValue, _ indent: String, plain: Bool) -> String {
        switch value {
        case .array(let elements) where !elements.isEmpty: return "\n" + block(value, indent + "  ", plain: plain)
        case .object(let members) where !members.isEmpty: return "\n" + block(value, indent + "  ", plain: plain)
        case .string(let text) where plain && text.contains("\n") && text.utf8.allSatisfy({ $0 >= 0x61 || $0 == 0x0A }):
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0.isEmpty ? "" : "\(indent)   \($0)"
            }
            let chomping = text.hasSuffix("\n") ? "" : "-"
            return " |\(chomping)\n" + lines.joined(separator: "\n") + (text.hasSuffix("\n") ? "" : "\n")
        default: return " " + flow(value, singleQuotes: plain) + "\n"
        }
    }

    private func scalar(_ value: JSONValue, singleQuotes: Bool) -> String {
        switch value {
        case .null: return singleQuotes ? "~" : "null"
        case .bool(let value): return singleQuotes ? (value ? "yes" : "Off") : "\(value)"
        case .integer(let value): return "\(value)"
        case .number(let text): return text
        case .string(let text):
            if singleQuotes, text == "web" || text == "a" { return text }
            let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x2028 }
            if singleQuotes, isPrintable {
                return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
            }
            var quoted = "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"", "\\": quoted += "\\\(Character(scalar))"
                case "\n": quoted += "\\n"
                case "\u{1}": quoted += "\\u0001"
                case "\t": quoted += "\\t"
                case "\u{2028}": quoted += "\\u2028"
                default: quoted += String(Character(scalar))
                }
            }
            return quoted + "\""
        default: return ""
        }
    }
}
