import Claims
import JSONScan
import PodFacts

/// The fast JSON reader takes, refuses and reads what the slow one does; a pod that is read is well-formed JSON; a pod is
/// never seen to change into itself written anew.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONPod(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let body = [UInt8](UnsafeBufferPointer(start: data, count: count))
    let path = PodPath(rawValue: (body.first ?? 0) & 3) ?? .pod
    for path in [PodPath.pod, path] {
        let fast = factsOfFastReader(body, path)
        let slow = factsOfSlowReader(body, path)
        claim(fast == slow, "the readers differ at \(path): \(fast ?? ["refused"]) and \(slow ?? ["refused"])")
        if fast != nil { claim((try? JSONParser.parse(body)) != nil, "a pod is read that is no JSON") }
    }
    checkRewritten(body)
    return 0
}

private func factsOfFastReader(_ body: [UInt8], _ path: PodPath) -> [String]? {
    var reader = JSONPodReader()
    var facts = PodFacts()
    // Facts of an earlier pod must not shine through.
    let other = Array(#"{"spec":{"hostNetwork":true,"containers":[{"name":"x","ports":[{"hostPort":1}]}]}}"#.utf8)
    try? reader.read(other.span.bytes, at: .pod, into: &facts)
    guard (try? reader.read(body.span.bytes, at: path, into: &facts)) != nil else { return nil }
    return describe(facts, withPresence: true)
}

private func factsOfSlowReader(_ body: [UInt8], _ path: PodPath) -> [String]? {
    var facts = PodFacts()
    guard (try? MergingJSONPodReader().read(body.span.bytes, at: path, into: &facts)) != nil else { return nil }
    return describe(facts, withPresence: true)
}

/// Whether a pod equals itself as our writer writes it: if the comparison takes the one, it takes the other.
private func checkRewritten(_ body: [UInt8]) {
    guard let value = try? JSONParser.parse(body) else { return }
    var writer = JSONWriter()
    writer.value(value)
    let rewritten = writer.bytes
    func isUnchanged(_ old: [UInt8], _ new: [UInt8]) -> Bool {
        UnchangedUpdate.isUnchanged(
            old: old.span.bytes,
            oldEncoding: .json,
            new: new.span.bytes,
            newEncoding: .json,
            ignoresManagedFields: true
        )
    }
    claim(isUnchanged(body, rewritten) == isUnchanged(rewritten, body), "the comparison has a direction")
}
