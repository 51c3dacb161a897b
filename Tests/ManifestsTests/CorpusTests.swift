import Foundation
import JSONScan
import Manifests
import TestVectors
import Testing

/// Real manifests of public repositories: read as PyYAML and Go's reader agree to read them.
struct CorpusTests {
    /// A merge key whose value is no mapping: PyYAML reads it, Go's reader refuses it.
    private static let refused = "container-with-merge.yaml"

    @Test(
        "Every manifest of the corpus is read as others read it",
        .enabled(if: SharedFiles.isAvailable, .init(rawValue: SharedFiles.skipped)),
        arguments: ["gatekeeper-library", "policies", "psa-fixtures", "psp-cases", "workloads"]
    )
    func everyManifestIsRead(_ part: String) throws {
        var expected: [String: [JSONValue]] = [:]
        for line in try SharedFiles.lines("corpus/ndjson/\(part).ndjson.gz") {
            let entry = try JSONParser.parse(line)
            guard let file = entry["file"]?.string, let object = entry["object"] else { continue }
            expected[file, default: []].append(object)
        }
        #expect(!expected.isEmpty)
        var failures: [String] = []
        for (file, objects) in expected.sorted(by: { $0.key < $1.key }) {
            let bytes = try SharedFiles.bytes(at: try SharedFiles.url("corpus/\(file)"))
            if let problem = difference(Array(ManifestReader(file: file, bytes: bytes)), objects, file) {
                failures.append("\(file): \(problem)")
            }
        }
        let shown = failures.prefix(5).joined(separator: "\n")
        #expect(failures.isEmpty, "\(failures.count) of \(expected.count) files:\n\(shown)")
    }

    private func difference(_ entries: [ManifestEntry], _ objects: [JSONValue], _ file: String) -> String? {
        var found: [JSONValue] = []
        for entry in entries {
            switch entry {
            case .error(let error):
                return file.hasSuffix(Self.refused) && error.isFileError ? nil : "error: \(error)"
            case .document(let document):
                guard let object = try? JSONParser.parse(document.json) else { return "no JSON" }
                found.append(object)
            }
        }
        guard found.count == objects.count else { return "\(found.count) objects, expected \(objects.count)" }
        for (index, (left, right)) in zip(found, objects).enumerated() where !JSONComparison.isSame(left, right) {
            return "object \(index + 1) differs:\n\(left)\n\(right)".prefix(3_000).description
        }
        return nil
    }
}
