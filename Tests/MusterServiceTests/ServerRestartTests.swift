import Foundation
import Locking
import MusterClient
import Testing
import Transport
import WireProtocol

/// A server that is killed and started again in the middle of a batch: every item still gets exactly one verdict.
@Suite(.serialized) struct ServerRestartTests {
    @Test func everyItemGetsOneVerdictWhenTheServerIsKilled() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let socket = folder.appendingPathComponent("s").path
        let process = Locked(try ServerProcess.start(socket))
        defer { process.withLock { $0.terminate() } }
        try await ServerProcess.waitForSocket(socket)

        let count = 12_000
        // So few that no delivery passes two of the points at which the server is killed.
        var options = MusterClient.Options()
        options.itemsInFlightMax = count / 12
        let client = try MusterClient(
            server: try ServerLocation(parsing: "http+unix:\(socket)"),
            trust: .insecure,
            options: options
        )
        defer { client.stop() }
        let source = AsyncStream { continuation in
            for number in 0..<count {
                var item = OutgoingItem()
                item.namespace = Array("default".utf8)
                item.object = Array(
                    #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p\#(number)"},"spec":{"containers":[{"name":"c","image":"i"}]}}"#
                        .utf8
                )
                let requester = ClientSubject(username: Array("u".utf8), groups: [Array("system:authenticated".utf8)])
                continuation.yield(ClientItem(item, requester: requester))
            }
            continuation.finish()
        }
        let verdicts = Locked<[UInt64: Int]>([:])
        let kills = Locked(0)
        try await client.evaluate(source, WireOpen()) { new in
            let total = verdicts.withLock { verdicts in
                for verdict in new where verdict.outcome == .allowed { verdicts[verdict.number, default: 0] += 1 }
                return verdicts.count
            }
            let isDue = kills.withLock { kills in
                guard (kills + 1) * count / 5 < total, kills < 3 else { return false }
                kills += 1
                return true
            }
            guard isDue else { return }
            try process.withLock { process in
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                try? FileManager.default.removeItem(atPath: socket)
                process = try ServerProcess.start(socket)
            }
        }
        #expect(kills.withLock { $0 } == 3)
        #expect(verdicts.withLock { $0.count } == count)
        #expect(verdicts.withLock { $0.values.allSatisfy { $0 == 1 } })
    }
}
