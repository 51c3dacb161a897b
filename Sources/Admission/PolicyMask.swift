/// A set of policies: policy *i*, in byte order of the names, is bit *i*.
///
/// The hot path works on rows of the compiled set's flat mask table; this owning form is for everything else.
package struct PolicyMask: Sendable, Equatable {
    package private(set) var words: [UInt64]

    /// No policy of `count`.
    package init(count: Int) {
        words = Array(repeating: 0, count: (count + 63) / 64)
    }

    /// Every policy of `count`.
    package init(all count: Int) {
        words = Array(repeating: .max, count: (count + 63) / 64)
        if count & 63 != 0 { words[words.count - 1] = (1 << UInt64(count & 63)) - 1 }
    }

    package subscript(policy: Int) -> Bool {
        get { words[policy >> 6] >> UInt64(policy & 63) & 1 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(policy & 63)
            if newValue { words[policy >> 6] |= bit } else { words[policy >> 6] &= ~bit }
        }
    }

    mutating func setWord(_ word: Int, _ value: UInt64) { words[word] = value }

    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    package mutating func formUnion(_ other: PolicyMask) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    package mutating func formIntersection(_ other: PolicyMask) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    package mutating func subtract(_ other: PolicyMask) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    package func union(_ other: PolicyMask) -> PolicyMask {
        var result = self
        result.formUnion(other)
        return result
    }

    /// The policies' numbers in ascending order.
    package var members: [Int] {
        var members: [Int] = []
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                members.append(index * 64 + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
        return members
    }
}
