import CNghttp2

/// What this side sends: responses, requests, resets, GOAWAY. All of it queues in the library and leaves with the next
/// flush.
extension HTTP2Session {
    func submitResponse(_ stream: HTTP2Stream, status: Int, headers: [HeaderField], endStream: Bool) {
        guard let handle = unsafe handle else { return }
        fields.removeAll()
        fields.appendStatus(status)
        for header in headers { fields.append(header.name, header.value) }
        let streamID = stream.token.streamID
        let result = unsafe fields.withNameValues { pairs in
            guard !endStream else {
                return unsafe nghttp2_submit_response(handle, streamID, pairs.baseAddress, pairs.count, nil)
            }
            var provider = unsafe Self.dataProvider(stream)
            return unsafe nghttp2_submit_response(handle, streamID, pairs.baseAddress, pairs.count, &provider)
        }
        if result != 0 { stream.reset(.internalError) }
        connection?.markDirty()
    }

    /// Opens a client's stream; nil if the library takes no more.
    func submitRequest(_ head: RequestHead, endStream: Bool) -> HTTP2Stream? {
        guard let handle = unsafe handle, canSend, fate == nil,
            unsafe nghttp2_session_check_request_allowed(handle) != 0
        else { return nil }
        fields.removeAll()
        fields.append(":method", head.method)
        fields.append(":scheme", head.scheme)
        if !head.authority.isEmpty { fields.append(":authority", head.authority) }
        fields.append(":path", head.path)
        for header in head.headers.all { fields.append(header.name, header.value) }
        let streamID = Int32(clamping: unsafe nghttp2_session_get_next_stream_id(handle))
        let stream = HTTP2Stream(
            token: StreamToken(connection: token, streamID: streamID),
            origin: origin,
            session: self,
            now: loop.now
        )
        stream.hasResponded = true
        let submitted = unsafe fields.withNameValues { pairs in
            guard !endStream else {
                return unsafe nghttp2_submit_request(handle, nil, pairs.baseAddress, pairs.count, nil, nil)
            }
            var provider = unsafe Self.dataProvider(stream)
            return unsafe nghttp2_submit_request(handle, nil, pairs.baseAddress, pairs.count, &provider, nil)
        }
        guard submitted == streamID else { return nil }
        requested[streamID] = stream
        insert(stream)
        if endStream { stream.finish() }
        connection?.markDirty()
        return stream
    }

    /// The stream outlives the provider: it stays in `streams` until the library has closed it.
    private static func dataProvider(_ stream: HTTP2Stream) -> nghttp2_data_provider {
        unsafe nghttp2_data_provider(
            source: nghttp2_data_source(ptr: Unmanaged.passUnretained(stream).toOpaque()),
            read_callback: streamDataSource
        )
    }

    /// There is something to send where there was nothing.
    func resume(_ stream: HTTP2Stream) {
        guard let handle = unsafe handle else { return }
        if stream.isDeferred {
            stream.isDeferred = false
            unsafe nghttp2_session_resume_data(handle, stream.token.streamID)
        }
        connection?.markDirty()
    }

    func submitReset(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard let handle = unsafe handle else { return }
        applicationResets += 1
        unsafe nghttp2_submit_rst_stream(
            handle,
            UInt8(NGHTTP2_FLAG_NONE.rawValue),
            stream.token.streamID,
            code.rawValue
        )
        connection?.markDirty()
    }

    // MARK: Draining (RFC 9113, section 6.8)

    /// Announces the end: GOAWAY with the highest number, so that requests under way still count; then a PING, and with
    /// its answer (or a second later) the GOAWAY that names the last stream.
    func beginDraining() {
        guard let handle = unsafe handle, !isDraining else { return }
        isDraining = true
        guard server != nil else { return finishDraining() }
        unsafe nghttp2_submit_shutdown_notice(handle)
        let deadline = loop.now + Self.roundTripMilliseconds
        drainAt = deadline
        connection?.wake(at: deadline)
        connection?.markDirty()
    }

    /// The notice is out.
    ///
    /// The library sends PING before other frames, so it is queued only now.
    func noticeSent() {
        guard let handle = unsafe handle, drainAt != nil, !hasAskedRoundTrip else { return }
        hasAskedRoundTrip = true
        unsafe nghttp2_submit_ping(handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
    }

    static let roundTripMilliseconds: UInt64 = 1_000

    func finishDraining() {
        guard let handle = unsafe handle else { return }
        drainAt = nil
        unsafe nghttp2_submit_goaway(
            handle,
            UInt8(NGHTTP2_FLAG_NONE.rawValue),
            nghttp2_session_get_last_proc_stream_id(handle),
            HTTP2ErrorCode.noError.rawValue,
            nil,
            0
        )
        connection?.markDirty()
    }
}
