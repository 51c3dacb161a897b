/// Ill-formed UTF-8 replaced by U+FFFD.
enum UTF8Repair {
    static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    /// The length of the well-formed sequence at `index`, or minus the length of the ill-formed one (the longest prefix
    /// of a well-formed sequence counts as one, Unicode's "maximal subpart"); nil if the bytes end inside a sequence.
    static func sequence(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int? {
        let lead = bytes[index]
        if lead < 0x80 { return 1 }
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            default: (1, 0...0)
            }
        if length == 1 { return -1 }
        for offset in 1..<length {
            guard index + offset < bytes.endIndex else { return nil }
            let byte = bytes[index + offset]
            guard offset == 1 ? second.contains(byte) : (0x80...0xBF).contains(byte) else { return -offset }
        }
        return length
    }

    /// The end of the well-formed text from `index` on: the index of the first ill-formed or unfinished sequence.
    static func wellFormedEnd(_ bytes: ArraySlice<UInt8>, from index: Int) -> Int {
        var index = index
        while true {
            index = asciiEnd(bytes, from: index)
            guard index < bytes.endIndex, let length = sequence(bytes, at: index), length > 0 else { return index }
            index += length
        }
    }

    /// The index of the first byte that is not ASCII.
    static func asciiEnd(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            let base = bytes.startIndex
            var index = start - base
            let count = buffer.count
            while index + 32 <= count {
                let a = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let b = unsafe buffer.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self)
                let c = unsafe buffer.loadUnaligned(fromByteOffset: index + 16, as: UInt64.self)
                let d = unsafe buffer.loadUnaligned(fromByteOffset: index + 24, as: UInt64.self)
                if (a | b | c | d) & 0x8080_8080_8080_8080 != 0 { break }
                index += 32
            }
            while index < count, unsafe buffer[index] < 0x80 { index += 1 }
            return index + base
        }
    }

    /// Appends `bytes` to `output`, each ill-formed sequence replaced by one U+FFFD; with `eachByte`, each of its
    /// bytes, as Go's `range` over a string has it.
    ///
    /// - Returns: the index of an unfinished sequence at the end, `bytes.endIndex` if there is none or `isEnd` is set.
    static func append(
        _ bytes: ArraySlice<UInt8>,
        to output: inout [UInt8],
        eachByte: Bool = false,
        isEnd: Bool
    ) -> Int {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let end = wellFormedEnd(bytes, from: index)
            output.append(contentsOf: bytes[index..<end])
            guard end < bytes.endIndex else { return end }
            let length = sequence(bytes, at: end)
            if length == nil, !isEnd { return end }
            output.append(contentsOf: replacement)
            index = eachByte ? end + 1 : length.map { end - $0 } ?? bytes.endIndex
        }
        return index
    }

    static func repairingEachByte(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        _ = append(bytes[...], to: &output, eachByte: true, isEnd: true)
        return output
    }
}
