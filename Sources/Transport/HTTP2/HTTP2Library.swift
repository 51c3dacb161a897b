import CNghttp2

/// The callbacks and options that every session shares; made once, never changed.
@safe final class HTTP2Library: Sendable {
    static let serverCallbacks = makeCallbacks()

    /// nghttp2's own limits.
    ///
    /// Some came as Debian security patches to 1.52 and are not in the upstream release of that version: `muster serve`
    /// cannot tell from the version alone.
    static func makeOptions(_ limits: TransportLimits) -> OpaquePointer? {
        var options: OpaquePointer?
        guard unsafe nghttp2_option_new(&options) == 0, let made = unsafe options else { return nil }
        unsafe nghttp2_option_set_no_auto_window_update(made, 1)
        unsafe nghttp2_option_set_max_outbound_ack(made, 64)
        unsafe nghttp2_option_set_max_settings(made, 16)
        unsafe nghttp2_option_set_max_continuations(made, 4)
        // A little above our own count, which closes with a reason.
        unsafe nghttp2_option_set_stream_reset_rate_limit(
            made,
            UInt64(limits.resetsBurst + 8),
            UInt64(limits.resetsPerSecond)
        )
        return unsafe made
    }

    private static func makeCallbacks() -> SharedCallbacks { SharedCallbacks() }
}

/// Sendable: written in `init` alone, read by `nghttp2_session_*_new`.
@safe final class SharedCallbacks: @unchecked Sendable {
    let pointer: OpaquePointer?

    init() {
        var made: OpaquePointer?
        guard unsafe nghttp2_session_callbacks_new(&made) == 0 else {
            unsafe pointer = nil
            return
        }
        unsafe pointer = made
        unsafe nghttp2_session_callbacks_set_on_begin_frame_callback(made) { _, header, user in
            guard let session = unsafe HTTP2Session.from(user), let header = unsafe header else { return 0 }
            unsafe session.frameBegins(kind: header.pointee.type, streamID: header.pointee.stream_id)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(made) { _, _, user in
            unsafe HTTP2Session.from(user)?.headersBegin()
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_header_callback(made) {
            _,
            _,
            name,
            nameLength,
            value,
            valueLength,
            _,
            user in
            guard let session = unsafe HTTP2Session.from(user) else { return 0 }
            let isTaken = unsafe session.headerReceived(
                UnsafeBufferPointer(start: name, count: nameLength),
                UnsafeBufferPointer(start: value, count: valueLength)
            )
            // RST_STREAM for this stream; the block is decoded on, so that HPACK stays in step.
            return isTaken ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(made) { _, frame, user in
            guard let session = unsafe HTTP2Session.from(user), let frame = unsafe frame else { return 0 }
            unsafe session.frameReceived(frame)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made) { _, _, streamID, data, length, user in
            guard let session = unsafe HTTP2Session.from(user), let data = unsafe data else { return 0 }
            unsafe session.dataReceived(streamID, UnsafeRawBufferPointer(start: data, count: length))
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(made) { _, streamID, code, user in
            // Never anything but 0 here: an error would leak memory in this version (CVE-2023-35945).
            unsafe HTTP2Session.from(user)?.streamClosed(streamID, HTTP2ErrorCode(rawValue: code))
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(made) { _, _, code, user in
            unsafe HTTP2Session.from(user)?.invalidFrameReceived(code)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(made) { _, frame, user in
            guard let session = unsafe HTTP2Session.from(user), let frame = unsafe frame else { return 0 }
            unsafe session.frameSent(frame)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_not_send_callback(made) { _, frame, _, user in
            guard let session = unsafe HTTP2Session.from(user), let frame = unsafe frame else { return 0 }
            unsafe session.frameNotSent(frame)
            return 0
        }
    }
}

/// nghttp2 asks for body bytes: from what the stream has pending.
///
/// Nothing there and not finished: deferred, until a write resumes it.
let streamDataSource: nghttp2_data_source_read_callback = { _, _, buffer, length, flags, source, _ in
    guard let opaque = unsafe source?.pointee.ptr, let flags = unsafe flags else {
        return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
    }
    let stream = unsafe Unmanaged<HTTP2Stream>.fromOpaque(opaque)
    return unsafe stream._withUnsafeGuaranteedRef { stream in
        switch unsafe stream.takePending(into: UnsafeMutableRawBufferPointer(start: buffer, count: length)) {
        case .bytes(let count): return count
        case .last(let count):
            unsafe flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_EOF.rawValue)
            return count
        case .none: return Int(NGHTTP2_ERR_DEFERRED.rawValue)
        }
    }
}
