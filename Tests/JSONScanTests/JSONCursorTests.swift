import JSONScan
import Testing

@Suite struct JSONCursorTests {
    /// Texts that RFC 8259 accepts.
    static let accepted = [
        "null", "true", "false", "0", "-0", "12", "-1.5", "1e5", "1E+5", "0.5e-10", "\"\"", "\"a\"", "[]", "{}",
        " [ ] ", "\t{\n}\r\n",
        "[1,2]", "[[],[[]],{}]", "{\"a\":1}", "{\"a\":{\"b\":[]},\"a\":2}", #""\"\\\/\b\f\n\r\t\u0041\uD800""#,
        "\"\u{7F}é😀\"",
        "[\"a\",\"b\\\"c\"]", "{\"\":\"\"}", "1" + String(repeating: "0", count: 400), "[null,true,false]",
    ]

    /// Texts that it refuses.
    static let refused = [
        "", " ", "nul", "tru", "TRUE", "nulll", "01", "-", "-a", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x1", "1_0",
        "NaN", "Infinity", "--1",
        "\"", "\"a", "\"\n\"", "\"\u{0}\"", #""\x""#, #""\u12""#, #""\u123g""#, #""\"#, #""\u"#, "'a'", "[", "]", "[1",
        "[1,", "[1,]", "[,1]", "[1 2]",
        "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
        "{a:1}", "{1:1}", "[1}", "{\"a\":1]",
        "1 2", "{}{}", "[]]", "{}}", "[]x", "\u{FEFF}{}", "/**/1", "1//", "\u{C}1", "1\u{0}", "[1;2]", "{\"a\"::1}",
        "[\"a\":1]", "tru e", "\"a\"\"b\"",
    ]

    @Test(arguments: accepted)
    func wellFormedTextsArePassed(_ text: String) throws {
        let bytes = Array(text.utf8)
        var cursor = JSONCursor()
        let range = try cursor.skipValue(in: bytes.span.bytes)
        try cursor.end(in: bytes.span.bytes)
        #expect(!range.isEmpty)
        #expect(throws: Never.self) { try JSONParser.parse(bytes) }
    }

