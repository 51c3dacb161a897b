/// A client's trust and TLS settings.
package final class TLSClientContext: Sendable {
    package enum Trust: Sendable {
        /// The system's CA certificates.
        case system
        /// A PEM file with CA certificates (`--ca`).
        case authorities(file: String)
        /// Anybody (`--insecure-skip-tls-verify`).
        case insecure
    }

    package init(_ trust: Trust) throws(TransportError) {}
}
