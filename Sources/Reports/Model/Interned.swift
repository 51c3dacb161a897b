/// Values that occur again and again, each kept once and called by its number.
struct Interned<Value: Hashable> {
    private(set) var values: [Value] = []
    private var numbers: [Value: UInt32] = [:]
    private var last: UInt32 = 0

    /// The number of a value that has one.
    mutating func knownNumber(of value: Value) -> UInt32? {
        // What belongs together comes together.
        if Int(last) < values.count, values[Int(last)] == value { return last }
        guard let number = numbers[value] else { return nil }
        last = number
        return number
    }

    /// The value's number, a new one if it has none.
    mutating func number(of value: Value) -> UInt32 {
        if let number = knownNumber(of: value) { return number }
        last = UInt32(truncatingIfNeeded: values.count)
        values.append(value)
        numbers[value] = last
        return last
    }

    subscript(number: UInt32) -> Value { values[Int(number)] }
}

/// A list that grows without being copied.
struct BlockList<Element> {
    private static var blockCount: Int { 4_096 }

    private var blocks: [[Element]] = []
    private(set) var count = 0

    mutating func append(_ element: Element) {
        if count % Self.blockCount == 0 {
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(Self.blockCount)
        }
        blocks[blocks.count - 1].append(element)
        count += 1
    }

    subscript(index: Int) -> Element {
        get { blocks[index / Self.blockCount][index % Self.blockCount] }
        _modify { yield &blocks[index / Self.blockCount][index % Self.blockCount] }
    }
}

/// Texts one behind the other, in memory that is not copied when it grows.
struct TextStore {
    private static let blockBytes = 256 << 10

    private var blocks: [[UInt8]] = []

    struct Place {
        var block: UInt32
        var start: UInt32
        var count: UInt32
    }

    mutating func append(_ text: String) -> Place {
        let count = text.utf8.count
        if blocks.isEmpty || blocks[blocks.count - 1].count + count > Self.blockBytes {
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(max(count, Self.blockBytes))
        }
        let start = blocks[blocks.count - 1].count
        blocks[blocks.count - 1].append(contentsOf: text.utf8)
        return Place(block: UInt32(blocks.count - 1), start: UInt32(start), count: UInt32(count))
    }

    func bytes(_ place: Place) -> ArraySlice<UInt8> {
        blocks[Int(place.block)][Int(place.start)..<Int(place.start + place.count)]
    }

    func text(_ place: Place) -> String { String(decoding: bytes(place), as: UTF8.self) }

    func holds(_ text: String, at place: Place) -> Bool {
        Int(place.count) == text.utf8.count && bytes(place).elementsEqual(text.utf8)
    }
}
