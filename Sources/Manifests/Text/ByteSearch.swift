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
