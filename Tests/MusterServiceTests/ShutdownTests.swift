import Foundation
import Testing
import Transport
import WireProtocol

/// SIGTERM under load: what was accepted is finished, nothing new begins.
@Suite("Shutdown", .serialized)
struct ShutdownTests {
    @Test("after SIGTERM every accepted batch gets its summary, new ones are refused, and the exit status is 0")
    func terminate() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let socket = folder.appendingPathComponent("s").path
        let process = try ServerProcess.start(socket)
        defer { process.terminate() }
        try await ServerProcess.waitForSocket(socket)
        let client = try HTTP2Client()
        defer { client.stop() }

        var connections: [ClientConnection] = []
        var batches: [(exchange: ClientExchange, type: String)] = []
        for _ in 0..<4 {
            let connection = try await client.connect(to: .unix(path: socket), tls: nil)
            connections.append(connection)
            for type in [MediaType.lines, MediaType.batch, MediaType.lines, MediaType.batch] {
                let exchange = connection.exchange(SampleBatch.head(type))
                if type == MediaType.batch { try await exchange.send(try SampleBatch.opening()) }
                try await exchange.send(Self.items(0..<200, type))
                batches.append((exchange, type))
            }
        }
        for (exchange, _) in batches { #expect(try await exchange.head.status == 200) }

        kill(process.processIdentifier, SIGTERM)
        for _ in 0..<500 where connections.contains(where: \.isOpen) { try await Task.sleep(for: .milliseconds(20)) }
        for connection in connections {
            await #expect(throws: TransportError(.streamRefused, "")) {
                try await connection.evaluate("", SampleBatch.line(0))
            }
        }
        await #expect(throws: TransportError.self) { try await client.connect(to: .unix(path: socket), tls: nil) }

        try await withThrowingTaskGroup(of: UInt64?.self) { group in
            for (exchange, type) in batches {
                group.addTask {
                    async let response = exchange.response()
                    for start in stride(from: 200, to: 1_000, by: 100) {
                        try await exchange.send(Self.items(start..<start + 100, type))
                    }
                    exchange.finish()
                    return try Self.summarizedItems(try await response, type)
                }
            }
            for try await items in group { #expect(items == 1_000) }
        }
        let exit = Task.detached { process.waitUntilExit() }
        await exit.value
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
    }

    @Test("batches that are cut at the drain timeout are told, and the exit status is 4", arguments: [1, 2])
    func cut(batches: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let socket = folder.appendingPathComponent("s").path
        let errors = Pipe()
        let process = try ServerProcess.start(socket, ["--drain-timeout", "1"], errors: errors)
        defer { process.terminate() }
        try await ServerProcess.waitForSocket(socket)
        let client = try HTTP2Client()
        defer { client.stop() }
        let connection = try await client.connect(to: .unix(path: socket), tls: nil)
        var open: [ClientExchange] = []
        for _ in 0..<batches {
            let exchange = connection.exchange(SampleBatch.head(MediaType.lines))
            try await exchange.send(Self.items(0..<10, MediaType.lines))
            #expect(try await exchange.head.status == 200)
            open.append(exchange)
        }
        kill(process.processIdentifier, SIGTERM)
        let exit = Task.detached { process.waitUntilExit() }
        await exit.value
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 4)
        let text = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
        let counted = batches == 1 ? "1 accepted batch was cut" : "2 accepted batches were cut"
        #expect(text.contains("\(counted), because the drain timeout of 1 s passed"), "\(text)")
        for exchange in open { exchange.cancel() }
    }

    private static func items(_ numbers: Range<Int>, _ type: String) -> [UInt8] {
        guard type == MediaType.batch else { return Array(numbers.map { SampleBatch.line($0) }.joined().utf8) }
        var bytes: [UInt8] = []
        for number in numbers { ClientMessageEncoder.append(SampleBatch.item(number), to: &bytes) }
        return bytes
    }

    /// The items that the response's end counts; nil: it has no such end.
    private static func summarizedItems(_ response: TestResponse, _ type: String) throws -> UInt64? {
        guard type == MediaType.batch else {
            let end = response.lines.last.flatMap { $0.components(separatedBy: "\"items\":").dropFirst().first }
            return end.flatMap { UInt64($0.prefix { $0.isNumber }) }
        }
        return try SampleBatch.summary(response.body)?.items
    }
}
