import JSONScan

/// The fast way through a text does not go on here: it is malformed, not what was expected, or needs a slower look.
struct JSONWalkStop: Error {
    init() {}
}

/// A walk over the tokens of a JSON text (`JSONStructure`), from the first to the last, at memory speed.
///
/// Functions take the index of a token and return that of the first token behind what they passed. They check what
/// they pass: if a walk comes to the end without a stop, the text was well-formed, the parts that were skipped included.
///
/// Look-ups that change nothing are `mutating` all the same: of a walk that it only borrows, a function that is not inlined
/// gets a copy, at every call.
///
/// The pointers are the owner's, who keeps them valid for the walk and sees to what they must have:
/// - INVARIANT: `text` has 16 bytes that may be read behind its end, and its tokens are those in `tokens`, `positions`
///   and `backslashes`, whose scan did not say that the text is malformed.
/// - INVARIANT: an index only moves on past a token that is not 0, so that it never passes the sixteen zeros at the end
///   by more than the tokens that are looked at together.
/// - INVARIANT: `open` has a bit for each of `depthMax` levels, and `key` room for `keyBytesMax` bytes and eight more.
@safe struct JSONWalk {
    /// Escaped keys longer than this are no key that anybody knows.
    static var keyBytesMax: Int { 64 }

    let text: UnsafePointer<UInt8>
    let count: Int
    let tokens: UnsafePointer<UInt8>
    let positions: UnsafePointer<UInt32>
    let backslashes: UnsafePointer<UInt64>
    let hasEscapes: Bool
    let open: UnsafeMutablePointer<UInt64>
    let key: UnsafeMutablePointer<UInt8>
    let depthMax: Int
    /// Arrays and objects that have been begun and not ended.
    var depth = 0

    init(
        text: UnsafePointer<UInt8>,
        count: Int,
        tokens: UnsafePointer<UInt8>,
        positions: UnsafePointer<UInt32>,
        backslashes: UnsafePointer<UInt64>,
        hasEscapes: Bool,
        open: UnsafeMutablePointer<UInt64>,
        key: UnsafeMutablePointer<UInt8>,
        depthMax: Int
    ) {
        unsafe self.text = text
        self.count = count
        unsafe self.tokens = tokens
        unsafe self.positions = positions
        unsafe self.backslashes = backslashes
        self.hasEscapes = hasEscapes
        unsafe self.open = open
        unsafe self.key = key
        self.depthMax = depthMax
    }

    // MARK: Tokens

    @inline(__always)
    func token(_ index: Int) -> UInt8 { unsafe tokens[index] }

    @inline(__always)
    func position(_ index: Int) -> Int { unsafe Int(positions[index]) }

    /// Two, four or eight tokens at once, the first one lowest.
    @inline(__always)
    func tokens<Word: FixedWidthInteger & BitwiseCopyable>(_ index: Int, as: Word.Type) -> Word {
        unsafe UnsafeRawPointer(tokens + index).loadUnaligned(as: Word.self)
    }

    /// Checks that a number or literal, which begins at token `index`, ends at `end`.
    @inline(__always)
    mutating func checkEnd(_ end: Int, of index: Int) throws(JSONWalkStop) {
        if position(index + 1) == end { return }
        switch unsafe text[end] {
        case 0x20, 0x0A, 0x0D, 0x09: return
        default: throw JSONWalkStop()
        }
    }

    // MARK: Objects and arrays

    /// Passes the object that begins at `index`, or `null`; `member` gets each key and the index of its value, and
    /// returns that of what follows.
    ///
    /// Returns whether there was an object.
    @inline(__always)
    mutating func object(
        _ index: inout Int,
        _ member: (inout JSONWalk, JSONKey, Int) throws(JSONWalkStop) -> Int
    ) throws(JSONWalkStop) -> Bool {
        guard token(index) == UInt8(ascii: "{") else {
            index = try null(index)
            return false
        }
        var next = index + 1
        depth += 1
        guard depth <= depthMax else { throw JSONWalkStop() }
        if token(next) == UInt8(ascii: "}") {
            next += 1
        } else {
            while true {
                guard tokens(next, as: UInt16.self) == 0x3A22 else { throw JSONWalkStop() }
                let key = takeKey(next)
                next = try member(&self, key, next + 2)
                let separator = token(next)
                next += 1
                if separator == UInt8(ascii: ",") { continue }
                guard separator == UInt8(ascii: "}") else { throw JSONWalkStop() }
                break
            }
        }
        depth -= 1
        index = next
        return true
    }

    /// Passes the array that begins at `index`, or `null`; `element` gets the index of each element and returns that of
    /// what follows.
    ///
    /// Returns whether there was an array.
    @inline(__always)
    mutating func array(
        _ index: inout Int,
        _ element: (inout JSONWalk, Int) throws(JSONWalkStop) -> Int
    ) throws(JSONWalkStop) -> Bool {
        guard token(index) == UInt8(ascii: "[") else {
            index = try null(index)
            return false
        }
        var next = index + 1
        depth += 1
        guard depth <= depthMax else { throw JSONWalkStop() }
        if token(next) == UInt8(ascii: "]") {
            next += 1
        } else {
            while true {
                next = try element(&self, next)
                let separator = token(next)
                next += 1
                if separator == UInt8(ascii: ",") { continue }
                guard separator == UInt8(ascii: "]") else { throw JSONWalkStop() }
                break
            }
        }
        depth -= 1
        index = next
        return true
    }

    /// The string whose opening quote is token `index`, to be compared with names before the next one is taken.
    @inline(__always)
    mutating func takeKey(_ index: Int) -> JSONKey {
        let range = string(index)
        if hasEscapes, hasBackslash(range) { return unescapedKey(range) }
        return unsafe JSONKey(text + range.lowerBound, count: range.count)
    }

