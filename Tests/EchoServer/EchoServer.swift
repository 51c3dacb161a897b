import Glibc
import Locking
import Transport

/// The echo service as a process of its own, so that its CPU and memory can be measured and it can be drained.
///
/// `EchoServer ADDRESS [tls] [LIMIT=VALUE]...` prints its address. For each line of standard input it prints a line of
/// counters (`go`: streams that stall go on); at the end of standard input it drains and ends.
@main struct EchoServer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let address = try ListenAddress(parsing: arguments.count > 1 ? arguments[1] : "127.0.0.1:0")
        let tls = arguments.contains("tls") ? try TLSServerContext(selfSignedFor: []) : nil
        var configuration = ServerConfiguration(listen: [address], tls: tls)
        for argument in arguments.dropFirst(2) where argument != "tls" { try configuration.set(argument) }
        let service = EchoService()
        let server = HTTP2Server(configuration: configuration, service: service)
        try server.start()
        print(server.boundAddresses[0])
        fflush(nil)
        while let line = readLine() {
            if line == "go" {
                for (mailbox, token) in service.stalled.withLock({ $0 }) {
                    mailbox.post(to: token, EchoService.Message.go)
                }
            }
            report(server)
        }
        await server.drain(timeout: .seconds(10))
    }

    private static func report(_ server: HTTP2Server) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let user = Int(usage.ru_utime.tv_sec) * 1_000_000 + Int(usage.ru_utime.tv_usec)
        let system = Int(usage.ru_stime.tv_sec) * 1_000_000 + Int(usage.ru_stime.tv_usec)
        let counters = server.counters
        let closed = counters.closed.map { "\"\($0.key.rawValue)\":\($0.value)" }.joined(separator: ",")
        print(
            """
            {"cpu_us":\(user + system),"maxrss_kb":\(usage.ru_maxrss),"voluntary_switches":\(usage.ru_nvcsw),\
            "streams":\(counters.streamsOpened),"streams_open":\(counters.streamsOpen),\
            "streams_refused":\(counters.streamsRefused),"accepted":\(counters.connectionsAccepted),\
            "open":\(counters.connectionsOpen),"refused":\(counters.connectionsRefused),\
            "unconsumed":\(counters.heldBytes),"closed":{\(closed)}}
            """
        )
        fflush(nil)
    }
}

extension ServerConfiguration {
    /// Sets a limit or timeout by its name: `idle=400`.
    fileprivate mutating func set(_ argument: String) throws {
        let parts = argument.split(separator: "=")
        guard parts.count == 2, let value = Int(parts[1]) else { throw UnknownOption(argument: argument) }
        switch parts[0] {
        case "loops": loops = value
        case "connections": limits.connections = value
        case "connectionsPerPeer": limits.connectionsPerPeer = value
        case "newConnectionsPerPeerBurst": limits.newConnectionsPerPeerBurst = value
        case "newConnectionsPerPeerPerSecond": limits.newConnectionsPerPeerPerSecond = value
        case "resetsPerPeerBurst": limits.resetsPerPeerBurst = value
        case "resetsPerPeerPerSecond": limits.resetsPerPeerPerSecond = value
        case "heldBytes": limits.heldBytes = value
        case "refusedStreamsBurst": limits.refusedStreamsBurst = value
        case "refusedStreamsPerSecond": limits.refusedStreamsPerSecond = value
        case "takesUntoldForOnePeer": limits.takesUntoldForOnePeer = value != 0
        case "unconsumedBytesPerConnection": limits.unconsumedBytesPerConnection = value
        case "handshake": timeouts.handshake = value
        case "preface": timeouts.preface = value
        case "headers": timeouts.headers = value
        case "settingsAcknowledgement": timeouts.settingsAcknowledgement = value
        case "idle": timeouts.idle = value
        case "stalledWrite": timeouts.stalledWrite = value
        case "bodyPeriod": timeouts.bodyPeriod = value
        case "bodyGrace": timeouts.bodyGrace = value
        case "connectionAge": timeouts.connectionAge = value
        default: throw UnknownOption(argument: argument)
        }
    }
}

private struct UnknownOption: Error {
    let argument: String
}
