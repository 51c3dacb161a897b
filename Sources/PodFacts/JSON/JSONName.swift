/// A name that keys are compared with, as words: a comparison is a few loads and no loop.
///
/// Names have up to 32 bytes. Little-endian machines only, as all that Swift runs on here.
package struct JSONName: Equatable, Sendable {
    let count: Int
    /// The first eight bytes, zeros behind the end.
    let head: UInt64
    /// The last eight bytes if there are more than eight.
    let tail: UInt64
    /// Bytes 8 to 15 of a name of more than sixteen, bytes 16 to 23 of one of more than 24.
    let second: UInt64
    let third: UInt64

    @inline(__always)
    init(_ count: Int, _ head: UInt64, _ tail: UInt64, _ second: UInt64 = 0, _ third: UInt64 = 0) {
        self.count = count
        self.head = head
        self.tail = tail
        self.second = second
        self.third = third
    }

    /// The words of `text`, of at most 32 bytes.
    package init(_ text: String) {
        let bytes = Array(text.utf8)
        precondition(bytes.count <= 32, "a name of this length has no words")
        func word(_ start: Int) -> UInt64 {
            bytes[start..<Swift.min(start + 8, bytes.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        self.init(
            bytes.count,
            word(0),
            bytes.count > 8 ? word(bytes.count - 8) : 0,
            bytes.count > 16 ? word(8) : 0,
            bytes.count > 24 ? word(16) : 0
        )
    }

    /// Whether the key at `start`, of `count` bytes and with this `head`, is the name.
    @inline(__always)
    static func ~= (name: JSONName, key: JSONKey) -> Bool {
        guard name.head == key.head, name.count == key.count else { return false }
        if name.count > 8, key.word(at: name.count - 8) != name.tail { return false }
        if name.count > 16, key.word(at: 8) != name.second { return false }
        if name.count > 24, key.word(at: 16) != name.third { return false }
        return true
    }
}

/// A key of an object in a text that is being walked, unescaped.
@safe struct JSONKey {
    /// Valid until the next key is taken; eight bytes may be read at any offset below `count`.
    let start: UnsafePointer<UInt8>
    let count: Int
    /// The first eight bytes, zeros behind the end.
    let head: UInt64

    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, count: Int) {
        unsafe self.start = start
        self.count = count
        let word = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
        head = count >= 8 ? word : word & ((1 << (UInt64(truncatingIfNeeded: count) &* 8)) &- 1)
    }

    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        unsafe UnsafeRawPointer(start).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
