import Benchmark
import FleetGenerator
import PodFacts

/// Bytes to facts, over distinct pods.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        timeUnits: .nanoseconds,
        warmupIterations: 8,
        scalingFactor: .kilo,
        maxDuration: .seconds(3),
        maxIterations: 1_000_000
    )
    for (name, encoding) in [("json", PodEncoding.json), ("protobuf", .kubernetesProtobuf)] {
        Benchmark("readers/\(name)") { benchmark, worker in
            try worker.value.read(benchmark.scaledIterations.count)
        } setup: {
            let pods = encoding == .json ? GeneratedFleet.jsonPods() : GeneratedFleet.protobufPods()
            return Held(AdmissionWorker(GeneratedFleet.policySet(count: 1, usable: 1), pods, encoding))
        }
    }
}
