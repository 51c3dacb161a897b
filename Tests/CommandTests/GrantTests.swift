import Foundation
import JSONScan
import TestVectors
import Testing

/// The commands that a report gives do what it says: the pods are admitted then.
@Suite("grants", .serialized)
struct GrantTests {
    static let project = SharedFiles.project

    static let fleets: [(name: String, arguments: [String], folder: URL)] = [
        (
            "the sample",
            ["-p", "Sample/policies.yaml", "-p", "Sample/grants.yaml", "-f", "Sample/pods.json"], project
        ),
        (
            "every kind of finding", ["-p", "policies.yaml", "-f", "fleet.yaml", "-f", "requests.json"],
            project.appendingPathComponent("Tests/Fixtures/reports")
        ),
        (
            "a user", ["-p", "Sample/eks/restrictive.yaml", "-f", "Sample/eks/busybox.yaml", "--as", "alice o'hara"],
            project
        ),
        (
            "a service account as user",
            [
                "-p", "Sample/eks/restrictive.yaml", "-f", "Sample/eks/busybox.yaml", "--as",
                "system:serviceaccount:psp-eks-restrictive:eks-test-user", "-n", "psp-eks-restrictive",
            ],
            project
        ),
    ]

    @Test("what a report grants lets the pods in", arguments: fleets.indices)
    func lets(fleet: Int) throws {
        let (name, arguments, folder) = Self.fleets[fleet]
        let denied = try Self.owners(arguments, in: folder).filter { !$0.grant.isEmpty }
        #expect(!denied.isEmpty, "\(name)")
        for owner in denied {
            let temporary = try TemporaryFolder()
            let objects = try owner.grant.map { try Self.object(ofCommand: $0) }
            let grant = try temporary.write("grant.json", JSONValue.list(objects).jsonText)
            let after = try Self.owners(arguments + ["-p", grant], in: folder)
            let same = after.first { $0.key == owner.key && $0.place == owner.place }
            #expect(same == nil, "\(name): \(owner.key) is still denied after \(owner.grant)")
        }
    }

    private struct Denied {
        var key: String
        var place: String
        var grant: [String]
    }

    /// The owners that are denied.
    private static func owners(_ arguments: [String], in folder: URL) throws -> [Denied] {
        let result = try MusterProcess.run(["check", "-q", "-o", "json"] + arguments, in: folder)
        let report = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        return try (report?["owners"] as? [[String: Any]] ?? []).compactMap { owner in
            guard owner["verdict"] as? String == "denied" else { return nil }
            let first = try #require(owner["first"] as? [String: Any])
            return Denied(
                key: "\(owner["kind"] ?? "") \(owner["namespace"] ?? "")/\(owner["name"] ?? "")",
                place: "\(first["file"] ?? ""):\(first["line"] ?? "")",
                grant: owner["grant"] as? [String] ?? []
            )
        }
    }

    /// What `kubectl create role` and `kubectl create rolebinding` would create; the shell takes the words apart.
    private static func object(ofCommand command: String) throws -> JSONValue {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "kubectl() { printf '%s\\n' \"$@\"; }; \(command)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let words = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        try #require(words.count > 4 && words[0] == "create" && words[3] == "-n")
        var options: [String: String] = [:]
        for word in words.dropFirst(5) {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            options[parts[0]] = parts[1]
        }
        let metadata = JSONValue.object([.init("name", .string(words[2])), .init("namespace", .string(words[4]))])
        return words[1] == "role" ? try role(metadata, options) : try binding(metadata, options)
    }

    private static func role(_ metadata: JSONValue, _ options: [String: String]) throws -> JSONValue {
        let resource = try #require(options["--resource"]?.split(separator: ".", maxSplits: 1).map(String.init))
        func list(_ text: String) -> JSONValue { .array([.string(text)]) }
        return .object([
            .init("apiVersion", .string("rbac.authorization.k8s.io/v1")), .init("kind", .string("Role")),
            .init("metadata", metadata),
            .init(
                "rules",
                .array([
                    .object([
                        .init("apiGroups", list(resource[1])), .init("resources", list(resource[0])),
                        .init("verbs", list(try #require(options["--verb"]))),
                        .init("resourceNames", list(try #require(options["--resource-name"]))),
                    ])
                ])
            ),
        ])
    }

    private static func binding(_ metadata: JSONValue, _ options: [String: String]) throws -> JSONValue {
        let group = "rbac.authorization.k8s.io"
        let kind = options["--role"] == nil ? "ClusterRole" : "Role"
        let role = try #require(options["--role"] ?? options["--clusterrole"])
        var subject: [JSONValue.Member]
        if let account = options["--serviceaccount"]?.split(separator: ":").map(String.init) {
            subject = [
                .init("kind", .string("ServiceAccount")), .init("namespace", .string(account[0])),
                .init("name", .string(account[1])),
            ]
        } else {
            let isUser = options["--user"] != nil
            let name = try #require(options["--user"] ?? options["--group"])
            subject = [
                .init("kind", .string(isUser ? "User" : "Group")), .init("apiGroup", .string(group)),
                .init("name", .string(name)),
            ]
        }
        return .object([
            .init("apiVersion", .string("\(group)/v1")), .init("kind", .string("RoleBinding")),
            .init("metadata", metadata),
            .init(
                "roleRef",
                .object([
                    .init("apiGroup", .string(group)), .init("kind", .string(kind)), .init("name", .string(role)),
                ])
            ), .init("subjects", .array([.object(subject)])),
        ])
    }
}
