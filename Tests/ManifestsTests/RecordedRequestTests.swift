import Manifests
import PolicyObjects
import Testing

/// AdmissionReviews and audit events of a fleet: whose request it was, about what, and what is left out.
struct RecordedRequestTests {
    /// What is found, in a short form: `create Pod/ns/name by user [groups]`, `Kind/ns/name` of what is no request.
    private func found(_ text: String) -> [String] {
        FleetReader(file: "F", bytes: Array(text.utf8)).map { entry in
            switch entry {
            case .item(let item): described(item)
            case .skipped(.auditEvent(let omission), _): "skipped event: \(omission)"
            case .skipped(.admissionReview(let omission), _): "skipped review: \(omission)"
            case .skipped(.kind(_, let kind), _): "skipped \(kind)"
            case .error(let error): "error: \(error)"
            }
        }
    }

    private func described(_ item: FleetItem) -> String {
        let name = "\(item.identity.kind)/\(item.identity.namespace)/\(item.identity.name)"
        guard let request = item.request else { return name }
        let user = request.subject.map { "\($0.username) \($0.groups)" } ?? "nobody"
        var text = "\(request.operation) \(name) by \(user)"
        if !request.subresource.isEmpty { text += " at \(request.subresource)" }
        if let old = request.oldObject { text += " from \(String(decoding: old, as: UTF8.self))" }
        return text
    }

