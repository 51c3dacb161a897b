import Transport
import WireProtocol

/// What batches of tests are made of.
enum SampleBatch {
    static func line(_ id: Int, isAllowed: Bool = true) -> String {
        let groups = isAllowed ? "[\"system:authenticated\"]" : "[]"
        return "{\"id\":\(id),\"namespace\":\"a\",\"user\":{\"username\":\"u\",\"groups\":\(groups)},\"object\":"
            + "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\(id)\"},"
            + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}\n"
    }

    static func head(_ type: String) -> RequestHead {
        RequestHead(
            method: "POST",
            path: "/v1/evaluate",
            scheme: "https",
            headers: [HeaderField("content-type", type)]
        )
    }

    static func item(_ number: Int) -> OutgoingItem {
        var item = OutgoingItem()
        item.subject = 1
        item.namespace = Array("a".utf8)
        item.object = Array(
            ("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\(number)\"},"
                + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}").utf8
        )
        return item
    }

    static func opening(messages: Bool = false, groups: [String] = ["system:authenticated"]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var open = WireOpen()
        open.messages = messages
        try ClientMessageEncoder.append(open, to: &bytes)
        var subject = WireSubject()
        subject.id = 1
        subject.username = "u"
        subject.groups = groups
        try ClientMessageEncoder.append(subject, to: &bytes)
        return bytes
    }

    /// The summary that ends a response's body; nil if none does.
    static func summary(_ body: [UInt8]) throws -> WireSummary? {
        var decoder = ServerMessageDecoder()
        var position = 0
        while true {
            switch try decoder.next(body.span, from: &position) {
            case .needsBytes: return nil
            case .summary(let summary): return summary
            default: break
            }
        }
    }
}
