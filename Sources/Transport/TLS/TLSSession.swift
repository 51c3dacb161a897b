import COpenSSL

/// One connection's TLS state over a socket: OpenSSL's `SSL`, owned.
///
/// Freed once, by `free()`.
///
/// The read side reads ahead 64 KB a call of the system, so bytes may wait inside it that epoll does not know of: read
/// until `wouldBlock`.
@safe struct TLSSession {
    private let ssl: OpaquePointer
    /// Of a client, the only certificate that it takes; nil: `context` says whom it trusts.
    private let pin: CertificateFingerprint?

    enum Step: Equatable {
        case done
        case wouldBlock
        case failed(String)
    }

    init?(server context: OpaquePointer, socket: Socket) {
        guard let ssl = unsafe SSL_new(context) else { return nil }
        unsafe self.ssl = ssl
        pin = nil
        unsafe SSL_set_accept_state(ssl)
        guard unsafe SSL_set_fd(ssl, socket.descriptor) == 1 else {
            unsafe SSL_free(ssl)
            return nil
        }
    }

    /// `serverName`: sent as SNI if it is a name, and checked against the certificate if `trust` is in authorities.
    init?(client trust: TLSClientContext, socket: Socket, serverName: String) {
        guard let ssl = unsafe SSL_new(trust.context) else { return nil }
        unsafe self.ssl = ssl
        pin = trust.pin
        unsafe SSL_set_connect_state(ssl)
        let parameters = unsafe SSL_get0_param(ssl)
        // An address goes into the certificate check as an address, and never into SNI (RFC 6066, section 3).
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, serverName) != 1 {
            ERR_clear_error()
            _ = unsafe SSL_set1_host(ssl, serverName)
            _ = unsafe copenssl_set_server_name(ssl, serverName)
        }
        guard unsafe SSL_set_fd(ssl, socket.descriptor) == 1 else {
            unsafe SSL_free(ssl)
            return nil
        }
    }

    func free() { unsafe SSL_free(ssl) }

    func handshake() -> Step {
        ERR_clear_error()
        let status = unsafe SSL_do_handshake(ssl)
        if status == 1 { return checkPin() }
        switch unsafe SSL_get_error(ssl, status) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wouldBlock
        case SSL_ERROR_SYSCALL: return .failed("the connection was closed during the handshake")
        default:
            let verification = unsafe SSL_get_verify_result(ssl)
            let reason = takeOpenSSLErrorText()
            guard verification != Int(X509_V_OK) else { return .failed(reason) }
            let detail = unsafe String(cString: X509_verify_cert_error_string(verification))
            return .failed("\(reason): \(detail)")
        }
    }

    private func checkPin() -> Step {
        guard let pin else { return .done }
        guard let certificate = unsafe SSL_get1_peer_certificate(ssl) else {
            return .failed("the peer has no certificate")
        }
        defer { unsafe X509_free(certificate) }
        let found = unsafe CertificateFingerprint(certificate)
        guard found != pin else { return .done }
        return .failed("the certificate's SHA-256 fingerprint is \(found), not the pinned \(pin)")
    }

    /// Whether ALPN chose `h2` (RFC 9113, section 3.2): a peer that offers nothing passes the handshake without.
    var hasNegotiatedHTTP2: Bool {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &length)
        guard length == 2, let name = unsafe name else { return false }
        return unsafe name[0] == UInt8(ascii: "h") && name[1] == UInt8(ascii: "2")
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Socket.Transfer {
        ERR_clear_error()
        var count = 0
        let status = unsafe SSL_read_ex(ssl, buffer.baseAddress, buffer.count, &count)
        return status == 1 ? .bytes(count) : failure(status)
    }

    /// Writes one record, at most 16 KB of the bytes.
    func write(_ bytes: UnsafeRawBufferPointer) -> Socket.Transfer {
        ERR_clear_error()
        var count = 0
        let status = unsafe SSL_write_ex(ssl, bytes.baseAddress, bytes.count, &count)
        return status == 1 ? .bytes(count) : failure(status)
    }

    private func failure(_ status: Int32) -> Socket.Transfer {
        switch unsafe SSL_get_error(ssl, status) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wouldBlock
        case SSL_ERROR_ZERO_RETURN: return .end
        default:
            // A missing close_notify comes here too: a cut is never an end.
            ERR_clear_error()
            return .failed(0)
        }
    }

    /// Sends close_notify, as far as the socket takes it.
    func sendCloseNotify() {
        ERR_clear_error()
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }
}
