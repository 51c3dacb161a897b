import Foundation
import TestVectors

/// The files of the checkout that the repository's own rules are about.
enum RepositoryFiles {
    static func swift(under folder: String) throws -> [URL] {
        try files(under: folder).filter { $0.pathExtension == "swift" }
    }

    static func files(under folder: String) throws -> [URL] {
        let root = SharedFiles.project.appendingPathComponent(folder)
        guard let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
        else {
            throw TestVectorError("cannot read \(root.path)")
        }
        return try walk.compactMap { entry in
            guard let url = entry as? URL else { return nil }
            return try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true ? url : nil
        }
    }

    /// A folder, or in a second work tree a file.
    static let isCheckout = FileManager.default.fileExists(
        atPath: SharedFiles.project.appendingPathComponent(".git").path
    )

    /// What git has of the project.
    static func tracked() throws -> [URL] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Whoever the files belong to: they are only listed.
        process.arguments = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
        process.currentDirectoryURL = SharedFiles.project
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let listed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw TestVectorError("git cannot list the files") }
        return listed.split(separator: 0).map {
            SharedFiles.project.appendingPathComponent(String(decoding: $0, as: UTF8.self))
        }
    }

    /// The modules that a Swift source imports.
    static func imports(in source: String) -> [String] {
        source.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"), words[..<keyword].allSatisfy(isImportModifier) else {
                return nil
            }
            return words.dropFirst(keyword + 1).last.map { String($0.prefix { $0 != "." }) }
        }
    }

    private static func isImportModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@") || ["package", "public", "internal", "private", "fileprivate"].contains(word)
    }
}
