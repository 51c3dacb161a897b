import JSONScan
import Testing

@Suite struct JSONListSplitterTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var text: String
        var pieces: [String]
        var testDescription: String { text }
    }

    static let examples = [
        Example(text: "", pieces: []),
        Example(text: " \n", pieces: []),
        Example(text: #"{"kind":"Pod"}"#, pieces: [#"document {"kind":"Pod"}"#]),
        Example(
            text: "{\"a\":1}\n{\"b\":[2]}\r\n\n3 \"x\\\"y\" null",
            pieces: [
                "document {\"a\":1}", "document {\"b\":[2]}", "document 3", "document \"x\\\"y\"", "document null",
            ]
        ),
        Example(
            text: "{}{}[]1[2]",
            pieces: ["document {}", "document {}", "document []", "document 1", "document [2]"]
        ),
        Example(
            text: #"{"apiVersion":"v1","items":[{"a":"]}"},{"b":{"items":[1]}} , {}],"kind":"List"}"#,
            pieces: [
                #"item {"a":"]}"}"#, #"item {"b":{"items":[1]}}"#, "item {}",
                #"list {"apiVersion":"v1","items":[],"kind":"List"}"#,
            ]
        ),
        Example(
            text: #"{ "items" : [ ] , "kind":"List" }{"items":[]}"#,
            pieces: [#"list { "items" : [] , "kind":"List" }"#, #"list {"items":[]}"#]
        ),
        Example(
            text: #"{"items":[1,"a\"]",null,[2,[3]],true]}"#,
            pieces: ["item 1", #"item "a\"]""#, "item null", "item [2,[3]]", "item true", #"list {"items":[]}"#]
        ),
        Example(
            text: #"{"metadata":{"items":[1]},"items":{"a":[1]}}"#,
            pieces: [#"document {"metadata":{"items":[1]},"items":{"a":[1]}}"#]
        ),
        Example(text: #"{"x":"items","y":[1],"items":"z"}"#, pieces: [#"document {"x":"items","y":[1],"items":"z"}"#]),
        Example(text: #"["items",[1],{"items":[2]}]"#, pieces: [#"document ["items",[1],{"items":[2]}]"#]),
        Example(text: #"{"\u0069tems":[1]}"#, pieces: [#"document {"\u0069tems":[1]}"#]),
        Example(
            text: #"{"items":[1]} {"kind":"A"}"#,
            pieces: ["item 1", #"list {"items":[]}"#, #"document {"kind":"A"}"#]
        ),
    ]

    static func split(_ bytes: [UInt8], chunk: Int) throws -> [String] {
        var splitter = JSONListSplitter()
        var pieces: [String] = []
        func take() throws {
            while let piece = try splitter.next() {
                switch piece {
                case .item(let range): pieces.append("item " + String(decoding: splitter.buffer[range], as: UTF8.self))
                case .document(let range):
                    pieces.append("document " + String(decoding: splitter.buffer[range], as: UTF8.self))
                case .listEnd: pieces.append("list " + String(decoding: splitter.envelope, as: UTF8.self))
                }
            }
        }
        var offset = 0
        while offset < bytes.count {
            let end = min(bytes.count, offset + chunk)
            splitter.append(bytes.span.extracting(offset..<end).bytes)
            try take()
            offset = end
        }
        splitter.finish()
        try take()
        return pieces
    }

    @Test(arguments: examples, [1, 2, 3, 7, 1_000])
    func piecesAreTheSameHoweverTheBytesArrive(_ example: Example, _ chunk: Int) throws {
        #expect(try Self.split(Array(example.text.utf8), chunk: chunk) == example.pieces)
    }

    @Test(arguments: [
        "{", "[1", "\"a", "{\"items\":[", "{\"items\":[1", "{\"items\":[1,]}", "{\"items\":[,1]}", "{\"items\":[1 2]}",
        "{\"items\":[1}", "]", ",", "1,2", "{\"items\":[{}{}]}",
        "{\"items\":[1\"a\"]}",
    ])
    func brokenStreamsAreRefused(_ text: String) {
        #expect(throws: JSONError.self) { try Self.split(Array(text.utf8), chunk: 1_000) }
        #expect(throws: JSONError.self) { try Self.split(Array(text.utf8), chunk: 1) }
    }

    @Test func memoryIsBoundedByTheLargestPiece() throws {
        var splitter = JSONListSplitter()
        splitter.append(Array("{\"items\":[".utf8).span.bytes)
        let item = Array(("{\"a\":\"" + String(repeating: "x", count: 1_000) + "\"},").utf8)
        var items = 0
        for _ in 0..<10_000 {
            splitter.append(item.span.bytes)
            while try splitter.next() != nil { items += 1 }
            #expect(splitter.buffer.count < 3_000)
        }
        #expect(items == 10_000)
    }

    @Test func aPieceAboveTheLimitIsRefused() throws {
        let text = Array("{\"items\":[\"12345678\"]}".utf8)
        var splitter = JSONListSplitter(pieceBytesMax: 10)
        splitter.append(text.span.bytes)
        #expect(try splitter.next() == .item(10..<20))
        splitter = JSONListSplitter(pieceBytesMax: 9)
        splitter.append(text.span.bytes)
        #expect { _ = try splitter.next() } throws: { ($0 as? JSONError)?.code == .tooLong }
    }
}
