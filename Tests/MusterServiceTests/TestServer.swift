import Admission
import Logging
import Manifests
import MusterService
import PolicyObjects
import Transport
import WireProtocol

/// A server in this process, on a port of the system's choice, and a client's connections to it.
final class TestServer: Sendable {
    let server: MusterServer
    let http: HTTP2Client
    let address: ListenAddress
    private let isInTheClear: Bool

    init(
        _ sources: PolicySources = .eksDefault,
        version: KubernetesVersion = .standard,
        isInTheClear: Bool = false,
        batchesMax: Int? = nil,
        largeItemBytesMax: Int? = nil,
        limits: TransportLimits = TransportLimits()
    ) throws {
        var transport = ServerConfiguration(
            listen: [.tcp(host: "127.0.0.1", port: 0)],
            tls: isInTheClear ? nil : try TLSServerContext(selfSignedFor: [])
        )
        transport.limits = limits
        let store = PolicySetStore(sources, version: version) { AdmissionOptions(version: $0) }
        var configuration = MusterServer.Configuration(
            transport: transport,
            policySets: store,
            version: "muster test",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        if let batchesMax { configuration.batchesMax = batchesMax }
        if let largeItemBytesMax { configuration.largeItemBytesMax = largeItemBytesMax }
        server = MusterServer(configuration)
        try server.start()
        address = server.boundAddresses[0]
        http = try HTTP2Client()
        self.isInTheClear = isInTheClear
    }

    var url: String { "\(isInTheClear ? "http" : "https")://\(address)" }

    func connect() async throws -> ClientConnection {
        try await http.connect(to: address, tls: isInTheClear ? nil : try TLSClientContext(.insecure))
    }

    func stop() {
        http.stop()
        server.stop()
    }
}

/// A whole response.
struct TestResponse {
    var status: Int
    var headers: HeaderFields
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
}

extension ClientConnection {
    /// Sends a request whole and reads its response whole.
    func ask(_ method: String, _ path: String, type: String? = nil, body: [UInt8] = []) async throws -> TestResponse {
        let headers = type.map { [HeaderField("content-type", $0)] } ?? []
        let exchange = exchange(RequestHead(method: method, path: path, scheme: "https", headers: headers))
        if !body.isEmpty { try await exchange.send(body) }
        exchange.finish()
        return try await exchange.response()
    }

    func evaluate(_ path: String, _ lines: String) async throws -> TestResponse {
        try await ask("POST", "/v1/evaluate\(path)", type: MediaType.lines, body: Array(lines.utf8))
    }
}

extension ClientExchange {
    func response() async throws -> TestResponse {
        let head = try await head
        var body: [UInt8] = []
        while let bytes = try await receive() { body += bytes }
        return TestResponse(status: head.status, headers: head.headers, body: body)
    }
}
