import Manifests

/// What a fleet's files hold that is not checked.
struct FleetOmissions: Sendable {
    private var skipped: [String: Int] = [:]
    /// Documents that cannot be read.
    private(set) var unreadable = 0
    private(set) var unreadableFiles = 0

    /// An object that bears no pods.
    mutating func skip(_ identity: ObjectIdentity) {
        skipped["\(identity.apiVersion) \(identity.kind)", default: 0] += 1
    }

    /// Says so and counts.
    mutating func report(_ error: ManifestError) {
        if error.isFileError { unreadableFiles += 1 } else { unreadable += 1 }
        CheckProgress.writeErrorLine("\(error)")
    }

    /// Tells what kubectl drops without a word.
    static func warn(_ notices: [ManifestNotice]) {
        for notice in notices { CheckProgress.writeErrorLine("warning: \(notice)") }
    }

    var lines: [String] {
        var lines: [String] = []
        let skippedCount = skipped.values.reduce(0, +)
        if skippedCount > 0 {
            let kinds = skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
            lines.append("skipped \(skippedCount) objects that bear no pods: \(kinds.joined(separator: ", "))")
        }
        if unreadable > 0 { lines.append("\(unreadable) documents could not be read") }
        if unreadableFiles > 0 { lines.append("\(unreadableFiles) files could not be read to their end") }
        return lines
    }
}
