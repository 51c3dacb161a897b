import Manifests
import Testing

/// Each limit at n and n+1, and input that is made to be slow.
struct LimitTests {
    static let head = "apiVersion: v1\nkind: T\nv: "

    private func read(_ text: String) -> [ManifestEntry] { Array(ManifestReader(file: "F", bytes: Array(text.utf8))) }

    private func fileError(_ entries: [ManifestEntry]) -> String? {
        guard entries.count == 1, case .error(let error) = entries[0], error.isFileError else { return nil }
        return error.text
    }

    private func isRead(_ entries: [ManifestEntry]) -> Bool {
        guard entries.count == 1, case .document = entries[0] else { return false }
        return true
    }

    @Test("Nesting of 10,000 levels is read, one more is not", arguments: [("[", "]"), ("{a: ", "}"), ("- ", "")])
    func nesting(_ open: String, _ close: String) {
        func text(_ levels: Int) -> String {
            let start = open == "- " ? Self.head + "\n" : Self.head
            return start + String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels) + "\n"
        }
        let max = ManifestLimits.nestingMax
        #expect(isRead(read(text(max - 1))))
        #expect(fileError(read(text(max)))?.contains("nested deeper") == true)
    }

    @Test("Nesting of 10,000 levels of JSON is read, one more is not")
    func nestingOfJSON() {
        func text(_ levels: Int) -> String {
            #"{"kind":"T","v":"# + String(repeating: "[", count: levels) + String(repeating: "]", count: levels) + "}"
        }
        #expect(isRead(read(text(ManifestLimits.nestingMax - 1))))
        #expect(fileError(read(text(ManifestLimits.nestingMax)))?.contains("nested deeper") == true)
    }

    @Test("Aliases that stack up mapping upon mapping end at the same depth")
    func nestingThroughAliases() {
        var text =
            "apiVersion: v1\nkind: T\na0: &a0 [" + String(repeating: "[", count: 98) + String(repeating: "]", count: 98)
            + "]\n"
        for level in 1..<110 {
            let open = String(repeating: "[", count: 100)
            text += "a\(level): &a\(level) \(open)*a\(level - 1)\(String(repeating: "]", count: 100))\n"
        }
        #expect(fileError(read(text)) != nil)
    }

    @Test("A thousand directives are read, one more is not")
    func directives() {
        func text(_ count: Int) -> String {
            (0..<count).map { "%TAG !a\($0)! x\n" }.joined() + "--- #\napiVersion: v1\nkind: T\n"
        }
        #expect(isRead(read(text(ManifestLimits.directivesMax))))
        #expect(fileError(read(text(ManifestLimits.directivesMax + 1)))?.contains("directives") == true)
    }

    @Test(
        "A document up to the limit is read, a larger one is refused before more of it is read",
        arguments: [("", "\n", "\n"), (#"{"kind":"T","v":""#, #""}"#, ""), ("kind: T\nv: ", "\n", " ")]
    )
    func documentSize(_ start: String, _ end: String, _ filler: String) {
        let limit = 4_096
        func read(_ count: Int) -> [ManifestEntry] {
            let padding = count - start.utf8.count - end.utf8.count
            let text = start + String(repeating: filler.isEmpty ? "x" : filler, count: padding) + end
            let source = ByteSource(Array(text.utf8))
            return Array(ManifestReader(file: "F", source: source, chunkBytes: 512, wholeBytesMax: limit))
        }
        #expect(fileError(read(limit)) == nil)
        #expect(fileError(read(limit + 1_024))?.contains("er than 4096 bytes") == true)
    }

    @Test("A device that never ends is refused", arguments: [ManifestFiles.DirectoryNames.manifests, .fleets])
    func endlessDevice(_ names: ManifestFiles.DirectoryNames) throws {
        let files = try ManifestFiles(["/dev/zero"], directoryNames: names)
        let found: [String]
        if names == .fleets {
            found = FleetReader(files).map { if case .error(let error) = $0 { "\(error)" } else { "" } }
        } else {
            found = files.entries().map { if case .error(let error) = $0 { "\(error)" } else { "" } }
        }
        #expect(found.count == 1 && found[0].contains("is longer than"), "\(found)")
    }

    enum SlowInput: CaseIterable {
        case brackets, scalarsInBrackets, nestedMerges, nullsWithoutBlanks, numbersWithoutBlanks, longAliases

        var text: String {
            func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
            switch self {
            case .brackets: return LimitTests.head + times("[", 300_000)
            case .scalarsInBrackets: return LimitTests.head + times("[", 9_990) + times("1,\n", 100_000)
            case .nestedMerges: return LimitTests.head + times("{<<: ", 3_000) + "{}" + times("}", 3_000)
            case .nullsWithoutBlanks: return #"{"kind":"T"}"# + times("null", 50_000)
            case .numbersWithoutBlanks: return #"{"kind":"T"}"# + times("1-", 50_000) + "1"
            case .longAliases:
                return LimitTests.head + "&a " + times("x", 100_000) + "\nw: [" + times("*a,", 20_000) + "]"
            }
        }
    }

    @Test("Input that is made to be slow is refused or read at once", arguments: SlowInput.allCases)
    func slowInput(_ input: SlowInput) {
        let text = input.text
        let clock = ContinuousClock()
        let time = clock.measure { _ = read(text) }
        // Even a debug build on a busy machine needs but seconds for what takes minutes if the work grows as the
        // square.
        #expect(time < .seconds(60))
    }
}
