import JSONScan

extension DocumentTape {
    /// Appends the value at `index` of a canonical tape to `output` as JSON.
    ///
    /// The members of `header` are written first into the mapping at `index`; the mapping's own members of the names
    /// `kind` and `apiVersion` are then left out.
    func write(_ index: Int, to output: inout [UInt8], header: ObjectIdentity? = nil) {
        var open: [Open] = []
        var cursor = index
        if let header {
            cursor = writeHeader(header, index, to: &output)
            open.append(Open(end: Int(nodes[index].end), isMapping: true, count: 2))
        }
        while true {
            // Close what ends here, then separate what follows.
            while let innermost = open.last {
                if header != nil, open.count == 1 { skipTypeMembers(&cursor, in: innermost) }
                guard cursor >= innermost.end else { break }
                output.append(innermost.isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                open.removeLast()
            }
            if open.isEmpty, cursor > index { return }
            if !open.isEmpty {
                let top = open.count - 1
                if open[top].count > 0 { output.append(UInt8(ascii: ",")) }
                open[top].count += 1
                if open[top].isMapping {
                    writeString(nodes[cursor].textRange, to: &output)
                    output.append(UInt8(ascii: ":"))
                    cursor += 1
                }
            }
            let node = nodes[cursor]
            switch node.kind {
            case .sequence:
                output.append(UInt8(ascii: "["))
                open.append(Open(end: Int(node.end), isMapping: false, count: 0))
            case .mapping:
                output.append(UInt8(ascii: "{"))
                open.append(Open(end: Int(node.end), isMapping: true, count: 0))
            default:
                writeScalar(node, to: &output)
            }
            cursor += 1
        }
    }

    private struct Open {
        var end: Int
        var isMapping: Bool
        var count: Int
    }

    private func writeHeader(_ header: ObjectIdentity, _ index: Int, to output: inout [UInt8]) -> Int {
        output.append(contentsOf: "{\"apiVersion\":".utf8)
        JSONWriter.appendQuoted(unsafe header.apiVersion.utf8Span.span.bytes, escaping: .standard, to: &output)
        output.append(contentsOf: ",\"kind\":".utf8)
        JSONWriter.appendQuoted(unsafe header.kind.utf8Span.span.bytes, escaping: .standard, to: &output)
        return index + 1
    }

    /// Moves past members `kind` and `apiVersion` of the outermost mapping, which the header replaces.
    private func skipTypeMembers(_ cursor: inout Int, in outermost: Open) {
        while cursor < outermost.end, isText(cursor, "kind") || isText(cursor, "apiVersion") {
            cursor = Int(nodes[cursor + 1].end)
        }
    }

    private func writeScalar(_ node: TapeNode, to output: inout [UInt8]) {
        switch node.kind {
        case .null: output.append(contentsOf: "null".utf8)
        case .false: output.append(contentsOf: "false".utf8)
        case .true: output.append(contentsOf: "true".utf8)
        case .string: writeString(node.textRange, to: &output)
        default: output.append(contentsOf: text[node.textRange])
        }
    }

    private func writeString(_ range: Range<Int>, to output: inout [UInt8]) {
        let bytes = unsafe text.span.bytes
        guard bytes.plainTextEnd(from: range.lowerBound, to: range.upperBound) == range.upperBound else {
            return JSONWriter.appendQuoted(bytes.extracting(range), escaping: .standard, to: &output)
        }
        output.append(UInt8(ascii: "\""))
        output.append(contentsOf: text[range])
        output.append(UInt8(ascii: "\""))
    }
}
