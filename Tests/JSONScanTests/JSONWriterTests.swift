import JSONScan
import Testing

@Suite struct JSONWriterTests {
    @Test func structureGetsCommasWhereTheyBelong() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        writer.integer(1)
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.null()
        writer.endArray()
        writer.key("b")
        writer.bool(true)
        writer.key(escaping: "q\"")
        writer.string("x")
        writer.endObject()
        writer.endLine()
        writer.integer(Int64.min)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == "{\"a\":[1,{},[],null],\"b\":true,\"q\\\"\":\"x\"}\n-9223372036854775808"
        )
    }

    struct StringCase: Sendable, CustomTestStringConvertible {
        var input: [UInt8]
        var standard: String
        var go: String
        var testDescription: String { standard }
    }

    @Test(arguments: [
        StringCase(input: Array("plain é 😀".utf8), standard: "\"plain é 😀\"", go: "\"plain é 😀\""),
        StringCase(input: Array("a\"b\\c/".utf8), standard: #""a\"b\\c/""#, go: #""a\"b\\c/""#),
        StringCase(
            input: Array("\n\r\t\u{8}\u{0}\u{1F}\u{7F}".utf8),
            standard: "\"\\n\\r\\t\\u0008\\u0000\\u001f\u{7F}\"",
            go: "\"\\n\\r\\t\\u0008\\u0000\\u001f\u{7F}\""
        ),
        StringCase(input: Array("<a&b>".utf8), standard: "\"<a&b>\"", go: #""\u003ca\u0026b\u003e""#),
        StringCase(
            input: Array("\u{2028}\u{2029}\u{2027}".utf8),
            standard: "\"\u{2028}\u{2029}\u{2027}\"",
            go: "\"\\u2028\\u2029\u{2027}\""
        ),
        StringCase(
            input: [0x76, 0xFF, 0xC3, 0x41, 0xE2, 0x82],
            standard: "\"v\u{FFFD}\u{FFFD}A\u{FFFD}\u{FFFD}\"",
            go: "\"v\u{FFFD}\u{FFFD}A\u{FFFD}\u{FFFD}\""
        ),
        StringCase(
            input: [0xED, 0xA0, 0x80, 0xC0, 0x80],
            standard: "\"\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\"",
            go: "\"\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\""
        ),
    ])
    func stringsAreEscaped(_ example: StringCase) {
        var standard = JSONWriter()
        standard.string(example.input)
        #expect(String(decoding: standard.bytes, as: UTF8.self) == example.standard)
        var go = JSONWriter(escaping: .go)
        go.string(example.input)
        #expect(String(decoding: go.bytes, as: UTF8.self) == example.go)
    }

    @Test(arguments: [0, 9, 10, -1, 1_234_567_890, Int64.max, Int64.min])
    func integersAreDecimal(_ value: Int64) {
        var writer = JSONWriter()
        writer.integer(value)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\(value)")
    }

    @Test func treesComeBackAsTheyWere() throws {
        let text = #"{"a":[1,-2,3.50,1e400,true,false,null,"x\n"],"b":{"c":{}},"a":[]}"#
        var writer = JSONWriter()
        writer.value(try JSONParser.parse(text))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }
}
