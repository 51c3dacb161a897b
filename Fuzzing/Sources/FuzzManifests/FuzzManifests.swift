import Claims
import JSONScan
import Manifests

/// A manifest file means the same whatever pieces it is read in; what it gives is JSON, which the policy loader takes or
/// refuses with a word.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzManifests(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    let whole = entries(bytes, chunkBytes: 1 << 20)
    let pieces = entries(bytes, chunkBytes: 64)
    claim(whole == pieces, "the pieces matter: \(whole) and \(pieces)")
    load(bytes)
    return 0
}

private func entries(_ bytes: [UInt8], chunkBytes: Int) -> [String] {
    var reader = ManifestReader(file: "f", bytes: bytes, chunkBytes: chunkBytes)
    var entries: [String] = []
    while let entry = reader.next() {
        switch entry {
        case .document(let document):
            claim((try? JSONParser.parse(document.json)) != nil, "a document is no JSON")
            entries.append(
                "\(document.document) \(String(describing: document.item)) \(document.line) \(document.json)"
            )
        case .error(let error): entries.append("error: \(error)")
        }
    }
    return entries
}

private func load(_ bytes: [UInt8]) {
    var loader = PolicySetLoader()
    for entry in ManifestReader(file: "f", bytes: bytes) {
        guard case .document(let document) = entry, let value = try? JSONParser.parse(document.json) else { continue }
        loader.add(value, from: ObjectOrigin(file: "f"), isJSON: document.isJSON)
    }
    _ = try? loader.finish()
}
