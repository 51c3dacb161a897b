import Foundation
import MusterClient
import TestVectors
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
        let process = Locked(try Self.serve(socket))
        defer { process.withLock { $0.terminate() } }
        try await Self.waitForSocket(socket)

        let count = 12_000
        let client = try MusterClient(server: try ServerLocation(parsing: "http+unix:\(socket)"), trust: .insecure)
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
                process = try Self.serve(socket)
            }
        }
        #expect(kills.withLock { $0 } == 3)
        #expect(verdicts.withLock { $0.count } == count)
        #expect(verdicts.withLock { $0.values.allSatisfy { $0 == 1 } })
    }

    private static func serve(_ socket: String) throws -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = ["serve", "--listen", "unix:\(socket)", "--insecure-h2c", "--log-level", "error"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func waitForSocket(_ path: String) async throws {
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: path) {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The executable that was built beside these tests.
    private static let executable: URL = {
        var folder = Bundle.main.bundleURL
        for _ in 0..<4 {
            let candidate = folder.appendingPathComponent("muster")
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isDirectory), !isDirectory.boolValue
            {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        return SharedFiles.project.appendingPathComponent(".build/debug/muster")
    }()
}
