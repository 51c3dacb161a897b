/// Splits a stream of JSON into pieces as its bytes arrive: the items of a Kubernetes list one by one, everything else
/// document by document.
///
/// Memory is bounded by the largest piece and the largest chunk.
///
/// The stream is any number of JSON values, one after the other (NDJSON, concatenated documents, a single one). Of a
/// top-level object with a member `items` that is an array, each element is a piece of its own, and when the object ends,
/// what is left of it (`envelope`, `items` emptied) says what kind of list it was: kubectl prints `kind` behind `items`.
/// ```swift
/// var splitter = JSONListSplitter()
/// while let chunk = read() {
///     splitter.append(chunk)
///     while let piece = try splitter.next() { … }
/// }
/// splitter.finish()
/// while let piece = try splitter.next() { … }
/// ```
/// Pieces are cut by strings and brackets alone; that they are well-formed inside is checked by whoever reads them.
package struct JSONListSplitter: Sendable {
    /// What was cut off; ranges are into `buffer` and hold until the next call of any mutating function.
    package enum Piece: Equatable, Sendable {
        /// An element of the `items` of a top-level object.
        case item(Range<Int>)
        /// A top-level value that has no `items` array.
        case document(Range<Int>)
        /// The end of a top-level object whose items were given; `envelope` is the object without them.
        case listEnd
    }

    /// The bytes that pieces refer to.
    package private(set) var buffer: [UInt8] = []
    /// The last list without its items.
    package private(set) var envelope: [UInt8] = []
    /// How many bytes of the stream lie before `buffer`.
    package private(set) var discardedBytes = 0

    private let pieceBytesMax: Int
    private var isFinished = false
    /// The first byte of `buffer` that has not been looked at.
    private var position = 0
    /// Where the piece begins that is being scanned.
    private var start = 0
    private var place = Place.between
    private var depth = 0
    /// Inside a string, and just behind a backslash in it.
    private var isInString = false
    private var isEscaped = false
    /// The string being read at the top level of an object, or the last one: a key if a colon follows.
    private var textStart = 0
    private var textEnd = 0
    /// The colon behind a key `items` has just been passed.
    private var isBehindItemsKey = false
    private var hadItems = false

    private enum Place: Sendable {
        /// Before a top-level value.
        case between
        /// In a top-level object or array.
        case container
        /// In a top-level number, literal or string.
        case scalar
        /// In `items`, before an element or `]`; before an element; behind one.
        case firstItem, nextItem, behindItem
        /// In an element of `items`.
        case item
    }

    package init(pieceBytesMax: Int = .max) {
        self.pieceBytesMax = pieceBytesMax
    }

    /// Takes the next bytes of the stream.
    package mutating func append(_ chunk: RawSpan) {
        if start > 0 {
            discardedBytes += start
            buffer.removeSubrange(0..<start)
            position -= start
            textStart -= start
            textEnd -= start
            start = 0
        }
        buffer.append(chunk, in: 0..<chunk.byteCount)
    }

    /// Says that the stream has ended.
    package mutating func finish() {
        isFinished = true
    }

    /// The next piece; nil if more bytes are needed, or none are left of a finished stream.
    package mutating func next() throws(JSONError) -> Piece? {
        while position < buffer.count {
            let begin = start
            let piece = try step(buffer[position])
            guard position - begin <= pieceBytesMax else { throw error(.tooLong, at: begin) }
            if let piece { return piece }
        }
        guard isFinished else { return nil }
        switch place {
        case .between: return nil
        case .scalar where !isInString: return endDocument()
        default: throw error(.unexpectedEnd, at: position)
        }
    }

    /// The place in the stream of an offset in `buffer`.
    package func streamOffset(_ offset: Int) -> Int { discardedBytes + offset }

    private func error(_ code: JSONError.Code, at offset: Int) -> JSONError {
        JSONError(code, at: streamOffset(offset))
    }

    // MARK: Scanning

    /// Looks at the byte at `position` and passes it, unless it belongs to what comes behind the piece that it ends.
    private mutating func step(_ byte: UInt8) throws(JSONError) -> Piece? {
        if isInString {
            passStringBytes()
            guard !isInString, depth == 0 || (depth == 2 && place == .item) else { return nil }
            return depth == 0 ? endDocument() : endItem()
        }
        switch place {
        case .between: return try beginDocument(byte)
        case .scalar: return try passScalar(byte)
        case .container: return try passContainer(byte)
        case .firstItem, .nextItem, .behindItem: return try passBetweenItems(byte)
        case .item: return try passItem(byte)
        }
    }

    /// Passes bytes of a string up to its end or that of the buffer.
    private mutating func passStringBytes() {
        while position < buffer.count {
            let byte = buffer[position]
            position += 1
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                if depth == 1 { textEnd = position - 1 }
                return
            }
        }
    }

    private mutating func beginString() {
        position += 1
        isInString = true
        if depth == 1 { textStart = position }
    }

    private mutating func beginDocument(_ byte: UInt8) throws(JSONError) -> Piece? {
        start = position
        if byte.isJSONBlank {
            position += 1
            start = position
            return nil
        }
        hadItems = false
        isBehindItemsKey = false
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            position += 1
            depth = 1
            // The strings of an array cannot be followed by a colon, so that an array is never taken for a list.
            place = .container
        case UInt8(ascii: "\""):
            place = .scalar
            beginString()
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"):
            throw error(.unexpectedByte, at: position)
        default:
            position += 1
            place = .scalar
        }
        return nil
    }

    private mutating func passScalar(_ byte: UInt8) throws(JSONError) -> Piece? {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"):
            throw error(.unexpectedByte, at: position)
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), 0x20, 0x0A, 0x0D, 0x09:
            return endDocument()
        default:
            position += 1
            return nil
        }
    }

    private mutating func endDocument() -> Piece {
        let range = start..<position
        start = position
        place = .between
        return .document(range)
    }

    /// In a top-level object or array, outside of strings.
    private mutating func passContainer(_ byte: UInt8) throws(JSONError) -> Piece? {
        let wasBehindItemsKey = isBehindItemsKey
        if !byte.isJSONBlank { isBehindItemsKey = false }
        switch byte {
        case UInt8(ascii: "\""): beginString()
        case UInt8(ascii: "["):
            position += 1
            depth += 1
            if wasBehindItemsKey { beginItems() }
        case UInt8(ascii: "{"):
            position += 1
            depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            position += 1
            depth -= 1
            if depth == 0 { return hadItems ? endList() : endDocument() }
        case UInt8(ascii: ":"):
            position += 1
            isBehindItemsKey =
                depth == 1 && textEnd - textStart == 5 && buffer[textStart..<textEnd].elementsEqual("items".utf8)
        default: position += 1
        }
        return nil
    }

    // MARK: Items

    private mutating func beginItems() {
        if !hadItems { envelope.removeAll(keepingCapacity: true) }
        envelope.append(contentsOf: buffer[start..<position])
        hadItems = true
        start = position
        place = .firstItem
    }

    private mutating func passBetweenItems(_ byte: UInt8) throws(JSONError) -> Piece? {
        start = position
        if byte.isJSONBlank {
            position += 1
            start = position
            return nil
        }
        switch (place, byte) {
        case (.behindItem, UInt8(ascii: ",")):
            position += 1
            place = .nextItem
        case (.behindItem, UInt8(ascii: "]")), (.firstItem, UInt8(ascii: "]")):
            position += 1
            depth = 1
            place = .container
        case (.behindItem, _), (_, UInt8(ascii: ",")), (_, UInt8(ascii: ":")), (_, UInt8(ascii: "]")),
            (_, UInt8(ascii: "}")):
            throw error(.unexpectedByte, at: position)
        default: place = .item
        }
        return nil
    }

    private mutating func passItem(_ byte: UInt8) throws(JSONError) -> Piece? {
        switch byte {
        case UInt8(ascii: "\""):
            // A string, or what follows a number, ends here if the item is no container.
            if depth == 2, position > start { return endItem() }
            beginString()
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if depth == 2, position > start { return endItem() }
            position += 1
            depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 2 { return endItem() }
            position += 1
            depth -= 1
            if depth == 2 { return endItem() }
        case UInt8(ascii: ","), 0x20, 0x0A, 0x0D, 0x09:
            if depth == 2 { return endItem() }
            position += 1
        default: position += 1
        }
        return nil
    }

    private mutating func endItem() -> Piece {
        let range = start..<position
        start = position
        place = .behindItem
        return .item(range)
    }

    private mutating func endList() -> Piece {
        envelope.append(contentsOf: buffer[start..<position])
        start = position
        place = .between
        return .listEnd
    }
}
