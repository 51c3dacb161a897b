import CZstd

/// Zstandard (RFC 8878): frames one behind the other, skippable ones among them.
///
/// This is the one file that holds libzstd's pointers.
@safe final class ZstdDecoder: StreamDecoder {
    let formatName = "zstd"

    /// As the `zstd` command has it: a frame may ask for a window of 128 MiB, and no input makes us take more.
    private static let windowLogMax: Int32 = 27

    private let context: OpaquePointer
    private(set) var isBetweenMembers = false

    init() throws(FileError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw FileError("not enough memory") }
        unsafe self.context = context
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogMax)
    }

    deinit { unsafe ZSTD_freeDCtx(context) }

    func decode(
        _ packed: ArraySlice<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(FileError) -> StreamStep {
        // Without input a decoder that stands between two frames would begin another.
        if packed.isEmpty, isBetweenMembers { return StreamStep(consumed: 0, produced: 0) }
        var out = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let (status, consumed) = unsafe packed.withUnsafeBufferPointer { bytes in
            var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
            let status = unsafe ZSTD_decompressStream(context, &out, &input)
            return unsafe (status, input.pos)
        }
        guard ZSTD_isError(status) == 0 else {
            let reason = unsafe String(cString: ZSTD_getErrorName(status))
            throw FileError("the zstd data is damaged, or needs a window above 128 MiB: \(reason.lowercased())")
        }
        isBetweenMembers = status == 0
        return unsafe StreamStep(consumed: consumed, produced: out.pos)
    }
}
