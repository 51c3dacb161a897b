import Foundation
import Manifests
import PolicyObjects
import TestVectors
import Testing

/// Real policy files from public repositories.
struct PolicyCorpusTests {
    private static func files() throws -> [String] {
        let folder = try SharedFiles.url("corpus/policies")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return paths.sorted().map { folder.appendingPathComponent($0).path }
            .filter { [".json", ".yaml", ".yml"].contains { [path = $0] in path.hasSuffix($0) } }
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `every policy file loads or says clearly what is wrong with it`() throws {
        var loaded = 0
        var refused: [String] = []
        for file in try Self.files() {
            do {
                let set = try PolicySetLoader.load([file])
                #expect(!set.lines(for: AdmissionOptions()).isEmpty)
                loaded += 1
            } catch {
                #expect(error.problems.allSatisfy { $0.origin.file == file && $0.origin.line != nil })
                refused.append(error.description)
            }
        }
        #expect(loaded == 242)
        // The one file of a version that no server has.
        #expect(refused.count == 1, "\(refused.prefix(5).joined(separator: "\n"))")
        #expect(refused.first?.contains("no PodSecurityPolicy is served in `policy/v1`") == true)
    }
}
