import Admission
import Benchmark
import FleetGenerator
import Foundation
import JSONScan
import Manifests
import PodFacts
import PolicyObjects

/// Bytes to verdict: read, authorise, evaluate; for denials also the message.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: 3,
        scalingFactor: .kilo,
        maxDuration: .seconds(3),
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
    Benchmark("admission/\(name)-\(count)") { benchmark in
        var judge = Judge(
            GeneratedFleet.policySet(count: count, usable: 5),
            encoding,
            GeneratedFleet.requester,
            GeneratedFleet.namespace
        )
        let pods = pods()
        var next = 0
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(try judge.verdict(pods[next]))
            next = next + 1 == pods.count ? 0 : next + 1
        }
    }
}

/// The policy sets and the pod with which Kubernetes' own plugin was measured; they lie in `MUSTER_SHARED` or `../shared`.
private func kubernetesFigures(_ count: Int, _ answer: String) {
    let shared = ProcessInfo.processInfo.environment["MUSTER_SHARED"] ?? "../shared"
    let policies = URL(fileURLWithPath: "\(shared)/bench/policies-\(count).json")
    let pod = URL(fileURLWithPath: "\(shared)/bench/pod-\(answer).json")
    guard FileManager.default.fileExists(atPath: policies.path) else { return }
    Benchmark("admission/kubernetes-\(answer)-\(count)") { benchmark in
        let list = try JSONParser.parse([UInt8](try Data(contentsOf: policies)))
        let sources = try PolicySetLoader.sources(inList: list, named: policies.lastPathComponent)
        let namespace = "psp-eks-restrictive"
        let subject = Subject(
            username: "system:serviceaccount:\(namespace):eks-test-user",
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"]
        )
        var judge = Judge(
            CompiledPolicySet(sources, options: AdmissionOptions(version: .v1_20)),
            .json,
            RequestSubject(subject),
            Array(namespace.utf8)
        )
        let body = [UInt8](try Data(contentsOf: pod))
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(try judge.verdict(body)) }
    }
}

/// One worker: everything that it reuses from pod to pod.
private struct Judge: ~Copyable {
    var evaluator: Evaluator
    var reader = PodReader()
    var facts = PodFacts()
    var violations = ViolationList()
    var message: [UInt8] = []
    let encoding: PodEncoding
    let requester: RequestSubject
    let namespace: [UInt8]

    init(_ policySet: CompiledPolicySet, _ encoding: PodEncoding, _ requester: RequestSubject, _ namespace: [UInt8]) {
        evaluator = Evaluator(policySet)
        self.encoding = encoding
        self.requester = requester
        self.namespace = namespace
    }

    mutating func verdict(_ body: [UInt8]) throws -> Verdict {
        try reader.read(body.span.bytes, as: encoding, at: .pod, into: &facts)
        let namespace = self.namespace
        let authorized = evaluator.authorize(requester, namespace: namespace.span, pod: facts)
        let verdict = evaluator.evaluate(facts, phase: .admit, authorized: authorized)
        if verdict.outcome == .denied {
            message.removeAll(keepingCapacity: true)
            evaluator.explain(facts, phase: .admit, authorized: authorized, into: &violations)
            evaluator.appendMessage(facts, phase: .admit, violations: violations, to: &message)
        }
        return verdict
    }
}
