import CLinux
import Glibc

/// A bound, listening socket.
///
/// The server owns it and closes it after the last loop has let go of it.
struct Listener: Sendable {
    let socket: Socket
    /// With the port that the system chose.
    let address: ListenAddress

    static let backlog: Int32 = 1_024

    /// One listener for each address that the host name stands for: `localhost:0` gives IPv4 and IPv6 on the same port,
    /// where the machine has both.
    static func open(_ address: ListenAddress) throws(TransportError) -> [Listener] {
        var listeners: [Listener] = []
        var lastError: Int32 = 0
        var bound = address
        for candidate in try SocketAddress.resolve(address, passive: true) {
            var candidate = candidate
            if bound != address,
                let again = try SocketAddress.resolve(bound, passive: true)
                    .first(where: { $0.family == candidate.family })
            {
                candidate = again
            }
            guard let socket = candidate.makeSocket() else {
                lastError = errno
                continue
            }
            lastError = prepare(socket, candidate, address)
            guard lastError == 0 else {
                socket.close()
                continue
            }
            if case .tcp(let host, _) = address, let port = SocketAddress.port(of: socket) {
                bound = .tcp(host: host, port: port)
            }
            listeners.append(Listener(socket: socket, address: bound))
        }
        guard !listeners.isEmpty else {
            throw TransportError(.cannotListen, "cannot listen on `\(address)`: \(systemErrorText(lastError))")
        }
        return listeners
    }

    private static func prepare(_ socket: Socket, _ candidate: SocketAddress, _ address: ListenAddress) -> Int32 {
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        _ = unsafe setsockopt(socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
        if candidate.family == AF_INET6 {
            // IPv4 has its own listener, if the name stands for it.
            _ = unsafe setsockopt(socket.descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, size)
        }
        var status = candidate.bind(socket)
        if status == EADDRINUSE, case .unix(let path) = address, isStale(candidate, path) {
            _ = unsafe unlink(path)
            status = candidate.bind(socket)
        }
        guard status == 0 else { return status }
        return listen(socket.descriptor, backlog) == 0 ? 0 : errno
    }

    /// Whether a Unix socket's file was left behind: nobody answers at it.
    ///
    /// A file that is no socket is never stale.
    private static func isStale(_ candidate: SocketAddress, _ path: String) -> Bool {
        var status = stat()
        // A plain file refuses a connection too.
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
        guard let probe = candidate.makeSocket() else { return false }
        defer { probe.close() }
        return candidate.connect(probe) == ECONNREFUSED
    }

    func close() {
        socket.close()
        if case .unix(let path) = address { _ = unsafe unlink(path) }
    }
}
