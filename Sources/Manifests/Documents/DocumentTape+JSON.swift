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
        output.appendJSONString(header.apiVersion.utf8)
        output.append(contentsOf: ",\"kind\":".utf8)
        output.appendJSONString(header.kind.utf8)
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
        guard text.firstJSONEscape(in: range) == nil else { return output.appendJSONString(text[range]) }
        output.append(UInt8(ascii: "\""))
        output.append(contentsOf: text[range])
        output.append(UInt8(ascii: "\""))
    }
}

extension [UInt8] {
    /// Appends a JSON string; `bytes` are UTF-8.
    package mutating func appendJSONString(_ bytes: some Collection<UInt8>) {
        append(UInt8(ascii: "\""))
        if bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            for byte in bytes { appendEscaped(byte) }
        } else {
            append(contentsOf: bytes)
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
        case 0x0A: append(contentsOf: "\\n".utf8)
        case 0x0D: append(contentsOf: "\\r".utf8)
        case 0x09: append(contentsOf: "\\t".utf8)
        case 0..<0x20:
            append(contentsOf: "\\u00".utf8)
            append(byte < 0x10 ? 0x30 : 0x31)
            let low = byte & 0x0F
            append(low < 10 ? 0x30 + low : 0x61 + low - 10)
        default: append(byte)
        }
    }
}
