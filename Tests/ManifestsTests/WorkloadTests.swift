import Manifests
import PodFacts
import PolicyObjects
import Testing

struct WorkloadTests {
    @Test("The controllers post the pods of their workloads")
    func controllersPostPods() {
        let requester = Requester()
        let expected: [(WorkloadKind, String?)] = [
            (.pod, nil), (.podTemplate, nil), (.deployment, "replicaset-controller"),
            (.replicaSet, "replicaset-controller"), (.replicationController, "replication-controller"),
            (.statefulSet, "statefulset-controller"), (.daemonSet, "daemon-set-controller"), (.job, "job-controller"),
            (.cronJob, "job-controller"),
        ]
        #expect(expected.count == WorkloadKind.allCases.count)
        for (workload, controller) in expected {
            let subject = requester.subject(of: workload)
            #expect(subject?.username == controller.map { "system:serviceaccount:kube-system:\($0)" })
        }
        #expect(
            requester.subject(of: .job)?.groups
                == ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"]
        )
        #expect(
            Requester(identities: .controllerManager).subject(of: .job)
                == Subject(username: "system:kube-controller-manager", groups: ["system:authenticated"])
        )
    }

    @Test("A stored pod is posted anew by its controller")
    func storedPodIsPostedByItsController() {
        var pod = PodFacts()
        #expect(Requester().subject(of: pod) == nil)
        pod.controller = OwnerFacts(kind: pod.append("Job".utf8), name: pod.append("j".utf8))
        #expect(Requester().subject(of: pod)?.username == "system:serviceaccount:kube-system:job-controller")
        pod.controller = OwnerFacts(kind: pod.append("Workflow".utf8), name: pod.append("w".utf8))
        #expect(Requester().subject(of: pod) == nil)
        pod.controller = OwnerFacts(kind: pod.append("Node".utf8), name: pod.append("n1".utf8))
        #expect(
            Requester().subject(of: pod)
                == Subject(username: "system:node:n1", groups: ["system:nodes", "system:authenticated"])
        )
    }

    @Test(
        "The prefix of the pods' names has a dash unless that makes it invalid",
        arguments: [
            ("web", "web-"), ("a.b", "a.b-"), ("Web", "Web"), ("a..b", "a..b"), ("", ""),
            (String(repeating: "a", count: 253), String(repeating: "a", count: 253)),
        ]
    )
    func prefixHasDash(_ name: String, _ prefix: String) {
        #expect(String(decoding: WorkloadKind.replicaSet.generateName(name), as: UTF8.self) == prefix)
    }

    @Test("Kinds count in the versions that were served")
    func kindsCountInServedVersions() {
        #expect(WorkloadKind(apiVersion: "v1", kind: "Pod") == .pod)
        #expect(WorkloadKind(apiVersion: "apps/v1", kind: "Pod") == nil)
        #expect(WorkloadKind(apiVersion: "extensions/v1beta1", kind: "Deployment") == .deployment)
        #expect(WorkloadKind(apiVersion: "extensions/v1beta1", kind: "StatefulSet") == nil)
        #expect(WorkloadKind(apiVersion: "batch/v2alpha1", kind: "CronJob") == .cronJob)
        #expect(WorkloadKind(apiVersion: "v1", kind: "pod") == nil)
    }
}
