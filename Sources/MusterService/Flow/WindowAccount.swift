/// Whose received bytes are: which hold window until their item is evaluated, and which gave it back early.
struct WindowAccount {
    /// The place in the stream up to which bytes belong to a whole message.
    private var settled: UInt64 = 0
    /// Bytes of the incomplete message whose window was given back.
    private(set) var creditedEarly = 0

    /// A message ends at `offset` of the stream: the bytes of it that still hold window.
    mutating func endMessage(at offset: UInt64) -> Int {
        let held = incompleteBytes(at: offset)
        settled = offset
        creditedEarly = 0
        return held
    }

    /// Bytes of the incomplete message that hold window.
    func incompleteBytes(at offset: UInt64) -> Int { Int(offset - settled) - creditedEarly }

    /// The window of `count` bytes of the incomplete message is given back.
    mutating func creditEarly(_ count: Int) { creditedEarly += count }

    /// The same, of bytes that nobody keeps: they cost no memory.
    mutating func creditForgotten(_ count: Int) { settled += UInt64(count) }
}
