/// Finds where a JSON value ends, byte by byte, so that a file can be read as it comes; it checks nothing.
///
/// A value in brackets ends with the bracket that closes the first; any other ends before the next byte that cannot
/// belong to it.
struct JSONExtent {
    private var depth: Int
    private var isString = false
    private var isEscaped = false
    private var isScalar = false

    /// Begins inside `depth` open brackets.
    init(depth: Int = 0) {
        self.depth = depth
    }

    /// Scans on.
    ///
    /// - Returns: the index behind the value, nil if it does not end before `end`.
    mutating func scan(_ bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        let span = bytes.span
        var index = start
        while index < end {
            let byte = span[index]
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                    if depth == 0 { return index + 1 }
                }
                index += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                if isScalar { return index }
                isString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if isScalar { return index }
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth <= 0 { return index + 1 }
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: ":"):
                if isScalar { return index }
                if depth == 0 { return index + 1 }
            default:
                if depth == 0 { isScalar = true }
            }
            index += 1
        }
        return nil
    }
}
