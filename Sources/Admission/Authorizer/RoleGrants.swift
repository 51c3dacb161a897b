import PolicyObjects

/// Which policies a role lets its holders `use`, asked in one API group.
struct PolicySelection: Sendable, Equatable {
    /// A rule without `resourceNames`: every policy.
    var isAll = false
    /// The numbers of the policies named, ascending; empty if `isAll`.
    var policies: [Int32] = []

    var isEmpty: Bool { !isAll && policies.isEmpty }
}

/// The API group in which admission asks for `use`; it asks for both, either suffices.
package enum PolicyAPIGroup: Sendable, CaseIterable {
    case policy
    case extensions

    package var name: StaticString {
        switch self {
        case .policy: "policy"
        case .extensions: "extensions"
        }
    }
}

/// The rules of one role that can grant the use of a policy, and the policies that they grant.
struct RoleGrants: Sendable {
    private let rules: [PolicyRule]
    let policyGroup: PolicySelection
    let extensionsGroup: PolicySelection

    /// `numbers` has the number of each policy by its name.
    init(rules: [PolicyRule], numbers: [[UInt8]: Int32]) {
        self.rules = rules.filter(\.isAboutUseOfPolicies)
        policyGroup = Self.selection(of: self.rules, in: .policy, numbers)
        extensionsGroup = Self.selection(of: self.rules, in: .extensions, numbers)
    }

    /// No question about a policy can be answered yes by this role.
    var isEmpty: Bool { rules.isEmpty }

    /// Whether the role grants `use` of a policy, which need not be one of the set.
    func allowUse(of policy: String, in group: PolicyAPIGroup) -> Bool {
        rules.contains { $0.grants(policy, in: group) }
    }

    private static func selection(
        of rules: [PolicyRule],
        in group: PolicyAPIGroup,
        _ numbers: [[UInt8]: Int32]
    ) -> PolicySelection {
        var selection = PolicySelection()
        for rule in rules where rule.holds(group) {
            if rule.resourceNames.isEmpty { return PolicySelection(isAll: true) }
            for name in rule.resourceNames {
                if let number = numbers[Array(name.utf8)] { selection.policies.append(number) }
            }
        }
        selection.policies.sort()
        return selection
    }
}

/// Kubernetes: `rbacv1helpers.VerbMatches`, `APIGroupMatches`, `ResourceMatches`.
extension PolicyRule {
    /// The rule speaks of verb `use` on resource `podsecuritypolicies`.
    ///
    /// There are no wildcards but a whole `*`.
    package var isAboutUseOfPolicies: Bool {
        (verbs.holds("*".utf8) || verbs.holds("use".utf8))
            && (resources.holds("*".utf8) || resources.holds("podsecuritypolicies".utf8))
            && PolicyAPIGroup.allCases.contains { holds($0) }
    }

    /// Of a rule about the use of policies: whether it grants that of a policy.
    func grants(_ policy: String, in group: PolicyAPIGroup) -> Bool {
        holds(group) && (resourceNames.isEmpty || resourceNames.holds(policy.utf8))
    }

    fileprivate func holds(_ group: PolicyAPIGroup) -> Bool {
        apiGroups.holds("*".utf8) || apiGroups.holds(group.name.description.utf8)
    }
}

extension [String] {
    func holds(_ text: String.UTF8View) -> Bool {
        contains { $0.utf8.elementsEqual(text) }
    }
}
