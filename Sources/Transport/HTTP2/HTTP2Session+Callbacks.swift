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
        guard kind == FrameHeader.Kind.headers, streamID % 2 == 1, case .server = role else { return }
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
            if case .client(let link) = role { link.goesAway() }
        case FrameHeader.Kind.ping:
            if header.flags & FrameHeader.Flag.acknowledgement != 0, drainAt != nil { finishDraining() }
        default: break
        }
    }

    private func noteRemoteSettings() {
        guard case .client(let link) = role, let handle = unsafe handle else { return }
        let value = unsafe nghttp2_session_get_remote_settings(handle, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
        link.note(concurrentStreamsMax: Int(clamping: value))
    }

    private func headersReceived(_ header: nghttp2_frame_hd, _ category: nghttp2_headers_category) {
        let isEnd = header.flags & FrameHeader.Flag.endStream != 0
        switch role {
        case .server(let service, let budget, _):
            guard category == NGHTTP2_HCAT_REQUEST else {
                // Trailers: their fields mean nothing here.
                if isEnd { endReceived(find(header.stream_id)) }
                return
            }
            openStream(header.stream_id, isEnd, service, budget)
        case .client:
            guard let stream = find(header.stream_id) else { return }
            if !stream.hasResponseHead, let response = head.response {
                // Interim responses say nothing that we need.
                if response.status >= 200 {
                    stream.hasResponseHead = true
                    (stream.handler as? any HTTP2ResponseHandler)?.received(head: response)
                }
            }
            if isEnd { endReceived(stream) }
        }
    }

    private func openStream(_ streamID: Int32, _ isEnd: Bool, _ service: any HTTP2Service, _ budget: MemoryBudget) {
        if budget.refusesStreams {
            loop.counters.streamsRefused += 1
            recentResets.insert(streamID)
            unsafe nghttp2_submit_rst_stream(
                handle,
                UInt8(NGHTTP2_FLAG_NONE.rawValue),
                streamID,
                HTTP2ErrorCode.refusedStream.rawValue
            )
            applicationResets += 1
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
        stream.handler = service.open(stream, head.request)
        if isEnd { endReceived(stream) }
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

    func invalidFrameReceived() {
        if !provokedResets.countInvalidFrame(now: loop.now) || !countPeerReset() {
            terminate(.enhanceYourCalm, .provokedResets)
        }
    }

    private func countPeerReset() -> Bool {
        guard case .server(_, _, let count) = role else { return true }
        return count()
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
            } else if !provokedResets.countLibraryReset(now: loop.now) {
                terminate(.enhanceYourCalm, .provokedResets)
            }
        case FrameHeader.Kind.goAway:
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
            guard case .client = role, let stream = requested[header.stream_id], !stream.hasResponseHead else { return }
            finish(stream, .resetHere(.refusedStream))
        default: break
        }
    }
}
