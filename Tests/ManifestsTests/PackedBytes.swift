import CZlib
import CZstd

/// Compressed files, made by the libraries that others make them with.
enum PackedBytes {
    static func gzip(_ content: [UInt8], level: Int32 = 6) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        deflateInit2_(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, UInt(content.count)))
        var content = content
        return [UInt8](unsafeUninitializedCapacity: room) { output, count in
            content.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                deflate(&stream, Z_FINISH)
            }
            count = output.count - Int(stream.avail_out)
        }
    }

    static func zstd(_ content: [UInt8], level: Int32 = 3) -> [UInt8] {
        let room = ZSTD_compressBound(content.count)
        return [UInt8](unsafeUninitializedCapacity: room) { output, count in
            guard let context = ZSTD_createCCtx() else { return }
            defer { ZSTD_freeCCtx(context) }
            ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
            ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
            let written = content.withUnsafeBytes {
                ZSTD_compress2(context, output.baseAddress, room, $0.baseAddress, $0.count)
            }
            count = ZSTD_isError(written) == 0 ? written : 0
        }
    }
}
