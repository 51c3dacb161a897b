extension Span where Element == UInt8 {
    /// Equal length and bytes.
    func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        let left = unsafe bytes
        let right = unsafe other.bytes
        var offset = 0
        // SAFETY: every load stays below `count`, which both spans have.
        while offset + 8 <= count {
            let a = unsafe left.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
            let b = unsafe right.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
            if a != b { return false }
            offset += 8
        }
        while offset < count {
            let a = unsafe left.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
            let b = unsafe right.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
            if a != b { return false }
            offset += 1
        }
        return true
    }

    /// A hash for tables of texts.
    ///
    /// Each word goes through a whole product, of which both halves count, by a factor that the seed hides: who does not
    /// know it cannot choose texts that meet in one place. (Pods' texts are hashed too, with seeds drawn at random.)
    func textHash(seed: UInt32) -> UInt64 {
        var hash = (UInt64(seed) << 32 | UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
        let factor = (UInt64(seed) &* 0xA076_1D64_78BD_642F) ^ 0xD6E8_FEB8_6659_FD93 | 1
        let raw = unsafe bytes
        var offset = 0
        // SAFETY: every load stays below `count`.
        while offset + 8 <= count {
            let word = unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
            let product = (hash ^ word).multipliedFullWidth(by: factor)
            hash = product.high ^ product.low
            offset += 8
        }
        var tail: UInt64 = 0
        while offset < count {
            tail = tail << 8 | UInt64(unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self))
            offset += 1
        }
        let product = (hash ^ tail).multipliedFullWidth(by: factor)
        hash = product.high ^ product.low
        return hash ^ hash >> 32
    }
}
