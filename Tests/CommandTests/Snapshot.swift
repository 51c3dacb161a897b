import Foundation
import TestVectors
import Testing

/// Recorded outputs, which a test compares with what the command line says now.
///
/// `scripts/record-snapshots` records them anew; the change is then read like any other.
enum Snapshot {
    static let isRecording = ProcessInfo.processInfo.environment["MUSTER_RECORD"] != nil

    /// Compares, or records.
    ///
    /// `name` is a path below `folder`.
    static func check(
        _ text: String,
        _ name: String,
        in folder: String = "Tests/Fixtures",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = SharedFiles.project.appendingPathComponent("\(folder)/\(name)")
        if isRecording {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
            return
        }
        let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(
            text == recorded,
            "\(name) differs: scripts/record-snapshots records it",
            sourceLocation: sourceLocation
        )
    }
}
