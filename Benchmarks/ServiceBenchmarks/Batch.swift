import Admission
import FleetGenerator
import PolicyObjects
import Transport
import WireProtocol

/// `itemCount` distinct pods as one request body, cut into writes of 64 KiB.
struct Batch: Sendable {
    /// `report.py` divides by it.
    static let itemCount = 20_000
    private static let writeBytes = 64 << 10

    private let writes: [[UInt8]]
    private let expected: BatchCounts

    init(_ encoding: WirePodEncoding) throws {
        var body: [UInt8] = []
        var open = WireOpen()
        open.podEncoding = encoding
        try ClientMessageEncoder.append(open, to: &body)
        var subject = WireSubject()
        subject.username = GeneratedFleet.requester.subject.username
        subject.groups = GeneratedFleet.requester.subject.groups
        subject.id = 1
        try ClientMessageEncoder.append(subject, to: &body)
        let pods = encoding == .json ? GeneratedFleet.jsonPods() : GeneratedFleet.protobufPods()
        for number in 0..<Self.itemCount {
            var item = OutgoingItem()
            item.subject = 1
            item.namespace = GeneratedFleet.namespace
            item.object = pods[number % pods.count]
            ClientMessageEncoder.append(item, to: &body)
        }
        writes = stride(from: 0, to: body.count, by: Self.writeBytes).map {
            Array(body[$0..<min($0 + Self.writeBytes, body.count)])
        }
        expected = try BatchCounts.evaluated(Self.itemCount)
    }

    /// Sends the batch and reads its answer to the end.
    func stream(through connection: ClientConnection) async throws -> [UInt8] {
        let head = RequestHead(
            method: "POST",
            path: "/v1/evaluate",
            headers: [HeaderField("content-type", "application/vnd.muster.v1+protobuf")]
        )
        let exchange = connection.exchange(head)
        async let received = Self.drain(exchange)
        for write in writes { try await exchange.send(write) }
        exchange.finish()
        return try await received
    }

    private static func drain(_ exchange: ClientExchange) async throws -> [UInt8] {
        var body: [UInt8] = []
        while let bytes = try await exchange.receive() { body += bytes }
        return body
    }

    /// A figure counts only if the service has said of the pods what the engine says of them here.
    func check(_ answer: [UInt8]) throws {
        var decoder = ServerMessageDecoder()
        var position = 0
        while true {
            switch try decoder.next(answer.span, from: &position) {
            case .needsBytes: throw BatchError(description: "the answer ends without a summary")
            case .failure(let failure): throw BatchError(description: "the service failed: \(failure.reason)")
            case .summary(let summary):
                let found = BatchCounts(summary)
                guard found == expected else {
                    throw BatchError(description: "the service counts \(found), the engine \(expected)")
                }
                return
            case .opened, .verdicts, .violation: break
            }
        }
    }
}

/// What became of a batch's pods.
struct BatchCounts: Sendable, Equatable {
    var allowed: UInt64 = 0
    var denied: UInt64 = 0
    var mutated: UInt64 = 0
    /// Not judged, for whatever reason.
    var others: UInt64 = 0

    init(_ summary: WireSummary) {
        allowed = summary.allowed
        denied = summary.denied
        mutated = summary.mutated
        others = summary.items - min(summary.items, summary.allowed + summary.denied)
    }

    private init() {}

    /// Of so many pods, judged by the engine alone.
    static func evaluated(_ count: Int) throws -> BatchCounts {
        let pods = GeneratedFleet.facts()
        guard pods.count == GeneratedFleet.podCount else {
            throw BatchError(
                description: "\(GeneratedFleet.podCount - pods.count) of the generated pods cannot be read"
            )
        }
        var evaluator = Evaluator(MusterProcess.policySet)
        var counts = BatchCounts()
        let namespace = GeneratedFleet.namespace
        for number in 0..<count {
            let pod = pods[number % pods.count]
            let authorized = evaluator.authorize(
                GeneratedFleet.requester,
                namespace: namespace.span,
                pod: pod
            )
            let verdict = evaluator.evaluate(pod, phase: .admit, authorized: authorized)
            if verdict.outcome == .denied {
                counts.denied += 1
            } else {
                counts.allowed += 1
                if verdict.isMutated { counts.mutated += 1 }
            }
        }
        return counts
    }
}

struct BatchError: Error, CustomStringConvertible {
    let description: String
}
