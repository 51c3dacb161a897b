import FleetGenerator
import Transport
import WireProtocol

/// A server that has been started, a client's connection to it, and the batch to stream: what iterations share.
///
/// A service runs for weeks; one that was started for a single batch would be timed at its first touch of everything.
final class RunningService {
    let batch: Batch
    let connection: ClientConnection
    private let server: MusterProcess
    private let client: HTTP2Client

    init(isTLS: Bool, _ encoding: WirePodEncoding) async throws {
        batch = try Batch(encoding)
        server = try MusterProcess(isTLS: isTLS)
        do {
            client = try HTTP2Client()
            connection = try await client.connect(
                to: try ListenAddress(parsing: "unix:\(server.socket)"),
                tls: isTLS ? try TLSClientContext(.insecure) : nil
            )
        } catch {
            server.stop()
            throw error
        }
    }

    var serverCPUNanoseconds: Int { server.cpuNanoseconds }

    func stop() {
        connection.close()
        client.stop()
        server.stop()
    }
}
