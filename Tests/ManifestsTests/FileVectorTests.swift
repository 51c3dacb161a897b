import Foundation
import JSONScan
import Manifests
import TestVectors
import Testing

/// `vectors/yaml`: what kubectl 1.20.2's own code makes of 929 files.
struct FileVectorTests {
    struct Outcome {
        var family: String
        var failure: String?
    }

    /// All of them are in the project: they are small.
    private func lines(_ name: String) throws -> [[UInt8]] {
        let url = SharedFiles.project.appendingPathComponent("Tests/Fixtures/vectors/yaml/\(name).ndjson.gz")
        return SharedFiles.lines(of: try SharedFiles.bytes(at: url))
    }

    @Test("Files are read as kubectl reads them")
    func filesAreReadAsKubectlReadsThem() throws {
        let requests = try lines("files-requests")
        let expected = try lines("files-expected")
        #expect(requests.count == 929)
        #expect(requests.count == expected.count)
        var failures: [String] = []
        for (request, answer) in zip(requests, expected) {
            let request = try JSONParser.parse(request)
            let answer = try JSONParser.parse(answer)
            let raw = try #require(Data(base64Encoded: request["raw"]?.string ?? "?"))
            let isLenient = request["tags"]?.array?.contains(.string("libyaml-differs")) ?? false
            for chunk in raw.count < 4_096 ? [1 << 20, 7] : [1 << 20] {
                let entries = Array(ManifestReader(file: "FILE", bytes: [UInt8](raw), chunkBytes: chunk))
                if let problem = difference(entries, answer, isLenient: isLenient) {
                    let text = String(decoding: raw.prefix(600), as: UTF8.self)
                    failures.append("\(request["id"]?.string ?? "?") (chunks of \(chunk)): \(problem)\n\(text)")
                }
            }
        }
        let shown = failures.prefix(5).joined(separator: "\n\n")
        #expect(failures.isEmpty, "\(failures.count) failures:\n\(shown)")
    }

    private func difference(_ entries: [ManifestEntry], _ answer: JSONValue, isLenient: Bool) -> String? {
        var expected = answer["documents"]?.array ?? []
        if let error = answer["error"] { expected.append(.object([.init("fileError", error)])) }
        for (index, entry) in entries.enumerated() {
            if case .error(let error) = entry, isLenient {
                if error.isFileError { return nil }
                continue
            }
            guard index < expected.count else { return "unexpected \(shown(entry))" }
            guard matches(entry, expected[index]) else { return "expected \(expected[index])\nfound \(shown(entry))" }
        }
        return entries.count < expected.count ? "missing: \(expected[entries.count])" : nil
    }

    private func matches(_ entry: ManifestEntry, _ expected: JSONValue) -> Bool {
        switch entry {
        case .error(let error):
            return expected[error.isFileError ? "fileError" : "error"] != nil
        case .document(let document):
            if let nested = expected["nested"]?.integer { return JSONComparison.depth(document.json) == nested }
            guard let json = expected["json"], let found = try? JSONParser.parse(document.json) else { return false }
            return JSONComparison.isSame(found, json)
        }
    }

    private func shown(_ entry: ManifestEntry) -> String {
        switch entry {
        case .error(let error): "error: \(error)"
        case .document(let document): String(decoding: document.json.prefix(600), as: UTF8.self)
        }
    }
}
