import PodFacts
import Testing

/// Each limit of the JSON reader at what it allows and one beyond.
@Suite struct JSONPodLimitTests {
    struct Limit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var set: @Sendable (inout PodLimits, Int) -> Void
        /// A pod that has `count` of what is limited.
        var pod: @Sendable (_ count: Int) -> String
    }

    private static func repeated(_ text: String, _ count: Int) -> String {
        Array(repeating: text, count: count).joined(separator: ",")
    }

    private static func container(_ fields: String) -> String { "{\"spec\":{\"containers\":[{\(fields)}]}}" }

    static let limits: [Limit] = [
        Limit(testDescription: "bytes", set: { $0.podBytesMax = $1 }) {
            "{\"spec\":{}" + String(repeating: " ", count: $0 - 11) + "}"
        },
        Limit(testDescription: "nesting", set: { $0.nestingMax = $1 }) {
            "{\"x\":" + String(repeating: "[", count: $0 - 1) + String(repeating: "]", count: $0 - 1) + "}"
        },
        Limit(testDescription: "nesting in spec", set: { $0.nestingMax = $1 }) {
            "{\"spec\":{\"x\":" + String(repeating: "{\"a\":", count: $0 - 2) + "1"
                + String(repeating: "}", count: $0 - 2) + "}}"
        },
        Limit(testDescription: "containers", set: { $0.containersMax = $1 }) {
            "{\"spec\":{\"initContainers\":[{}],\"containers\":[\(repeated("null", $0 - 1))]}}"
        },
        Limit(testDescription: "volumes", set: { $0.volumesMax = $1 }) {
            "{\"spec\":{\"volumes\":[\(repeated("{}", $0))]}}"
        },
        Limit(testDescription: "ports", set: { $0.listElementsMax = $1 }) {
            container("\"ports\":[\(repeated("{}", $0))]")
        },
        Limit(testDescription: "mounts", set: { $0.listElementsMax = $1 }) {
            container("\"volumeMounts\":[\(repeated("{}", $0))]")
        },
        Limit(testDescription: "capabilities", set: { $0.listElementsMax = $1 }) {
            container(
                "\"securityContext\":{\"capabilities\":{\"add\":[\"A\"],\"drop\":[\(repeated("\"B\"", $0 - 1))]}}"
            )
        },
        Limit(testDescription: "groups", set: { $0.listElementsMax = $1 }) {
            "{\"spec\":{\"securityContext\":{\"supplementalGroups\":[\(repeated("1", $0))]}}}"
        },
        Limit(testDescription: "sysctls", set: { $0.listElementsMax = $1 }) {
            "{\"spec\":{\"securityContext\":{\"sysctls\":[\(repeated("{}", $0))]}}}"
        },
        Limit(testDescription: "annotations", set: { $0.listElementsMax = $1 }) {
            "{\"metadata\":{\"annotations\":{\((0..<$0).map { "\"container.apparmor.security.beta.kubernetes.io/\($0)\":\"a\"" }.joined(separator: ","))}}}"
        },
        Limit(testDescription: "owners", set: { $0.listElementsMax = $1 }) {
            "{\"metadata\":{\"ownerReferences\":[\(repeated("{}", $0))]}}"
        },
        Limit(testDescription: "finalizers", set: { $0.listElementsMax = $1 }) {
            "{\"metadata\":{\"finalizers\":[\(repeated("\"f\"", $0))]}}"
        },
        Limit(testDescription: "managed fields", set: { $0.listElementsMax = $1 }) {
            "{\"metadata\":{\"managedFields\":[\(repeated("{}", $0))]}}"
        },
    ]

    @Test(arguments: limits, [20, 40])
    func whatIsAllowedIsReadAndOneMoreIsRefused(_ limit: Limit, _ count: Int) throws {
        var limits = PodLimits()
        limit.set(&limits, count)
        var reader = JSONPodReader(limits: limits)
        let merging = MergingJSONPodReader(limits: limits)
        var facts = PodFacts()
        let within = Array(limit.pod(count).utf8)
        #expect(reader.readFast(within.span.bytes, at: .pod, into: &facts), "\(limit.pod(count))")
        #expect(throws: Never.self) { try merging.read(within.span.bytes, at: .pod, into: &facts) }
        let beyond = Array(limit.pod(count + 1).utf8)
        #expect(!reader.readFast(beyond.span.bytes, at: .pod, into: &facts))
        #expect { try reader.read(beyond.span.bytes, at: .pod, into: &facts) } throws: {
            ($0 as? PodReadError)?.code == .limit
        }
    }
}
