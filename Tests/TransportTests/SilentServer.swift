import Foundation
import Transport

/// A server that takes connections and owes its clients everything else.
///
/// Closed with its last reference.
final class SilentServer: Sendable {
    enum Manner: Sendable {
        /// Says nothing at all.
        case mute
        /// Sends the SETTINGS of HTTP/2 in the clear, reads, and says nothing more.
        case setUp
    }

    let address: ListenAddress
    private let descriptor: Int32

    init(_ manner: Manner) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptor = listener
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                _ = listen(listener, 8)
                _ = getsockname(listener, $0, &length)
            }
        }
        address = .tcp(host: "127.0.0.1", port: UInt16(bigEndian: name.sin_port))
        // The system takes connections by itself; a mute server need not do anything.
        guard manner == .setUp else { return }
        Thread.detachNewThread {
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else { return }
                Thread.detachNewThread { Self.setUpAndRead(peer) }
            }
        }
    }

    private static func setUpAndRead(_ peer: Int32) {
        let settings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
        _ = send(peer, settings, settings.count, Int32(MSG_NOSIGNAL))
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while recv(peer, &buffer, buffer.count, 0) > 0 {}
        close(peer)
    }

    deinit {
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}
