import Manifests
import PolicyObjects

/// A fleet's file, compressed or not, ends in objects and errors; a list that is taken apart says what it says as a whole.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFleets(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let text = unpacked(bytes) else { return 0 }
    let whole = entries(text, chunkBytes: 1 << 20, wholeBytesMax: .max)
    let apart = entries(text, chunkBytes: 64, wholeBytesMax: 0)
    // An error in a list that is held whole loses it, while what was taken out of it before counts.
    if whole.hasError || apart.hasError {
        // Behind a first document that ends early nothing is read, and that is said: how far a reader has looked ahead there,
        // and whether it met bytes that are no UTF-8, depends on the size of its pieces.
        let isCutShort = apart.found.contains { $0.contains("the text from here on is dropped") }
        precondition(apart.hasError || isCutShort, "an error goes unnoticed: \(whole.found)")
        return 0
    }
    // Items that do not tell their kind wait for that of the list, which may come last; the others go ahead.
    precondition(whole.found.sorted() == apart.found.sorted(), "whole \(whole.found) and apart \(apart.found)")
    return 0
}

/// At most a megabyte of the content; nil if it is damaged.
private func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
    var content: [UInt8] = []
    do {
        var source = try ByteSource(unpacking: ByteSource(bytes))
        while content.count < 1 << 20, try source.read(1 << 16, into: &content) > 0 {}
        return content
    } catch {
        return nil
    }
}

private func entries(
    _ text: [UInt8],
    chunkBytes: Int,
    wholeBytesMax: Int
) -> (found: [String], hasError: Bool) {
    let fields = FieldCheck(version: .v1_24)
    var reader = FleetReader(
        file: "f",
        bytes: text,
        chunkBytes: chunkBytes,
        wholeBytesMax: wholeBytesMax,
        fields: fields
    )
    var found: [String] = []
    var hasError = false
    while let entry = reader.next() {
        switch entry {
        case .item(let item): found.append("\(item.place) \(item.identity) \(item.isFromCluster) \(item.json)")
        case .skipped(let omission, let place): found.append("\(place) \(omission)")
        case .error: hasError = true
        }
    }
    // Without the line: of an item that waits for its list's kind only the first line is known by then, not the field's.
    found += reader.takeNotices().map { String($0.description.drop { $0 != " " }) }
    return (found, hasError)
}
