import CNghttp2

/// What nghttp2 reports.
extension HTTP2Session {
    // MARK: Frames in

    /// Every frame's header, before the library looks at it.
    ///
    /// The library ignores HEADERS on a stream that it has forgotten. RFC 9113, section 5.1.1 wants a new stream with a
    /// lower number than one already opened to be a connection error; only streams that we reset ourselves may still see
    /// frames that were under way.
    func frameBegins(kind: UInt8, streamID: Int32) {
        guard kind == FrameHeader.Kind.headers, streamID & 1 == 1, server != nil else { return }
        if streamID > highestStreamID {
            highestStreamID = streamID
        } else if streamID < highestStreamID, unsafe nghttp2_session_find_stream(handle, streamID) == nil,
            !recentResets.contains(streamID)
        {
            terminate(.protocolError, .protocolError)
        }
    }

    func headersBegin() {
        head.reset()
        headerBudget.reset()
    }

    /// Whether the field is within the limits.
    func headerReceived(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
        guard headerBudget.add(nameBytes: name.count, valueBytes: value.count) else { return false }
        unsafe head.add(name, value)
        return true
    }

    func frameReceived(_ frame: UnsafePointer<nghttp2_frame>) {
        let header = unsafe frame.pointee.hd
        switch header.type {
        case FrameHeader.Kind.headers: unsafe headersReceived(header, frame.pointee.headers.cat)
        case FrameHeader.Kind.data:
            if header.flags & FrameHeader.Flag.endStream != 0 { endReceived(find(header.stream_id)) }
        case FrameHeader.Kind.resetStream: find(header.stream_id)?.wasResetByPeer = true
        case FrameHeader.Kind.settings:
            if header.flags & FrameHeader.Flag.acknowledgement != 0 {
                connection?.settingsAcknowledged()
            } else {
                noteRemoteSettings()
                connection?.settingsReceived()
            }
        case FrameHeader.Kind.goAway:
            client?.goesAway()
        case FrameHeader.Kind.ping:
            if header.flags & FrameHeader.Flag.acknowledgement != 0, drainAt != nil { finishDraining() }
        default: break
        }
    }

    private func noteRemoteSettings() {
        guard let client, let handle = unsafe handle else { return }
        let value = unsafe nghttp2_session_get_remote_settings(handle, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
        client.note(concurrentStreamsMax: Int(clamping: value))
    }

    private func headersReceived(_ header: nghttp2_frame_hd, _ category: nghttp2_headers_category) {
        let isEnd = header.flags & FrameHeader.Flag.endStream != 0
        if let server {
            if category == NGHTTP2_HCAT_REQUEST {
                openStream(header.stream_id, isEnd, server)
            } else if isEnd {
                // Trailers: their fields mean nothing here.
                endReceived(find(header.stream_id))
            }
            return
        }
        guard let stream = find(header.stream_id) else { return }
        // Interim responses say nothing that we need.
        if !stream.hasResponseHead, let response = head.response, response.status >= 200 {
            stream.hasResponseHead = true
            (stream.handler as? any HTTP2ResponseHandler)?.received(head: response)
        }
        if isEnd { endReceived(stream) }
    }

    private func openStream(_ streamID: Int32, _ isEnd: Bool, _ server: ServerSide) {
        guard !server.memory.isSpent else { return refuse(streamID) }
        guard streams.count < Int(limits.concurrentStreams) else {
            refuse(streamID)
            countRefusal()
            return
        }
        let stream = HTTP2Stream(
            token: StreamToken(connection: token, streamID: streamID),
            origin: origin,
            session: self,
            now: loop.now
        )
        // Retained by `streams` until the library has closed the stream.
        unsafe nghttp2_session_set_stream_user_data(handle, streamID, Unmanaged.passUnretained(stream).toOpaque())
        insert(stream)
        stream.handler = server.service.open(stream, head.request)
        if isEnd { endReceived(stream) }
    }

    /// The client may ask again.
    private func refuse(_ streamID: Int32) {
        loop.counters.streamsRefused += 1
        recentResets.insert(streamID)
        unsafe nghttp2_submit_rst_stream(
            handle,
            UInt8(NGHTTP2_FLAG_NONE.rawValue),
            streamID,
            HTTP2ErrorCode.refusedStream.rawValue
        )
        applicationResets += 1
    }

    /// The client has more streams open than it may; it may not have known yet, or does not care.
    private func countRefusal() {
        if !refusals.take(1, now: loop.now) { terminate(.enhanceYourCalm, .provokedResets) }
    }

    private func endReceived(_ stream: HTTP2Stream?) {
        guard let stream, !stream.hasPeerEnded else { return }
        stream.hasPeerEnded = true
        stream.handler?.receivedEnd()
    }

    func dataReceived(_ streamID: Int32, _ bytes: UnsafeRawBufferPointer) {
        let stream = find(streamID)
        hold(bytes.count, stream)
        guard let stream else { return }
        guard !stream.wasResetHere, let handler = stream.handler else {
            consume(stream, bytes.count)
            return
        }
        let span = unsafe RawSpan(_unsafeBytes: bytes)
        handler.received(span)
    }

    func streamClosed(_ streamID: Int32, _ code: HTTP2ErrorCode) {
        guard let stream = find(streamID) else { return }
        if stream.wasResetByPeer {
            finish(stream, .resetByPeer(code))
        } else if stream.wasResetHere || code != .noError {
            finish(stream, .resetHere(code))
        } else {
            finish(stream, .finished)
        }
    }

    func invalidFrameReceived(_ code: Int32) {
        // A stream beyond the limit: counted when it is refused.
        if code == NGHTTP2_ERR_REFUSED_STREAM.rawValue { return }
        if !provokedResets.countInvalidFrame(now: loop.now) || !countPeerReset() {
            terminate(.enhanceYourCalm, .provokedResets)
        }
    }

    private func countPeerReset() -> Bool {
        server?.countReset(now: loop.now) ?? true
    }

    // MARK: Frames out

    func frameSent(_ frame: UnsafePointer<nghttp2_frame>) {
        let header = unsafe frame.pointee.hd
        switch header.type {
        case FrameHeader.Kind.data:
            countSentData()
            find(header.stream_id)?.progress.countSent(header.length)
        case FrameHeader.Kind.resetStream:
            recentResets.insert(header.stream_id)
            if applicationResets > 0 {
                applicationResets -= 1
            } else if unsafe frame.pointee.rst_stream.error_code == HTTP2ErrorCode.refusedStream.rawValue {
                countRefusal()
            } else if !provokedResets.countLibraryReset(now: loop.now) {
                terminate(.enhanceYourCalm, .provokedResets)
            }
        case FrameHeader.Kind.goAway:
            noticeSent()
            if unsafe frame.pointee.goaway.error_code != HTTP2ErrorCode.noError.rawValue { decide(.protocolError) }
        default: break
        }
    }

    func frameNotSent(_ frame: UnsafePointer<nghttp2_frame>) {
        let header = unsafe frame.pointee.hd
        switch header.type {
        case FrameHeader.Kind.resetStream: applicationResets = max(0, applicationResets - 1)
        case FrameHeader.Kind.headers:
            // A request that never left: the connection was going away.
            guard let stream = requested[header.stream_id], !stream.hasResponseHead else { return }
            finish(stream, .resetHere(.refusedStream))
        default: break
        }
    }
}
