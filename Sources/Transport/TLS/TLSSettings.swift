import COpenSSL

/// What every TLS context of this process has in common.
enum TLSSettings {
    enum Role { case server, client }

    /// TLS 1.2 needs an ephemeral key exchange and an AEAD cipher (RFC 9113, section 9.2.2); TLS 1.3 has no others.
    static let cipherList = "ECDHE+AESGCM:ECDHE+CHACHA20"

    /// ALPN protocol names, each preceded by its length (RFC 7301).
    static let http2Protocols: [UInt8] = [2, UInt8(ascii: "h"), UInt8(ascii: "2")]

    static func makeContext(_ role: Role) throws(TransportError) -> OpaquePointer {
        let method = unsafe role == .server ? TLS_server_method() : TLS_client_method()
        guard let context = unsafe SSL_CTX_new(method) else {
            throw TransportError(.systemFailure, "cannot create a TLS context: \(takeOpenSSLErrorText())")
        }
        guard unsafe copenssl_ctx_set_min_tls12(context) == 1,
            unsafe SSL_CTX_set_cipher_list(context, cipherList) == 1
        else {
            unsafe SSL_CTX_free(context)
            throw TransportError(.systemFailure, "cannot set up TLS: \(takeOpenSSLErrorText())")
        }
        let options = UInt64(1) << 30 | UInt64(1) << 17  // SSL_OP_NO_RENEGOTIATION, SSL_OP_NO_COMPRESSION
        _ = unsafe SSL_CTX_set_options(context, options)
        unsafe copenssl_ctx_set_mode(
            context,
            Int(SSL_MODE_ENABLE_PARTIAL_WRITE) | Int(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER)
                | Int(SSL_MODE_RELEASE_BUFFERS)
        )
        unsafe copenssl_ctx_read_ahead(context, 64 << 10)
        unsafe copenssl_ctx_session_cache_off(context)
        if role == .server {
            _ = unsafe SSL_CTX_set_num_tickets(context, 1)
            unsafe SSL_CTX_set_alpn_select_cb(context, selectHTTP2, nil)
        } else {
            _ = unsafe SSL_CTX_set_alpn_protos(context, http2Protocols, UInt32(http2Protocols.count))
        }
        return unsafe context
    }
}

/// Chooses `h2` among what the client offers, or ends the handshake with the alert `no_application_protocol`.
private func selectHTTP2(
    _ ssl: OpaquePointer?,
    _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenLength: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?,
    _ offeredLength: UInt32,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let offered = unsafe offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    var position = 0
    let end = Int(offeredLength)
    while position < end {
        let length = Int(unsafe offered[position])
        guard length <= end - position - 1 else { break }
        if length == 2, unsafe offered[position + 1] == UInt8(ascii: "h"),
            unsafe offered[position + 2] == UInt8(ascii: "2")
        {
            unsafe chosen?.pointee = offered + position + 1
            unsafe chosenLength?.pointee = 2
            return SSL_TLSEXT_ERR_OK
        }
        position += 1 + length
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
