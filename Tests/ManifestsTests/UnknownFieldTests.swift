import Foundation
import PodFacts
import PolicyObjects
import TestVectors
import Testing

import Manifests

/// Fields that a kind does not have: kubectl refuses them, the API server drops them without a word.
struct UnknownFieldTests {
    private func told(_ text: String, _ version: KubernetesVersion = .v1_24, limit: Int? = nil) -> [String] {
        var reader = FleetReader(
            file: "F",
            bytes: Array(text.utf8),
            wholeBytesMax: limit,
            fields: FieldCheck(version: version)
        )
        var told: [String] = []
        while let entry = reader.next() {
            if case .error(let error) = entry { told.append("error \(error)") }
        }
        for notice in reader.takeNotices() {
            let text = notice.text.replacing("unknown field ", with: "")
            told.append(
                "\(notice.line ?? 0) \(text.replacing(", which the API server ignores and kubectl refuses", with: ""))"
            )
        }
        return told
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String { yaml }
        var yaml: String
        var told: [String]
    }

    static let cases = [
        Case(
            yaml: "apiVersion: v1\nkind: Pod\nspec:\n  hostnetwork: true\n  hostPID: true\n",
            told: ["4 `spec.hostnetwork`: did you mean `hostNetwork`?"]
        ),
        Case(yaml: "apiVersion: v1\nkind: Pod\nSpec: {}\nspec: {}\n", told: ["3 `Spec`: did you mean `spec`?"]),
        Case(
            yaml: """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a, lables: {x: y}}
                spec:
                  selector: {matchLabels: {any: thing}}
                  template:
                    metadata: {labels: {any: thing}, annotations: {a.b/c: d}}
                    spec:
                      initContainers: [{name: i}]
                      containers:
                      - name: c
                        resources: {limits: {nvidia.com/gpu: 1}, request: {}}
                      - name: d
                        securityContext:
                          runAsuser: 0
                          capabilities: {Drop: [ALL]}
                        livenessProbe: {httpGet: {path: /, prt: 80}, grpc: {port: 1}}
                      hostAlias: []
                  minReadySecond: 1
                """,
            told: [
                "3 `metadata.lables`: did you mean `labels`?",
                "12 `spec.template.spec.containers[0].resources.request`: did you mean `requests`?",
                "15 `spec.template.spec.containers[1].securityContext.runAsuser`: did you mean `runAsUser`?",
                "16 `spec.template.spec.containers[1].securityContext.capabilities.Drop`: did you mean `drop`?",
                "17 `spec.template.spec.containers[1].livenessProbe.httpGet.prt`: did you mean `port`?",
                "18 `spec.template.spec.hostAlias`: did you mean `hostAliases`?",
                "19 `spec.minReadySecond`: did you mean `minReadySeconds`?",
            ]
        ),
        Case(
            yaml: """
                apiVersion: batch/v1
                kind: CronJob
                spec: {schedule: x, jobTemplate: {spec: {template: {spec: {volumes: [{name: v, hostpath: {path: /}}]}}}}}
                """,
            told: ["3 `spec.jobTemplate.spec.template.spec.volumes[0].hostpath`: did you mean `hostPath`?"]
        ),
        Case(
            yaml: "apiVersion: v1\nkind: Pod\nspec: {somethingElse: {spec: {hostnetwork: 1}}}\n",
            told: ["3 `spec.somethingElse`"]
        ),
        Case(
            yaml:
                "apiVersion: v1\nkind: Pod\nspec: {volumes: [{emptyDir: {}, ephemeral: {volumeClaimTemplate: {spec: {}}}}]}\n",
            told: []
        ),
        Case(
            yaml: "apiVersion: apps/v1\nkind: Deployment\nspec: {rollbackTo: {revision: 1}}\n",
            told: ["3 `spec.rollbackTo`"]
        ),
        Case(yaml: "apiVersion: extensions/v1beta1\nkind: Deployment\nspec: {rollbackTo: {revision: 1}}\n", told: []),
        // Of the handlers, only a probe's has `grpc`.
        Case(
            yaml: """
                apiVersion: v1
                kind: Pod
                spec:
                  containers:
                  - readinessProbe: {grpc: {port: 1, service: s, host: h}}
                    lifecycle: {preStop: {grpc: {port: 1}}, postStart: {exec: {command: [a]}, grpc: {}}}
                """,
            told: [
                "5 `spec.containers[0].readinessProbe.grpc.host`",
                "6 `spec.containers[0].lifecycle.preStop.grpc`",
                "6 `spec.containers[0].lifecycle.postStart.grpc`",
            ]
        ),
        // Kinds that bear no pods, and pods that a cluster wrote.
        Case(yaml: "apiVersion: v1\nkind: ConfigMap\nspec: {hostnetwork: true}\n", told: []),
        Case(yaml: "apiVersion: v1\nkind: Pod\nmetadata: {uid: x}\nspec: {hostnetwork: true}\n", told: []),
        Case(yaml: "apiVersion: v1\nkind: Pod\nspec: {hostnetwork: true}\nstatus: {phase: Running}\n", told: []),
        Case(
            yaml: "kind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec: {hostnetwork: true}\n",
            told: ["6 `spec.hostnetwork`: did you mean `hostNetwork`?"]
        ),
        Case(
            yaml: "apiVersion: v1\nitems:\n- spec: {hostnetwork: true}\nkind: PodList\n",
            told: ["3 `spec.hostnetwork`: did you mean `hostNetwork`?"]
        ),
    ]

