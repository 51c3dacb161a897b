import COpenSSL

/// A client's trust and TLS settings.
///
/// Sendable: OpenSSL counts references to `SSL_CTX` atomically, and nothing changes it after `init`.
@safe package final class TLSClientContext: @unchecked Sendable {
    package enum Trust: Sendable {
        /// The system's CA certificates.
        case system
        /// A PEM file with CA certificates (`--ca`).
        case authorities(file: String)
        /// The one certificate with this fingerprint (`--pin-sha256`), whoever signed it and whatever it is valid for.
        case pinned(CertificateFingerprint)
        /// Anybody (`--insecure-skip-tls-verify`).
        case insecure
    }

    let context: OpaquePointer
    /// Checked at the end of each handshake, before anything is sent.
    let pin: CertificateFingerprint?

    package init(_ trust: Trust) throws(TransportError) {
        if case .pinned(let fingerprint) = trust { pin = fingerprint } else { pin = nil }
        unsafe context = try TLSSettings.makeContext(.client)
        switch trust {
        case .insecure, .pinned:
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        case .system:
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
            _ = unsafe SSL_CTX_set_default_verify_paths(context)
        case .authorities(let file):
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
            guard unsafe SSL_CTX_load_verify_locations(context, file, nil) == 1 else {
                // `deinit` frees the context: all of this object's properties have their values already.
                throw TransportError(
                    .invalidTLSMaterial,
                    "`\(file)`: no PEM file with CA certificates: \(takeOpenSSLErrorText())"
                )
            }
        }
    }

    deinit { unsafe SSL_CTX_free(context) }
}
