package import Admission
package import PodFacts
import PolicyObjects

/// One worker with everything that it reuses from pod to pod, and its fleet: what the benchmark targets time.
///
/// `run` goes on where it stopped, so that the fleet's pods come in turn.
package struct AdmissionWorker: ~Copyable {
    private var evaluator: Evaluator
    private var reader = PodReader()
    private var facts = PodFacts()
    private var violations = ViolationList()
    private var message: [UInt8] = []
    private let bodies: [[UInt8]]
    private let encoding: PodEncoding
    private let requester: RequestSubject
    private let namespace: [UInt8]
    private var next = 0

    package init(
        _ policySet: CompiledPolicySet,
        _ bodies: [[UInt8]],
        _ encoding: PodEncoding,
        requester: RequestSubject = GeneratedFleet.requester,
        namespace: [UInt8] = GeneratedFleet.namespace
    ) {
        evaluator = Evaluator(policySet)
        self.bodies = bodies
        self.encoding = encoding
        self.requester = requester
        self.namespace = namespace
    }

    /// Bytes to facts.
    package mutating func read(_ count: Int) throws {
        var facts = PodFacts()
        swap(&facts, &self.facts)
        defer { swap(&facts, &self.facts) }
        for _ in 0..<count { try readNext(into: &facts) }
    }

    /// Bytes to verdict, and to the message of a denial; returns how many were denied.
    package mutating func judge(_ count: Int) throws -> Int {
        var denied = 0
        let namespace = namespace
        // Lent from `self`, or the compiler would copy the facts at every call.
        var facts = PodFacts()
        swap(&facts, &self.facts)
        defer { swap(&facts, &self.facts) }
        for _ in 0..<count {
            try readNext(into: &facts)
            let authorized = evaluator.authorize(requester, namespace: namespace.span, pod: facts)
            let verdict = evaluator.evaluate(facts, phase: .admit, authorized: authorized)
            guard case .denied = verdict.outcome else { continue }
            denied += 1
            message.removeAll(keepingCapacity: true)
            evaluator.explain(facts, phase: .admit, authorized: authorized, into: &violations)
            evaluator.appendMessage(facts, phase: .admit, violations: violations, to: &message)
        }
        return denied
    }

    private mutating func readNext(into facts: inout PodFacts) throws {
        let body = bodies[next]
        next = next + 1 == bodies.count ? 0 : next + 1
        try reader.read(body.span.bytes, as: encoding, at: .pod, into: &facts)
    }
}

/// One worker whose pods have been read.
package struct EngineWorker: ~Copyable {
    private var evaluator: Evaluator
    private var pods = GeneratedFleet.facts()
    private var next = 0

    package init(_ policySet: CompiledPolicySet) { evaluator = Evaluator(policySet) }

    /// Facts to verdict; returns how many were denied.
    package mutating func judge(_ count: Int) -> Int {
        let namespace = GeneratedFleet.namespace
        let requester = GeneratedFleet.requester
        var denied = 0
        var pod = PodFacts()
        for _ in 0..<count {
            // A worker reads every pod into the same facts; an array's element would be copied at each call.
            swap(&pods[next], &pod)
            let authorized = evaluator.authorize(requester, namespace: namespace.span, pod: pod)
            let verdict = evaluator.evaluate(pod, phase: .admit, authorized: authorized)
            if case .denied = verdict.outcome { denied += 1 }
            swap(&pods[next], &pod)
            next = next + 1 == pods.count ? 0 : next + 1
        }
        return denied
    }
}

/// Holds a worker between a benchmark's iterations.
package final class Held<Value: ~Copyable> {
    package var value: Value
    package init(_ value: consuming Value) { self.value = value }
}
