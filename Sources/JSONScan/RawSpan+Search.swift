/// Searches eight bytes at a time.
extension RawSpan {
    /// Where the plain part of a JSON string that goes on at `start` ends: at the first quote, backslash or control character,
    /// or at the end.
    package func plainTextEnd(from start: Int) -> Int { plainTextEnd(from: start, to: byteCount) }

    /// The same for a string of which no more than what lies before `end` is looked at.
    package func plainTextEnd(from start: Int, to end: Int) -> Int {
        let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var position = start
        while position < end, position + 8 <= byteCount {
            // Eight bytes have no invalid bit patterns and no alignment, and the load checks its bounds.
            let word = unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            let found =
                ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
            // A borrow may mark bytes above a true one, never below: the lowest mark is right.
            if found & highs != 0 { return Swift.min(end, position + (found & highs).trailingZeroBitCount / 8) }
            position += 8
        }
        while position < end {
            let byte = byte(at: position)
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return position }
            position += 1
        }
        return end
    }

    /// The first byte at or after `start` that is no space: lines of kubectl's JSON begin with many.
    package func spacesEnd(from start: Int) -> Int {
        var position = start
        while position + 8 <= byteCount {
            let word = unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
            let others = word ^ 0x2020_2020_2020_2020
            if others != 0 { return position + others.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < byteCount, byte(at: position) == 0x20 { position += 1 }
        return position
    }

    /// Where `byte` stands first at or after `start`; nil if nowhere.
    package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var position = start
        while position + 8 <= byteCount {
            let word = unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
            let same = word ^ (ones &* UInt64(byte))
            let found = (same &- ones) & ~same & highs
            if found != 0 { return position + found.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < byteCount {
            if self.byte(at: position) == byte { return position }
            position += 1
        }
        return nil
    }
}
