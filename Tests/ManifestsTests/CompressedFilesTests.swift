import Foundation
import Testing

import Manifests

/// `.gz` and `.zst`: told by their bytes, unpacked as they are read, and no damage goes unnoticed.
struct CompressedFilesTests {
    enum Format: String, CaseIterable, Sendable {
        case gzip, zstd

        func packed(_ content: [UInt8]) -> [UInt8] {
            switch self {
            case .gzip: PackedBytes.gzip(content)
            case .zstd: PackedBytes.zstd(content)
            }
        }
    }

    private static let manifest = Array(
        (0..<300).map { "---\napiVersion: v1\nkind: Pod\nmetadata: {name: pod-\($0)}\n" }.joined().utf8
    )

    private func unpacked(_ packed: [UInt8], piece: Int = 1 << 20) throws(FileError) -> [UInt8] {
        var source = try ByteSource(unpacking: ByteSource(packed))
        var content: [UInt8] = []
        while try source.read(piece, into: &content) > 0 {}
        return content
    }

    @Test(
        "What was packed comes out again, whatever is asked for at a time",
        arguments: Format.allCases,
        [1 << 20, 1_000, 1]
    )
    func contentComesOut(_ format: Format, _ piece: Int) throws {
        #expect(try unpacked(format.packed(Self.manifest), piece: piece) == Self.manifest)
        #expect(try unpacked(format.packed([]), piece: piece) == [])
    }

    @Test("A file that is not compressed is read as it is", arguments: ["", "{", "a: b\n", "\u{1F}", "(µ/", "PK"])
    func plainFilesStay(_ text: String) throws {
        #expect(try unpacked(Array(text.utf8)) == Array(text.utf8))
        #expect(try unpacked(Array(text.utf8), piece: 1) == Array(text.utf8))
    }

    @Test("Members one behind the other are one content", arguments: Format.allCases)
    func membersAreJoined(_ format: Format) throws {
        let (first, second) = (Array("{\"a\":".utf8), Array("1}".utf8))
        let joined = format.packed(first) + format.packed([]) + format.packed(second)
        #expect(try unpacked(joined) == first + second)
        #expect(try unpacked(joined, piece: 1) == first + second)
    }

    @Test("Zero bytes behind gzip and skippable frames around Zstandard are passed over")
    func paddingIsPassed() throws {
        let content = Array("x".utf8)
        #expect(try unpacked(PackedBytes.gzip(content) + [UInt8](repeating: 0, count: 200_000)) == content)
        let skippable: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        #expect(try unpacked(skippable + PackedBytes.zstd(content) + skippable) == content)
    }

    @Test("Something else behind the packed content is an error", arguments: Format.allCases)
    func trailingBytesAreAnError(_ format: Format) {
        #expect(throws: FileError.self) { try unpacked(format.packed(Self.manifest) + Array("rest of something".utf8)) }
        #expect(throws: FileError.self) { try unpacked(PackedBytes.gzip([1]) + [0, 0, 7]) }
    }

    @Test("A file that was cut is an error, wherever it was cut", arguments: Format.allCases)
    func cutFilesAreAnError(_ format: Format) {
        let packed = format.packed(Self.manifest)
        // With less than its magic bytes nothing is known to be compressed.
        for length in (format == .gzip ? 2 : 4)..<packed.count {
            #expect(throws: FileError.self, "cut at \(length) of \(packed.count)") {
                try unpacked(Array(packed[..<length]))
            }
        }
    }

    @Test("A damaged file is an error or still says what it said", arguments: Format.allCases)
    func damageIsNoticed(_ format: Format) {
        let packed = format.packed(Self.manifest)
        var errors = 0
        for index in packed.indices {
            var damaged = packed
            damaged[index] ^= 0x10
            do throws(FileError) {
                let content = try unpacked(damaged)
                // Damage to the magic bytes themselves leaves a file that is no longer taken for a compressed one.
                #expect(content == Self.manifest || content == damaged, "byte \(index)")
            } catch {
                errors += 1
            }
        }
        #expect(errors > packed.count / 2)
    }

    @Test("A bomb comes out piece by piece")
    func bombComesOutInPieces() throws {
        let zeros = [UInt8](repeating: 0, count: 64 << 20)
        for packed in [PackedBytes.gzip(zeros), PackedBytes.zstd(zeros)] {
            var source = try ByteSource(unpacking: ByteSource(packed))
            var (total, largest) = (0, 0)
            var piece: [UInt8] = []
            while true {
                piece.removeAll(keepingCapacity: true)
                let count = try source.read(1 << 30, into: &piece)
                guard count > 0 else { break }
                total += count
                largest = max(largest, count)
            }
            #expect(total == zeros.count)
            #expect(largest <= 256 << 10)
        }
    }

    @Test("A frame that asks for a window of gigabytes is refused before it is given any")
    func largeWindowsAreRefused() {
        // Magic, a descriptor without a content size, a window of 2^31 bytes, an empty last block.
        let packed: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x01, 0x00, 0x00]
        #expect(throws: FileError.self) { try unpacked(packed) }
    }

    @Test("Packed files are read as fleets, damaged ones up to the damage")
    func packedFleetsAreRead() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("packed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Without repetitions, so that a good part comes out before the cut.
        let noise = (0..<20_000).map {
            "---\nkind: Pod\napiVersion: v1\nmetadata: {name: a\($0 &* 2_654_435_761 % 1_000_003)}\n"
        }
        for format in Format.allCases {
            let packed = format.packed(Array(noise.joined().utf8))
            try Data(packed).write(to: folder.appendingPathComponent("whole"))
            try Data(packed.dropLast(9)).write(to: folder.appendingPathComponent("cut"))
            func read(_ name: String) throws -> [FleetEntry] {
                Array(FleetReader(try ManifestFiles([folder.appendingPathComponent(name).path])))
            }
            #expect(try read("whole").count == noise.count, "\(format)")
            let entries = try read("cut")
            guard case .error(let error) = entries.last else {
                Issue.record("no error in the cut \(format) file")
                continue
            }
            #expect(error.isFileError)
            #expect(error.description.contains("/cut") && error.description.contains("\(format) data"), "\(error)")
        }
    }

    @Test("A cut in text that is dropped behind a large document is an error too")
    func cutsInDroppedTextAreErrors() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("packed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pods = (0..<30_000).map { "- {kind: Pod, apiVersion: v1, metadata: {name: a\($0)}}\n" }.joined()
        let comments = (0..<60_000).map { "# \($0 &* 2_654_435_761 % 1_000_003)\n" }.joined()
        let content = Array(("kind: List\napiVersion: v1\nitems:\n" + pods + "...\n" + comments).utf8)
        #expect(content.count > 2 << 20)
        for format in Format.allCases {
            let file = folder.appendingPathComponent("cut-\(format)")
            try Data(format.packed(content).dropLast(9)).write(to: file)
            var (items, errors) = (0, 0)
            for entry in FleetReader(try ManifestFiles([file.path])) {
                if case .error(let error) = entry { errors += error.isFileError ? 1 : 0 } else { items += 1 }
            }
            #expect(items == 30_000 && errors == 1, "\(format): \(items) items, \(errors) errors")
        }
    }
}
