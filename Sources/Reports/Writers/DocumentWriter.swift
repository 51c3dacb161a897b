package import JSONScan

/// Writes one document of maps, lists and scalars as JSON or as YAML, indented for people to read.
///
/// The order of calls is the caller's to keep: a value after each key, an end for each begin. `bytes` may be taken out
/// between values.
package struct DocumentWriter {
    package enum Syntax: Sendable {
        /// Four blanks a level, as kubectl writes it.
        case json
        /// Two blanks a level, lists not indented, as kubectl writes it.
        case yaml
    }

    /// A map or list that is being written.
    private struct Level {
        var isMap: Bool
        var isEmpty = true
        /// Of YAML: the blanks before its lines.
        var indentation: Int
    }

    private let syntax: Syntax
    package var bytes: [UInt8] = []
    private var levels: [Level] = []
    /// Of all that was written, `bytes` may have been emptied.
    private var lastByte: UInt8 = 0x0A
    /// Of YAML: a key or dash stands before what is written next.
    private var isInline = false

    package init(_ syntax: Syntax) { self.syntax = syntax }

    // MARK: Structure

    package mutating func beginMap() { begin(isMap: true) }
    package mutating func beginList() { begin(isMap: false) }
    package mutating func endMap() { end("{}", "}") }
    package mutating func endList() { end("[]", "]") }

    package mutating func key(_ name: String) {
        separate()
        switch syntax {
        case .json: append("\(Self.quoted(name)): ")
        case .yaml:
            let written = Self.yamlScalar(name)
            if written.utf8.count > QuotedYAML.simpleKeyBytesMax {
                append("? \(written)\n\(String(repeating: " ", count: levels.last?.indentation ?? 0)):")
            } else {
                append("\(written):")
            }
        }
        isInline = true
    }

    /// Ends a document; of YAML the next one is set apart from it.
    package mutating func endDocument() {
        if lastByte != 0x0A { append("\n") }
    }

    // MARK: Values

    package mutating func value(_ text: String) {
        if syntax == .yaml, QuotedYAML.isBlock(text) { return block(text) }
        scalar(syntax == .json ? Self.quoted(text) : Self.yamlScalar(text))
    }

    package mutating func value(_ number: Int) { scalar("\(number)") }

    package mutating func value(_ flag: Bool) { scalar(flag ? "true" : "false") }

    package mutating func null() { scalar("null") }

    /// A value that is JSON already; null if it is not.
    package mutating func value(json: [UInt8]) {
        do throws(JSONError) {
            value(try JSONParser.parse(json))
        } catch {
            null()
        }
    }

    /// A tree.
    package mutating func value(_ tree: JSONValue) {
        switch tree {
        case .null: null()
        case .bool(let flag): value(flag)
        case .integer(let number): scalar("\(number)")
        case .number(let text): scalar(text)
        case .string(let text): value(text)
        case .array(let elements):
            beginList()
            for element in elements { value(element) }
            endList()
        case .object(let members):
            beginMap()
            for member in members {
                key(member.key)
                value(member.value)
            }
            endMap()
        }
    }

    package mutating func member(_ name: String, _ text: String) {
        key(name)
        value(text)
    }

    package mutating func member(_ name: String, _ number: Int) {
        key(name)
        value(number)
    }

    package mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        value(flag)
    }

    package mutating func member(_ name: String, _ texts: [String]) {
        key(name)
        beginList()
        for text in texts { value(text) }
        endList()
    }

    // MARK: Bytes

    private mutating func begin(isMap: Bool) {
        switch syntax {
        case .json:
            if levels.last?.isMap != true { separate() }
            append(isMap ? "{" : "[")
            levels.append(Level(isMap: isMap, indentation: 0))
            isInline = false
        case .yaml:
            let parent = levels.last
            if parent?.isMap == false { separate() }
            let indentation: Int
            switch parent {
            case nil: indentation = 0
            // A list below a key stands as far left as the key; a map in a list stands behind its dash.
            case .some(let parent): indentation = parent.indentation + (parent.isMap && !isMap ? 0 : 2)
            }
            levels.append(Level(isMap: isMap, indentation: indentation))
            if parent?.isMap == true { isInline = false }
        }
    }

    private mutating func end(_ empty: String, _ close: String) {
        guard let level = levels.popLast() else { return }
        switch syntax {
        case .json:
            if !level.isEmpty { newLine() }
            append(level.isEmpty ? String(empty.dropFirst()) : close)
        case .yaml:
            guard level.isEmpty else { return }
            if lastByte == UInt8(ascii: ":") { append(" ") }
            append(empty)
        }
        isInline = false
        if syntax == .json, levels.isEmpty { append("\n") }
    }

    private mutating func scalar(_ text: String) {
        if levels.last?.isMap != true { separate() }
        if syntax == .yaml, lastByte == UInt8(ascii: ":") { append(" ") }
        append(text)
        isInline = false
    }

    /// Lines as they are, below a key or a dash.
    private mutating func block(_ text: String) {
        let parent = levels.last
        let indentation = (parent?.indentation ?? -2) + 2
        scalar("|-")
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            append("\n")
            if !line.isEmpty { append(String(repeating: " ", count: indentation) + line) }
        }
    }

    /// What stands before a key, or before an element of a list.
    private mutating func separate() {
        guard let place = levels.indices.last else { return }
        switch syntax {
        case .json:
            if !levels[place].isEmpty { append(",") }
            levels[place].isEmpty = false
            newLine()
        case .yaml:
            // The first key of a map in a list stands behind the dash.
            let isBehindDash = levels[place].isEmpty && isInline
            levels[place].isEmpty = false
            if !isBehindDash {
                if lastByte != 0x0A { append("\n") }
                append(String(repeating: " ", count: levels[place].indentation))
            }
            isInline = false
            if !levels[place].isMap {
                append("- ")
                isInline = true
            }
        }
    }

    private mutating func newLine() {
        append("\n")
        append(String(repeating: "    ", count: levels.count))
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        lastByte = text.utf8.last ?? lastByte
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Plain where no reader can take it for anything but this text, else quoted.
    private static func yamlScalar(_ text: String) -> String {
        QuotedYAML.isPlain(text) ? text : QuotedYAML.quoted(text)
    }
}
