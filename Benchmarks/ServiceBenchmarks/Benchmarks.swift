import Benchmark
import WireProtocol

/// Pods streamed through the service over loopback: one batch an iteration, the client on the same cores.
let benchmarks: @Sendable () -> Void = {
    for isTLS in [true, false] {
        for encoding in [WirePodEncoding.json, .kubernetesProtobuf] {
            stream("service/\(isTLS ? "tls" : "h2c")-\(encoding == .json ? "json" : "protobuf")", isTLS, encoding)
        }
    }
}

private let serverCPU = BenchmarkMetric.custom("cpu", polarity: .prefersSmaller, useScalingFactor: false)

private func stream(_ name: String, _ isTLS: Bool, _ encoding: WirePodEncoding) {
    let configuration = Benchmark.Configuration(
        metrics: [.wallClock, serverCPU],
        timeUnits: .nanoseconds,
        warmupIterations: 5,
        maxDuration: .seconds(2),
        maxIterations: 200
    )
    var running: RunningService?
    Benchmark(name, configuration: configuration) { (benchmark: Benchmark, service: RunningService) async throws in
        let before = service.serverCPUNanoseconds
        benchmark.startMeasurement()
        let answer = try await service.batch.stream(through: service.connection)
        benchmark.stopMeasurement()
        benchmark.measurement(serverCPU, service.serverCPUNanoseconds - before)
        try service.batch.check(answer)
    } setup: {
        let service = try await RunningService(isTLS: isTLS, encoding)
        running = service
        return service
    } teardown: {
        running?.stop()
        running = nil
    }
}
