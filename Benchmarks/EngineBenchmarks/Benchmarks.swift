import Admission
import Benchmark
import FleetGenerator
import PodFacts

/// Facts to verdict: what a policy set of any size costs when the pod has been read.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: 3,
        scalingFactor: .kilo,
        maxDuration: .seconds(3),
        maxIterations: 1_000_000
    )

    for count in GeneratedFleet.policyCounts {
        verdicts("engine/verdicts-\(count)", count: count, usable: 5)
        verdicts("engine/verdicts-all-\(count)", count: count, usable: count)
    }
    for count in [1000, 10_000] {
        Benchmark(
            "start/compile-\(count)",
            configuration: .init(
                metrics: [.wallClock],
                warmupIterations: 1,
                maxDuration: .seconds(3),
                maxIterations: 100
            )
        ) { benchmark in
            var generator = PolicyGenerator(seed: 42)
            let sources = generator.sources(count: count, usable: 5)
            benchmark.startMeasurement()
            blackHole(CompiledPolicySet(sources).policyNames.count)
        }
    }
}

private func verdicts(_ name: String, count: Int, usable: Int) {
    Benchmark(name) { benchmark in
        let pods = GeneratedFleet.facts()
        var evaluator = Evaluator(GeneratedFleet.policySet(count: count, usable: usable))
        let namespace = GeneratedFleet.namespace
        var next = 0
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            let authorized = evaluator.authorize(GeneratedFleet.requester, namespace: namespace.span, pod: pods[next])
            blackHole(evaluator.evaluate(pods[next], phase: .admit, authorized: authorized))
            next = next + 1 == pods.count ? 0 : next + 1
        }
    }
}
