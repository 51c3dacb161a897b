import Admission
import FleetGenerator
import Foundation
import JSONScan

/// `muster serve` as a process of its own, so that its processor time can be told from the client's.
final class MusterProcess {
    private static let policyCounts = (all: 200, usable: 5)

    /// The policies that it serves.
    static var policySet: CompiledPolicySet {
        GeneratedFleet.policySet(count: policyCounts.all, usable: policyCounts.usable)
    }

    let socket: String
    private let process = Process()
    private let folder: URL

    init(isTLS: Bool) throws {
        guard let binary = ProcessInfo.processInfo.environment["MUSTER_BINARY"] else {
            throw BatchError(description: "MUSTER_BINARY must name the release binary; Benchmarks/run sets it")
        }
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        socket = folder.appendingPathComponent("socket").path
        var generator = PolicyGenerator(seed: 42)
        var writer = JSONWriter()
        writer.value(
            PolicyManifest.list(generator.sources(count: Self.policyCounts.all, usable: Self.policyCounts.usable))
        )
        let policies = folder.appendingPathComponent("policies.json")
        try Data(writer.bytes).write(to: policies)

        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = ["serve", "-p", policies.path, "--listen", "unix:\(socket)", "--log-level", "error"]
        if !isTLS { process.arguments?.append("--insecure-h2c") }
        // It runs as anybody's does, however this process' memory is set up.
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "GLIBC_TUNABLES" }
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: socket) { usleep(20_000) }
    }

    /// User and system time of the process so far.
    var cpuNanoseconds: Int {
        guard let stat = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8),
            let fields = stat.split(separator: ")").last?.split(separator: " "), fields.count > 12,
            let user = Int(fields[11]), let system = Int(fields[12])
        else { return 0 }
        return (user + system) * 1_000_000_000 / sysconf(Int32(_SC_CLK_TCK))
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }
}