    @Test(arguments: refused)
    func malformedTextsAreRefused(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: JSONError.self) {
            var cursor = JSONCursor()
            _ = try cursor.skipValue(in: bytes.span.bytes)
            try cursor.end(in: bytes.span.bytes)
        }
        #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
    }

    @Test(arguments: ["[", "{\"a\":"])
    func nestingEndsAtTenThousandLevels(_ opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        let inner = opening == "[" ? "" : "1"
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: opening, count: depth) + inner + String(repeating: closing, count: depth)).utf8)
        }
        let deep = nested(10_000)
        var cursor = JSONCursor()
        #expect(try cursor.skipValue(in: deep.span.bytes) == 0..<deep.count)
        #expect(throws: Never.self) { try JSONParser.parse(deep) }
        let tooDeep = nested(10_001)
        #expect {
            var cursor = JSONCursor()
            _ = try cursor.skipValue(in: tooDeep.span.bytes)
        } throws: {
            ($0 as? JSONError)?.code == .tooDeep
        }
        #expect { try JSONParser.parse(tooDeep) } throws: {
            ($0 as? JSONError)?.code == .tooDeep
        }
    }

    @Test func depthCountsWhatHasBeenBegun() throws {
        let bytes = Array(
            ("[" + String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000) + "]").utf8
        )
        #expect {
            var cursor = JSONCursor()
            try cursor.beginArray(in: bytes.span.bytes)
            _ = try cursor.nextElement(in: bytes.span.bytes)
            _ = try cursor.skipValue(in: bytes.span.bytes)
        } throws: {
            ($0 as? JSONError)?.code == .tooDeep
        }
    }

    @Test func membersAreFoundAsRanges() throws {
        let text = Array(
            #"{ "id" : "a\u0062", "object":{"x":[1,{"y":"}"}]}, "n": -12 , "t":true, "z":null,"list":[1,[],2]}"#.utf8
        )
        let line = text.span.bytes
        var cursor = JSONCursor()
        var seen: [String] = []
        try cursor.beginObject(in: line)
        while let key = try cursor.nextKey(in: line) {
            let name = key.string(from: line)
            switch name {
            case "id": seen.append(try cursor.readString(in: line)?.string(from: line) ?? "none")
            case "t": seen.append("\(try cursor.readBool(in: line) == true)")
            case "list":
                try cursor.beginArray(in: line)
                var count = 0
                while try cursor.nextElement(in: line) {
                    _ = try cursor.skipValue(in: line)
                    count += 1
                }
                seen.append("\(count) elements")
            default: seen.append(String(decoding: text[try cursor.skipValue(in: line)], as: UTF8.self))
            }
        }
        try cursor.end(in: line)
        #expect(seen == ["ab", #"{"x":[1,{"y":"}"}]}"#, "-12", "true", "null", "3 elements"])
    }

    @Test(arguments: [
        (#""a\n\t\"\\\/\b\f\r""#, Array("a\n\t\"\\/\u{8}\u{C}\r".utf8)),
        (#""\u0041\u00e9\u20AC""#, Array("Aé€".utf8)),
        (#""\ud83d\ude00""#, Array("😀".utf8)),
        (#""\ud83dx""#, Array("\u{FFFD}x".utf8)),
        (#""\ud83d\n""#, Array("\u{FFFD}\n".utf8)),
        (#""\ud83d\u0041""#, Array("\u{FFFD}A".utf8)),
        (#""\ud83d\ud83d\ude00""#, Array("\u{FFFD}\u{FFFD}\u{FFFD}".utf8)),
        (#""\ude00\ud83d""#, Array("\u{FFFD}\u{FFFD}".utf8)),
        (#""\ude00""#, Array("\u{FFFD}".utf8)),
    ])
    func escapesAreDecodedAsKubernetesDoes(_ text: String, _ expected: [UInt8]) throws {
        let bytes = Array(text.utf8)
        var cursor = JSONCursor()
        let string = try #require(try cursor.readString(in: bytes.span.bytes))
        #expect(string.bytes(from: bytes.span.bytes) == expected)
    }

    @Test func invalidUTF8StaysAsItIs() throws {
        let bytes: [UInt8] = [0x22, 0x76, 0xFF, 0x22]
        var cursor = JSONCursor()
        let string = try #require(try cursor.readString(in: bytes.span.bytes))
        #expect(string.bytes(from: bytes.span.bytes) == [0x76, 0xFF])
        #expect(try JSONParser.parse(bytes).string == "v\u{FFFD}")
    }

    @Test(arguments: [
        ("1e308", false), ("1e309", true), ("-1e999", true), ("1e-999", false), ("0e999", false), ("0.1e39", false),
        ("0.1e40", true), ("1e40", false),
        ("-0.1e40", false),
    ])
    func hugeNumbersAreRefusedWhenAsked(_ text: String, _ isHuge: Bool) {
        let bytes = Array(text.utf8)
        var cursor = JSONCursor()
        #expect(throws: Never.self) { try cursor.skipValue(in: bytes.span.bytes) }
        cursor = JSONCursor()
        cursor.refusesHugeNumbers = true
        if isHuge {
            #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try cursor.skipValue(in: bytes.span.bytes) }
        } else {
            #expect(throws: Never.self) { try cursor.skipValue(in: bytes.span.bytes) }
        }
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("9223372036854775807", Int64.max), ("9223372036854775808", nil),
        ("-9223372036854775808", Int64.min),
        ("-9223372036854775809", nil), ("1.0", nil), ("1e3", nil), ("20000000000000000000", nil),
        ("21000000000000000000", 2_553_255_926_290_448_384),
        ("-21000000000000000000", -2_553_255_926_290_448_384), ("100000000000000000000000", nil),
    ])
    func integersWrapAsKubernetesDecoderDoes(_ text: String, _ expected: Int64?) {
        let bytes = Array(text.utf8)
        #expect(JSONNumber.int64(bytes.span.bytes, in: 0..<bytes.count) == expected)
    }

    @Test(arguments: [
        ("2147483647", Int32.max), ("2147483648", nil), ("-2147483648", Int32.min), ("-2147483649", nil),
        ("4294967376", nil),
        ("5000000000", 705_032_704), ("8080", 8080), ("80.0", nil),
    ])
    func smallIntegersWrapAsKubernetesDecoderDoes(_ text: String, _ expected: Int32?) {
        let bytes = Array(text.utf8)
        #expect(JSONNumber.int32(bytes.span.bytes, in: 0..<bytes.count) == expected)
    }
}
