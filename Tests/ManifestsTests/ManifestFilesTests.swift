import Foundation
import Manifests
import Testing

/// Files, directories and what `-f` says (`spec/reading-files.md`, section 8).
struct ManifestFilesTests {
    private struct Tree {
        let root: URL

        init() throws {
            root = FileManager.default.temporaryDirectory.appendingPathComponent("manifest-files-\(UUID().uuidString)")
            for folder in ["dir/sub", "dir/x.yaml.d", "dir/b.yaml", "empty", "dir/.hidden"] {
                try FileManager.default.createDirectory(
                    at: root.appendingPathComponent(folder),
                    withIntermediateDirectories: true
                )
            }
            for file in [
                "dir/z.yml", "dir/a.json", "dir/.yaml", "dir/x.yaml~", "dir/X.YAML", "dir/x.yaml.gz", "dir/sub/c.yaml",
                "dir/.hidden/h.yaml", "dir/b.yaml/inner.json", "odd.txt",
            ] {
                try Data("kind: K\nmetadata: {name: \(file.split(separator: "/").last ?? "")}\n".utf8)
                    .write(to: root.appendingPathComponent(file))
            }
            try FileManager.default.createSymbolicLink(
                at: root.appendingPathComponent("dir/l.yaml"),
                withDestinationURL: root.appendingPathComponent("odd.txt")
            )
            try FileManager.default.createSymbolicLink(
                at: root.appendingPathComponent("dir/linked"),
                withDestinationURL: root.appendingPathComponent("empty")
            )
        }

        func path(_ name: String) -> String { root.appendingPathComponent(name).path }

        func found(
            _ names: [String],
            recursive: Bool = false,
            _ directoryNames: ManifestFiles.DirectoryNames = .manifests
        ) throws -> [String] {
            try ManifestFiles(
                names.map { $0 == "-" ? $0 : path($0) },
                isRecursive: recursive,
                directoryNames: directoryNames
            ).inputs.map { input in
                input.name == "STDIN" ? "STDIN" : String(input.name.dropFirst(root.path.count + 1))
            }
        }
    }

