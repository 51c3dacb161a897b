package import PolicyObjects

/// Tells with which `kubectl` commands a subject would be granted a policy.
package struct GrantAdvisor: Sendable {
    /// A role that grants the use of some policies and nothing else.
    private struct Candidate: Sendable {
        /// nil: a ClusterRole.
        var namespace: String?
        var name: String
        var policies: [String]

        var rank: (Int, Int, String) { (policies.count, namespace == nil ? 0 : 1, name) }
    }

    private var candidates: [Candidate] = []
    private var bindingNames: Set<[String]> = []
    private var roleNames: Set<[String]> = []

    package init(_ sources: PolicySources) {
        for role in sources.clusterRoles {
            add(role.rules, Candidate(namespace: nil, name: role.metadata.name, policies: []))
        }
        for role in sources.roles {
            let namespace = role.metadata.effectiveNamespace
            roleNames.insert([namespace, role.metadata.name])
            add(role.rules, Candidate(namespace: namespace, name: role.metadata.name, policies: []))
        }
        for binding in sources.roleBindings {
            bindingNames.insert([binding.metadata.effectiveNamespace, binding.metadata.name])
        }
        candidates.sort { $0.rank < $1.rank }
    }

    private mutating func add(_ rules: [PolicyRule], _ candidate: Candidate) {
        guard !rules.isEmpty, rules.allSatisfy(\.grantsOnlyNamedPolicies) else { return }
        var candidate = candidate
        candidate.policies = rules.flatMap(\.resourceNames)
        candidates.append(candidate)
    }

    /// The commands that let the grantee use the policy in the namespace: a binding, and before it a role if there is none
    /// that grants just that.
    ///
    /// The role with the fewest other policies is bound, never one that grants more than the use of policies.
    package func commands(granting policy: String, to grantee: GrantSubject, in namespace: String) -> [String] {
        let place = "-n \(Self.quoted(namespace))"
        let role = candidates.first { candidate in
            candidate.policies.contains { $0.utf8.elementsEqual(policy.utf8) }
                && candidate.namespace.map { $0.utf8.elementsEqual(namespace.utf8) } ?? true
        }
        var commands: [String] = []
        let reference: String
        if let role {
            reference = "--\(role.namespace == nil ? "clusterrole" : "role")=\(Self.quoted(role.name))"
        } else {
            let name = Self.unused("psp:\(policy)", in: namespace, roleNames)
            commands.append(
                "kubectl create role \(Self.quoted(name)) \(place) --verb=use --resource=podsecuritypolicies.policy "
                    + "--resource-name=\(Self.quoted(policy))"
            )
            reference = "--role=\(Self.quoted(name))"
        }
        let name = Self.unused("psp:\(policy):\(grantee.shortName)", in: namespace, bindingNames)
        commands.append(
            "kubectl create rolebinding \(Self.quoted(name)) \(place) \(reference) \(grantee.option)"
        )
        return commands
    }

    private static func unused(_ name: String, in namespace: String, _ taken: Set<[String]>) -> String {
        guard taken.contains([namespace, name]) else { return name }
        var number = 2
        while taken.contains([namespace, "\(name)-\(number)"]) { number += 1 }
        return "\(name)-\(number)"
    }

    /// As a shell takes it for one word.
    fileprivate static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"),
                UInt8(ascii: "@"), UInt8(ascii: ","):
                true
            default: false
            }
        }
        if isPlain, !text.isEmpty { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

extension GrantSubject {
    fileprivate var option: String {
        switch self {
        case .serviceAccount(let namespace, let name):
            "--serviceaccount=\(GrantAdvisor.quoted("\(namespace):\(name)"))"
        case .user(let name): "--user=\(GrantAdvisor.quoted(name))"
        case .group(let name): "--group=\(GrantAdvisor.quoted(name))"
        }
    }

    fileprivate var shortName: String {
        // A slash or a percent sign may not stand in an object's name.
        String(name.map { $0 == "/" || $0 == "%" ? "-" : $0 })
    }
}

extension PolicyRule {
    /// Verb `use` on policies by name, and nothing else.
    fileprivate var grantsOnlyNamedPolicies: Bool {
        verbs == ["use"] && resources == ["podsecuritypolicies"] && !resourceNames.isEmpty && nonResourceURLs.isEmpty
            && !apiGroups.isEmpty && apiGroups.allSatisfy { $0 == "policy" || $0 == "extensions" }
    }
}
