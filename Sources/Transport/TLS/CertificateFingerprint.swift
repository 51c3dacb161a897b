import COpenSSL

/// The SHA-256 of a certificate's DER form, by which a client can know a certificate that nobody vouches for.
///
/// `openssl x509 -noout -fingerprint -sha256` prints the same.
package struct CertificateFingerprint: Sendable, Hashable, CustomStringConvertible {
    /// Bytes of a SHA-256.
    private static let byteCount = 32

    private let digest: [UInt8]

    /// Reads 64 hexadecimal digits, in either case, with or without colons between the bytes; nil if they are not that.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        let isGrouped = bytes.count == 3 * Self.byteCount - 1
        guard isGrouped || bytes.count == 2 * Self.byteCount else { return nil }
        var digest: [UInt8] = []
        for index in 0..<Self.byteCount {
            let start = index * (isGrouped ? 3 : 2)
            if isGrouped, index > 0, bytes[start - 1] != UInt8(ascii: ":") { return nil }
            guard let high = Self.value(bytes[start]), let low = Self.value(bytes[start + 1]) else { return nil }
            digest.append(high << 4 | low)
        }
        self.digest = digest
    }

    init(_ certificate: OpaquePointer?) {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        _ = unsafe X509_digest(certificate, EVP_sha256(), &digest, &length)
        self.digest = Array(digest.prefix(Int(length)))
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    /// `AA:BB:…`.
    package var description: String {
        let digits = Array("0123456789ABCDEF".utf8)
        return digest.map { String(decoding: [digits[Int($0 >> 4)], digits[Int($0 & 15)]], as: UTF8.self) }
            .joined(separator: ":")
    }
}
