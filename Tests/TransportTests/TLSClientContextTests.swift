import Foundation
import Testing

import Transport

@Suite("A client's trust")
struct TLSClientContextTests {
    /// What a user may name by mistake; none of it may do worse than an error that names the file.
    @Test(
        "a file without CA certificates is refused by its name",
        arguments: ["missing", "empty", "text", "folder", "truncated"]
    )
    func unloadableAuthorities(kind: String) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("muster-ca-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        switch kind {
        case "empty": try Data().write(to: path)
        case "text": try Data("no certificate\n".utf8).write(to: path)
        case "folder": try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
        case "truncated":
            try Data("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".utf8).write(to: path)
        default: break
        }
        // More than once: memory that is freed twice may go unnoticed the first time.
        for _ in 0..<20 {
            let error = #expect(throws: TransportError.self) { try TLSClientContext(.authorities(file: path.path)) }
            #expect(error?.description.contains(path.path) == true, "\(String(describing: error))")
        }
    }
}

@Suite("Certificate fingerprints")
struct CertificateFingerprintTests {
    private static let plain = String(repeating: "0aF1", count: 16)
    private static let grouped = Array(repeating: "0A:F1", count: 16).joined(separator: ":")

    @Test(
        "64 digits are read in either case, with colons or without",
        arguments: [plain, grouped, grouped.lowercased()]
    )
    func reads(text: String) {
        #expect(CertificateFingerprint(parsing: text)?.description == Self.grouped)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "0A", String(plain.dropLast()), plain + "0", String(plain.dropLast()) + "g",
            grouped.replacing(":", with: "-"), String(grouped.dropLast()) + ":", grouped + ":", "sha256:" + plain,
        ]
    )
    func refuses(text: String) {
        #expect(CertificateFingerprint(parsing: text) == nil)
    }
}
