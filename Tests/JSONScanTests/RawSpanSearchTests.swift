import Testing

import JSONScan

@Suite("Searching bytes")
struct RawSpanSearchTests {
    /// Bytes of few kinds, so that those that end a search, and their neighbours in value, are frequent.
    private static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
        let kinds: [UInt8] = [
            0x00, 0x0A, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x61, 0x7F, 0x80, 0xA2, 0xDC, 0xFF,
        ]
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 60 < 12 ? 0x61 : kinds[Int(state >> 40 & 15)]
        }
    }

    @Test("the plain part of a string ends where a byte-by-byte search ends it", arguments: 0..<64)
    func plainTextEnd(count: Int) {
        for seed in 1...40 as ClosedRange<UInt64> {
            let bytes = Self.bytes(count, seed: seed &* 977)
            for start in 0...count {
                let expected = bytes[start...].firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? count
                #expect(bytes.span.bytes.plainTextEnd(from: start) == expected, "\(bytes) from \(start)")
            }
        }
    }

    @Test("a search of a part ends with the part, whatever stands behind it", arguments: 0..<40)
    func plainTextEndOfAPart(count: Int) {
        let bytes = Self.bytes(count, seed: UInt64(count) &* 61)
        for start in 0...count {
            for end in start...count {
                let expected = bytes[start..<end].firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? end
                let found = bytes.span.bytes.plainTextEnd(from: start, to: end)
                #expect(found == expected, "\(bytes) from \(start) to \(end)")
            }
        }
    }

    @Test("a run of spaces ends where a byte-by-byte search ends it", arguments: 0..<40)
    func spacesEnd(count: Int) {
        for spaces in 0...count {
            for other in [0x00, 0x0A, 0x21, 0x60, 0xA0] as [UInt8] {
                let bytes = (0..<count).map { $0 == spaces ? other : 0x20 }
                for start in 0...count {
                    let expected = bytes[start...].firstIndex { $0 != 0x20 } ?? count
                    #expect(bytes.span.bytes.spacesEnd(from: start) == expected, "\(bytes) from \(start)")
                }
            }
        }
    }

    @Test("a byte is found where a byte-by-byte search finds it", arguments: [0x00, 0x0A, 0x22, 0x80, 0xFF] as [UInt8])
    func firstIndex(byte: UInt8) {
        for count in 0..<40 {
            let bytes = Self.bytes(count, seed: UInt64(count) &* 31 &+ UInt64(byte))
            for start in 0...count {
                let expected = bytes[start...].firstIndex(of: byte)
                #expect(bytes.span.bytes.firstIndex(of: byte, from: start) == expected, "\(bytes) from \(start)")
            }
        }
    }
}
