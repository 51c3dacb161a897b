package import PolicyObjects

/// What becomes of a ClusterRole with an `aggregationRule`.
///
/// The authorizer reads stored `rules` only; in a cluster a controller fills them. Files on their way to a cluster have not been filled yet.
///
/// Kubernetes: `pkg/controller/clusterroleaggregation`.
package enum AggregatedRoles: Sendable {
    /// Roles that no controller has filled are filled as the controller would: `rules` is empty or absent, the object does not
    /// come from a server (no `uid`, no `resourceVersion`), and `rules` is not JSON's `null`, which is how the server
    /// itself writes a role that nobody filled. Rules that are there stand.
    case fillUnfilled
    /// Every role is taken as it is.
    case asStored

    /// Fills roles as this says.
    package func apply(to roles: inout [ClusterRole]) {
        guard self == .fillUnfilled else { return }
        let unfilled = roles.indices.filter { index in
            let role = roles[index]
            return role.aggregation != nil && role.rules.isEmpty && !role.metadata.isFromServer && !role.hasNullRules
        }
        guard !unfilled.isEmpty else { return }
        let byName = roles.indices.sorted {
            roles[$0].metadata.name.utf8.lexicographicallyPrecedes(roles[$1].metadata.name.utf8)
        }
        // Roles may aggregate aggregated roles: until nothing changes. A pass only adds rules, of a finite set.
        var isStable = false
        while !isStable {
            isStable = true
            for index in unfilled {
                let rules = Self.union(for: index, of: roles, inOrder: byName)
                if rules != roles[index].rules {
                    roles[index].rules = rules
                    isStable = false
                }
            }
        }
    }

    /// Selectors in order, the roles of each by name, the role itself left out, identical rules once.
    private static func union(for index: Int, of roles: [ClusterRole], inOrder order: [Int]) -> [PolicyRule] {
        var rules: [PolicyRule] = []
        for selector in roles[index].aggregation ?? [] {
            for candidate in order where candidate != index && selector.matches(roles[candidate].metadata) {
                for rule in roles[candidate].rules where !rules.contains(rule) { rules.append(rule) }
            }
        }
        return rules
    }
}
