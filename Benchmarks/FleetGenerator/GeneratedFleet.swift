package import Admission
import JSONScan
package import PodFacts
import PolicyObjects

/// What the benchmark targets share: the same distinct pods and the same policy sets, from the same seeds.
package enum GeneratedFleet {
    package static let policyCounts = [1, 20, 200, 500, 1000, 10_000]
    package static let podCount = 1_000

    /// The account of the pods, authenticated by its token.
    package static let requester = RequestSubject(
        Subject(
            username: "system:serviceaccount:kube-system:replicaset-controller",
            groups: ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"]
        )
    )

    package static let namespace = Array(PodGenerator.namespace.utf8)

    package static func policySet(count: Int, usable: Int) -> CompiledPolicySet {
        var generator = PolicyGenerator(seed: 42)
        return CompiledPolicySet(
            generator.sources(count: count, usable: usable),
            options: AdmissionOptions(version: .v1_24)
        )
    }

    /// Bodies as compact JSON.
    package static func jsonPods() -> [[UInt8]] {
        var generator = PodGenerator(seed: 7)
        return generator.pods(podCount).map { pod in
            var writer = JSONWriter()
            writer.value(pod)
            return writer.bytes
        }
    }

    /// The same bodies as Kubernetes protobuf.
    package static func protobufPods() -> [[UInt8]] {
        var generator = PodGenerator(seed: 7)
        let encoder = KubernetesProtobufEncoder()
        return generator.pods(podCount).map(encoder.encode)
    }

    /// The same pods, each refused by every policy of the generator that does not allow the host's process namespace
    /// together with a volume type that none lists.
    package static func refusedJSONPods() -> [[UInt8]] {
        var generator = PodGenerator(seed: 7)
        return generator.pods(podCount).map { pod in
            var writer = JSONWriter()
            writer.value(pod.withSysctl("kernel.msgmax"))
            return writer.bytes
        }
    }

    package static func facts() -> [PodFacts] {
        var reader = PodReader()
        return jsonPods().compactMap { body in
            var facts = PodFacts()
            do {
                try reader.read(body.span.bytes, as: .json, at: .pod, into: &facts)
            } catch {
                return nil
            }
            return facts
        }
    }
}

extension JSONValue {
    /// The pod with an unsafe sysctl, which no generated policy allows.
    fileprivate func withSysctl(_ name: String) -> JSONValue {
        replacing("spec") { spec in
            spec.replacing("securityContext") { context in
                .object(
                    (context.members ?? []) + [
                        .init(
                            "sysctls",
                            .array([.object([.init("name", .string(name)), .init("value", .string("65536"))])])
                        )
                    ]
                )
            }
        }
    }

    private func replacing(_ key: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        .object((members ?? []).map { $0.key == key ? Member($0.key, change($0.value)) : $0 })
    }
}
