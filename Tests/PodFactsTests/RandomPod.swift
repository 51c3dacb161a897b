import JSONScan
import PodFacts

/// Random pods over the whole schema of a v1 Pod, reproducible by their seed.
struct RandomPod {
    /// SplitMix64.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let schema = PodSchema.standard
    private static let texts = [
        "", "a", "token", "namespace", "metadata.namespace", "kube-root-ca.crt", "v1", "Localhost", "RuntimeDefault",
        "Pod",
        "é\u{1F600}", "runtime/default", "kubernetes.io/psp", "/var/run", "NET_ADMIN", "x y\n\"\\",
        "container.apparmor.security.beta.kubernetes.io/a", "container.seccomp.security.alpha.kubernetes.io/",
        "seccomp.security.alpha.kubernetes.io/pod", "kubernetes.io/config.mirror",
    ]

    private var random: Generator

    static func make(seed: UInt64) -> JSONValue {
        var maker = RandomPod(random: Generator(state: seed))
        guard let pod = schema.messages.firstIndex(where: { $0.name == "Pod" }) else { return .null }
        return .object(maker.members(of: pod, depth: 0))
    }

    private mutating func members(of message: Int, depth: Int) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        for field in Self.schema.messages[message].fields where !field.isLater {
            if field.isInline, case .message(let inline) = field.kind {
                members += self.members(of: inline, depth: depth)
            } else if depth < 2 || Int.random(in: 0..<4, using: &random) == 0 {
                members.append(.init(field.name, value(field, depth: depth)))
            }
        }
        return members.shuffled(using: &random)
    }

    private mutating func value(_ field: PodSchema.Field, depth: Int) -> JSONValue {
        if Int.random(in: 0..<20, using: &random) == 0 { return .null }
        switch field.shape {
        case .single, .optional: return value(field.kind, depth: depth)
        case .list:
            let count = Int.random(in: 0..<3, using: &random)
            // Protobuf cannot tell an empty list from none, which matters for one field.
            if count == 0 { return .null }
            return .array((0..<count).map { _ in value(field.kind, depth: depth) })
        case .map:
            let keys = Set((0..<3).map { _ in Self.texts.randomElement(using: &random) ?? "" }).sorted()
            return .object(keys.map { .init($0, value(field.kind, depth: depth)) })
        }
    }

    private mutating func value(_ kind: PodSchema.Field.Kind, depth: Int) -> JSONValue {
        switch kind {
        case .text, .bytes: return .string(Self.texts.randomElement(using: &random) ?? "")
        case .bool: return .bool(Bool.random(using: &random))
        case .int32:
            return .integer(
                [0, 1, -1, 80, 65536, Int64(Int32.max), Int64(Int32.min)].randomElement(using: &random) ?? 0
            )
        case .int64: return .integer([0, 1, -1, 1000, Int64.max, Int64.min].randomElement(using: &random) ?? 0)
        case .message(let index):
            switch Self.schema.messages[index].name {
            case "Time": return .string("2021-02-03T04:05:06Z")
            case "Quantity": return .string(["1", "500m", "1Gi", "0", "1e3"].randomElement(using: &random) ?? "0")
            case "IntOrString": return Bool.random(using: &random) ? .integer(80) : .string("http")
            case "FieldsV1": return .object([])
            default: return .object(members(of: index, depth: depth + 1))
            }
        }
    }
}
