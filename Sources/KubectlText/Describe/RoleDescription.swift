import PolicyObjects

/// `kubectl describe role` and `clusterrole`: one row for each resource and name, with all its verbs.
///
/// Kubernetes: `RoleDescriber`, `ClusterRoleDescriber`.
struct RoleDescription {
    let metadata: ObjectMetadata
    let rules: [PolicyRule]
    let version: KubernetesVersion

    var text: [UInt8] {
        var text = TabbedText()
        text.line(0, "Name:\t\(metadata.name)")
        MetadataDescription(metadata: metadata, version: version).write(to: &text)
        text.line(0, "PolicyRule:")
        text.line(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs")
        text.line(1, "---------\t-----------------\t--------------\t-----")
        for rule in CompactRules(rules).rules {
            text.line(
                1,
                "\(Self.resource(of: rule))\t\(CompactRules.list(rule.nonResourceURLs))"
                    + "\t\(CompactRules.list(rule.resourceNames))\t\(CompactRules.list(rule.verbs))"
            )
        }
        return text.described
    }

    /// `pods/exec` in the group `apps` is `pods.apps/exec`.
    ///
    /// Kubernetes: `CombineResourceGroup`.
    private static func resource(of rule: PolicyRule) -> String {
        guard let resource = rule.resources.first else { return "" }
        let parts = resource.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var text = String(parts[0])
        if let group = rule.apiGroups.first, !group.isEmpty { text += ".\(group)" }
        if parts.count == 2 { text += "/\(parts[1])" }
        return text
    }
}
