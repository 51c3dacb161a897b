import JSONScan

/// Aligns text in columns as Go's `text/tabwriter` does, which is how kubectl aligns all that it prints.
///
/// A tab ends a cell. What stands after a line's last tab belongs to no column and is never padded. A *block* of column
/// *k* is a run of consecutive lines, inside one block of column *k - 1*, that have a cell *k*; its cells get one width,
/// the longest cell's with the padding. So a line without a tab ends all blocks: what stands above it and what
/// stands below it is aligned apart. Lengths are Unicode code points.
///
/// Kubernetes: `tabwriter.NewWriter(out, minwidth, 8, padding, ' ', 0)`.
package struct ColumnText: Sendable {
    private let widthMin: Int
    private let padding: Int

    /// Of `kubectl get`.
    package static let table = ColumnText(widthMin: 6, padding: 3)
    /// Of `kubectl describe`.
    package static let description = ColumnText(widthMin: 0, padding: 2)

    private struct Cell {
        var bytes: Range<Int>
        var length: Int
    }

    /// The last cell is not terminated.
    private typealias Line = [Cell]

    package func aligned(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count * 2)
        var section: [Line] = []
        var line: Line = []
        var start = 0
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "\t"), 0x0B:
                line.append(cell(start..<index, of: text))
            case UInt8(ascii: "\n"), 0x0C:
                line.append(cell(start..<index, of: text))
                section.append(line)
                line = []
                // A form feed ends every block, as a line without a tab does.
                if byte == 0x0C { write(&section, of: text, to: &output) }
            default: continue
            }
            start = index + 1
        }
        let endsLine = line.isEmpty && start == text.count
        if !endsLine { section.append(line + [cell(start..<text.count, of: text)]) }
        write(&section, of: text, to: &output)
        if !endsLine { output.removeLast() }
        return output
    }

    private func cell(_ bytes: Range<Int>, of text: [UInt8]) -> Cell {
        let span = unsafe text.span.bytes
        var length = 0
        var index = bytes.lowerBound
        while index < bytes.upperBound {
            // A byte that is no UTF-8 counts for one code point.
            index += max(1, UTF8Sequence.length(at: index, in: span))
            length += 1
        }
        return Cell(bytes: bytes, length: length)
    }

    private func write(_ section: inout [Line], of text: [UInt8], to output: inout [UInt8]) {
        let widths = widths(of: section)
        for (number, line) in section.enumerated() {
            for (column, cell) in line.enumerated() {
                output.append(contentsOf: text[cell.bytes])
                guard column < line.count - 1 else { break }
                let gap = widths[number][column] - cell.length
                output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: gap))
            }
            output.append(UInt8(ascii: "\n"))
        }
        section.removeAll()
    }

    /// The width of every terminated cell, line by line: one column after the other, each within the blocks of the one before.
    private func widths(of lines: [Line]) -> [[Int]] {
        var widths = lines.map { _ in [Int]() }
        var blocks = [lines.indices]
        var column = 0
        while !blocks.isEmpty {
            blocks = blocks.flatMap { Self.runs(in: $0) { lines[$0].count - 1 > column } }
            for block in blocks {
                let longest = block.reduce(0) { max($0, lines[$1][column].length) }
                let width = max(widthMin, longest + padding)
                for number in block { widths[number].append(width) }
            }
            column += 1
        }
        return widths
    }

    /// The maximal runs of consecutive numbers in `range` for which `belongs` is true.
    private static func runs(in range: Range<Int>, where belongs: (Int) -> Bool) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for number in range {
            if belongs(number) {
                start = start ?? number
            } else if let first = start {
                runs.append(first..<number)
                start = nil
            }
        }
        if let first = start { runs.append(first..<range.upperBound) }
        return runs
    }
}
