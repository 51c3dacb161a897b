import PolicyObjects

/// A role's rules taken apart to single resources, those of one resource and name joined again, and sorted.
///
/// Kubernetes: `rbac.BreakdownRule`, `rbac.CompactRules`, `rbac.SortableRuleSlice`.
struct CompactRules {
    private(set) var rules: [PolicyRule] = []

    /// What two rules have in common that become one.
    private struct Resource: Hashable {
        var group: [UInt8]
        var resource: [UInt8]
        var name: [UInt8]?
    }

    init(_ roleRules: [PolicyRule]) {
        var places: [Resource: Int] = [:]
        var resourceRules: [PolicyRule] = []
        for rule in roleRules.flatMap(Self.breakDown) {
            guard let resource = rule.resources.first else {
                rules.append(rule)
                continue
            }
            let key = Resource(
                group: Array((rule.apiGroups.first ?? "").utf8),
                resource: Array(resource.utf8),
                name: rule.resourceNames.first.map { Array($0.utf8) }
            )
            if let place = places[key] {
                resourceRules[place].addVerbs(of: rule)
            } else {
                places[key] = resourceRules.count
                resourceRules.append(rule)
            }
        }
        rules += resourceRules
        // Stable: rules on URLs are not joined, and may have equal texts.
        rules = rules.enumerated().map { (text: Array(Self.text(of: $1).utf8), number: $0, rule: $1) }
            .sorted { left, right in
                left.text == right.text
                    ? left.number < right.number : left.text.lexicographicallyPrecedes(right.text)
            }
            .map(\.rule)
    }

    /// Go's `%v` of a list of texts.
    static func list(_ texts: [String]) -> String { "[\(texts.joined(separator: " "))]" }

    private static func breakDown(_ rule: PolicyRule) -> [PolicyRule] {
        var parts: [PolicyRule] = []
        for group in rule.apiGroups {
            for resource in rule.resources {
                for verb in rule.verbs {
                    var part = PolicyRule()
                    part.apiGroups = [group]
                    part.resources = [resource]
                    part.verbs = [verb]
                    guard !rule.resourceNames.isEmpty else {
                        parts.append(part)
                        continue
                    }
                    for name in rule.resourceNames {
                        part.resourceNames = [name]
                        parts.append(part)
                    }
                }
            }
        }
        for url in rule.nonResourceURLs {
            for verb in rule.verbs {
                var part = PolicyRule()
                part.nonResourceURLs = [url]
                part.verbs = [verb]
                parts.append(part)
            }
        }
        return parts
    }

    /// What rules are sorted by.
    ///
    /// Kubernetes: `rbacv1.PolicyRule.String`.
    private static func text(of rule: PolicyRule) -> String {
        "&PolicyRule{Verbs:\(list(rule.verbs)),APIGroups:\(list(rule.apiGroups)),Resources:\(list(rule.resources)),"
            + "ResourceNames:\(list(rule.resourceNames)),NonResourceURLs:\(list(rule.nonResourceURLs)),}"
    }
}

extension PolicyRule {
    fileprivate mutating func addVerbs(of other: PolicyRule) {
        for verb in other.verbs where !verbs.contains(where: { $0.utf8.elementsEqual(verb.utf8) }) {
            verbs.append(verb)
        }
    }
}
