import Foundation
import Testing
import TestVectors

/// Reads the sources: what CONTRIBUTING.md forbids does not come in.
@Suite struct SourceRules {
    static let forbiddenInSources = ["try!", "fatalError(", " as! ", "TODO", "FIXME", "XXX"]

    @Test(arguments: forbiddenInSources)
    func sourcesDoNotHold(text: String) throws {
        for file in try RepositoryFiles.swift(under: "Sources") {
            let source = try String(contentsOf: file, encoding: .utf8)
            for (number, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                #expect(!line.contains(text), "\(file.lastPathComponent):\(number + 1)")
            }
        }
    }

    /// A release build, which the test command makes, has no module that could be opened so.
    @Test func testsUseWhatRoomsOffer() throws {
        for file in try RepositoryFiles.swift(under: "Tests") where file.lastPathComponent != "SourceRules.swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            #expect(!source.contains("@testable"), "\(file.path)")
        }
    }

    @Test(arguments: ["Utils", "Helpers", "Manager", "Common"])
    func noFileIsADrawerForOddsAndEnds(name: String) throws {
        for file in try RepositoryFiles.swift(under: "Sources") {
            #expect(!file.deletingPathExtension().lastPathComponent.hasSuffix(name), "\(file.path)")
        }
    }

    @Test func everyUncheckedSendableIsProved() throws {
        for file in try RepositoryFiles.swift(under: "Sources") {
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n",
                omittingEmptySubsequences: false
            )
            for (number, line) in lines.enumerated()
            where line.contains("@unchecked Sendable") && !line.drop(while: { $0 == " " }).hasPrefix("//") {
                let above = lines[max(0, number - 12)..<number]
                #expect(
                    above.contains { $0.contains("//") && $0.contains("endable") },
                    "\(file.lastPathComponent):\(number + 1): say above it why this is safe to send"
                )
            }
        }
    }

    @Test(.enabled(if: RepositoryFiles.isCheckout, "skipped: no checkout of git, which would tell what is tracked"))
    func noTrackedFileIsLarge() throws {
        let files = try RepositoryFiles.tracked()
        #expect(files.count > 400)
        for file in files {
            // Of a file that is deleted and not yet committed there is none.
            let size = try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize
            #expect(size ?? 0 < 1_000_000, "\(file.path) has \(size ?? 0) bytes")
        }
    }
}
