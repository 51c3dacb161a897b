/// Valid UTF-8 sequences (RFC 3629 section 4), as Go's `utf8.DecodeRune` takes them.
package enum UTF8Sequence {
    /// The length of the valid sequence at `index`, or 0 if there is none: then that one byte is invalid.
    package static func length(at index: Int, in bytes: RawSpan) -> Int {
        let left = bytes.byteCount - index
        func continues(_ distance: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            distance < left && range.contains(bytes.byte(at: index + distance))
        }
        switch bytes.byte(at: index) {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: return continues(1) ? 2 : 0
        case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : 0
        case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : 0
        case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
        case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : 0
        case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
        case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : 0
        default: return 0
        }
    }
}

extension [UInt8] {
    /// Puts U+FFFD in the place of each byte from `start` on that belongs to no valid UTF-8, as Go does with texts in JSON.
    package mutating func repairUTF8(from start: Int) {
        var index = start
        while index < count, self[index] < 0x80 { index += 1 }
        guard index < count else { return }
        let text = Array(self[index...])
        removeLast(text.count)
        var place = 0
        while place < text.count {
            let length = unsafe UTF8Sequence.length(at: place, in: text.span.bytes)
            if length == 0 {
                append(contentsOf: UTF8.encodedReplacementCharacter)
            } else {
                append(contentsOf: text[place..<place + length])
            }
            place += Swift.max(1, length)
        }
    }
}
