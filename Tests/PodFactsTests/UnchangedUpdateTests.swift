import Glibc
import PodFacts
import Testing

/// The comparison's corners, on small pods.
struct UnchangedUpdateTests {
    static func isUnchanged(_ old: String, _ new: String, ignoresManagedFields: Bool = true) -> Bool {
        let (old, new) = (Array(old.utf8), Array(new.utf8))
        return UnchangedUpdate.isUnchanged(
            old: old.span.bytes,
            oldEncoding: .json,
            new: new.span.bytes,
            newEncoding: .json,
            ignoresManagedFields: ignoresManagedFields
        )
    }

    static func pod(_ spec: String, metadata: String = #""name":"p""#) -> String {
        #"{"apiVersion":"v1","kind":"Pod","metadata":{\#(metadata)},"spec":{\#(spec)}}"#
    }

    static func container(_ fields: String) -> String { pod(#""containers":[{"name":"c",\#(fields)}]"#) }

    /// Left and right are one pod to Kubernetes.
    @Test(arguments: [
        (pod(""), pod(#""nodeName":"","tolerations":[],"nodeSelector":{},"hostNetwork":false,"volumes":null"#)),
        (pod(""), pod(#""securityContext":{},"restartPolicy":"Always","dnsPolicy":"ClusterFirst""#)),
        (
            pod(#""terminationGracePeriodSeconds":30"#),
            pod(#""schedulerName":"default-scheduler","enableServiceLinks":true"#)
        ),
        (pod(#""serviceAccount":"a""#), pod(#""serviceAccount":"b","serviceAccountName":"a""#)),
        (pod(""), pod(#""unknown":{"x":1}"#)),
        (container(#""image":"redis""#), container(#""image":"redis","imagePullPolicy":"Always""#)),
        (
            container(#""image":"r.io:5000/a/b:1""#),
            container(#""image":"r.io:5000/a/b:1","imagePullPolicy":"IfNotPresent""#)
        ),
        (container(#""ports":[{"containerPort":1}]"#), container(#""ports":[{"containerPort":1,"protocol":"TCP"}]"#)),
        (
            container(#""resources":{"limits":{"cpu":"1000m","memory":"1Mi"}}"#),
            container(
                #""resources":{"limits":{"cpu":1,"memory":"1024Ki"},"requests":{"cpu":"1.0","memory":"1048576"}}"#
            )
        ),
        (
            container(#""livenessProbe":{"httpGet":{"port":80}}"#),
            container(
                #""livenessProbe":{"httpGet":{"port":80,"path":"/","scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3}"#
            )
        ),
        (
            container(#""livenessProbe":{"grpc":{"port":80}}"#),
            container(#""livenessProbe":{"grpc":{"port":80,"service":""},"periodSeconds":10}"#)
        ),
        (
            pod("", metadata: #""creationTimestamp":"2020-03-01T12:00:00Z""#),
            pod("", metadata: #""creationTimestamp":"2020-03-01T13:30:00+01:30""#)
        ),
        (
            pod("", metadata: #""creationTimestamp":"2020-03-01T12:00:00.123456789Z""#),
            pod("", metadata: #""creationTimestamp":"2020-03-01T12:00:00.1234567891Z""#)
        ),
        (pod(#""volumes":[{"name":"v"}]"#), pod(#""volumes":[{"name":"v","emptyDir":{}}]"#)),
        (
            pod(#""volumes":[{"name":"v","hostPath":{"path":"/"}}]"#),
            pod(#""volumes":[{"name":"v","hostPath":{"path":"/","type":""}}]"#)
        ),
        (
            pod("", metadata: #""ownerReferences":[{"uid":"1"}],"finalizers":["f"],"selfLink":"/x""#),
            pod("", metadata: #""finalizers":["g"],"managedFields":[{"manager":"m"}]"#)
        ),
        (
            pod("", metadata: #""annotations":{"pod.beta.kubernetes.io/init-containers":"[]"}"#),
            pod("", metadata: "")
        ),
        (
            pod(#""hostNetwork":true,"containers":[{"ports":[{"containerPort":1}]}]"#),
            pod(#""hostNetwork":true,"containers":[{"ports":[{"containerPort":1,"hostPort":1}]}]"#)
        ),
    ])
    func unchanged(left: String, right: String) {
        #expect(Self.isUnchanged(left, right), "\(left)\n\(right)")
        #expect(Self.isUnchanged(right, left), "\(right)\n\(left)")
    }

    /// They differ, or it is in doubt whether they do.
    @Test(arguments: [
        (pod(""), pod("", metadata: #""name":"p","labels":{"a":"b"}"#)),
        (container(#""image":"redis:1""#), container(#""image":"redis:2""#)),
        (container(#""image":"redis:1""#), container(#""image":"redis:1","securityContext":{}"#)),
        (container(#""securityContext":{}"#), container(#""securityContext":{"capabilities":{}}"#)),
        (container(#""securityContext":{}"#), container(#""securityContext":{"privileged":false}"#)),
        (container(#""image":"redis""#), container(#""image":"redis","imagePullPolicy":"IfNotPresent""#)),
        (container(#""image":"a@sha256:0""#), container(#""image":"a@sha256:0","imagePullPolicy":"IfNotPresent""#)),
        (pod(#""terminationGracePeriodSeconds":0"#), pod("")),
        (pod(#""automountServiceAccountToken":false"#), pod("")),
        (pod(#""hostNetwork":true"#), pod("")),
        (pod(#""volumes":[{"name":"v","csi":{}}]"#), pod(#""volumes":[{"name":"v"}]"#)),
        (pod(#""tolerations":[{"key":"a"},{"key":"b"}]"#), pod(#""tolerations":[{"key":"b"},{"key":"a"}]"#)),
        (
            container(#""resources":{"limits":{"cpu":"1"}}"#), container(#""resources":{"limits":{"cpu":"1001m"}}"#)
        ),
        (
            pod("", metadata: #""creationTimestamp":"2020-03-01T12:00:00Z""#),
            pod("", metadata: #""creationTimestamp":"2020-03-01T12:00:01Z""#)
        ),
        (container(#""livenessProbe":{"grpc":{"port":80}}"#), container(#""livenessProbe":{"grpc":{"port":81}}"#)),
        // Malformed, repeated keys.
        (
            pod("", metadata: #""creationTimestamp":"today""#),
            pod("", metadata: #""creationTimestamp":"today","labels":{}"#)
        ),
        (pod(""), pod(#""nodeName":1"#)), (pod(""), "{"), (pod(""), "[]"),
        (pod(#""nodeName":"""#), pod(#""nodeName":"","nodeName":"""#)),
        (pod("", metadata: #""labels":{"a":"1"}"#), pod("", metadata: #""labels":{"a":"1","a":"1"}"#)),
        (pod(""), pod(#""os":{"name":"windows"}"#)),
    ])
    func changed(left: String, right: String) {
        #expect(!Self.isUnchanged(left, right), "\(left)\n\(right)")
        #expect(!Self.isUnchanged(right, left), "\(right)\n\(left)")
    }

    @Test func damagedTextsAreNotRepairedIntoEqualOnes() {
        let left = Array(#"{"metadata":{"name":""#.utf8) + [0xFF] + Array(#""}}"#.utf8)
        let right = Array(#"{"metadata":{"name":""#.utf8) + [0xFE] + Array(#""}}"#.utf8)
        func isUnchanged(_ old: [UInt8], _ new: [UInt8]) -> Bool {
            UnchangedUpdate.isUnchanged(
                old: old.span.bytes,
                oldEncoding: .json,
                new: new.span.bytes,
                newEncoding: .json,
                ignoresManagedFields: true
            )
        }
        #expect(!isUnchanged(left, right))
        #expect(isUnchanged(left, left))
    }

    @Test func managedFieldsCountWhereTheVersionDoesNotKnowThem() {
        let (left, right) = (Self.pod(""), Self.pod("", metadata: #""name":"p","managedFields":[{"manager":"m"}]"#))
        #expect(Self.isUnchanged(left, right))
        #expect(!Self.isUnchanged(left, right, ignoresManagedFields: false))
    }

    @Test func splitProtobufMessagesMergeBeforeTheyAreCompared() {
        let field: (Int, [UInt8]) -> [UInt8] = ProtobufPodReaderTests.field
        let whole = field(1, ProtobufPodReaderTests.field(1, "p") + ProtobufPodReaderTests.field(3, "n"))
        let split =
            field(1, ProtobufPodReaderTests.field(1, "x")) + field(2, [])
            + field(1, ProtobufPodReaderTests.field(3, "n") + ProtobufPodReaderTests.field(1, "p"))
        func isUnchanged(_ old: [UInt8], _ new: [UInt8]) -> Bool {
            UnchangedUpdate.isUnchanged(
                old: old.span.bytes,
                oldEncoding: .kubernetesProtobuf,
                new: new.span.bytes,
                newEncoding: .kubernetesProtobuf,
                ignoresManagedFields: true
            )
        }
        #expect(isUnchanged(whole, split))
        #expect(!isUnchanged(whole, split + field(1, ProtobufPodReaderTests.field(5, "uid"))))
        #expect(!isUnchanged(whole, whole + [0]))
    }

    /// A message that repeats is not copied each time: four times as many take four times the time, not sixteen times.
    @Test func manySplitMessagesCostNoMoreThanTheirBytes() {
        func seconds(_ count: Int) -> Double {
            // Each adds an element to a list that goes on growing.
            let spec = ProtobufPodReaderTests.field(2, ProtobufPodReaderTests.field(15, []))
            let pod = Array(repeating: spec, count: count).flatMap(\.self)
            let other = pod + ProtobufPodReaderTests.field(2, [])
            let start = Self.threadSeconds()
            #expect(Self.isUnchanged(protobuf: pod, other))
            return Self.threadSeconds() - start
        }
        var (quarter, whole) = (Double.infinity, Double.infinity)
        for _ in 0..<4 {
            quarter = min(quarter, seconds(6_000))
            whole = min(whole, seconds(24_000))
        }
        #expect(whole < quarter * 8, "\(quarter), \(whole)")
    }

    /// What this thread has computed: other tests run at the same time.
    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The stored object has limits of its own: beyond them it counts as different.
    @Test(arguments: [(0, true), (1, false)])
    func valuesOfJSON(more: Int, isUnchanged: Bool) {
        func pod(_ arguments: Int, _ blank: String) -> String {
            Self.container(
                #""args":[\#(blank)\#(Array(repeating: "\"[,{\"", count: arguments).joined(separator: ","))]"#
            )
        }
        // 100,000 values: the spec, containers, a container, its name, args, and these.
        let count = 100_000 - 5 + more
        #expect(Self.isUnchanged(pod(count, ""), pod(count, " ")) == isUnchanged)
    }

    @Test(arguments: ["containers", "initContainers", "volumes"], [(10_000, true), (10_001, false)])
    func listsOfJSON(name: String, limit: (count: Int, isUnchanged: Bool)) {
        func pod(_ blank: String) -> String {
            Self.pod("\"\(name)\":[\(blank)\(Array(repeating: "{}", count: limit.count).joined(separator: ","))]")
        }
        #expect(Self.isUnchanged(pod(""), pod(" ")) == limit.isUnchanged)
    }

    @Test(arguments: [(10_000, true), (10_001, false)])
    func listsOfProtobuf(count: Int, isUnchanged: Bool) {
        let spec = (0..<count).flatMap { _ in ProtobufPodReaderTests.field(2, []) }
        let (left, right) = (
            ProtobufPodReaderTests.field(2, spec),
            ProtobufPodReaderTests.field(2, spec) + ProtobufPodReaderTests.field(2, [])
        )
        #expect(Self.isUnchanged(protobuf: left, right) == isUnchanged)
    }

    @Test(arguments: [(0, true), (1, false)])
    func valuesOfProtobuf(more: Int, isUnchanged: Bool) {
        // The spec, twice, a container, and arguments.
        let arguments = (0..<100_000 - 3 + more).flatMap { _ in ProtobufPodReaderTests.field(4, []) }
        let spec = ProtobufPodReaderTests.field(2, ProtobufPodReaderTests.field(2, arguments))
        #expect(Self.isUnchanged(protobuf: spec, spec + ProtobufPodReaderTests.field(2, [])) == isUnchanged)
    }

    private static func isUnchanged(protobuf old: [UInt8], _ new: [UInt8]) -> Bool {
        UnchangedUpdate.isUnchanged(
            old: old.span.bytes,
            oldEncoding: .kubernetesProtobuf,
            new: new.span.bytes,
            newEncoding: .kubernetesProtobuf,
            ignoresManagedFields: true
        )
    }

    @Test(arguments: [
        (#"{"spec":{"nodeName":"a"},"spec":{"nodeName":"b"}}"#, #"{"spec":{"nodeName":"b"}}"#, false),
        (#"{"metadata":null,"spec":{"nodeName":"b"}}"#, #"{"spec":{"nodeName":"b"} }"#, true),
        (#"{"metadata":{"finalizers":["f"]}}"#, "{}", true),
        (#"{"metadata":{"finalizers":["f"],"name":"p"}}"#, #"{"metadata":{"name":"p","selfLink":"x"}}"#, true),
        (#"{"status":{"phase":"Running"}}"#, #"{"status":{"phase":"Failed"}}"#, false),
        (#"{"metadata":{"name":"p"}}"#, #"{"metadata":{"name":"p"}} x"#, false),
        (#"{"metadata":1}"#, #"{"metadata":2}"#, false), (#"{"spec":[]}"#, #"{"spec":[ ]}"#, false),
    ])
    func parts(left: String, right: String, isUnchanged: Bool) {
        #expect(Self.isUnchanged(left, right) == isUnchanged, "\(left)\n\(right)")
        #expect(Self.isUnchanged(right, left) == isUnchanged, "\(right)\n\(left)")
    }
}
