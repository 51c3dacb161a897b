import FleetEvaluation
import PolicyObjects

/// What the query of an NDJSON request asks for.
struct LineBatchOptions {
    private(set) var detail: AnswerDetail = [.message]
    /// nil: the server's own.
    private(set) var version: KubernetesVersion?
    private(set) var appliesServiceAccount = false

    init(_ target: RequestTarget) throws(ErrorResponse) {
        for (name, value) in target.parameters {
            switch name {
            case "patch": try set(.patch, name, value)
            case "errors": try set(.errors, name, value)
            case "serviceAccountAdmission": appliesServiceAccount = try Self.flag(name, value)
            case "kubernetesVersion":
                guard let version = KubernetesVersion(rawValue: value) else {
                    let known = KubernetesVersion.allCases.map(\.rawValue).joined(separator: ", ")
                    throw .badRequest("`kubernetesVersion` is `\(value.prefix(50))`, expected one of \(known)")
                }
                self.version = version
            default:
                throw .badRequest(
                    "unknown parameter `\(name.prefix(50))`; there are patch, errors, serviceAccountAdmission and kubernetesVersion"
                )
            }
        }
    }

    private mutating func set(_ option: AnswerDetail, _ name: String, _ value: String) throws(ErrorResponse) {
        if try Self.flag(name, value) { detail.insert(option) } else { detail.remove(option) }
    }

    private static func flag(_ name: String, _ value: String) throws(ErrorResponse) -> Bool {
        switch value {
        case "true", "1", "": return true
        case "false", "0": return false
        default: throw .badRequest("`\(name)` is `\(value.prefix(50))`, expected true or false")
        }
    }
}
