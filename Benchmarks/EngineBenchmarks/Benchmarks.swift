import Admission
import Benchmark
import FleetGenerator
import PolicyObjects
import ReferenceAdmission

/// Nanoseconds of the thread that works: what "a core" is on a machine with other work.
private let processorTime = BenchmarkMetric.custom("threadCPU", polarity: .prefersSmaller, useScalingFactor: true)

/// Facts to verdict: what a policy set of any size costs when the pod has been read.
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
    for count in GeneratedFleet.policyCounts {
        verdicts("engine/verdicts-\(count)", count: count, usable: 5)
        verdicts("engine/verdicts-all-\(count)", count: count, usable: count)
    }
    for count in [1, 20, 200, 500] { plain("engine/plain-\(count)", count: count) }
    for count in [1000, 10_000] { compile("start/compile-\(count)", count: count) }
}

private func verdicts(_ name: String, count: Int, usable: Int) {
    Benchmark(name) { benchmark, worker in
        let time = ProcessorTime.of { blackHole(worker.value.judge(benchmark.scaledIterations.count)) }
        benchmark.measurement(processorTime, time)
    } setup: {
        Held(EngineWorker(GeneratedFleet.policySet(count: count, usable: usable)))
    }
}

/// The tests' evaluator: one policy after the other, each on its own copy of the pod, as Kubernetes does.
private func plain(_ name: String, count: Int) {
    Benchmark(name) { benchmark, worker in
        let time = ProcessorTime.of {
            for number in benchmark.scaledIterations {
                let answer = worker.plugin.admit(worker.pods[number % worker.pods.count]) { worker.usable.contains($0) }
                blackHole(answer.policy == nil)
            }
        }
        benchmark.measurement(processorTime, time)
    } setup: {
        PlainWorker(count: count)
    }
}

private final class PlainWorker {
    let pods = GeneratedFleet.facts().map { ReferencePod($0) }
    let plugin: ReferencePlugin
    let usable: Set<String>

    init(count: Int) {
        let set = GeneratedFleet.policySet(count: count, usable: 5)
        plugin = ReferencePlugin(set.policies, options: set.options)
        usable = Set(
            set.authorizer.policies(usableByServiceAccount: PodGenerator.serviceAccount, in: PodGenerator.namespace)
                .members.map { set.policyNames[$0] }
        )
    }
}

private func compile(_ name: String, count: Int) {
    let configuration = Benchmark.Configuration(
        metrics: [.wallClock, processorTime],
        timeUnits: .nanoseconds,
        units: [processorTime: .count],
        warmupIterations: 1,
        maxDuration: .seconds(1),
        maxIterations: 100
    )
    Benchmark(name, configuration: configuration) { benchmark, sources in
        let start = ProcessorTime.ofThread
        let set = CompiledPolicySet(sources)
        benchmark.stopMeasurement()
        benchmark.measurement(processorTime, ProcessorTime.ofThread - start)
        blackHole(set.policyNames.count)
    } setup: {
        var generator = PolicyGenerator(seed: 42)
        return generator.sources(count: count, usable: 5)
    }
}
