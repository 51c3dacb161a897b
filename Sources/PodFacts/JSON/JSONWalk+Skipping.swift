import JSONScan

/// Passing values whole: checked as Kubernetes checks them, but not looked at.
extension JSONWalk {
    /// Passes the value that begins at `index`.
    @inline(__always)
    mutating func skip(_ index: Int) throws(JSONWalkStop) -> Int {
        switch token(index) {
        case UInt8(ascii: "\""): return index + 1
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try skipContainer(index)
        default: return try skipPrimitive(index)
        }
    }

    /// Passes the object that begins at `index`, or `null`; returns whether there was an object.
    @inline(__always)
    mutating func skipObject(_ index: inout Int) throws(JSONWalkStop) -> Bool {
        if token(index) == UInt8(ascii: "{") {
            index = try skipContainer(index)
            return true
        }
        index = try null(index)
        return false
    }

    /// Passes a string, or `null`.
    @inline(__always)
    mutating func skipText(_ index: Int) throws(JSONWalkStop) -> Int {
        token(index) == UInt8(ascii: "\"") ? index + 1 : try null(index)
    }

    /// Passes a timestamp without escapes, or `null`.
    mutating func skipTime(_ index: Int) throws(JSONWalkStop) -> Int {
        guard token(index) == UInt8(ascii: "\"") else { return try null(index) }
        guard withBytes(string(index), { GoTime.isRFC3339($0) }) else { throw JSONWalkStop() }
        return index + 1
    }

    /// Passes an object whose values are strings or `null`, or `null`.
    mutating func skipTextMap(_ start: Int) throws(JSONWalkStop) -> Int {
        guard token(start) == UInt8(ascii: "{") else { return try null(start) }
        guard depth < depthMax else { throw JSONWalkStop() }
        var index = start + 1
        if token(index) == UInt8(ascii: "}") { return index + 1 }
        while true {
            while tokens(index, as: UInt64.self) == 0x2C22_3A22_2C22_3A22 { index += 8 }
            if tokens(index, as: UInt32.self) == 0x2C22_3A22 { index += 4 }
            guard tokens(index, as: UInt16.self) == 0x3A22 else { throw JSONWalkStop() }
            index += 2
            index = try skipText(index)
            let separator = token(index)
            index += 1
            if separator == UInt8(ascii: ",") { continue }
            guard separator == UInt8(ascii: "}") else { throw JSONWalkStop() }
            return index
        }
    }

    /// Passes an array or object without recursion: each open level but the innermost has a bit in `open`, set for an
    /// object.
    mutating func skipContainer(_ start: Int) throws(JSONWalkStop) -> Int {
        var index = start
        var level = depth
        var isObject = token(index) == UInt8(ascii: "{")
        let bottom = level
        level += 1
        guard level <= depthMax else { throw JSONWalkStop() }
        index += 1
        var isEmpty = token(index) == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        while true {
            if !isEmpty {
                // A member or an element begins at `index`.
                if isObject {
                    // Members whose values are strings make most of a pod: two of them and their commas in one look.
                    while tokens(index, as: UInt64.self) == 0x2C22_3A22_2C22_3A22 { index += 8 }
                    if tokens(index, as: UInt32.self) == 0x2C22_3A22 { index += 4 }
                    guard tokens(index, as: UInt16.self) == 0x3A22 else { throw JSONWalkStop() }
                    index += 2
                } else {
                    while tokens(index, as: UInt16.self) == 0x2C22 { index += 2 }
                }
                switch token(index) {
                case UInt8(ascii: "\""): index += 1
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    let isInnerObject = token(index) == UInt8(ascii: "{")
                    setOpen(level, isObject)
                    isObject = isInnerObject
                    level += 1
                    guard level <= depthMax else { throw JSONWalkStop() }
                    index += 1
                    if token(index) != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { continue }
                default: index = try skipPrimitive(index)
                }
            }
            // Behind a value: what it stands in goes on with a comma, or ends too.
            isEmpty = false
            while true {
                let separator = token(index)
                index += 1
                if separator == UInt8(ascii: ",") { break }
                guard separator == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw JSONWalkStop() }
                level -= 1
                if level == bottom { return index }
                isObject = isOpenObject(level)
            }
        }
    }

    @inline(__always)
    private mutating func setOpen(_ level: Int, _ isObject: Bool) {
        let bit = UInt64(1) << UInt64(level & 63)
        if isObject { unsafe open[level >> 6] |= bit } else { unsafe open[level >> 6] &= ~bit }
    }

    @inline(__always)
    private mutating func isOpenObject(_ level: Int) -> Bool {
        unsafe open[level >> 6] >> UInt64(level & 63) & 1 == 1
    }

    /// Passes a number or literal.
    ///
    /// A number with an exponent must not be too large (`JSONNumber.isHuge`).
    mutating func skipPrimitive(_ index: Int) throws(JSONWalkStop) -> Int {
        let start = position(index)
        switch token(index) {
        case UInt8(ascii: "t"):
            guard word(index) == 0x6575_7274 else { throw JSONWalkStop() }
            try checkEnd(start + 4, of: index)
        case UInt8(ascii: "f"):
            guard word(index) == 0x736C_6166, unsafe text[start + 4] == UInt8(ascii: "e") else { throw JSONWalkStop() }
            try checkEnd(start + 5, of: index)
        case UInt8(ascii: "n"): return try null(index)
        default: if !isPlainInteger(index) { try checkNumber(index) }
        }
        return index + 1
    }

    /// Whether token `index` is a whole number without a sign or a leading zero, which ends right before the next token.
    ///
    /// False says nothing: `checkNumber` has the whole grammar.
    @inline(__always)
    private mutating func isPlainInteger(_ index: Int) -> Bool {
        var offset = position(index)
        let end = position(index + 1)
        guard unsafe text[offset] &- 0x31 < 9 else { return false }
        // A token lies beyond the text or is no digit, so the loop ends at one.
        repeat { offset += 1 } while unsafe text[offset] &- 0x30 < 10
        return offset == end
    }

    private mutating func checkNumber(_ index: Int) throws(JSONWalkStop) {
        let start = position(index)
        var offset = start
        // The bytes behind the text are zeros, at which every loop ends.
        func passDigits() throws(JSONWalkStop) {
            guard unsafe text[offset] &- 0x30 < 10 else { throw JSONWalkStop() }
            repeat { offset += 1 } while unsafe text[offset] &- 0x30 < 10
        }
        if unsafe text[offset] == UInt8(ascii: "-") { offset += 1 }
        if unsafe text[offset] == UInt8(ascii: "0") { offset += 1 } else { try passDigits() }
        if unsafe text[offset] == UInt8(ascii: ".") {
            offset += 1
            try passDigits()
        }
        if unsafe text[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            let sign = unsafe text[offset]
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            try passDigits()
            let body = unsafe UnsafeRawBufferPointer(start: text, count: count).bytes
            guard !JSONNumber.isHuge(body, in: start..<offset) else { throw JSONWalkStop() }
        }
        try checkEnd(offset, of: index)
    }
}
