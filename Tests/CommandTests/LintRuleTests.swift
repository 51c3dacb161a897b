import Foundation
import JSONScan
import TestVectors
import Testing

/// Every finding of `muster lint`: in a set that has it, at its line, and not in one that has not.
@Suite("lint: rules")
struct LintRuleTests {
    /// A change of the clean set that brings a finding in.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var rule: String
        var name: String
        var severity: String
        /// What the text of `CleanSet` is replaced by; empty: nothing is.
        var replacing = ""
        var with = ""
        /// What is appended to the set.
        var appended = ""
        /// A text of the changed set on whose line the finding stands.
        var at: String
        /// A part of the message.
        var saying: String
        var arguments: [String] = []
        var status: Int32

        var testDescription: String { "\(rule): \(name)" }

        var set: String {
            let set = replacing.isEmpty ? CleanSet.text : CleanSet.text.replacingOccurrences(of: replacing, with: with)
            return appended.isEmpty ? set : set + "---\n" + appended
        }
    }

    @Test("the clean set has no findings, in any version", arguments: ["1.20", "1.24"])
    func clean(version: String) throws {
        let report = try LintRun(CleanSet.text, ["--kubernetes-version", version])
        #expect(report.status == 0)
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.errorOutput == "muster: 5 objects: nothing found\n")
    }

    @Test("a mistake is found at its line, and its finding says what to do", arguments: LintMistakes.all)
    func finds(_ mistake: Mistake) throws {
        #expect(mistake.set != CleanSet.text, "the change changes nothing")
        let report = try LintRun(mistake.set, mistake.arguments)
        let found = report.findings.filter { $0["id"]?.string == mistake.rule }
        #expect(!found.isEmpty, "found \(report.findings.map(\.jsonText))")
        #expect(report.status == mistake.status, "found \(report.findings.map(\.jsonText))")
        let line = mistake.set.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains(mistake.at) }
        let place = try #require(line, "the set does not hold \(mistake.at)")
        #expect(
            found.contains { finding in
                finding["line"]?.integer == Int64(place + 1) && finding["file"]?.string == "STDIN"
                    && finding["severity"]?.string == mistake.severity
                    && finding["message"]?.string?.contains(mistake.saying) == true
            },
            "expected line \(place + 1), \(mistake.severity), `\(mistake.saying)`; found \(found.map(\.jsonText))"
        )
    }

    @Test(
        "`ALL` beside `*` lets everything be added, as it says",
        arguments: ["['*', ALL]", "[ALL, '*']", "['*', all]"]
    )
    func allBesideStar(_ list: String) throws {
        let set = CleanSet.text.replacingOccurrences(
            of: "requiredDropCapabilities: [ALL]\n  allowedCapabilities:\n  - NET_BIND_SERVICE",
            with: "allowedCapabilities: \(list)"
        )
        try #require(set != CleanSet.text)
        let found = try LintRun(set).findings.filter { $0["id"]?.string == "capability-all" }
        #expect(found.isEmpty, "\(found.map(\.jsonText))")
    }

    @Test("every rule has a mistake that it finds")
    func everyRuleIsTested() throws {
        let result = try MusterProcess.run(["lint", "-q", "-p", "-", "-o", "sarif"], input: Array(CleanSet.text.utf8))
        let rules = try JSONParser.parse(result.output)["runs"]?.array?.first?["tool"]?["driver"]?["rules"]?.array
        let ids = Set(try #require(rules).compactMap { $0["id"]?.string })
        #expect(ids.count == rules?.count, "ids are unique")
        let tested = Set(LintMistakes.all.map(\.rule))
        #expect(ids.subtracting(tested).isEmpty && tested.subtracting(ids).isEmpty)
    }
}

/// What `muster lint -o json` says of a set on standard input.
struct LintRun {
    var status: Int32
    var policies: [JSONValue]
    var findings: [JSONValue]
    var errorOutput: String

    init(_ set: String, _ arguments: [String] = []) throws {
        let result = try MusterProcess.run(
            ["lint", "-p", "-", "-o", "json"] + arguments,
            input: Array(set.utf8)
        )
        let report = try JSONParser.parse(result.output)
        status = result.status
        policies = report["policies"]?.array ?? []
        findings = report["findings"]?.array ?? []
        errorOutput = result.errorOutput
    }
}

/// A policy, granted to one service account, in which there is nothing to find.
enum CleanSet {
    static let text = """
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata:
          name: restricted
          annotations:
            seccomp.security.alpha.kubernetes.io/allowedProfileNames: 'docker/default,runtime/default'
            seccomp.security.alpha.kubernetes.io/defaultProfileName: 'runtime/default'
        spec:
          privileged: false
          allowPrivilegeEscalation: false
          requiredDropCapabilities: [ALL]
          allowedCapabilities:
          - NET_BIND_SERVICE
          volumes: [configMap, emptyDir, secret]
          hostPorts:
          - {min: 8000, max: 8080}
          runAsUser:
            rule: MustRunAsNonRoot
          seLinux:
            rule: RunAsAny
          supplementalGroups:
            rule: MayRunAs
            ranges: [{min: 1, max: 65535}]
          fsGroup:
            rule: MustRunAs
            ranges:
            - {min: 1, max: 65535}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: psp:restricted
        rules:
        - apiGroups: [policy]
          resources: [podsecuritypolicies]
          resourceNames: [restricted]
          verbs: [use]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: web
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: psp:restricted
        subjects:
        - kind: ServiceAccount
          name: web
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: web
          namespace: shop
        ---
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop

        """
}
