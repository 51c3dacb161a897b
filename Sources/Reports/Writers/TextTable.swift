/// Columns of text, each as wide as its widest cell, three blanks apart, as `kubectl get` prints them.
package struct TextTable {
    private let head: [String]
    private var rows: [[String]] = []

    package init(_ head: [String]) { self.head = head }

    /// Adds a row with as many cells as the head has.
    package mutating func add(_ row: [String]) { rows.append(row) }

    package var isEmpty: Bool { rows.isEmpty }

    /// The lines, the head above them.
    package var lines: [String] {
        let all = [head] + rows
        let widths = head.indices.map { column in all.map { $0[column].unicodeScalars.count }.max() ?? 0 }
        return all.map { row in
            row.indices.map { column in
                guard column < row.count - 1 else { return row[column] }
                let padding = widths[column] - row[column].unicodeScalars.count + 3
                return row[column] + String(repeating: " ", count: padding)
            }.joined()
        }
    }
}
