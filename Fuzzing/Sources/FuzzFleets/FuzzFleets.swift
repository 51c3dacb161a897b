import Claims
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
    guard whole.errors.isEmpty, apart.errors.isEmpty else {
        // How far a reader has looked into text that is dropped, and so whether it met bytes there that are no UTF-8,
        // depends on the size of its pieces.
        claim(
            !apart.errors.isEmpty || whole.errors.allSatisfy { isDropped($0, apart.notices) },
            "an error goes unnoticed: \(whole)"
        )
        return 0
    }
    claim(whole.notices == apart.notices, "whole \(whole.notices) and apart \(apart.notices)")
    claim(
        inOrder(whole.found).map(\.text) == inOrder(apart.found).map(\.text) && waitAtMostOnce(apart.found),
        "whole \(whole.found) and apart \(apart.found)"
    )
    return 0
}

private typealias Entries = (found: [Found], notices: [ManifestNotice], errors: [ManifestError])

/// The error stands in text of which a notice says that it is dropped.
private func isDropped(_ error: ManifestError, _ notices: [ManifestNotice]) -> Bool {
    notices.contains { notice in
        notice.text.contains("the text from here on is dropped") && notice.document == error.document
            && (error.line ?? .max) >= (notice.line ?? 0)
    }
}

private func inOrder(_ found: [Found]) -> [Found] {
    found.enumerated().sorted { left, right in
        (left.element.place.document, left.element.place.item ?? 0, left.offset)
            < (right.element.place.document, right.element.place.item ?? 0, right.offset)
    }
    .map(\.element)
}

/// A list's items come in order, but for those that waited for its kind: they come, in order, behind the others.
private func waitAtMostOnce(_ found: [Found]) -> Bool {
    var descents: [Int: Int] = [:]
    for (first, second) in zip(found, found.dropFirst()) where first.place.document == second.place.document {
        if (second.place.item ?? 0) < (first.place.item ?? 0) { descents[first.place.document, default: 0] += 1 }
    }
    return descents.values.allSatisfy { $0 <= 1 }
}

/// An object or what was left out, and where.
private struct Found {
    var place: FleetPlace
    var text: String
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
) -> Entries {
    let fields = FieldCheck(version: .v1_24)
    var reader = FleetReader(
        file: "f",
        bytes: text,
        chunkBytes: chunkBytes,
        wholeBytesMax: wholeBytesMax,
        fields: fields
    )
    var found: [Found] = []
    var errors: [ManifestError] = []
    while let entry = reader.next() {
        switch entry {
        case .item(let item):
            found.append(
                Found(
                    place: item.place,
                    text: "\(item.place) \(item.identity) \(item.isFromCluster) "
                        + String(decoding: item.json, as: UTF8.self)
                )
            )
        case .skipped(let omission, let place): found.append(Found(place: place, text: "\(place) \(omission)"))
        case .error(let error): errors.append(error)
        }
    }
    return (found, reader.takeNotices().sorted { $0.description < $1.description }, errors)
}
