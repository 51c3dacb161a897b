import PolicyObjects

/// Where each object of a policy set stands in its kind's list of the sources, by kind, namespace and name.
struct ObjectPlaces: Sendable {
    struct Identity: Hashable {
        var kind: PolicySetObject.Kind
        var namespace: [UInt8]
        var name: [UInt8]

        init(_ object: PolicySetObject) {
            let identity = object.identity
            kind = object.kind
            namespace = Array(identity.namespace.utf8)
            name = Array(identity.name.utf8)
        }
    }

    fileprivate var indices: [Identity: Int] = [:]
}

extension PolicySources {
    /// Puts an object into its kind's list, in the place of an earlier one of its name.
    ///
    /// - Returns: the index of the one that it replaces; nil: it is new, at the end.
    mutating func store(_ object: PolicySetObject, _ places: inout ObjectPlaces) -> Int? {
        let identity = ObjectPlaces.Identity(object)
        let earlier = places.indices[identity]
        places.indices[identity] = put(object, at: earlier)
        return earlier
    }

    /// Puts an object at `index` of its kind's list, or at its end; the index that it has now.
    private mutating func put(_ object: PolicySetObject, at index: Int?) -> Int {
        func put<Element>(_ element: Element, into list: inout [Element]) -> Int {
            guard let index else {
                list.append(element)
                return list.count - 1
            }
            list[index] = element
            return index
        }
        return switch object {
        case .podSecurityPolicy(let policy): put(policy, into: &policies)
        case .role(let role): put(role, into: &roles)
        case .clusterRole(let role): put(role, into: &clusterRoles)
        case .roleBinding(let binding): put(binding, into: &roleBindings)
        case .clusterRoleBinding(let binding): put(binding, into: &clusterRoleBindings)
        case .serviceAccount(let account): put(account, into: &serviceAccounts)
        case .namespace(let name): put(name, into: &namespaces)
        }
    }
}