    @Test("Unknown fields are told with their line and the field that was meant", arguments: cases)
    func unknownFieldsAreTold(_ fields: Case) {
        #expect(told(fields.yaml) == fields.told)
        if fields.yaml.contains("items:") { #expect(told(fields.yaml, limit: 0) == fields.told, "taken apart") }
    }

    @Test(
        "JSON is looked through wherever it says what it is",
        arguments: [
            #"{"apiVersion":"v1","kind":"Pod","spec":{"hostnetwork":true}}"#,
            #"{"spec":{"hostnetwork":true},"kind":"Pod","apiVersion":"v1"}"#,
            #"{"kind":"Pod","spec":{"hostnetwork":true},"apiVersion":"v1"}"#,
            #"{"apiVersion":"v1","kind":"Pod","spec":{"x":1.5,"hostnetwork":true,"x":2}}"#,
            #"{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a"},{"nam":1}],"hostnetwork":true}}"#,
            #"{"items":[{"apiVersion":"v1","kind":"Pod","spec":{"hostnetwork":true}}],"kind":"List","apiVersion":"v1"}"#,
            #"{"items":[{"spec":{"hostnetwork":true}}],"kind":"PodList","apiVersion":"v1"}"#,
            #"{"apiVersion":"v1","kind":"Pod","spec":{"hostnet\u0077ork":true}}"#,
        ]
    )
    func jsonIsLookedThrough(_ json: String) {
        let told = told(json)
        #expect(told.contains("1 `spec.hostnetwork`: did you mean `hostNetwork`?"), "\(told)")
        for chunk in [1, 7] {
            var reader = FleetReader(
                file: "F",
                bytes: Array(json.utf8),
                chunkBytes: chunk,
                fields: FieldCheck(version: .v1_24)
            )
            while reader.next() != nil {}
            #expect(reader.takeNotices().count == told.count)
        }
    }

    @Test("JSON without unknown fields tells nothing, in whatever order it is written")
    func knownFieldsTellNothing() {
        for json in [
            #"{"spec":{"hostNetwork":true,"containers":[{"name":"a","env":[{"name":"a","valueFrom":{"fieldRef":{"fieldPath":"x"}}}]}]},"kind":"Pod","apiVersion":"v1"}"#,
            #"{"kind":"Pod","apiVersion":"v1","metadata":{"labels":{"hostnetwork":"x"},"managedFields":[{"fieldsV1":{"f:x":{}}}]}}"#,
            #"{"kind":"Job","apiVersion":"batch.volcano.sh/v1alpha1","spec":{"tasks":[]}}"#,
        ] {
            #expect(told(json) == [], "\(json)")
        }
    }

    @Test("A version knows the fields of its time", arguments: [KubernetesVersion.v1_13, .v1_20, .v1_24])
    func versionsKnowTheirFields(_ version: KubernetesVersion) {
        let yaml = "apiVersion: v1\nkind: Pod\nspec: {os: {name: linux}, startupProb: 1}\n"
        let later = version == .v1_24 ? [] : ["3 `spec.os`"]
        #expect(told(yaml, version) == later + ["3 `spec.startupProb`"])
    }

    @Test("Strictly, an object with unknown fields is an error and others are judged")
    func strict() {
        let yaml = "apiVersion: v1\nkind: Pod\nspec: {hostnetwork: true, x: 1}\n---\napiVersion: v1\nkind: Pod\n"
        var reader = FleetReader(
            file: "F",
            bytes: Array(yaml.utf8),
            fields: FieldCheck(version: .v1_24, isStrict: true)
        )
        guard case .error(let error) = reader.next(), case .item = reader.next(), reader.next() == nil else {
            Issue.record("not an error and an item")
            return
        }
        #expect(!error.isFileError)
        #expect(
            error.description
                == "F:3: document 1: unknown field `spec.hostnetwork`: did you mean `hostNetwork`?; unknown field `spec.x`"
        )
        #expect(reader.takeNotices().isEmpty)
    }

    @Test("A generator's mistake in every object is told so many times")
    func repeatedMistakes() {
        let yaml = String(repeating: "---\napiVersion: v1\nkind: Pod\nspec: {hostnetwork: true}\n", count: 500)
        let told = told(yaml)
        #expect(told.count == 100)
        #expect(told.last?.hasSuffix("further ones of this file are not told") == true)
        let many = (0..<5_000).map { "x\($0): 1" }.joined(separator: ", ")
        #expect(self.told("apiVersion: v1\nkind: Pod\nspec: {\(many)}\n").count == 20)
    }

    @Test(
        "Kubernetes' own objects with every field filled have no unknown field",
        .enabled(if: SharedFiles.isAvailable, .init(rawValue: SharedFiles.skipped)),
        arguments: [KubernetesVersion.v1_20, .v1_24]
    )
    func fullObjectsHaveNone(_ version: KubernetesVersion) throws {
        let api = "corpus/workloads/kubernetes__kubernetes/v1.20.2/staging/src/k8s.io/api/testdata"
        let root = try SharedFiles.url(api)
        let walk = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var kinds: Set<String> = []
        for case let file as URL in walk where ["json", "yaml"].contains(file.pathExtension) {
            for entry in ManifestReader(file: file.lastPathComponent, bytes: try SharedFiles.bytes(at: file)) {
                guard case .document(let document) = entry else {
                    Issue.record("\(entry)")
                    continue
                }
                let found = FieldCheck(version: version).refusals(ofJSON: document.json, document.identity)
                #expect(found == [], "\(file.lastPathComponent)")
                kinds.insert(document.identity.kind)
            }
        }
        #expect(kinds.count >= 8, "\(kinds)")
    }
}
