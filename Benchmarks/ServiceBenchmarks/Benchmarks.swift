import Benchmark
import FleetGenerator
import Foundation
import JSONScan
import Transport
import WireProtocol

/// Pods streamed through the service over loopback: one batch an iteration, the client on the same cores.
let benchmarks: @Sendable () -> Void = {
    let serverCPU = BenchmarkMetric.custom("cpu", polarity: .prefersSmaller, useScalingFactor: false)
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, serverCPU],
        timeUnits: .nanoseconds,
        warmupIterations: 2,
        maxDuration: .seconds(6),
        maxIterations: 200
    )

    for isTLS in [true, false] {
        for encoding in [WirePodEncoding.json, .kubernetesProtobuf] {
            let name = "service/\(isTLS ? "tls" : "h2c")-\(encoding == .json ? "json" : "protobuf")"
            Benchmark(name) { benchmark in
                let server = try MusterProcess(isTLS: isTLS)
                defer { server.stop() }
                let batch = try Batch(encoding)
                let client = try HTTP2Client()
                let connection = try await client.connect(
                    to: try ListenAddress(parsing: "unix:\(server.socket)"),
                    tls: isTLS ? try TLSClientContext(.insecure) : nil
                )
                for _ in benchmark.scaledIterations {
                    let before = server.cpuNanoseconds
                    benchmark.startMeasurement()
                    let answer = try await batch.stream(through: connection)
                    benchmark.stopMeasurement()
                    benchmark.measurement(serverCPU, server.cpuNanoseconds - before)
                    try batch.check(answer)
                }
                connection.close()
                client.stop()
            }
        }
    }
}
