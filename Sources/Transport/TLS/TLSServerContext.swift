import COpenSSL
import Glibc

/// A server's certificate, key and TLS settings: TLS 1.2 or 1.3, ALPN `h2`, no renegotiation, no compression, no early
/// data.
///
/// Sendable: OpenSSL counts references to `SSL_CTX` atomically, and nothing changes it after `init`.
@safe package final class TLSServerContext: @unchecked Sendable {
    let context: OpaquePointer

    /// SHA-256 of the certificate's DER form, `AA:BB:…`.
    package let fingerprint: String

    /// The certificate in PEM form, for a client's `--ca`.
    package let certificatePEM: String

    /// Reads a PEM certificate chain and its key.
    ///
    /// Refuses a key that others may read, and a certificate out of its time.
    package init(certificateFile: String, keyFile: String) throws(TransportError) {
        try Self.checkKeyFile(keyFile)
        unsafe context = try TLSSettings.makeContext(.server)
        guard unsafe SSL_CTX_use_certificate_chain_file(context, certificateFile) == 1 else {
            unsafe SSL_CTX_free(context)
            throw TransportError(
                .invalidTLSMaterial,
                "`\(certificateFile)`: no PEM certificate chain: \(takeOpenSSLErrorText())"
            )
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(context, keyFile, SSL_FILETYPE_PEM) == 1 else {
            let reason = takeOpenSSLErrorText()
            unsafe SSL_CTX_free(context)
            throw TransportError(
                .invalidTLSMaterial,
                "`\(keyFile)`: no PEM private key that belongs to the certificate in `\(certificateFile)`: \(reason)"
            )
        }
        let certificate = unsafe SSL_CTX_get0_certificate(context)
        if unsafe X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0 {
            unsafe SSL_CTX_free(context)
            throw TransportError(.invalidTLSMaterial, "`\(certificateFile)`: the certificate has expired")
        }
        unsafe (fingerprint, certificatePEM) = Self.describe(certificate)
    }

    /// Makes a key (P-256) and a self-signed certificate for this run; valid for the names and addresses given, besides
    /// `localhost`, 127.0.0.1 and `::1`.
    package init(selfSignedFor names: [String]) throws(TransportError) {
        unsafe context = try TLSSettings.makeContext(.server)
        do throws(TransportError) {
            let made = try SelfSignedCertificate(names: names)
            defer { made.free() }
            guard unsafe SSL_CTX_use_certificate(context, made.certificate) == 1,
                unsafe SSL_CTX_use_PrivateKey(context, made.key) == 1
            else {
                throw TransportError(.systemFailure, "cannot use a self-signed certificate: \(takeOpenSSLErrorText())")
            }
            unsafe (fingerprint, certificatePEM) = Self.describe(made.certificate)
        } catch {
            unsafe SSL_CTX_free(context)
            throw error
        }
    }

    deinit { unsafe SSL_CTX_free(context) }

    private static func checkKeyFile(_ path: String) throws(TransportError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw TransportError(.invalidTLSMaterial, "`\(path)`: cannot read the key: \(systemErrorText(errno))")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw TransportError(
                .invalidTLSMaterial,
                "`\(path)`: the key can be read by others than its owner; `chmod 600` it"
            )
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw TransportError(
                .invalidTLSMaterial,
                "`\(path)`: the key belongs to user \(status.st_uid), neither to this one nor to root"
            )
        }
    }

    private static func describe(_ certificate: OpaquePointer?) -> (fingerprint: String, pem: String) {
        let memory = unsafe BIO_new(BIO_s_mem())
        defer { unsafe BIO_free(memory) }
        _ = unsafe PEM_write_bio_X509(memory, certificate)
        var data: UnsafeMutablePointer<CChar>?
        let count = unsafe copenssl_bio_data(memory, &data)
        let pem = unsafe String(decoding: UnsafeRawBufferPointer(start: data, count: max(count, 0)), as: UTF8.self)
        return (unsafe CertificateFingerprint(certificate).description, pem)
    }
}
