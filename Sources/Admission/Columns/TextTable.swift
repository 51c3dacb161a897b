import PodFacts

/// Texts that policies list, interned: bytes in, a number out, or -1 for a text that no policy lists.
///
/// Texts are compared as bytes. A seed (a trie's parent node) makes the same text a different entry. A few entries are
/// searched straight, more through a hash table.
struct TextTable: Sendable {
    private struct Entry {
        var start: UInt32
        var count: UInt32
        var seed: UInt32
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Entry numbers + 1, open addressing, a power of two long; empty while the straight search suffices.
    private var slots: [UInt32] = []
    /// The length of the longest entry: a longer text is none of them, however long it is.
    private(set) var longest = 0

    private static let straightMax = 4

    var count: Int { entries.count }

    /// The number of the entry, made if there is none.
    mutating func insert(_ text: some Sequence<UInt8>, seed: UInt32 = 0) -> Int {
        let text = Array(text)
        let found = find(text.span, seed: seed)
        if found >= 0 { return found }
        longest = max(longest, text.count)
        entries.append(Entry(start: UInt32(bytes.count), count: UInt32(text.count), seed: seed))
        bytes.append(contentsOf: text)
        if entries.count > Self.straightMax {
            if entries.count * 2 > slots.count {
                slots = Array(repeating: 0, count: max(16, slots.count * 2))
                for number in entries.indices { place(number) }
            } else {
                place(entries.count - 1)
            }
        }
        return entries.count - 1
    }

    private mutating func place(_ number: Int) {
        let entry = entries[number]
        var slot = hash(entry) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(number + 1)
    }

    private func hash(_ entry: Entry) -> Int {
        let text = bytes.span.extracting(Int(entry.start)..<Int(entry.start) + Int(entry.count))
        return Int(truncatingIfNeeded: text.textHash(seed: entry.seed))
    }

    /// The number of the entry with these bytes, or -1.
    func find(_ text: Span<UInt8>, seed: UInt32 = 0) -> Int {
        if text.count > longest { return -1 }
        if slots.isEmpty {
            for number in entries.indices where isEntry(number, text, seed) { return number }
            return -1
        }
        var slot = Int(truncatingIfNeeded: text.textHash(seed: seed)) & (slots.count - 1)
        while true {
            let number = Int(slots[slot]) - 1
            if number < 0 { return -1 }
            if isEntry(number, text, seed) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    private func isEntry(_ number: Int, _ text: Span<UInt8>, _ seed: UInt32) -> Bool {
        let entry = entries[number]
        guard Int(entry.count) == text.count, entry.seed == seed else { return false }
        return bytes.span.extracting(Int(entry.start)..<Int(entry.start) + Int(entry.count)).hasSameBytes(as: text)
    }

    /// The bytes of an entry, for explaining.
    func text(_ number: Int) -> ArraySlice<UInt8> {
        let entry = entries[number]
        return bytes[Int(entry.start)..<Int(entry.start) + Int(entry.count)]
    }
}
