/// CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final XOR 0xFFFFFFFF.
///
/// RFC 3720, appendix B.4.
package struct CRC32C: Sendable, Equatable {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }

    private var state: UInt32 = 0xFFFF_FFFF
    /// Here and not looked up each time: a global is guarded by a once.
    private let table = Self.table

    package init() {}

    /// The checksum of the bytes so far.
    package var value: UInt32 { ~state }

    package mutating func update(_ byte: UInt8) {
        state = table[Int((state ^ UInt32(byte)) & 0xFF)] ^ (state >> 8)
    }

    package mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { update(byte) }
    }

    package static func == (left: CRC32C, right: CRC32C) -> Bool { left.state == right.state }
}
