import Foundation
import MusterExecutable
import TestVectors
import Testing

/// What `docs/recipes.md` tells people to type works: every block is run, in its order, in one folder.
@Suite("recipes", .serialized)
struct RecipeTests {
    /// A block of the page that is run; a `dockerfile` is none.
    struct Block {
        var line: Int
        /// Of a pipeline, its commands.
        var script: String
    }

    static func blocks() throws -> [Block] {
        let page = try String(
            contentsOf: SharedFiles.project.appendingPathComponent("docs/recipes.md"),
            encoding: .utf8
        )
        var blocks: [Block] = []
        var language: String?
        for (number, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                language = language == nil ? String(line.dropFirst(3)) : nil
                if language == "sh" || language == "yaml" { blocks.append(Block(line: number + 2, script: "")) }
            } else if let language, language != "dockerfile" {
                let command = language == "sh" ? String(line) : commandOfPipeline(String(line))
                if let command { blocks[blocks.count - 1].script += command + "\n" }
            }
        }
        return blocks
    }

    /// `run: COMMAND`, or an element of `script:`.
    private static func commandOfPipeline(_ line: String) -> String? {
        let text = line.drop { $0 == " " }
        if text.hasPrefix("run: ") { return String(text.dropFirst(5)) }
        return text.hasPrefix("- muster ") ? String(text.dropFirst(2)) : nil
    }

    @Test func everyCommandWorks() throws {
        let folder = try Self.cluster()
        let blocks = try Self.blocks()
        #expect(blocks.count == 12)
        for block in blocks {
            #expect(!block.script.isEmpty, "docs/recipes.md:\(block.line): nothing to run")
            let result = try Self.run(block.script, in: folder.url)
            #expect(result.status == 0, "docs/recipes.md:\(block.line): \(block.script)\(result.output)")
        }
        for report in ["muster.sarif", "muster.xml", "diff.html", "audit.html", "audit.yaml", "audit.ndjson"] {
            let file = folder.url.appendingPathComponent(report)
            #expect(try !Data(contentsOf: file).isEmpty, "\(report)")
        }
        let applied = try String(contentsOf: folder.url.appendingPathComponent("applied"), encoding: .utf8)
        #expect(applied.contains("kind: PolicyReport"))
    }

    /// A folder that is like a user's: a checkout, the sample cluster behind `kubectl`, `muster` on the path.
    static func cluster() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let files = FileManager.default
        let sample = SharedFiles.project.appendingPathComponent("Sample")
        try files.copyItem(at: sample, to: folder.url.appendingPathComponent("Sample"))
        for name in ["policies", "candidate", "manifests", "bin"] {
            try files.createDirectory(at: folder.url.appendingPathComponent(name), withIntermediateDirectories: false)
        }
        for name in ["policies", "candidate"] {
            for file in ["policies.yaml", "grants.yaml"] {
                try files.copyItem(
                    at: sample.appendingPathComponent(file),
                    to: folder.url.appendingPathComponent("\(name)/\(file)")
                )
            }
        }
        _ = try folder.write("manifests/web.yaml", manifest)
        _ = try folder.write("audit-1.log", auditEvent)
        try files.createSymbolicLink(
            at: folder.url.appendingPathComponent("bin/muster"),
            withDestinationURL: MusterExecutable.url
        )
        let kubectl = try folder.write("bin/kubectl", kubectl)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: kubectl)
        return folder
    }

    /// Answers what the recipes ask from the sample.
    private static let kubectl = """
        #!/bin/sh
        case "$1 $2" in
        "get psp,clusterroles,clusterrolebindings") cat Sample/policies.yaml ;;
        "get roles,rolebindings" | "get roles,rolebindings,serviceaccounts") cat Sample/grants.yaml ;;
        "get pods") cat Sample/pods.json ;;
        "apply -f") cat "$3" > applied ;;
        *) echo "unexpected: kubectl $*" >&2; exit 1 ;;
        esac

        """

    private static let manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec: {template: {spec: {containers: [{name: c, image: i}]}}}

        """

    private static let auditEvent = """
        {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"ResponseComplete","auditID":"1","verb":"create",\
        "user":{"username":"alice","groups":["system:authenticated"]},"objectRef":{"resource":"pods","namespace":"shop"},\
        "requestObject":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"},"spec":{"hostNetwork":true,\
        "containers":[{"name":"c","image":"i"}]}}}

        """

    static func run(_ script: String, in folder: URL) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-euo", "pipefail", "-c", script]
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(folder.path)/bin:\(environment["PATH"] ?? "/usr/bin:/bin")"
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
