/// The content of a compressed file, unpacked as it is asked for: gzip and Zstandard, told by their magic bytes.
///
/// Members (gzip) and frames (Zstandard) one behind the other are one content. What is held is a chunk of the packed bytes
/// and what the format's own window takes: 32 KiB of gzip, at most 128 MiB of Zstandard.
final class CompressedSource {
    enum Format: Sendable {
        case gzip, zstd

        /// The length of the longest magic number.
        static let magicBytesMax = 4

        /// The format of a file that starts with `head`; nil if it is not compressed.
        ///
        /// No text begins so: each holds a byte that is ill-formed UTF-8 or a control character.
        init?(head: [UInt8]) {
            if head.starts(with: [0x1F, 0x8B]) {
                self = .gzip
            } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Self.isSkippableFrame(head) {
                self = .zstd
            } else {
                return nil
            }
        }

        /// A frame of anybody's own data, which some writers of Zstandard put first.
        private static func isSkippableFrame(_ head: [UInt8]) -> Bool {
            head.count >= 4 && head[0] & 0xF0 == 0x50 && head[1...].starts(with: [0x2A, 0x4D, 0x18])
        }
    }

    private static let packedBytesMax = 64 << 10
    private static let unpackedBytesMax = 256 << 10

    private var source: ByteSource
    private var sourceIsAtEnd = false
    /// Packed bytes that were read; those before `consumed` are done with.
    private var packed: [UInt8] = []
    private var consumed = 0
    private let decoder: any StreamDecoder

    init(_ format: Format, _ source: ByteSource) throws(FileError) {
        self.source = source
        decoder =
            switch format {
            case .gzip: try GzipDecoder()
            case .zstd: try ZstdDecoder()
            }
    }

    /// Appends at most `count` further bytes of the content to `buffer`.
    ///
    /// - Returns: how many; 0 at the end.
    func read(_ count: Int, into buffer: inout [UInt8]) throws(FileError) -> Int {
        while true {
            if consumed == packed.count, !sourceIsAtEnd { try refill() }
            let isLast = sourceIsAtEnd && consumed == packed.count
            if isLast, decoder.isBetweenMembers { return 0 }
            let capacity = min(count, Self.unpackedBytesMax)
            var step: StreamStep?
            var problem: FileError?
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { bytes, initialized in
                do throws(FileError) {
                    let done = try unsafe decoder.decode(packed[consumed...], into: bytes)
                    initialized = done.produced
                    step = done
                } catch {
                    problem = error
                }
            }
            guard let step else { throw problem ?? FileError("cannot be unpacked") }
            consumed += step.consumed
            if step.produced > 0 {
                buffer.append(contentsOf: chunk)
                return step.produced
            }
            if isLast, !decoder.isBetweenMembers {
                throw FileError("the \(decoder.formatName) data ends too early: the file is cut")
            }
        }
    }

    private func refill() throws(FileError) {
        packed.removeAll(keepingCapacity: true)
        consumed = 0
        sourceIsAtEnd = try source.read(Self.packedBytesMax, into: &packed) == 0
    }
}

/// What a decoder did in one step.
struct StreamStep {
    var consumed: Int
    var produced: Int
}

/// Unpacks a stream piece by piece.
protocol StreamDecoder: AnyObject {
    var formatName: String { get }

    /// The content may end here: nothing was begun that has not ended.
    var isBetweenMembers: Bool { get }

    /// Unpacks some of `packed` into `output`.
    ///
    /// A step that does neither consume nor produce anything waits for more bytes.
    func decode(
        _ packed: ArraySlice<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(FileError) -> StreamStep
}
