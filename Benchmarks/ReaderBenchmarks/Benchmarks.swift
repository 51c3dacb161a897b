import Benchmark
import FleetGenerator
import PodFacts

/// Bytes to facts, over distinct pods.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: 3,
        scalingFactor: .kilo,
        maxDuration: .seconds(3),
        maxIterations: 1_000_000
    )

    for (name, encoding) in [("json", PodEncoding.json), ("protobuf", .kubernetesProtobuf)] {
        Benchmark("readers/\(name)") { benchmark in
            let pods = encoding == .json ? GeneratedFleet.jsonPods() : GeneratedFleet.protobufPods()
            var reader = PodReader()
            var facts = PodFacts()
            var next = 0
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                let body = pods[next]
                try reader.read(body.span.bytes, as: encoding, at: .pod, into: &facts)
                blackHole(facts.containers.count)
                next = next + 1 == pods.count ? 0 : next + 1
            }
        }
    }
}
