import KubectlText
import Reports

/// A table in kubectl's layout.
struct GrantTable {
    private let headers: [String]
    private var rows: [[String]] = []
    var hasHeaders = true

    init(_ headers: [String]) { self.headers = headers }

    var isEmpty: Bool { rows.isEmpty }

    mutating func add(_ row: [String]) { rows.append(row.map { PrintableText.of($0) }) }

    /// Empty without rows.
    var text: [UInt8] {
        guard !rows.isEmpty else { return [] }
        let lines = (hasHeaders ? [headers] : []) + rows
        return ColumnText.table.aligned(lines.flatMap { Array("\($0.joined(separator: "\t"))\n".utf8) })
    }
}
