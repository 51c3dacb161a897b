/// The field that a writer of `written` most likely meant, if any of `known` is near enough.
///
/// Near: equal but for case, or at most two edits away (one for names of up to five bytes).
package func suggestion(for written: String, among known: [String]) -> String? {
    let bytes = Array(written.utf8.prefix(64))
    if let sameButCase = known.first(where: { lowercased($0.utf8).elementsEqual(lowercased(bytes)) }) {
        return sameButCase
    }
    let distanceMax = bytes.count <= 5 ? 1 : 2
    var best: (name: String, distance: Int)?
    for name in known {
        let distance = editDistance(lowercased(bytes), lowercased(name.utf8))
        if distance <= distanceMax, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
}

private func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
}

/// Levenshtein's distance: insertions, deletions and replacements of bytes.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, leftByte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, rightByte) in right.enumerated() {
            let above = row[j + 1]
            row[j + 1] = min(min(above, row[j]) + 1, diagonal + (leftByte == rightByte ? 0 : 1))
            diagonal = above
        }
    }
    return row[right.count]
}
