package import JSONScan

/// JSON as `kubectl get -o json` prints it: keys sorted, four spaces, Go's escapes.
///
/// Kubernetes: `printers.JSONPrinter`, Go's `json.MarshalIndent`.
package struct IndentedJSON {
    private var bytes: [UInt8] = []
    private var depth = 0

    private init() {}

    /// The text of a value, with an end of line.
    package static func text(of value: JSONValue) -> [UInt8] {
        var json = IndentedJSON()
        json.write(value)
        json.bytes.append(0x0A)
        return json.bytes
    }

    private mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): JSONWriter.appendInteger(value, to: &bytes)
        case .number(let text): append(text)
        case .string(let text): write(text)
        case .array(let elements):
            writeBody("[", "]", of: elements) { json, element in json.write(element) }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            writeBody("{", "}", of: sorted) { json, member in
                json.write(member.key)
                json.append(": ")
                json.write(member.value)
            }
        }
    }

    private mutating func write(_ text: String) {
        JSONWriter.appendQuoted(unsafe text.utf8Span.span.bytes, escaping: .go, to: &bytes)
    }

    private mutating func writeBody<Element>(
        _ open: String,
        _ close: String,
        of elements: [Element],
        _ write: (inout IndentedJSON, Element) -> Void
    ) {
        append(open)
        depth += 1
        for (number, element) in elements.enumerated() {
            if number > 0 { append(",") }
            breakLine()
            write(&self, element)
        }
        depth -= 1
        if !elements.isEmpty { breakLine() }
        append(close)
    }

    private mutating func breakLine() {
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 4 * depth))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
