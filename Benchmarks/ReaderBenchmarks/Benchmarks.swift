import Benchmark
import FleetGenerator
import PodFacts

/// Nanoseconds of the thread that works: what "a core" is on a machine with other work.
private let processorTime = BenchmarkMetric.custom("threadCPU", polarity: .prefersSmaller, useScalingFactor: true)

/// Bytes to facts, over distinct pods.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, processorTime],
        timeUnits: .nanoseconds,
        units: [processorTime: .count],
        warmupIterations: 8,
        scalingFactor: .kilo,
        maxDuration: .seconds(1),
        maxIterations: 1_000_000
    )
    read("json", .json) { GeneratedFleet.jsonPods() }
    read("protobuf", .kubernetesProtobuf) { GeneratedFleet.protobufPods() }
}

private func read(_ name: String, _ encoding: PodEncoding, _ pods: @escaping @Sendable () -> [[UInt8]]) {
    Benchmark("readers/\(name)") { benchmark, worker in
        let time = try ProcessorTime.of { try worker.value.read(benchmark.scaledIterations.count) }
        benchmark.measurement(processorTime, time)
    } setup: {
        Held(AdmissionWorker(GeneratedFleet.policySet(count: 1, usable: 1), pods(), encoding))
    }
}
