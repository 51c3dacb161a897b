import Admission
import Benchmark
import FleetGenerator
import Foundation
import JSONScan
import Manifests
import PodFacts
import PolicyObjects

/// Nanoseconds of the thread that works: what "a core" is on a machine with other work.
private let processorTime = BenchmarkMetric.custom("threadCPU", polarity: .prefersSmaller, useScalingFactor: true)

/// Bytes to verdict: read, authorise, evaluate; for denials also the message.
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
        admission("json", count, .json) { GeneratedFleet.jsonPods() }
        admission("protobuf", count, .kubernetesProtobuf) { GeneratedFleet.protobufPods() }
        admission("denied", count, .json) { GeneratedFleet.refusedJSONPods() }
    }
    for count in [1, 20, 200, 500] {
        kubernetesFigures(count, "allowed")
        kubernetesFigures(count, "denied")
    }
}

private func admission(
    _ name: String,
    _ count: Int,
    _ encoding: PodEncoding,
    _ pods: @escaping @Sendable () -> [[UInt8]]
) {
    Benchmark("admission/\(name)-\(count)") { (benchmark, worker: Held<AdmissionWorker>) in
        let time = try ProcessorTime.of { blackHole(try worker.value.judge(benchmark.scaledIterations.count)) }
        benchmark.measurement(processorTime, time)
    } setup: {
        var worker = AdmissionWorker(GeneratedFleet.policySet(count: count, usable: 5), pods(), encoding)
        // Figures of the wrong answer would look no worse.
        let denied = try worker.judge(GeneratedFleet.podCount)
        guard (denied == GeneratedFleet.podCount) == (name == "denied") else { throw WrongAnswers(denied: denied) }
        return Held(worker)
    }
}

private struct WrongAnswers: Error {
    var denied: Int
}

/// The policy sets and the pod with which Kubernetes' own plugin was measured; they lie in `MUSTER_SHARED` or `../shared`.
private func kubernetesFigures(_ count: Int, _ answer: String) {
    let shared = ProcessInfo.processInfo.environment["MUSTER_SHARED"] ?? "../shared"
    let policies = URL(fileURLWithPath: "\(shared)/bench/policies-\(count).json")
    let pod = URL(fileURLWithPath: "\(shared)/bench/pod-\(answer).json")
    guard FileManager.default.fileExists(atPath: policies.path) else { return }
    Benchmark("admission/kubernetes-\(answer)-\(count)") { (benchmark, worker: Held<AdmissionWorker>) in
        let time = try ProcessorTime.of { blackHole(try worker.value.judge(benchmark.scaledIterations.count)) }
        benchmark.measurement(processorTime, time)
    } setup: {
        let list = try JSONParser.parse([UInt8](try Data(contentsOf: policies)))
        let sources = try PolicySetLoader.sources(inList: list, named: policies.lastPathComponent)
        let namespace = "psp-eks-restrictive"
        let subject = Subject(
            username: "system:serviceaccount:\(namespace):eks-test-user",
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"]
        )
        return Held(
            AdmissionWorker(
                CompiledPolicySet(sources, options: AdmissionOptions(version: .v1_20)),
                [[UInt8](try Data(contentsOf: pod))],
                .json,
                requester: RequestSubject(subject),
                namespace: Array(namespace.utf8)
            )
        )
    }
}
