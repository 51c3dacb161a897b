import FleetEvaluation
import PodFacts
import Testing

/// Pods of one template have one key, pods that a policy could tell apart have two.
@Suite("TemplateKey")
struct TemplateKeyTests {
    private static let container = #"{"name":"c","image":"i"}"#

    private static func pod(_ spec: String, metadata: String = #""name":"p""#) -> String {
        #"{"apiVersion":"v1","kind":"Pod","metadata":{\#(metadata)},"spec":{\#(spec)}}"#
    }

    private static func pod(container: String) -> String {
        pod(#""containers":[{"name":"c","image":"i",\#(container)}]"#)
    }

    private static func pod(context: String) -> String {
        pod(#""securityContext":{\#(context)},"containers":[\#(container)]"#)
    }

    private static func pod(annotation: String) -> String {
        pod(#""containers":[\#(container)]"#, metadata: #""name":"p","annotations":{\#(annotation)}"#)
    }

    private static func key(_ pod: String) throws -> [UInt8] {
        var reader = PodReader()
        var facts = PodFacts()
        let bytes = Array(pod.utf8)
        let span = bytes.span
        try reader.read(span.bytes, as: .json, at: .pod, into: &facts)
        return TemplateKey(facts).bytes
    }

    /// The smallest pod with one change each.
    private static let different = [
        pod(#""containers":[\#(container)]"#),
        pod(#""hostNetwork":true,"containers":[\#(container)]"#),
        pod(#""hostPID":true,"containers":[\#(container)]"#),
        pod(#""hostIPC":true,"containers":[\#(container)]"#),
        pod(#""serviceAccountName":"a","containers":[\#(container)]"#),
        pod(#""automountServiceAccountToken":false,"containers":[\#(container)]"#),
        pod(#""automountServiceAccountToken":true,"containers":[\#(container)]"#),
        pod(#""runtimeClassName":"r","containers":[\#(container)]"#),
        pod(#""initContainers":[\#(container)]"#),
        pod(#""ephemeralContainers":[\#(container)]"#),
        pod(#""containers":[{"name":"d","image":"i"}]"#),
        pod(#""containers":[\#(container),\#(container)]"#),
        pod(#""containers":[\#(container)],"volumes":[{"name":"v"}]"#),
        pod(#""containers":[\#(container)],"volumes":[{"name":"v","hostPath":{"path":"/"}}]"#),
        pod(#""containers":[\#(container)],"volumes":[{"name":"v","hostPath":{"path":"/a"}}]"#),
        pod(#""containers":[\#(container)],"volumes":[{"name":"v","csi":{"driver":"/"}}]"#),
        pod(#""containers":[\#(container)],"volumes":[{"name":"v","secret":{"secretName":"s"}}]"#),
        pod(#""containers":[\#(container)],"volumes":[{"name":"v","secret":{"secretName":"t"}}]"#),
        pod(#""containers":[\#(container)],"volumes":[{"name":"v","projected":{"sources":[]}}]"#),
        // That above is one of a token, as no source of it is anything else.
        pod(
            #""containers":[\#(container)],"volumes":[{"name":"v","projected":{"sources":[{"secret":{"name":"s"}}]}}]"#
        ),
        pod(#""containers":[\#(container)],"volumes":[{"name":"v"},{"name":"w"}]"#),
        pod(#""containers":[\#(container)],"volumes":[{"name":"v"},{"name":"v"}]"#),
        pod(container: #""volumeMounts":[{"name":"v","mountPath":"/"}]"#),
        pod(container: #""volumeMounts":[{"name":"v","mountPath":"/a"}]"#),
        pod(container: #""volumeMounts":[{"name":"v","mountPath":"/","readOnly":true}]"#),
        pod(
            #""containers":[{"name":"c","volumeMounts":[{"name":"v","mountPath":"/"}]}],"volumes":[{"name":"v"},{"name":"w"}]"#
        ),
        pod(
            #""containers":[{"name":"c","volumeMounts":[{"name":"w","mountPath":"/"}]}],"volumes":[{"name":"v"},{"name":"w"}]"#
        ),
        pod(container: #""ports":[{"containerPort":80}]"#),
        pod(container: #""ports":[{"containerPort":80,"hostPort":80}]"#),
        pod(container: #""securityContext":{}"#),
        pod(container: #""securityContext":{"privileged":true}"#),
        pod(container: #""securityContext":{"privileged":false}"#),
        pod(container: #""securityContext":{"readOnlyRootFilesystem":true}"#),
        pod(container: #""securityContext":{"allowPrivilegeEscalation":true}"#),
        pod(container: #""securityContext":{"runAsNonRoot":true}"#),
        pod(container: #""securityContext":{"runAsUser":1}"#),
        pod(container: #""securityContext":{"runAsUser":0}"#),
        pod(container: #""securityContext":{"runAsUser":1000}"#),
        pod(container: #""securityContext":{"runAsGroup":1}"#),
        pod(container: #""securityContext":{"procMount":"Unmasked"}"#),
        pod(container: #""securityContext":{"capabilities":{}}"#),
        pod(container: #""securityContext":{"capabilities":{"add":["A"]}}"#),
        pod(container: #""securityContext":{"capabilities":{"drop":["A"]}}"#),
        pod(container: #""securityContext":{"seLinuxOptions":{"level":"l"}}"#),
        pod(container: #""securityContext":{"seLinuxOptions":{"type":"l"}}"#),
        pod(container: #""securityContext":{"seccompProfile":{"type":"Localhost","localhostProfile":"p"}}"#),
        pod(container: #""securityContext":{"seccompProfile":{"type":"Localhost"}}"#),
        pod(container: #""securityContext":{"seccompProfile":{"type":"Unconfined"}}"#),
        pod(context: ""),
        pod(context: #""runAsUser":1"#),
        pod(context: #""runAsGroup":1"#),
        pod(context: #""runAsNonRoot":true"#),
        pod(context: #""fsGroup":1"#),
        pod(context: #""supplementalGroups":[]"#),
        pod(context: #""supplementalGroups":[1]"#),
        pod(context: #""supplementalGroups":[2]"#),
        pod(context: #""sysctls":[{"name":"kernel.a","value":"1"}]"#),
        pod(context: #""seLinuxOptions":{"user":"u"}"#),
        pod(context: #""seLinuxOptions":{"role":"u"}"#),
        pod(context: #""seccompProfile":{"type":"RuntimeDefault"}"#),
        pod(annotation: #""kubernetes.io/psp":"p""#),
        pod(annotation: #""kubernetes.io/psp":"q""#),
        pod(annotation: #""seccomp.security.alpha.kubernetes.io/pod":"p""#),
        pod(annotation: #""container.apparmor.security.beta.kubernetes.io/c":"p""#),
        pod(annotation: #""container.apparmor.security.beta.kubernetes.io/d":"p""#),
        pod(annotation: #""container.seccomp.security.alpha.kubernetes.io/c":"p""#),
    ]

    @Test("no two pods that differ in what policies look at have one key")
    func tellsApart() throws {
        var seen: [[UInt8]: String] = [:]
        for pod in Self.different {
            let key = try Self.key(pod)
            #expect(seen[key] == nil, "\(pod) and \(seen[key] ?? "")")
            seen[key] = pod
        }
    }

    @Test("a fact that is new belongs into the key: so many there are")
    func facts() {
        func count(_ value: Any) -> Int { Mirror(reflecting: value).children.count }
        #expect(count(PodFacts()) == 21)
        #expect(count(PodSecurityContextFacts()) == 8)
        #expect(count(ContainerFacts(kind: .container)) == 18)
        #expect(count(VolumeFacts()) == 5)
        #expect(count(MountFacts()) == 3)
        #expect(count(PortFacts()) == 2)
        #expect(count(SELinuxFacts()) == 4)
        #expect(count(SeccompFacts()) == 2)
        #expect(count(AnnotationFacts(kind: .policy, subject: .empty, value: .empty)) == 3)
    }

    @Test("what a controller writes otherwise into each pod makes no difference")
    func sameTemplate() throws {
        func replica(_ suffix: String, node: String) -> String {
            Self.pod(
                #""nodeName":"\#(node)","hostname":"p-\#(suffix)","containers":[{"name":"c","image":"i","volumeMounts":"#
                    + #"[{"name":"kube-api-access-\#(suffix)","mountPath":"/var/run/secrets","readOnly":true}]}],"#
                    + #""volumes":[{"name":"kube-api-access-\#(suffix)","projected":{"sources":[]}}]"#,
                metadata: #""name":"p-\#(suffix)","uid":"\#(suffix)","namespace":"n""#
            )
        }
        #expect(try Self.key(replica("x7x2v", node: "a")) == Self.key(replica("9qk4z", node: "b")))
    }
}
