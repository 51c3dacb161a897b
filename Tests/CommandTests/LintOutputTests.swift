import Foundation
import JSONScan
import TestVectors
import Testing

/// The formats of `muster lint`, its order, and its exit status.
@Suite("lint: output")
struct LintOutputTests {
    /// Two files with a mistake each, given in the order that is not theirs.
    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        _ = try folder.write(
            "b.yaml",
            """
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata:
              name: any
            spec:
              volumes: [CSI, "100%,\u{E9}"]
              allowedCapabilities:
              - CAP_CHOWN
              runAsUser: {rule: RunAsAny}
              seLinux: {rule: RunAsAny}
              supplementalGroups: {rule: RunAsAny}
              fsGroup: {rule: RunAsAny}

            """
        )
        _ = try folder.write(
            "a b.yaml",
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: any}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]

            """
        )
        return folder
    }

    private static func run(_ arguments: [String]) throws -> MusterProcess.Result {
        let folder = try folder()
        return try MusterProcess.run(
            ["lint", "-p", "b.yaml", "-p", "a b.yaml"] + arguments,
            in: folder.url
        )
    }

    private static let supported =
        "supported values: \"*\", \"awsElasticBlockStore\", \"azureDisk\", \"azureFile\", \"cephFS\", \"cinder\", "
        + "\"configMap\", \"csi\", \"downwardAPI\", \"emptyDir\", \"ephemeral\", \"fc\", \"flexVolume\", \"flocker\", "
        + "\"gcePersistentDisk\", \"gitRepo\", \"glusterfs\", \"hostPath\", \"iscsi\", \"nfs\", "
        + "\"persistentVolumeClaim\", \"photonPersistentDisk\", \"portworxVolume\", \"projected\", \"quobyte\", "
        + "\"rbd\", \"scaleIO\", \"secret\", \"storageos\", \"vsphereVolume\""

    @Test("text has a line a finding, by file and line, and a sum on standard error")
    func text() throws {
        let result = try Self.run([])
        #expect(result.status == 1)
        #expect(
            result.text == """
                a b.yaml:3: warning: RoleBinding default/any: without a namespace it lands in `default`, unless kubectl is \
                told another, and grants in `default` alone: write `metadata.namespace` [missing-namespace]
                b.yaml:4: warning: PodSecurityPolicy any: no binding lets anybody use the policy, so it admits no pod: grant \
                `use` of it by a role and a binding, or remove it [unused-policy]
                b.yaml:6: error: PodSecurityPolicy any: a server refuses the policy: spec.volumes: Unsupported value: "CSI": \
                \(Self.supported); use one of the supported values [invalid-policy]
                b.yaml:6: error: PodSecurityPolicy any: a server refuses the policy: spec.volumes: Unsupported value: \
                "100%,\u{E9}": \(Self.supported); use one of the supported values [invalid-policy]
                b.yaml:8: warning: PodSecurityPolicy any: `CAP_CHOWN` is compared as text, and pods write capabilities \
                without `CAP_`: write `CHOWN` [capability-prefix]

                """
        )
        #expect(result.errorOutput == "muster: 2 objects: 2 errors, 3 warnings\n")
    }

    @Test("JSON has the policies with the server's errors, and the findings")
    func json() throws {
        let result = try Self.run(["-o", "json"])
        let report = try JSONParser.parse(result.output)
        #expect(report.members?.map(\.key) == ["policies", "findings"])
        let policy = try #require(report["policies"]?.array?.first)
        #expect(policy.members?.map(\.key) == ["name", "usable", "errors"])
        #expect(policy["name"]?.string == "any")
        #expect(policy["usable"]?.bool == true)
        #expect(
            policy["errors"]?.array?.compactMap(\.string) == [
                "spec.volumes: Unsupported value: \"CSI\": \(Self.supported)",
                "spec.volumes: Unsupported value: \"100%,\u{E9}\": \(Self.supported)",
            ]
        )
        let findings = try #require(report["findings"]?.array)
        #expect(findings.count == 5)
        for finding in findings {
            #expect(finding.members?.map(\.key) == ["id", "severity", "object", "file", "line", "message"])
        }
        #expect(findings.first?["object"]?.string == "RoleBinding default/any")
    }

    @Test("GitHub's commands are escaped as GitHub wants them")
    func gitHub() throws {
        let lines = try Self.run(["-o", "github"]).text.split(separator: "\n").map(String.init)
        #expect(lines.count == 5)
        #expect(
            lines.first?.hasPrefix("::warning file=a b.yaml,line=3,title=missing-namespace::RoleBinding default/any: ")
                == true
        )
        #expect(
            lines[3].hasPrefix(
                "::error file=b.yaml,line=6,title=invalid-policy::PodSecurityPolicy any: a server refuses the policy: "
                    + "spec.volumes: Unsupported value: \"100%25,\u{E9}\": supported values: "
            )
        )
    }

    @Test("SARIF 2.1.0 has what its schema demands, field by field")
    func sarif() throws {
        let log = try JSONParser.parse(try Self.run(["-o", "sarif"]).output)
        #expect(log["version"]?.string == "2.1.0")
        #expect(log["$schema"]?.string?.hasSuffix("sarif-2.1.0.json") == true)
        let runs = try #require(log["runs"]?.array)
        #expect(runs.count == 1)
        let driver = try #require(runs[0]["tool"]?["driver"])
        #expect(driver["name"]?.string == "muster")
        let rules = try #require(driver["rules"]?.array)
        for rule in rules {
            #expect(rule["id"]?.string?.isEmpty == false)
            #expect(rule["shortDescription"]?["text"]?.string?.isEmpty == false)
            #expect(rule["help"]?["text"]?.string?.isEmpty == false)
            #expect(["error", "warning", "note"].contains(rule["defaultConfiguration"]?["level"]?.string ?? ""))
        }
        let results = try #require(runs[0]["results"]?.array)
        #expect(results.count == 5)
        for result in results {
            let index = Int(try #require(result["ruleIndex"]?.integer))
            #expect(rules.indices.contains(index) && rules[index]["id"] == result["ruleId"], "\(result.jsonText)")
            #expect(["error", "warning", "note"].contains(result["level"]?.string ?? ""))
            #expect(result["message"]?["text"]?.string?.isEmpty == false)
            #expect(result["locations"]?.array?.count == 1)
        }
        let place = try #require(results[0]["locations"]?.array?.first?["physicalLocation"])
        #expect(place["artifactLocation"]?["uri"]?.string == "a%20b.yaml")
        #expect(place["artifactLocation"]?["uriBaseId"]?.string == "%SRCROOT%")
        #expect(place["region"]?["startLine"]?.integer == 3)
        let object = results[0]["locations"]?.array?.first?["logicalLocations"]?.array?.first
        #expect(object?["fullyQualifiedName"]?.string == "RoleBinding default/any")
    }

    @Test(
        "the same files give the same bytes, whatever the format",
        arguments: ["text", "json", "github", "sarif"]
    )
    func isStable(format: String) throws {
        let folder = try Self.folder()
        let arguments = ["lint", "-p", "b.yaml", "-p", "a b.yaml", "-o", format]
        let first = try MusterProcess.run(arguments, in: folder.url)
        #expect(!first.output.isEmpty)
        #expect(try MusterProcess.run(arguments, in: folder.url).output == first.output)
    }

    @Test(
        "wrong usage has exit status 2",
        arguments: [["lint"], ["lint", "-p", "/does/not/exist"], ["lint", "-o", "x"]]
    )
    func usage(arguments: [String]) throws {
        let result = try MusterProcess.run(arguments)
        #expect(result.status == 2)
        #expect(!result.errorOutput.isEmpty && result.output.isEmpty)
    }

    @Test("--rules lists every id with its severity")
    func rules() throws {
        let result = try MusterProcess.run(["lint", "--rules"])
        #expect(result.status == 0)
        let lines = result.text.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines.first?.first == "ID")
        let log = try JSONParser.parse(try Self.run(["-o", "sarif"]).output)
        let rules = log["runs"]?.array?.first?["tool"]?["driver"]?["rules"]?.array ?? []
        #expect(lines.dropFirst().map { String($0[0]) } == rules.compactMap { $0["id"]?.string })
        #expect(
            lines.dropFirst().map { String($0[1]) }
                == rules.compactMap { $0["defaultConfiguration"]?["level"]?.string }
        )
    }

    @Test("several formats at once, each to its file, and a status of 0 if that is asked")
    func files() throws {
        let folder = try Self.folder()
        let result = try MusterProcess.run(
            ["lint", "-p", "b.yaml", "-p", "a b.yaml", "-o", "github", "-o", "sarif=a.sarif", "-o", "json=a.json"]
                + ["--exit-zero"],
            in: folder.url
        )
        #expect(result.status == 0)
        #expect(try result.output == Self.run(["-o", "github"]).output)
        for (file, format) in [("a.sarif", "sarif"), ("a.json", "json")] {
            let written = try Data(contentsOf: folder.url.appendingPathComponent(file))
            #expect(try Array(written) == Self.run(["-o", format]).output, "\(file)")
        }
        let quiet = try Self.run(["-q"])
        #expect(quiet.status == 1)
        #expect(quiet.output.isEmpty && quiet.errorOutput.isEmpty)
        #expect(try Self.run(["-o", "json", "-o", "sarif"]).status == 2)
        #expect(try Self.run(["-o", "json=/does/not/exist/a.json"]).status == 2)
    }

    @Test("one bad document does not hide what is wrong with the others")
    func badDocument() throws {
        let report = try LintRun(
            "kind: 1\n---\n" + CleanSet.text.replacingOccurrences(of: "NET_BIND_SERVICE", with: "CAP_CHOWN")
        )
        #expect(report.status == 2)
        #expect(Set(report.findings.compactMap { $0["id"]?.string }) == ["unreadable-document", "capability-prefix"])
    }
}
