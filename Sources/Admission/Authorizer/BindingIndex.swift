import PolicyObjects

/// Who holds which roles: for each namespace (and for the whole cluster) the subjects that bindings there name.
///
/// A service account is found by its user name, `system:serviceaccount:NAMESPACE:NAME`, as Kubernetes compares it.
struct BindingIndex: Sendable {
    /// A user or a group, by the bytes of its name.
    struct Holder: Hashable, Sendable {
        enum Kind: Sendable {
            case user
            case group
        }

        let kind: Kind
        let name: [UInt8]

        static func user(_ name: String) -> Holder { Holder(kind: .user, name: Array(name.utf8)) }
        static func group(_ name: String) -> Holder { Holder(kind: .group, name: Array(name.utf8)) }
    }

    /// The numbers of the roles that each holder has.
    typealias Roles = [Holder: [Int32]]

    private(set) var clusterWide: Roles = [:]
    private var byNamespace: [[UInt8]: Roles] = [:]

    func roles(in namespace: String) -> Roles? {
        namespace.isEmpty ? nil : byNamespace[Array(namespace.utf8)]
    }

    /// `namespace` is the binding's; nil: a ClusterRoleBinding.
    mutating func bind(_ subjects: [BindingSubject], to role: Int32, in namespace: String?) {
        for subject in subjects {
            guard let holder = GrantSubject(subject, bindingNamespace: namespace)?.holder else { continue }
            if let namespace {
                byNamespace[Array(namespace.utf8), default: [:]].add(role, to: holder)
            } else {
                clusterWide.add(role, to: holder)
            }
        }
    }
}

extension GrantSubject {
    fileprivate var holder: BindingIndex.Holder {
        switch self {
        case .user(let name): .user(name)
        case .group(let name): .group(name)
        case .serviceAccount(let namespace, let name):
            .user(ServiceAccountName(namespace: namespace, name: name).username)
        }
    }
}

extension BindingIndex.Roles {
    fileprivate mutating func add(_ role: Int32, to holder: BindingIndex.Holder) {
        if self[holder, default: []].last != role { self[holder, default: []].append(role) }
    }
}

/// A service account's identity as a user.
struct ServiceAccountName {
    let namespace: String
    let name: String

    var username: String { "system:serviceaccount:\(namespace):\(name)" }

    /// As the plugin builds it for a pod's account: without `system:authenticated`.
    var subject: Subject {
        Subject(username: username, groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"])
    }
}
