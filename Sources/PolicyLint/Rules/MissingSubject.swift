import Manifests
import PolicyObjects

/// A binding to a service account that is not among those of the set, or to a group that no server makes.
///
/// Users and groups are not objects, so nothing can be said of those that do not begin with `system:`; of service accounts
/// something can be said where the set holds some of the same namespace or of the same name.
enum MissingSubject: LintRule {
    static let description = LintRuleDescription(
        "missing-subject",
        .warning,
        summary: "A binding names a subject that does not exist",
        help: """
            A binding to a service account or a group that does not exist grants nothing to anybody. Correct the name or the \
            namespace, or add the service account to the set.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        let accounts = KnownAccounts(set.sources)
        for binding in set.bindings {
            for (index, subject) in binding.subjects.enumerated() {
                let problem: String? =
                    switch subject.kind {
                    case "ServiceAccount":
                        accounts.problem(
                            of: subject.name,
                            in: subject.namespace.isEmpty ? binding.namespace ?? "" : subject.namespace
                        )
                    case "Group": SystemGroups.problem(of: subject.name, namespaces: set.sources.namespaces)
                    case "User": userProblem(subject.name, accounts)
                    default: nil
                    }
                guard let problem else { continue }
                findings.add(description, to: binding.object, at: "subjects[\(index)].name", problem)
            }
            // The server has some of its own that name nobody.
            let name = set.survey.objects[binding.object].object.identity.name
            if binding.subjects.isEmpty, !name.utf8.starts(with: "system:".utf8) {
                findings.add(
                    description,
                    to: binding.object,
                    at: "subjects",
                    "the binding names nobody, so it grants nothing: add `subjects`, or remove the binding"
                )
            }
        }
    }

    /// A service account by its user name.
    private static func userProblem(_ name: String, _ accounts: KnownAccounts) -> String? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else {
            return SystemGroups.isGroup(name)
                ? "\(quoted(name)) is a group, not a user: make its `kind` Group" : nil
        }
        return accounts.problem(of: String(parts[3]), in: String(parts[2]))
    }
}

/// The service accounts of a set.
private struct KnownAccounts {
    private var names: [[UInt8]: [String]] = [:]
    private var namespaces: [[UInt8]: [String]] = [:]

    init(_ sources: PolicySources) {
        for account in sources.serviceAccounts {
            let namespace = account.metadata.effectiveNamespace
            names[Array(namespace.utf8), default: []].append(account.metadata.name)
            namespaces[Array(account.metadata.name.utf8), default: []].append(namespace)
        }
    }

    /// nil: the account exists, or nothing is known of it.
    func problem(of name: String, in namespace: String) -> String? {
        guard !namespace.isEmpty, !name.isEmpty else { return nil }
        // Every namespace has its `default`, and kube-system has those of the controllers.
        if name == "default" || namespace == "kube-system" { return nil }
        let neighbours = names[Array(namespace.utf8)] ?? []
        guard !neighbours.hold(name) else { return nil }
        let missing = "there is no ServiceAccount \(quoted("\(namespace)/\(name)")) in the set"
        if let elsewhere = namespaces[Array(name.utf8)]?.first {
            return "\(missing), did you mean the one of \(quoted(elsewhere))?"
        }
        guard !neighbours.isEmpty else { return nil }
        return missing
            + (suggestion(for: name, among: neighbours).map { ", did you mean \(quoted($0))?" }
                ?? ": correct the name, or add the account")
    }
}

/// The groups that Kubernetes itself puts users in.
enum SystemGroups {
    static let authenticated = "system:authenticated"
    static let unauthenticated = "system:unauthenticated"
    static let serviceAccounts = "system:serviceaccounts"
    static let serviceAccountsOf = "system:serviceaccounts:"
    static let masters = "system:masters"

    private static let known = [
        authenticated, unauthenticated, serviceAccounts, masters, "system:nodes", "system:monitoring",
        "system:bootstrappers", "system:node-proxier", "system:kube-controller-manager", "system:kube-scheduler",
    ]

    static func isGroup(_ name: String) -> Bool {
        [authenticated, unauthenticated, serviceAccounts, masters, "system:nodes"].hold(name)
            || name.utf8.starts(with: serviceAccountsOf.utf8)
    }

    /// nil: Kubernetes has such a group, or anybody may make one.
    static func problem(of name: String, namespaces: [String]) -> String? {
        let prefix = "system:serviceaccount:"
        if name.utf8.starts(with: prefix.utf8) {
            return
                "no group is called \(quoted(name)): the accounts of a namespace are `system:serviceaccounts:NAMESPACE`, one "
                + "account is of `kind` ServiceAccount"
        }
        if name.utf8.starts(with: serviceAccountsOf.utf8) {
            let namespace = String(decoding: name.utf8.dropFirst(serviceAccountsOf.utf8.count), as: UTF8.self)
            // Those that every cluster has are in no file.
            let all = namespaces + ["default", "kube-system", "kube-public", "kube-node-lease"]
            guard !namespaces.isEmpty, !all.hold(namespace) else { return nil }
            return "there is no Namespace \(quoted(namespace)) in the set"
                + (suggestion(for: namespace, among: all).map { ", did you mean \(quoted($0))?" }
                    ?? ": correct the name, or add the namespace")
        }
        guard name.utf8.starts(with: "system:".utf8), !known.hold(name) else { return nil }
        guard let meant = suggestion(for: name, among: known) else { return nil }
        return "Kubernetes puts nobody into the group \(quoted(name)), did you mean \(quoted(meant))?"
    }
}
