import Manifests
import PolicyObjects

/// One thing that the linter looks for.
protocol LintRule: Sendable {
    static var description: LintRuleDescription { get }

    static func check(_ set: LintedSet, _ findings: inout LintFindings)
}

/// A rule that looks at each policy by itself.
protocol PolicyLintRule: LintRule {
    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings)
}

extension PolicyLintRule {
    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for policy in set.policies {
            var found = PolicyFindings()
            check(policy, &found)
            for finding in found.list {
                findings.add(description, to: policy.object, at: finding.field, finding.message)
            }
        }
    }
}

/// What a rule finds in one policy.
struct PolicyFindings {
    private(set) var list: [(field: String, message: String)] = []

    /// `field`: from the policy's root, as `spec.hostPorts[0]`.
    mutating func add(at field: String, _ message: String) { list.append((field, message)) }
}

/// What the rules have found so far, each finding with its place.
struct LintFindings {
    private let set: LintedSet
    private(set) var list: [LintFinding] = []

    init(_ set: LintedSet) { self.set = set }

    /// A finding about a field of the object at `object` in the survey.
    mutating func add(
        _ rule: LintRuleDescription,
        to object: Int,
        at field: String,
        _ message: String,
        severity: LintSeverity? = nil
    ) {
        let place = set.survey.objects[object]
        list.append(
            LintFinding(
                rule: rule.id,
                severity: severity ?? rule.severity,
                object: Self.name(of: place.object),
                file: place.origin.file,
                line: place.line(of: field),
                message: message
            )
        )
    }

    /// A finding about no object.
    mutating func add(_ rule: LintRuleDescription, file: String?, line: Int?, _ message: String) {
        list.append(
            LintFinding(
                rule: rule.id,
                severity: rule.severity,
                object: "",
                file: file,
                line: line,
                message: message
            )
        )
    }

    /// `RoleBinding shop/psp`, `PodSecurityPolicy restricted`.
    private static func name(of object: PolicySetObject) -> String {
        let identity = object.identity
        if identity.name.isEmpty { return object.kind.rawValue }
        let name = identity.namespace.isEmpty ? identity.name : "\(identity.namespace)/\(identity.name)"
        return "\(object.kind.rawValue) \(name)"
    }
}
