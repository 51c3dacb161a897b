import JSONScan
import Testing

/// The tokens of a text, found byte by byte from their definition.
private struct PlainTokens: Equatable, CustomStringConvertible {
    var positions: [UInt32] = []
    var tokens: [UInt8] = []
    var isMalformed = false
    var hasEscapes = false

    init() {}

    init(_ text: [UInt8]) {
        var isInString = false
        var isInOther = false
        var index = 0
        func take(_ index: Int) {
            positions.append(UInt32(index))
            tokens.append(text[index])
        }
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "\\") { hasEscapes = true }
            if isInString {
                if byte < 0x20 { isMalformed = true }
                if byte == UInt8(ascii: "\"") { isInString = false }
                if byte == UInt8(ascii: "\\") {
                    if !Self.isEscape(text, at: index) { isMalformed = true }
                    // What a backslash escapes is passed with it, whatever it is.
                    index += 1
                    if index < text.count {
                        if text[index] < 0x20 { isMalformed = true }
                    }
                }
                index += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                isInOther = false
                take(index)
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"),
                UInt8(ascii: ","):
                isInOther = false
                take(index)
            case 0x20, 0x09, 0x0A, 0x0D: isInOther = false
            default:
                if !isInOther { take(index) }
                isInOther = true
            }
            index += 1
        }
        if isInString { isMalformed = true }
    }

    private static func isEscape(_ text: [UInt8], at backslash: Int) -> Bool {
        guard backslash + 1 < text.count else { return false }
        let kind = text[backslash + 1]
        if kind == UInt8(ascii: "u") {
            return backslash + 6 <= text.count
                && text[backslash + 2..<backslash + 6].allSatisfy { $0.hexDigitValue != nil }
        }
        return "\"\\/bfnrt".utf8.contains(kind)
    }

    var description: String {
        "\(zip(positions, tokens).map { "\($0):\(UnicodeScalar($1))" }) \(isMalformed) \(hasEscapes)"
    }
}

@Suite struct JSONStructureTests {
    private static func tokens(_ structure: inout JSONStructure, _ text: [UInt8]) -> PlainTokens {
        var copy = [UInt8](repeating: 0xFF, count: text.count + 1)
        copy.withUnsafeMutableBufferPointer { copy in
            guard let start = copy.baseAddress else { return }
            text.withUnsafeBufferPointer { structure.scan($0, copiedTo: start) }
        }
        #expect(copy == text + [0xFF], "the text is copied, and nothing behind it is written")
        var result = PlainTokens()
        result.isMalformed = structure.isMalformed
        result.hasEscapes = structure.hasEscapes
        let count = structure.count
        _ = structure.withTokens { tokens, positions, backslashes in
            for index in 0..<count {
                result.positions.append(positions[index])
                result.tokens.append(tokens[index])
            }
            for index in count..<count + 16 {
                #expect(tokens[index] == 0 && positions[index] == UInt32(text.count))
            }
            for index in text.indices where text[index] == UInt8(ascii: "\\") {
                #expect(backslashes[index / 64] >> UInt64(index % 64) & 1 == 1)
            }
            return true
        }
        return result
    }

    static var variants: [JSONStructure.Variant] { JSONStructure.Variant.allCases.filter(\.isSupported) }

    @Test(arguments: variants)
    func tokensAreThoseOfTheDefinitionOnRandomBytes(_ variant: JSONStructure.Variant) {
        var random = SystemRandomNumberGenerator()
        var structure = JSONStructure(variant: variant)
        // Few letters make many quotes, runs of backslashes and structure.
        let alphabets: [[UInt8]] = [
            Array("\"\\u0 ".utf8), Array("\"\\{}[]:, a1\n".utf8), Array("\"ab{}[]:,\\nu00fF\t\u{1}".utf8),
            Array(0...255), Array("\\\\\\\"".utf8),
        ]
        for round in 0..<4_000 {
            let alphabet = alphabets[round % alphabets.count]
            // Two bytes that are valid nowhere may count as structure or as anything else.
            let text = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            .map { $0 == 0x1A || $0 == 0x0C ? 0x21 : $0 }
            let expected = PlainTokens(text)
            let actual = Self.tokens(&structure, text)
            // Outside of strings a backslash spoils what follows; such a text is refused by its tokens already.
            if Self.hasBackslashOutside(text) { continue }
            guard actual == expected else {
                Issue.record(
                    "\(variant) on \(text) (\(String(decoding: text, as: UTF8.self))): expected \(expected), actual \(actual)"
                )
                return
            }
        }
    }

    @Test func allVariantsAgreeOnRandomBytes() {
        var random = SystemRandomNumberGenerator()
        var portable = JSONStructure(variant: .portable)
        var others = Self.variants.filter { $0 != .portable }.map { JSONStructure(variant: $0) }
        let alphabet = Array("\"\\\\u0 {}[]:,ax\n\u{1}\u{1A}\u{C}é".utf8)
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...400, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            // The portable variant takes only real structure for structure; the others also two bytes that are valid nowhere.
            let expected = Self.tokens(&portable, text.map { $0 == 0x1A || $0 == 0x0C ? 0x21 : $0 })
            for index in others.indices {
                let actual = Self.tokens(&others[index], text.map { $0 == 0x1A || $0 == 0x0C ? 0x21 : $0 })
                #expect(actual == expected, "\(text)")
            }
        }
    }

    private static func hasBackslashOutside(_ text: [UInt8]) -> Bool {
        var isInString = false
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "\\") {
                if !isInString { return true }
                index += 1
            } else if text[index] == UInt8(ascii: "\"") {
                isInString.toggle()
            }
            index += 1
        }
        return false
    }

    @Test("An empty text without an address leaves no token of the text before it", arguments: variants)
    func emptyTextHasNoTokens(_ variant: JSONStructure.Variant) {
        var structure = JSONStructure(variant: variant)
        _ = Self.tokens(&structure, Array(#"{"a":["\n"#.utf8))
        var copy: UInt8 = 0
        structure.scan(UnsafeBufferPointer(start: nil, count: 0), copiedTo: &copy)
        #expect(structure.count == 0 && !structure.isMalformed && !structure.hasEscapes)
        _ = structure.withTokens { tokens, positions, _ in
            for index in 0..<16 { #expect(tokens[index] == 0 && positions[index] == 0) }
            return true
        }
    }

    @Test(arguments: variants)
    func everyOffsetAroundBlocksIsRead(_ variant: JSONStructure.Variant) {
        var structure = JSONStructure(variant: variant)
        for special in ["\"", "\\\\", "\\\"", "\\u0041", "{", "]", "\u{1}", "\\x", "\\u00g0", "\\u004"] {
            for before in 0..<140 {
                let text = Array(
                    ("{\"" + String(repeating: "a", count: before) + special + String(repeating: "b", count: 70)
                        + "\":1}").utf8
                )
                #expect(Self.tokens(&structure, text) == PlainTokens(text), "\(special) behind \(before)")
            }
        }
    }
}
