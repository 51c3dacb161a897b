/// Base64 with the standard alphabet and padding, without blanks.
///
/// RFC 4648, section 4.
enum Base64 {
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// Appends what the text in `range` stands for; false, and nothing appended, if it is no base64.
    static func decode(_ text: RawSpan, _ range: Range<Int>, to bytes: inout [UInt8]) -> Bool {
        guard range.count % 4 == 0 else { return false }
        let start = bytes.count
        let values = self.values
        var padding = 0
        bytes.reserveCapacity(start + range.count / 4 * 3)
        for quad in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
            var group: UInt32 = 0
            for index in quad..<quad + 4 {
                let letter = unsafe text.unsafeLoadUnaligned(fromByteOffset: index, as: UInt8.self)
                var value = values[Int(letter)]
                if letter == UInt8(ascii: "="), index >= range.upperBound - 2 {
                    padding += 1
                    value = 0
                } else if padding > 0 {
                    value = 0xFF
                }
                guard value != 0xFF else {
                    bytes.removeSubrange(start...)
                    return false
                }
                group = group << 6 | UInt32(value)
            }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            bytes.append(UInt8(truncatingIfNeeded: group >> 8))
            bytes.append(UInt8(truncatingIfNeeded: group))
        }
        bytes.removeLast(padding)
        return true
    }
}
