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

    /// True if `first` is somewhere followed by `second` at once.
    func contains(_ first: UInt8, before second: UInt8) -> Bool {
        var index = 0
        while let found = firstIndex(of: first, from: index) {
            if found + 1 < count, self[found + 1] == second { return true }
            index = found + 1
        }
        return false
    }
}