    private static let pod = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{}}"#
    private static let deployment = #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"api"}}"#

    private static func review(_ fields: String, version: String = "v1") -> String {
        #"{"apiVersion":"admission.k8s.io/\#(version)","kind":"AdmissionReview","request":{\#(fields)}}"#
    }

    private static let alice = #""userInfo":{"username":"alice","uid":"7","groups":["dev","system:authenticated"]}"#

    @Test(
        "An AdmissionReview gives its request",
        arguments: [
            (
                review(#""operation":"CREATE","namespace":"shop",\#(alice),"object":\#(pod),"oldObject":null"#),
                ##"create Pod/shop/web by alice ["dev", "system:authenticated"]"##
            ),
            (
                review(#""operation":"UPDATE","object":\#(pod),"oldObject":{"a":1}"#, version: "v1beta1"),
                #"update Pod//web by nobody from {"a":1}"#
            ),
            (
                review(
                    #""operation":"CREATE","name":"n","resource":{"group":"","version":"v1","resource":"pods"},"subResource":"status","object":{"kind":"Pod","apiVersion":"v1"}"#
                ),
                "create Pod//n by nobody at status"
            ),
            // A workload's pods are its controller's, whoever applied it.
            (
                review(
                    #""operation":"UPDATE","namespace":"shop",\#(alice),"resource":{"group":"apps","resource":"deployments"},"object":\#(deployment)"#
                ),
                "Deployment/shop/api"
            ),
            (
                review(
                    #""operation":"UPDATE","resource":{"group":"apps","resource":"deployments"},"subResource":"scale","object":\#(deployment)"#
                ),
                "skipped review: resource"
            ),
            (review(#""operation":"DELETE","object":null,"oldObject":\#(pod)"#), "skipped review: operation"),
            (review(#""operation":"CONNECT","object":{}"#), "skipped review: operation"),
            (
                review(#""operation":"CREATE","object":{"kind":"Secret","apiVersion":"v1"}"#),
                "skipped review: resource"
            ),
            (
                review(#""operation":"CREATE","resource":{"group":"","resource":"services"},"object":\#(pod)"#),
                "skipped review: resource"
            ),
            (review(#""operation":"CREATE""#), "error: F:1: document 1: an AdmissionReview without an `object`"),
            (review(#""object":\#(pod)"#), "error: F:1: document 1: an AdmissionReview without an `operation`"),
            (
                #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"allowed":true}}"#,
                "error: F:1: document 1: an AdmissionReview without a `request`"
            ),
            (review(#""operation":"CREATE","object":\#(pod)"#, version: "v2"), "skipped AdmissionReview"),
        ]
    )
    func reviewGivesItsRequest(_ text: String, _ expected: String) {
        #expect(found(text) == [expected])
    }

    @Test("An AdmissionReview may be YAML, and lie in a List")
    func reviewAsYAML() {
        let yaml = """
            kind: AdmissionReview
            apiVersion: admission.k8s.io/v1beta1
            request:
              operation: CREATE
              namespace: shop
              userInfo: {username: "system:serviceaccount:ci:bot", groups: []}
              object: {apiVersion: v1, kind: Pod, metadata: {generateName: web-, namespace: other}}
            """
        #expect(found(yaml) == ["create Pod/shop/ by system:serviceaccount:ci:bot []"])
        let list =
            #"{"kind":"List","apiVersion":"v1","items":[\#(Self.review(#""operation":"CREATE","object":\#(Self.pod)"#))]}"#
        #expect(found(list) == ["create Pod//web by nobody"])
    }

    private static func event(
        _ id: String,
        stage: String = "ResponseComplete",
        verb: String = "create",
        resource: String = #""resource":"pods","namespace":"shop","apiVersion":"v1""#,
        more: String = #","requestObject":\#(pod)"#
    ) -> String {
        #"{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"\#(id)","stage":"\#(stage)","requestURI":"/x","verb":"\#(verb)","user":{"username":"bob","groups":["ops"]},"objectRef":{\#(resource)}\#(more)}"#
    }

    @Test(
        "An audit event gives its request, or why it gives none",
        arguments: [
            (event("1"), #"create Pod/shop/web by bob ["ops"]"#),
            (event("1", verb: "update"), #"update Pod/shop/web by bob ["ops"]"#),
            (
                event("1", more: #","impersonatedUser":{"username":"eve","groups":["a"]},"requestObject":\#(pod)"#),
                #"create Pod/shop/web by eve ["a"]"#
            ),
            (event("1", stage: "RequestReceived", more: ""), "skipped event: stage"),
            (event("1", stage: "ResponseStarted"), "skipped event: stage"),
            (event("1", stage: "Panic"), "skipped event: stage"),
            (event("1", verb: "get", more: ""), "skipped event: verb"),
            (event("1", verb: "delete"), "skipped event: verb"),
            (event("1", verb: "patch"), "skipped event: patch"),
            (event("1", more: ""), "skipped event: body"),
            (event("1", more: #","requestObject":null"#), "skipped event: body"),
            (event("1", resource: #""resource":"pods","subresource":"binding""#), "skipped event: subresource"),
            (event("1", resource: #""resource":"secrets""#), "skipped event: resource"),
            (event("1", resource: #""resource":"pods","apiGroup":"metrics.k8s.io""#), "skipped event: resource"),
            (
                event(
                    "1",
                    verb: "update",
                    resource: #""resource":"deployments","apiGroup":"apps","namespace":"prod""#,
                    more: #","requestObject":\#(deployment)"#
                ),
                "Deployment/prod/api"
            ),
            (event("1", more: #","requestObject":{"kind":"Status","apiVersion":"v1"}"#), "skipped event: resource"),
            (
                #"{"kind":"Event","apiVersion":"v1","metadata":{"name":"a"},"reason":"Pulled"}"#,
                "skipped Event"
            ),
        ]
    )
    func eventGivesItsRequest(_ text: String, _ expected: String) {
        #expect(found(text) == [expected])
    }

    @Test("A request counts once, at its last stage, however often a log has it")
    func requestCountsOnce() {
        let log = [
            Self.event("1", stage: "RequestReceived", more: ""), Self.event("1"), Self.event("2"), Self.event("1"),
            Self.event(""), Self.event(""),
        ].joined(separator: "\n")
        let pod = #"create Pod/shop/web by bob ["ops"]"#
        #expect(found(log) == ["skipped event: stage", pod, pod, "skipped event: repetition", pod, pod])
    }

    @Test("An EventList's events have no kind of their own")
    func eventList() {
        let bare = Self.event("9").replacing(#""kind":"Event","apiVersion":"audit.k8s.io/v1","#, with: "")
        let list = #"{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[\#(bare)]}"#
        #expect(found(list) == [#"create Pod/shop/web by bob ["ops"]"#])
        let listed = #"{"items":[\#(bare)],"kind":"EventList","apiVersion":"audit.k8s.io/v1"}"#
        #expect(found(listed) == [#"create Pod/shop/web by bob ["ops"]"#])
    }

    @Test(
        "A kind of Kubernetes' own groups that no server knows is an error with the kind that was meant",
        arguments: [
            ("apps/v1", "Pod", "Pod in `v1`"), ("v1", "Deployment", "Deployment in `apps/v1`"),
            ("v1", "pod", "Pod in `v1`"), ("batch/v2", "Job", "Job in `batch/v1`"),
            ("apps/v1beta1", "DaemonSet", "DaemonSet in `apps/v1` or"),
            ("apps/v1beta3", "Deployment", "Deployment in `apps/v1`"),
            ("app/v1", "Deployment", "Deployment in `apps/v1`"), ("apps/v1", "Deploymnt", "Deployment in `apps/v1`"),
            ("apps/v1", "statefulsets", "StatefulSet in `apps/v1`"), ("v1", "Pods", "Pod in `v1`"),
            ("batch/v1", "CronJobs", "CronJob in `batch/v1`"), ("v1", "PodTemplates", "PodTemplate in `v1`"),
        ]
    )
    func wrongGroupIsAnError(_ version: String, _ kind: String, _ meant: String) {
        let entries = found("apiVersion: \(version)\nkind: \(kind)\n")
        #expect(entries.count == 1)
        #expect(
            entries.allSatisfy { $0.hasPrefix("error: F:1: document 1: no matches for kind `\(kind)`") },
            "\(entries)"
        )
        #expect(entries.allSatisfy { $0.contains("did you mean \(meant)") }, "\(entries)")
    }

    @Test(
        "A kind that is plainly another is skipped without a word",
        arguments: [
            ("v1", "Node"), ("v1", "Secret"), ("batch/v1", "JobTemplate"), ("apps/v1", "ControllerRevision"),
            ("apps/v1", "Scale"), ("extensions/v1beta1", "DeploymentRollback"), ("v1", "PodStatusResult"),
            ("policy/v1", "PodDisruptionBudget"), ("policy/v1beta1", "PodSecurityPolicy"), ("v1", "Whatever"),
        ]
    )
    func otherKindsAreSkipped(_ version: String, _ kind: String) {
        #expect(found("apiVersion: \(version)\nkind: \(kind)\n") == ["skipped \(kind)"])
    }

    @Test("A kind of somebody else's group is skipped", arguments: ["batch.volcano.sh/v1alpha1", "a.b/v1"])
    func foreignGroupIsSkipped(_ version: String) {
        #expect(found("apiVersion: \(version)\nkind: Job\n") == ["skipped Job"])
    }

    @Test(
        "What only a cluster writes tells a pod of a cluster from a manifest",
        arguments: [
            (#""metadata":{"uid":"1"}"#, true), (#""metadata":{"creationTimestamp":"2020-01-01T00:00:00Z"}"#, true),
            (#""status":{"phase":"Running"}"#, true), (#""status":{}"#, false), (#""status":null"#, false),
            (#""metadata":{"uid":"","creationTimestamp":null,"name":"status"}"#, false),
            (#""metadata":{"labels":{"uid":"1"}},"spec":{"status":{"a":1}}"#, false),
            (#""metadata":{"uid":"1"},"metadata":{"name":"x"}"#, false),
            (#""spec":{"x":1.5},"status":{"a":1}"#, true), (#""spec":{"x":1.5},"metadata":{"uid":"1"}"#, true),
        ]
    )
    func clustersPodsAreTold(_ fields: String, _ expected: Bool) {
        let pod = #"{"apiVersion":"v1","kind":"Pod",\#(fields)}"#
        for text in [pod, #"{"kind":"List","apiVersion":"v1","items":[\#(pod)]}"#, "---\n" + pod + "\n"] {
            let items = FleetReader(file: "F", bytes: Array(text.utf8)).compactMap { entry -> Bool? in
                guard case .item(let item) = entry else { return nil }
                return item.isFromCluster
            }
            #expect(items == [expected], "\(text)")
        }
    }
}