    @Test("A directory gives its manifests in byte order, and those below it if asked")
    func directoryGivesItsManifests() throws {
        let tree = try Tree()
        defer { try? FileManager.default.removeItem(at: tree.root) }
        #expect(try tree.found(["dir"]) == ["dir/.yaml", "dir/a.json", "dir/l.yaml", "dir/z.yml"])
        #expect(
            try tree.found(["dir"], recursive: true)
                == [
                    "dir/.hidden/h.yaml", "dir/.yaml", "dir/a.json", "dir/b.yaml/inner.json", "dir/l.yaml",
                    "dir/sub/c.yaml",
                    "dir/z.yml",
                ]
        )
    }

    @Test("Of a directory of fleets lines of JSON and compressed files count too")
    func directoryOfFleets() throws {
        let tree = try Tree()
        defer { try? FileManager.default.removeItem(at: tree.root) }
        for name in ["b.ndjson", "b.jsonl.zst", "b.json.gz.gz", "b.log"] {
            try Data().write(to: tree.root.appendingPathComponent("dir/\(name)"))
        }
        #expect(
            try tree.found(["dir"], .fleets)
                == [
                    "dir/.yaml", "dir/a.json", "dir/b.jsonl.zst", "dir/b.ndjson", "dir/l.yaml", "dir/x.yaml.gz",
                    "dir/z.yml",
                ]
        )
    }

    @Test(
        "A pattern that no shell expanded is expanded as a shell would",
        arguments: [
            ("dir/*.json", ["dir/a.json"]),
            ("dir/?.y*ml", ["dir/b.yaml/inner.json", "dir/l.yaml", "dir/z.yml"]),
            ("dir/[a-k]*", ["dir/a.json", "dir/b.yaml/inner.json"]),
            ("*/*/*.yaml", ["dir/sub/c.yaml"]),
            ("odd.t[x]t", ["odd.txt"]),
        ]
    )
    func patternsAreExpanded(_ pattern: String, _ expected: [String]) throws {
        let tree = try Tree()
        defer { try? FileManager.default.removeItem(at: tree.root) }
        #expect(try tree.found([pattern]) == expected)
    }

    @Test("A file whose name looks like a pattern is that file; a pattern without a match is an error")
    func patternsAreNames() throws {
        let tree = try Tree()
        defer { try? FileManager.default.removeItem(at: tree.root) }
        try Data("kind: K\n".utf8).write(to: tree.root.appendingPathComponent("dir/[a].json"))
        #expect(try tree.found(["dir/[a].json"]) == ["dir/[a].json"])
        #expect(throws: ManifestError.self) { try tree.found(["odd.txt", "dir/*.nothing"]) }
    }

    @Test("Files count whatever their names, twice if named twice, in the order given")
    func filesCountInOrder() throws {
        let tree = try Tree()
        defer { try? FileManager.default.removeItem(at: tree.root) }
        #expect(
            try tree.found(["odd.txt", "-", "dir/a.json", "odd.txt"]) == ["odd.txt", "STDIN", "dir/a.json", "odd.txt"]
        )
        let joined = try ManifestFiles(["\(tree.path("odd.txt")),\(tree.path("dir/a.json"))"])
        #expect(joined.inputs.count == 2)
    }

    @Test("A path that does not exist is an error before anything is read")
    func missingPathIsAnError() throws {
        let tree = try Tree()
        defer { try? FileManager.default.removeItem(at: tree.root) }
        #expect(throws: ManifestError.self) { try tree.found(["dir", "missing.yaml"]) }
        #expect(throws: ManifestError.self) { try tree.found(["empty"]) }
        #expect(try tree.found(["odd.txt", "empty"]) == ["odd.txt"])
    }

    @Test("A file that cannot be read is an error of its own, and others go on")
    func unreadableFileIsAnError() throws {
        let tree = try Tree()
        defer { try? FileManager.default.removeItem(at: tree.root) }
        let files = try ManifestFiles([tree.path("dir/linked"), tree.path("odd.txt")])
        let entries = Array(files.entries())
        #expect(entries.count == 2)
        guard case .error(let error) = entries[0], case .document(let document) = entries[1] else {
            Issue.record("\(entries)")
            return
        }
        #expect(error.isFileError)
        #expect(error.description.contains("is a directory"))
        #expect(document.identity.name == "odd.txt")
    }

    @Test("A pipe in a directory or behind a pattern is passed over with a notice, a named one is read")
    func pipes() throws {
        let tree = try Tree()
        defer { try? FileManager.default.removeItem(at: tree.root) }
        for name in ["dir/p.yaml", "odd.pipe"] { #expect(mkfifo(tree.path(name), 0o600) == 0) }
        try FileManager.default.createSymbolicLink(
            at: tree.root.appendingPathComponent("dir/q.yaml"),
            withDestinationURL: tree.root.appendingPathComponent("odd.pipe")
        )
        let named = try ManifestFiles([tree.path("odd.pipe"), tree.path("dir/p.yaml")])
        #expect(named.inputs.map(\.name) == [tree.path("odd.pipe"), tree.path("dir/p.yaml")])
        #expect(named.notices.isEmpty)
        for (path, places) in [("dir", ["dir/p.yaml", "dir/q.yaml"]), ("odd.*", ["odd.pipe"])] {
            var files = try ManifestFiles([tree.path(path)])
            let notices = places.map {
                "\(tree.path($0)): passed over, as it is no regular file; name it by itself to read it"
            }
            #expect(files.notices.map(\.description) == notices)
            #expect(!files.inputs.contains { input in places.contains { input.name == tree.path($0) } })
            // Whoever reads the files hears of it, and is not held up.
            var entries = files.entries()
            while entries.next() != nil {}
            #expect(entries.takeNotices().map(\.description) == notices)
            files = try ManifestFiles([tree.path(path)], directoryNames: .fleets)
            var reader = FleetReader(files)
            while reader.next() != nil {}
            #expect(reader.takeNotices().map(\.description).filter { $0.contains("passed over") } == notices)
        }
        #expect(throws: ManifestError.self) { try ManifestFiles([tree.path("*.pipe")]) }
    }

    @Test("A pipe is read once, even if a list tells only at its end what its items are") func listFromPipe() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("manifest-pipe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pipe = folder.appendingPathComponent("p").path
        #expect(mkfifo(pipe, 0o600) == 0)
        let list = #"{"items":[{"metadata":{"name":"x"}}],"kind":"PodList","apiVersion":"v1"}"#
        Thread.detachNewThread { try? Data(list.utf8).write(to: URL(fileURLWithPath: pipe), options: []) }
        let entries = Array(FleetReader(try ManifestFiles([pipe])))
        guard entries.count == 1, case .item(let item) = entries[0] else {
            Issue.record("one pod expected, found \(entries)")
            return
        }
        #expect(item.identity.name == "x")
    }
}
