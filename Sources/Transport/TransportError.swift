/// What can fail while a server or a connection is set up, or while a client waits for an answer.
///
/// Compare by `code`; the text says what is wrong, where, and what to do.
package struct TransportError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// An address that cannot be parsed or resolved.
        case invalidAddress
        /// `bind` or `listen` failed.
        case cannotListen
        /// `connect` failed.
        case cannotConnect
        /// The peer let the time limit pass, of the set-up or of its silence.
        case timedOut
        /// A certificate, key or CA file that cannot be used.
        case invalidTLSMaterial
        /// The TLS handshake failed.
        case handshakeFailed
        /// The peer did not choose `h2`.
        case protocolNotNegotiated
        /// The connection is closed or refuses new streams; a request that was not sent may be retried elsewhere.
        case connectionClosed
        /// The peer reset the stream, or it broke with its connection.
        case streamReset
        /// The peer refused the stream before any work was done; safe to retry (RFC 9113, section 8.7).
        case streamRefused
        /// A call of the operating system or of a library failed for want of resources.
        case systemFailure
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Errors are equal if their codes are.
    package static func == (left: TransportError, right: TransportError) -> Bool { left.code == right.code }
}
