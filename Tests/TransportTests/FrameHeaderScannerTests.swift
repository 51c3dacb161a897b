import Testing
import Transport

/// Frames found in bytes that are cut anywhere.
@Suite("Frame headers") struct FrameHeaderScannerTests {
    private func frame(_ kind: UInt8, _ flags: UInt8 = 0, stream: UInt32 = 1, _ payload: [UInt8] = []) -> [UInt8] {
        let length = UInt32(payload.count)
        return [
            UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), kind, flags,
            UInt8(stream >> 24 & 255), UInt8(stream >> 16 & 255), UInt8(stream >> 8 & 255), UInt8(stream & 255),
        ] + payload
    }

    private func scan(_ scanner: inout FrameHeaderScanner, _ bytes: [UInt8]) -> [FrameHeader] {
        var headers: [FrameHeader] = []
        bytes.withUnsafeBytes { buffer in
            scanner.scan(buffer) {
                headers.append($0)
                return true
            }
        }
        return headers
    }

    @Test(
        "the scanner finds the same frames however the bytes are cut",
        arguments: [1, 2, 3, 8, 9, 10, 11, 100, 1_000]
    )
    func scannerCuts(size: Int) {
        let preface = [UInt8](repeating: 0x50, count: 24)
        let bytes =
            preface + frame(4, stream: 0, [0, 3, 0, 0, 0, 1]) + frame(1, 4, [1, 2, 3])
            + frame(0, 8, [5, 1, 2, 0, 0, 0, 0, 0])
            + frame(0, 8, []) + frame(0xFA, 0xFF, stream: 0xFFFF_FFFF, [UInt8](repeating: 9, count: 300))
            + frame(6, stream: 0, [])
        var scanner = FrameHeaderScanner(expectsPreface: true)
        var found: [FrameHeader] = []
        var at = 0
        while at < bytes.count {
            found += scan(&scanner, Array(bytes[at..<min(at + size, bytes.count)]))
            at += size
        }
        #expect(found.map(\.kind) == [4, 1, 0, 0, 0xFA, 6])
        #expect(found.map(\.length) == [6, 3, 8, 0, 300, 0])
        #expect(found[2].padLength == 5)
        #expect(found[2].dataBytes == 2)
        #expect(found[4].streamID == 0x7FFF_FFFF)
        #expect(!scanner.isInsideFrame)
        #expect(!scanner.isInsideHeaderBlock)
    }

    @Test("the scanner knows where an end is a cut") func scannerInside() {
        var scanner = FrameHeaderScanner(expectsPreface: false)
        #expect(!scanner.isInsideFrame)
        _ = scan(&scanner, [0, 0, 5])
        #expect(scanner.isInsideFrame)
        _ = scan(&scanner, [1, 0, 0, 0, 0, 1])
        #expect(scanner.isInsideFrame && scanner.isInsideHeaderBlock)
        _ = scan(&scanner, [1, 2, 3, 4, 5])
        #expect(!scanner.isInsideFrame && scanner.isInsideHeaderBlock, "END_HEADERS is still to come")
        _ = scan(&scanner, frame(9, 4, [1]))
        #expect(!scanner.isInsideFrame && !scanner.isInsideHeaderBlock)
    }

    @Test("padding longer than its frame is no body") func scannerPadding() {
        let header = FrameHeader(length: 4, kind: 0, flags: 8, streamID: 1, padLength: 200)
        #expect(header.dataBytes == 0)
    }
}
