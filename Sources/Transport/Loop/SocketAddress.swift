import CLinux
import Glibc

/// An address that `bind` and `connect` take: an IPv4, IPv6 or Unix socket address with its length.
struct SocketAddress: Sendable {
    private var storage: sockaddr_storage
    private let length: socklen_t

    var family: Int32 { Int32(storage.ss_family) }

    /// All addresses of a host and port, or the one of a Unix socket.
    ///
    /// Asks the resolver, so it may block.
    static func resolve(_ address: ListenAddress, passive: Bool) throws(TransportError) -> [SocketAddress] {
        switch address {
        case .unix(let path): [try SocketAddress(unixPath: path)]
        case .tcp(let host, let port): try resolve(host: host, port: port, passive: passive)
        }
    }

    private init(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
        storage = sockaddr_storage()
        self.length = length
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe bytes.copyMemory(
                from: UnsafeRawBufferPointer(start: address, count: min(Int(length), bytes.count))
            )
        }
    }

    private init(unixPath path: String) throws(TransportError) {
        guard path.utf8.count <= ListenAddress.unixPathBytesMax, !path.utf8.contains(0) else {
            throw TransportError(.invalidAddress, "`unix:\(path)`: no usable path of a Unix socket")
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        storage = sockaddr_storage()
        length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count + 1)
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe withUnsafeBytes(of: address) { unsafe bytes.copyMemory(from: $0) }
        }
    }

    private static func resolve(host: String, port: UInt16, passive: Bool) throws(TransportError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICSERV | (passive ? AI_PASSIVE : 0)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, "\(port)", &hints, &list)
        guard status == 0 else {
            let reason = unsafe String(cString: gai_strerror(status))
            throw TransportError(.invalidAddress, "`\(host)`: cannot be resolved: \(reason)")
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var entry = unsafe list
        while let current = unsafe entry {
            if let address = unsafe current.pointee.ai_addr {
                unsafe addresses.append(SocketAddress(address, length: current.pointee.ai_addrlen))
            }
            unsafe entry = current.pointee.ai_next
        }
        return addresses
    }

    /// A new non-blocking stream socket of the address's family.
    func makeSocket() -> Socket? {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        return descriptor < 0 ? nil : Socket(descriptor: descriptor)
    }

    /// `bind`, `connect`: zero or the error number.
    func bind(_ socket: Socket) -> Int32 {
        unsafe withSocketAddress { unsafe Glibc.bind(socket.descriptor, $0, $1) == 0 ? 0 : errno }
    }

    func connect(_ socket: Socket) -> Int32 {
        unsafe withSocketAddress { unsafe Glibc.connect(socket.descriptor, $0, $1) == 0 ? 0 : errno }
    }

    /// Whether a non-blocking `connect` goes on by itself.
    ///
    /// A Unix socket whose backlog is full says EAGAIN and does not.
    func isUnderWay(_ status: Int32) -> Bool { status == EINPROGRESS || status == EINTR }

    private func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }

    /// The port that a bound TCP socket has.
    static func port(of socket: Socket) -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(socket.descriptor, $0, &length)
            }
        }
        guard status == 0 else { return nil }
        return unsafe withUnsafeBytes(of: &storage) { bytes in
            switch Int32(unsafe bytes.loadUnaligned(as: sa_family_t.self)) {
            case AF_INET: UInt16(bigEndian: unsafe bytes.loadUnaligned(as: sockaddr_in.self).sin_port)
            case AF_INET6: UInt16(bigEndian: unsafe bytes.loadUnaligned(as: sockaddr_in6.self).sin6_port)
            default: nil
            }
        }
    }

    static func text(ofIPv6 address: in6_addr) -> String {
        var address = address
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = unsafe inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// An error number in words.
func systemErrorText(_ code: Int32) -> String {
    var text = [CChar](repeating: 0, count: 128)
    _ = unsafe strerror_r(code, &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
