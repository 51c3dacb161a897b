/// Columns of text, each as wide as its widest cell, three blanks apart, as `kubectl get` prints them.
///
/// Rows are measured first and laid out then, so that a table of any length need not be held.
package struct TextTable {
    private let head: [String]
    private var widths: [Int]
    package private(set) var rowCount = 0

    package init(_ head: [String]) {
        self.head = head
        widths = head.map { $0.unicodeScalars.count }
    }

    /// Makes room for a row with as many cells as the head has.
    package mutating func measure(_ row: [String]) {
        rowCount += 1
        for column in row.indices { widths[column] = max(widths[column], row[column].unicodeScalars.count) }
    }

    package var headLine: String { line(head) }

    /// A row that has been measured.
    package func line(_ row: [String]) -> String {
        row.indices.map { column in
            guard column < row.count - 1 else { return row[column] }
            let padding = widths[column] - row[column].unicodeScalars.count + 3
            return row[column] + String(repeating: " ", count: padding)
        }.joined()
    }
}
