import Glibc
import Transport

/// The echo service as a process of its own, so that its CPU and memory can be measured: `EchoServer ADDRESS [tls]`.
///
/// Prints its address; serves until its standard input ends; then prints its CPU time (user and system, in microseconds),
/// its peak memory (KB) and its counters.
@main struct EchoServer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let address = try ListenAddress(parsing: arguments.count > 1 ? arguments[1] : "127.0.0.1:0")
        let tls = arguments.contains("tls") ? try TLSServerContext(selfSignedFor: []) : nil
        let server = HTTP2Server(
            configuration: ServerConfiguration(listen: [address], tls: tls),
            service: EchoService()
        )
        try server.start()
        print(server.boundAddresses[0])
        fflush(nil)
        while readLine() != nil { report(server) }
        await server.drain(timeout: .seconds(5))
        report(server)
    }

    private static func report(_ server: HTTP2Server) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let user = Int(usage.ru_utime.tv_sec) * 1_000_000 + Int(usage.ru_utime.tv_usec)
        let system = Int(usage.ru_stime.tv_sec) * 1_000_000 + Int(usage.ru_stime.tv_usec)
        let counters = server.counters
        print(
            "cpu_us",
            user + system,
            "user",
            user,
            "system",
            system,
            "maxrss_kb",
            usage.ru_maxrss,
            "voluntary_switches",
            usage.ru_nvcsw,
            "streams",
            counters.streamsOpened,
            "accepted",
            counters.connectionsAccepted,
            "open",
            counters.connectionsOpen,
            counters.closed.map { "\($0.key.rawValue): \($0.value)" }.sorted()
        )
        fflush(nil)
    }
}
