import CLinux
import Glibc

/// The calls on non-blocking sockets that loops make.
///
/// A `Socket` is a number: who closes it is said where it is kept.
struct Socket: Sendable, Hashable {
    let descriptor: Int32

    enum Transfer: Equatable {
        case bytes(Int)
        /// The other side has closed its half.
        case end
        case wouldBlock
        case failed(Int32)
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        while true {
            let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            let code = errno
            if code == EINTR { continue }
            return code == EAGAIN || code == EWOULDBLOCK ? .wouldBlock : .failed(code)
        }
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        while true {
            let count = unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            let code = errno
            if code == EINTR { continue }
            return code == EAGAIN || code == EWOULDBLOCK ? .wouldBlock : .failed(code)
        }
    }

    /// Ends this side's half; the peer reads the rest and then an end.
    func shutdownSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    func close() { _ = Glibc.close(descriptor) }

    /// Bytes that the system takes before it has sent those it has.
    static let unsentBytesMax: Int32 = 128 << 10

    /// Has frames leave at once (no Nagle) and few of them wait in the system.
    ///
    /// There no RST_STREAM or WINDOW_UPDATE can overtake DATA; without the limit the system takes megabytes.
    func setUpForFrames() {
        setTCPOption(TCP_NODELAY, 1)
        setTCPOption(TCP_NOTSENT_LOWAT, Self.unsentBytesMax)
    }

    private func setTCPOption(_ option: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(
            descriptor,
            Int32(IPPROTO_TCP),
            option,
            &value,
            socklen_t(MemoryLayout<Int32>.size)
        )
    }

    /// The pending error of a socket, as `connect` leaves it; 0 is none.
    var pendingError: Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code
    }

    enum Accepted {
        case connection(Socket, PeerAddress)
        case none
        /// No descriptors or no memory: try again later.
        case exhausted
    }

    /// Takes one connection from a listening socket.
    func accept() -> Accepted {
        while true {
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let accepted = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    unsafe accept4(
                        descriptor,
                        address,
                        &length,
                        Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
                    )
                }
            }
            if accepted >= 0 {
                let socket = Socket(descriptor: accepted)
                return .connection(socket, PeerAddress(storage, socket))
            }
            switch errno {
            case EINTR, ECONNABORTED, EPROTO: continue
            case EAGAIN: return .none
            default: return .exhausted
            }
        }
    }
}

extension PeerAddress {
    /// A socket address as the system gives it; whatever is no IP address counts as a Unix socket.
    init(_ storage: sockaddr_storage, _ socket: Socket) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            let address = unsafe withUnsafeBytes(of: &storage) { unsafe $0.loadUnaligned(as: sockaddr_in.self) }
            let bits = UInt32(bigEndian: address.sin_addr.s_addr)
            let host = "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
            self.init(description: "\(host):\(UInt16(bigEndian: address.sin_port))", key: PeerKey(ipv4: bits))
        case AF_INET6:
            let address = unsafe withUnsafeBytes(of: &storage) { unsafe $0.loadUnaligned(as: sockaddr_in6.self) }
            let (upper, lower) = unsafe withUnsafeBytes(of: address.sin6_addr) {
                (
                    UInt64(bigEndian: unsafe $0.loadUnaligned(as: UInt64.self)),
                    UInt64(bigEndian: unsafe $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
            let host = SocketAddress.text(ofIPv6: address.sin6_addr)
            self.init(
                description: "[\(host)]:\(UInt16(bigEndian: address.sin6_port))",
                key: PeerKey(ipv6: upper, lower)
            )
        default:
            // 0: a process of another namespace.
            let process = clinux_peer_process(socket.descriptor)
            self.init(description: "unix", key: process > 0 ? .process(process) : .unix)
        }
    }
}

extension PeerKey {
    package init(ipv4 address: UInt32) { self = address >> 24 == 127 ? .loopback : .ipv4(address) }

    package init(ipv6 upper: UInt64, _ lower: UInt64) {
        if upper == 0, lower == 1 {
            self = .loopback
        } else if upper == 0, lower >> 32 == 0xFFFF {
            // IPv4 through a socket of both kinds (RFC 4291, section 2.5.5.2).
            self.init(ipv4: UInt32(truncatingIfNeeded: lower))
        } else {
            self = .ipv6Prefix(upper)
        }
    }
}
