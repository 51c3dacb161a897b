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
    }

    /// Sends the batch and reads its answer to the end.
    func stream(through connection: ClientConnection) async throws {
        let head = RequestHead(
            method: "POST",
            path: "/v1/evaluate",
            headers: [HeaderField("content-type", "application/vnd.muster.v1+protobuf")]
        )
        let exchange = connection.exchange(head)
        async let received = Self.drain(exchange)
        for write in writes { try await exchange.send(write) }
        exchange.finish()
        guard try await received >= Self.itemCount / 4 else { throw BatchError(description: "the answer is too short") }
    }

    private static func drain(_ exchange: ClientExchange) async throws -> Int {
        var count = 0
        while let bytes = try await exchange.receive() { count += bytes.count }
        return count
    }
}

struct BatchError: Error, CustomStringConvertible {
    let description: String
}
