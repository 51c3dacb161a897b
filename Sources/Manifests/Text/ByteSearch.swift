import Glibc

extension [UInt8] {
    /// The index of the first `byte` at or behind `start`.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return unsafe withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// The index of the last `byte` at or behind `start`.
    func lastIndex(of byte: UInt8, from start: Int) -> Int? {
        unsafe withUnsafeBufferPointer { buffer in
            var index = buffer.count - 1
            while index >= start {
                if unsafe buffer[index] == byte { return index }
                index -= 1
            }
            return nil
        }
    }

    /// How often `byte` occurs in a range.
    func count(of byte: UInt8, in range: Range<Int>) -> Int {
        unsafe withUnsafeBufferPointer { buffer in
            var count = 0
            // A plain loop: it is vectorised.
            for index in range where unsafe buffer[index] == byte { count += 1 }
            return count
        }
    }

    /// The index of the first byte that JSON escapes in a string: a quote, a backslash or a control character.
    ///
    /// Eight bytes are looked at together.
    func firstJSONEscape(in range: Range<Int>) -> Int? {
        unsafe withUnsafeBytes { buffer in
            var index = range.lowerBound
            while index < range.upperBound {
                let length = range.upperBound - index
                var word: UInt64
                if index + 8 <= buffer.count {
                    word = unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                    // What lies behind the range is taken for spaces.
                    if length < 8 {
                        let own = ~(UInt64.max << UInt64(8 * length))
                        word = word & own | 0x2020_2020_2020_2020 & ~own
                    }
                } else {
                    word = 0x2020_2020_2020_2020
                    for offset in (0..<Swift.min(length, 8)).reversed() {
                        word = word << 8 | UInt64(unsafe buffer[index + offset])
                    }
                }
                if let offset = Self.firstJSONEscape(in: word) { return index + offset }
                index += 8
            }
            return nil
        }
    }

    /// The place of the lowest byte of eight that JSON escapes.
    private static func firstJSONEscape(in word: UInt64) -> Int? {
        let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let found =
            ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
        return found & highs == 0 ? nil : (found & highs).trailingZeroBitCount / 8
    }

    /// True if `first` is somewhere followed by `second` at once.
    func contains(_ first: UInt8, before second: UInt8, from start: Int) -> Bool {
        var index = start
        while let found = firstIndex(of: first, from: index) {
            if found + 1 < count, self[found + 1] == second { return true }
            index = found + 1
        }
        return false
    }
}
