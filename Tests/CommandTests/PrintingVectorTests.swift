import Foundation
import JSONScan
import TestVectors
import Testing

/// `get` and `describe` print what Kubernetes' own code prints, to the byte.
@Suite("printing vectors through get and describe", .serialized)
struct PrintingVectorTests {
    private struct Question: Sendable {
        var name: String
        var arguments: [String]
        var expected: String
    }

    /// The questions whose answers differ, with both texts.
    private static func differences(_ questions: [Question]) throws -> [String] {
        try concurrently(questions) { question -> String? in
            let result = try MusterProcess.run(question.arguments + ["-q"])
            if result.status == 0, result.output.elementsEqual(question.expected.utf8) { return nil }
            return """
                \(question.name): \(question.arguments.joined(separator: " ")): status \(result.status)
                \(result.errorOutput)expected:
                \(question.expected)
                got:
                \(result.text)
                """
        }
        .compactMap { $0 }
    }

    @Test(
        "policies are listed and described as by Kubernetes' printers",
        .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)")
    )
    func policies() throws {
        let folder = try TemporaryFolder()
        var files: [String: String] = [:]
        for line in try SharedFiles.lines("vectors/printing-policy-sets.ndjson.gz") {
            let set = try JSONParser.parse(line)
            let name = try #require(set["set"]?.string)
            files[name] = try folder.write("\(name).json", try #require(set["list"]).jsonText)
        }
        var questions: [Question] = []
        for line in try SharedFiles.lines("vectors/printing-expected.ndjson.gz") {
            let answer = try JSONParser.parse(line)
            let set = try #require(answer["set"]?.string)
            let file = try #require(files[set])
            // kubectl 1.20 has this layout under another API group only: 1.24 prints it.
            let get = ["get", "psp", "-p", file, "--kubernetes-version", "1.20"]
            let describe = ["describe", "psp", "-p", file, "--kubernetes-version", "1.24"]
            questions.append(Question(name: set, arguments: get, expected: try #require(answer["get"]?.string)))
            for member in try #require(answer["getOne"]?.members) {
                let expected = try #require(member.value.string)
                questions.append(Question(name: member.key, arguments: get + [member.key], expected: expected))
            }
            let descriptions = try #require(answer["describe"]?.members)
            for member in descriptions {
                let expected = try #require(member.value.string)
                questions.append(Question(name: member.key, arguments: describe + [member.key], expected: expected))
            }
            guard !descriptions.isEmpty else { continue }
            let all = descriptions.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .compactMap(\.value.string)
            questions.append(Question(name: set, arguments: describe, expected: all.joined(separator: "\n\n")))
        }
        #expect(questions.count == 117)
        let differences = try Self.differences(questions)
        #expect(differences.isEmpty, "\(differences.count) differ:\n\(differences.prefix(3).joined(separator: "\n"))")
    }

    /// An object of the vectors and its description.
    private struct Described {
        var kind: String
        var namespace: String
        var name: String
        var object: JSONValue
        var text: String

        var isAggregated: Bool { object["aggregationRule"] != nil }

        /// Objects with the same cannot stand in one set.
        var identity: String { "\(kind)\0\(namespace)\0\(name)" }

        init(_ request: [UInt8], _ answer: [UInt8]) throws {
            let object = try #require(try JSONParser.parse(request)["object"])
            self.object = object
            kind = try #require(object["kind"]?.string)
            name = try #require(object["metadata"]?["name"]?.string)
            namespace = object["metadata"]?["namespace"]?.string ?? "default"
            if kind.hasPrefix("Cluster") { namespace = "" }
            text = try #require(try JSONParser.parse(answer)["describe"]?.string)
        }
    }

    /// As few sets as it takes for no two objects of one to have the same name.
    ///
    /// A role that aggregates others stands alone: beside others it would be filled, as a controller fills it.
    private static func sets(of objects: [Described]) -> [[Described]] {
        var sets = objects.filter(\.isAggregated).map { [$0] }
        var waiting = objects.filter { !$0.isAggregated }
        while !waiting.isEmpty {
            var taken: [String: Described] = [:]
            var left: [Described] = []
            for one in waiting {
                if taken[one.identity] == nil { taken[one.identity] = one } else { left.append(one) }
            }
            waiting = left
            sets.append(Array(taken.values))
        }
        return sets
    }

    @Test(
        "roles and bindings are described as by Kubernetes' describers",
        .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)")
    )
    func rolesAndBindings() throws {
        let folder = try TemporaryFolder()
        let requests = try SharedFiles.lines("vectors/describe-rbac-requests.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/describe-rbac-expected.ndjson.gz")
        let all = try zip(requests, answers).map { try Described($0, $1) }
        #expect(all.count == 665)
        var questions: [Question] = []
        for (number, set) in Self.sets(of: all).enumerated() {
            let file = try folder.write("\(number).json", JSONValue.list(set.map(\.object)).jsonText)
            for (kind, objects) in Dictionary(grouping: set, by: \.kind) {
                let inOrder = objects.sorted { $0.identity.utf8.lexicographicallyPrecedes($1.identity.utf8) }
                questions.append(
                    Question(
                        name: "\(objects.count) of \(kind)",
                        arguments: ["describe", kind, "-A", "-p", file, "--kubernetes-version", "1.20"],
                        expected: inOrder.map(\.text).joined(separator: "\n\n")
                    )
                )
            }
        }
        let differences = try Self.differences(questions)
        #expect(differences.isEmpty, "\(differences.count) differ:\n\(differences.first?.prefix(4000) ?? "")")
    }

    @Test(
        "every policy file of the corpus is listed and described",
        .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)")
    )
    func corpus() throws {
        let folder = try SharedFiles.url("corpus/policies")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            .filter { path in [".json", ".yaml", ".yml"].contains { path.hasSuffix($0) } }
        #expect(files.count == 243)
        let types = "psp,role,clusterrole,rolebinding,clusterrolebinding"
        let commands = [
            ["get", "psp", "-o", "yaml"], ["describe", types, "-A", "--kubernetes-version", "1.20"],
        ]
        let asked = stride(from: 0, to: files.count, by: processStride).map { files[$0] }
        let outcomes = try concurrently(asked) { file in
            try commands.map { command -> String in
                let path = folder.appendingPathComponent(file).path
                let result = try MusterProcess.run(command + ["-q", "-p", path])
                // The one file of a version that no server has is refused.
                let isFine = result.status == 0 || result.errorOutput.contains("no PodSecurityPolicy is served in")
                return isFine ? "" : "\(file): \(command): status \(result.status): \(result.errorOutput)"
            }
        }
        let failures = outcomes.flatMap { $0 }.filter { !$0.isEmpty }
        #expect(failures.isEmpty, "\(failures.count) failed:\n\(failures.prefix(5).joined(separator: "\n"))")
    }
}
