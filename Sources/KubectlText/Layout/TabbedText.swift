/// Text with tabs, written line by line, that columns are made of.
///
/// Kubernetes: `describe.PrefixWriter`.
struct TabbedText {
    private(set) var bytes: [UInt8] = []

    /// A line, indented by two spaces a level.
    mutating func line(_ level: Int = 0, _ text: String) {
        for _ in 0..<level { bytes.append(contentsOf: "  ".utf8) }
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Text without an end of line.
    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func append(_ text: some Sequence<UInt8>) { bytes.append(contentsOf: text) }

    var described: [UInt8] { ColumnText.description.aligned(bytes) }
}
