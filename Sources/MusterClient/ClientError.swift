import Transport
package import WireProtocol

/// Why a batch did not come to its end.
///
/// Compare by `code`.
package struct ClientError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// An address that is none.
        case invalidServer
        /// The server cannot be reached, or was lost and did not come back in time.
        case unreachable
        /// The server took the connection and then said nothing for too long.
        case timedOut
        /// The server answered with another status than 200.
        case refused
        /// The server ended the batch with a `Failure` that asking again would not mend.
        case failed
        /// What the server sent contradicts the protocol.
        case protocolViolation
    }

    package let code: Code
    package let description: String
    /// The failure that the server sent, with code `failed`.
    package let failure: WireFailure?

    package init(_ code: Code, _ description: String, failure: WireFailure? = nil) {
        self.code = code
        self.description = description
        self.failure = failure
    }

    init(_ error: WireError) {
        self.init(.protocolViolation, "the server's answer cannot be read: \(error)")
    }

    init(_ error: TransportError) {
        self.init(.unreachable, error.description)
    }

    /// What became of a connection to the server.
    init(_ error: TransportError, _ server: ServerLocation) {
        guard error.code == .timedOut else {
            self.init(.unreachable, "`\(server)`: \(error)")
            return
        }
        self.init(.timedOut, "`\(server)`: \(error); see whether the server still runs, or ask another one")
    }

    /// Why a connection was not made, with what the user may have meant instead.
    ///
    /// The error names the address.
    init(connecting error: TransportError, to server: ServerLocation) {
        var description = error.description
        if error.code == .timedOut {
            description += "; see whether a Muster server listens there; --connect-timeout SECONDS waits longer"
            self.init(.timedOut, description)
            return
        }
        if server.usesTLS, description.contains("certificate verify failed") {
            description +=
                "; --ca FILE names the certificates to trust, --pin-sha256 FINGERPRINT the one that a server printed"
        } else if server.usesTLS, description.contains("wrong version number") {
            description += "; a server without TLS is named by http://"
        } else if !server.usesTLS, error.code == .cannotConnect, description.contains("before it was set up") {
            description += "; a server with TLS is named by https://"
        }
        self.init(.unreachable, description)
    }

    package static func == (left: ClientError, right: ClientError) -> Bool { left.code == right.code }
}
