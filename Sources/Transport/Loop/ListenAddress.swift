/// Where a server listens or a client connects: `HOST:PORT`, `[IPv6]:PORT`, or `unix:PATH`.
package enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A host name or literal address, without brackets, and a port; port 0 lets the system choose when listening.
    case tcp(host: String, port: UInt16)
    /// A Unix domain socket.
    case unix(path: String)

    /// Parses the form that the command line takes.
    package init(parsing text: String) throws(TransportError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard !path.isEmpty else {
                throw TransportError(
                    .invalidAddress,
                    "`\(text)`: a Unix socket needs a path, as in `unix:/run/muster.sock`"
                )
            }
            guard path.utf8.count <= Self.unixPathBytesMax else {
                throw TransportError(
                    .invalidAddress,
                    "`\(text)`: the path has \(path.utf8.count) bytes, a Unix socket's at most \(Self.unixPathBytesMax)"
                )
            }
            self = .unix(path: path)
            return
        }
        let form = "expected HOST:PORT, [IPv6]:PORT or unix:PATH"
        guard let colon = text.lastIndex(of: ":") else {
            throw TransportError(.invalidAddress, "`\(text)`: \(form)")
        }
        var host = text[..<colon]
        guard let port = UInt16(text[text.index(after: colon)...]) else {
            throw TransportError(.invalidAddress, "`\(text)`: the port must be a number from 0 to 65535; \(form)")
        }
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw TransportError(.invalidAddress, "`\(text)`: an IPv6 address goes in brackets; \(form)")
        }
        guard !host.isEmpty else {
            throw TransportError(.invalidAddress, "`\(text)`: the host is empty; \(form)")
        }
        self = .tcp(host: String(host), port: port)
    }

    /// `sockaddr_un.sun_path` holds 108 bytes, the last a NUL.
    package static let unixPathBytesMax = 107

    /// Whether only this machine can reach the address: a Unix socket, `localhost`, 127.0.0.0/8 or `::1`.
    package var isLoopback: Bool {
        switch self {
        case .unix: true
        case .tcp(let host, _): host == "localhost" || host == "::1" || Self.isLoopbackIPv4(host)
        }
    }

    package var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    /// Strict dotted quads only, so that `127.example.com` is no loopback address.
    private static func isLoopbackIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) else { return false }
        return parts[0] == "127"
    }
}

/// The other end of a connection.
package struct PeerAddress: Sendable, Hashable, CustomStringConvertible {
    /// `192.0.2.1:4711`, `[2001:db8::1]:4711` or `unix`.
    package let description: String
    /// The part that caps per peer are kept by: the address without the port, of IPv6 the /64; of a Unix socket the process.
    package let key: PeerKey
}

/// What a peer is known by before it has authenticated.
package enum PeerKey: Sendable, Hashable {
    case ipv4(UInt32)
    /// The upper 64 bits: a single machine may use all the lower ones.
    case ipv6Prefix(UInt64)
    /// The process that connected to a Unix socket.
    case process(Int32)
    /// A process of this machine, which one nobody knows.
    case loopback
    /// A process of another namespace, over a Unix socket.
    case unix

    /// Two clients with this key may be two peers.
    package var isUntold: Bool { self == .loopback || self == .unix }
    /// No packets are lost or held back on the way.
    var isUnixSocket: Bool {
        switch self {
        case .process, .unix: true
        default: false
        }
    }
}
