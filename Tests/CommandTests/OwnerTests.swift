import Foundation
import TestVectors
import Testing

/// Whose a pod is said to be.
@Suite("owners", .serialized)
struct OwnerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        /// Kind and name of the controller; nil: the pod has none.
        var controller: (kind: String, name: String)?
        var labels: [String: String] = ["app": "web"]
        var owner: String

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "a bare pod", controller: nil, owner: "Pod/web-1"),
        Case(
            name: "a Deployment's pod",
            controller: ("ReplicaSet", "web-6b7f4c5d98"),
            labels: ["pod-template-hash": "6b7f4c5d98"],
            owner: "Deployment/web"
        ),
        Case(
            name: "a short hash",
            controller: ("ReplicaSet", "web-5"),
            labels: ["pod-template-hash": "5"],
            owner: "Deployment/web"
        ),
        Case(
            name: "a hash that is another ReplicaSet's",
            controller: ("ReplicaSet", "web-6b7f4c5d98"),
            labels: ["pod-template-hash": "7f9c"],
            owner: "ReplicaSet/web-6b7f4c5d98"
        ),
        Case(
            name: "a ReplicaSet of its own",
            controller: ("ReplicaSet", "frontend"),
            owner: "ReplicaSet/frontend"
        ),
        Case(
            name: "a ReplicaSet whose name ends in a word",
            controller: ("ReplicaSet", "web-frontend"),
            owner: "ReplicaSet/web-frontend"
        ),
        Case(
            name: "a label that has been lost",
            controller: ("ReplicaSet", "web-6b7f4c5d98"),
            labels: [:],
            owner: "Deployment/web"
        ),
        Case(
            name: "a version is no hash",
            controller: ("ReplicaSet", "web-v2"),
            labels: [:],
            owner: "ReplicaSet/web-v2"
        ),
        Case(
            name: "nothing but a hash",
            controller: ("ReplicaSet", "6b7f4c5d98"),
            labels: ["pod-template-hash": "6b7f4c5d98"],
            owner: "ReplicaSet/6b7f4c5d98"
        ),
        Case(name: "a StatefulSet's pod", controller: ("StatefulSet", "db"), owner: "StatefulSet/db"),
        Case(name: "a Job's pod", controller: ("Job", "import"), owner: "Job/import"),
        Case(name: "a CronJob's pod", controller: ("Job", "night-28413000"), owner: "CronJob/night"),
        Case(
            name: "a CronJob's pod up to 1.20",
            controller: ("Job", "night-run-1612137600"),
            owner: "CronJob/night-run"
        ),
        Case(name: "a day is no time", controller: ("Job", "import-20210301"), owner: "Job/import-20210301"),
        Case(name: "an hour is no time", controller: ("Job", "import-2021030112"), owner: "Job/import-2021030112"),
        Case(name: "nothing but a time", controller: ("Job", "-28413000"), owner: "Job/-28413000"),
        Case(name: "another controller's pod", controller: ("SparkApplication", "pi"), owner: "SparkApplication/pi"),
    ]

    @Test("each pod is its controller's", arguments: cases)
    func owner(_ one: Case) throws {
        var metadata: [String: Any] = ["name": "web-1", "namespace": "shop", "labels": one.labels, "uid": "1"]
        if let controller = one.controller {
            metadata["ownerReferences"] = [
                ["apiVersion": "v1", "kind": controller.kind, "name": controller.name, "uid": "2", "controller": true]
            ]
        }
        let pod: [String: Any] = [
            "apiVersion": "v1", "kind": "Pod", "metadata": metadata,
            "spec": ["containers": [["name": "c", "image": "i"]]],
        ]
        let input = [UInt8](try JSONSerialization.data(withJSONObject: pod))
        let result = try MusterProcess.run(["check", "-q", "-f", "-", "-o", "json"], input: input)
        let report = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        let owner = try #require((report?["owners"] as? [[String: Any]])?.first, "\(result.errorOutput)")
        #expect("\(owner["kind"] ?? "")/\(owner["name"] ?? "")" == one.owner)
    }

    @Test(
        "of an export of all workloads a ReplicaSet is its Deployment's and a Job its CronJob's",
        arguments: [("apps/v1", "ReplicaSet", "Deployment"), ("batch/v1", "Job", "CronJob")]
    )
    func exportedWorkload(_ apiVersion: String, _ kind: String, _ controller: String) throws {
        let input = """
            apiVersion: \(apiVersion)
            kind: \(kind)
            metadata:
              name: web-1
              ownerReferences:
              - {apiVersion: v1, kind: Other, name: other, uid: '2'}
              - {apiVersion: v1, kind: \(controller), name: web, uid: '3', controller: true}
            spec: {template: {spec: {containers: [{name: c, image: i}]}}}

            """
        let result = try MusterProcess.run(["check", "-q", "-f", "-", "-o", "json"], input: Array(input.utf8))
        let report = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        let owner = try #require((report?["owners"] as? [[String: Any]])?.first, "\(result.errorOutput)")
        #expect("\(owner["kind"] ?? "")/\(owner["name"] ?? "")" == "\(controller)/web")
    }

    @Test("five hundred pods of a ReplicaSet are one entry")
    func replicas() throws {
        var input: [UInt8] = []
        for number in 0..<500 {
            let owner =
                #"{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-6b7f4c5d98","uid":"2","controller":true}"#
            let metadata =
                #"{"name":"web-6b7f4c5d98-\#(number)","labels":{"pod-template-hash":"6b7f4c5d98"},"ownerReferences":[\#(owner)]}"#
            let spec = #"{"hostNetwork":true,"containers":[{"name":"c","image":"i"}]}"#
            input += #"{"apiVersion":"v1","kind":"Pod","metadata":\#(metadata),"spec":\#(spec)}"#.utf8
            input.append(0x0A)
        }
        let policies = SharedFiles.project.appendingPathComponent("Sample/policies.yaml").path
        let result = try MusterProcess.run(["check", "-q", "-p", policies, "-f", "-", "-o", "json"], input: input)
        let report = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        let owners = try #require(report?["owners"] as? [[String: Any]])
        #expect(owners.count == 1)
        #expect(owners.first?["pods"] as? Int == 500)
        #expect(owners.first?["name"] as? String == "web")
    }

    @Test("a pod's owner does not depend on the pods before it", arguments: [false, true])
    func order(isReversed: Bool) throws {
        // The form of the name tells nothing, so that the label alone does.
        let owner = #"{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-5","uid":"2","controller":true}"#
        var pods = ["a": #"{"pod-template-hash":"5"}"#, "b": "{}", "c": #"{"pod-template-hash":"6"}"#].map {
            name,
            labels in
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)","uid":"1","labels":\#(labels),"ownerReferences":[\#(owner)]},"spec":{"containers":[]}}"#
        }.sorted()
        if isReversed { pods.reverse() }
        let result = try MusterProcess.run(
            ["check", "-q", "-f", "-", "-o", "json"],
            input: Array(pods.joined(separator: "\n").utf8)
        )
        let report = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        let owners = try #require(report?["owners"] as? [[String: Any]], "\(result.errorOutput)")
        let found = owners.map { "\($0["kind"] ?? "")/\($0["name"] ?? ""): \($0["pods"] ?? "")" }
        #expect(found == ["Deployment/web: 1", "ReplicaSet/web-5: 2"])
    }
}
