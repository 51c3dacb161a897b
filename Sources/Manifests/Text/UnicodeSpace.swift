/// White space as Go's `unicode.IsSpace` has it.
enum UnicodeSpace {
    /// The length of the white space character at the start of `bytes`, 0 if there is none.
    static func length(_ bytes: ArraySlice<UInt8>) -> Int {
        guard let first = bytes.first else { return 0 }
        switch first {
        case 0x09...0x0D, 0x20: return 1
        case 0xC2:
            let second = bytes.dropFirst().first
            return second == 0x85 || second == 0xA0 ? 2 : 0
        case 0xE1, 0xE2, 0xE3:
            let character = Array(bytes.prefix(3))
            guard character.count == 3 else { return 0 }
            switch (character[0], character[1], character[2]) {
            case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9),
                (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
                return 3
            default:
                return 0
            }
        default: return 0
        }
    }

    /// True if nothing but white space is there.
    static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
        let rest = trimmed(bytes)
        return rest.isEmpty
    }

    /// `bytes` without the white space in front.
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while true {
            let length = length(rest)
            guard length > 0 else { return rest }
            rest = rest.dropFirst(length)
        }
    }
}
