import Claims
import WireProtocol

/// A stream means the same however it is cut.
///
/// The first byte chooses what is read, the second the cuts.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWire(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard input.count > 2 else { return 0 }
    let body = Array(input[2...])
    let cut = Int(input[1] & 31) + 1
    switch input[0] & 3 {
    case 0, 3: check(clientEvents(body, cut: body.count), clientEvents(body, cut: cut))
    case 1: check(serverEvents(body, cut: body.count), serverEvents(body, cut: cut))
    default:
        var line = RequestLine()
        let first = readLine(body, &line)
        check(first, readLine(body, &line))
    }
    return 0
}

private func check(_ whole: [String], _ cut: [String]) {
    claim(whole == cut, "two readings differ: \(whole) and \(cut)")
}

private func clientEvents(_ body: [UInt8], cut: Int) -> [String] {
    var decoder = ClientMessageDecoder()
    var slab: [UInt8] = []
    var events: [String] = []
    do {
        var start = 0
        while start < body.count {
            let end = min(start + cut, body.count)
            let part = Array(body[start..<end])
            var position = 0
            reading: while true {
                switch try decoder.next(part.span, from: &position, into: &slab) {
                case .needsBytes: break reading
                case let event: events.append("\(event)")
                }
            }
            claim(position == part.count, "input is left over")
            start = end
        }
        try decoder.finish()
    } catch {
        events.append("error: \(error)")
    }
    events.append("\(slab)")
    return events
}

private func serverEvents(_ body: [UInt8], cut: Int) -> [String] {
    var decoder = ServerMessageDecoder()
    var events: [String] = []
    do {
        var start = 0
        while start < body.count {
            let end = min(start + cut, body.count)
            let part = Array(body[start..<end])
            var position = 0
            reading: while true {
                switch try decoder.next(part.span, from: &position) {
                case .needsBytes: break reading
                case let event: events.append("\(event)")
                }
            }
            claim(position == part.count, "input is left over")
            start = end
        }
    } catch {
        events.append("error: \(error)")
    }
    return events
}

private func readLine(_ body: [UInt8], _ line: inout RequestLine) -> [String] {
    do {
        try line.read(body.span.bytes)
    } catch {
        return ["error: \(error)"]
    }
    return [
        "\(line.operation) \(line.asksValidate) \(line.media) \(String(describing: line.id)) \(line.object)",
        "\(String(describing: line.oldObject)) \(line.namespace) \(line.username) \(line.groups) \(line.subresource)",
        "\(line.texts)",
    ]
}
