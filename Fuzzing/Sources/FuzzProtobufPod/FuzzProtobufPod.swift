import Claims
import PodFacts

/// The protobuf reader reads a body the same way whatever it has read before, with its envelope and without, and with an
/// unknown field behind it; the comparison of whole pods has no direction.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzProtobufPod(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let body = [UInt8](UnsafeBufferPointer(start: data, count: count))
    var fresh = ProtobufPodReader()
    let facts = read(body, &fresh)
    var used = ProtobufPodReader()
    _ = read(other, &used)
    claim(read(body, &used) == facts, "an earlier pod shines through")
    // Bare messages only: an enveloped body is taken for a pod itself.
    guard !body.isEmpty, !body.starts(with: magic) else { return 0 }
    claim(read(enveloped(body), &used) == facts, "the envelope changes the pod")
    let extended = body + [0xF8, 0x3F, 0x01]
    guard facts != nil else { return 0 }
    claim(read(extended, &used) == facts, "an unknown field changes the pod")
    claim(
        isUnchanged(body, extended) == isUnchanged(extended, body),
        "the comparison has a direction"
    )
    return 0
}

private let magic = Array("k8s\0".utf8)

/// A pod that fills every list that a reader keeps: spec {containers {ports, securityContext {capabilities}},
/// initContainers, hostNetwork, ephemeralContainers}.
private let other: [UInt8] = {
    let container = field(6, [0x10, 0x01]) + field(15, field(1, field(1, [0x41]) + field(2, [0x42])))
    return field(2, field(2, container) + [0x58, 0x01] + field(20, container) + field(34, field(1, container)))
}()

private func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    let tag: [UInt8] = number < 16 ? [number << 3 | 2] : [(number & 15) << 3 | 0x82, number >> 4]
    return tag + [UInt8(content.count)] + content
}

private func enveloped(_ pod: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    var rest = pod.count
    while rest >= 0x80 {
        length.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
    }
    return magic + field(1, field(1, Array("v1".utf8)) + field(2, Array("Pod".utf8))) + [0x12] + length + [UInt8(rest)]
        + pod
}

private func read(_ body: [UInt8], _ reader: inout ProtobufPodReader) -> [String]? {
    var facts = PodFacts()
    guard (try? reader.read(body.span.bytes, into: &facts)) != nil else { return nil }
    return describe(facts, withPresence: true)
}

private func isUnchanged(_ old: [UInt8], _ new: [UInt8]) -> Bool {
    UnchangedUpdate.isUnchanged(
        old: old.span.bytes,
        oldEncoding: .kubernetesProtobuf,
        new: new.span.bytes,
        newEncoding: .kubernetesProtobuf,
        ignoresManagedFields: true
    )
}