    @inline(never)
    mutating func unescapedKey(_ range: Range<Int>) -> JSONKey {
        var bytes: [UInt8] = []
        let body = unsafe UnsafeRawBufferPointer(start: text, count: count).bytes
        JSONString(range, hasEscapes: true).append(to: &bytes, from: body)
        for (offset, byte) in bytes.prefix(Self.keyBytesMax).enumerated() { unsafe key[offset] = byte }
        return unsafe JSONKey(key, count: bytes.count)
    }

    // MARK: Strings

    /// The bytes between the quotes of the string whose opening quote is token `index`.
    @inline(__always)
    mutating func string(_ index: Int) -> Range<Int> {
        let start = position(index) + 1
        var end = position(index + 1) - 1
        // The closing quote is the last byte before the next token but for blanks; it exists, as the scan has seen.
        while unsafe text[end] != UInt8(ascii: "\"") { end -= 1 }
        return unsafe Range(uncheckedBounds: (start, end))
    }

    /// Appends the string whose bytes between the quotes are `range`, unescaped.
    mutating func appendUnescaped(_ range: Range<Int>, to bytes: inout [UInt8]) {
        let body = unsafe UnsafeRawBufferPointer(start: text, count: count).bytes
        JSONString(range, hasEscapes: true).append(to: &bytes, from: body)
    }

    /// Calls `body` with the bytes of the text in `range`.
    mutating func withBytes<Result>(_ range: Range<Int>, _ body: (RawSpan) -> Result) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range lies in the text")
        return unsafe body(UnsafeRawBufferPointer(start: text + range.lowerBound, count: range.count).bytes)
    }

    /// The bytes of the number or literal at token `index`.
    mutating func run(_ index: Int) -> Range<Int> {
        var end = position(index + 1)
        while end > position(index) + 1, unsafe text[end - 1].isJSONBlank { end -= 1 }
        return position(index)..<end
    }

    /// Whether a backslash stands in `range`.
    mutating func hasBackslash(_ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return false }
        let first = range.lowerBound >> 6
        let last = (range.upperBound - 1) >> 6
        let low = UInt64.max << UInt64(range.lowerBound & 63)
        let high = UInt64.max >> UInt64(63 - (range.upperBound - 1) & 63)
        if first == last { return unsafe backslashes[first] & low & high != 0 }
        if unsafe backslashes[first] & low != 0 || backslashes[last] & high != 0 { return true }
        for word in first + 1..<last where unsafe backslashes[word] != 0 { return true }
        return false
    }

    // MARK: Literals and numbers

    /// Passes `null`.
    @inline(__always)
    mutating func null(_ index: Int) throws(JSONWalkStop) -> Int {
        guard token(index) == UInt8(ascii: "n"), word(index) == 0x6C6C_756E else { throw JSONWalkStop() }
        try checkEnd(position(index) + 4, of: index)
        return index + 1
    }

    /// Passes `true`, `false` or (nil) `null`.
    mutating func bool(_ index: inout Int) throws(JSONWalkStop) -> Bool? {
        let word = word(index)
        let value: Bool?
        var length = 4
        if word == 0x6575_7274 {
            value = true
        } else if word == 0x736C_6166, unsafe text[position(index) + 4] == UInt8(ascii: "e") {
            value = false
            length = 5
        } else if word == 0x6C6C_756E {
            value = nil
        } else {
            throw JSONWalkStop()
        }
        guard token(index) >= UInt8(ascii: "a") else { throw JSONWalkStop() }
        try checkEnd(position(index) + length, of: index)
        index += 1
        return value
    }

    /// Passes a whole number of at most eighteen digits, or (nil) `null`.
    mutating func integer(_ index: inout Int) throws(JSONWalkStop) -> Int64? {
        var byte = token(index)
        if byte == UInt8(ascii: "n") {
            index = try null(index)
            return nil
        }
        var offset = position(index)
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        let start = offset
        var value: Int64 = 0
        byte = unsafe text[offset]
        while byte &- 0x30 < 10 {
            // No more than eighteen digits are let through below, and those cannot overflow.
            value = value &* 10 &+ Int64(byte &- 0x30)
            offset += 1
            byte = unsafe text[offset]
        }
        let digits = offset - start
        guard digits > 0, digits <= 18 else { throw JSONWalkStop() }
        if digits > 1, unsafe text[start] == UInt8(ascii: "0") { throw JSONWalkStop() }
        try checkEnd(offset, of: index)
        index += 1
        return isNegative ? 0 - value : value
    }

    /// Whether the text in `range` is a quantity as nearly all are: digits, and at most one of the usual units.
    ///
    /// False says nothing: `Quantity` has the whole grammar.
    @inline(__always)
    mutating func isPlainQuantity(_ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        // The quote behind the text is no digit, so the loop ends there.
        while unsafe text[offset] &- 0x30 < 10 { offset += 1 }
        guard offset > range.lowerBound else { return false }
        // Little-endian: the unit, the quote and what follows.
        let behind = unsafe UnsafeRawPointer(text).loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        switch range.upperBound - offset {
        case 0: return true
        case 1: return behind & 0xFF == UInt32(UInt8(ascii: "m"))
        case 2:
            let unit = behind & 0xFFFF
            return unit == 0x694D || unit == 0x6947 || unit == 0x694B
        default: return false
        }
    }

    /// The four bytes at a token.
    @inline(__always)
    func word(_ index: Int) -> UInt32 {
        unsafe UnsafeRawPointer(text).loadUnaligned(fromByteOffset: position(index), as: UInt32.self)
    }
}
