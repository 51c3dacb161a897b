import ArgumentParser
import KubectlText
import Manifests
import PolicyObjects

/// An object that is taken out of a policy set: `psp/NAME`, `clusterrolebinding/NAME`, `rolebinding/NAMESPACE/NAME`.
struct DeletedObject: ExpressibleByArgument, Equatable, Sendable {
    let argument: String
    private let kind: PolicySetObject.Kind
    /// nil: whichever namespace has one of that name.
    private let namespace: String?
    private let name: String

    init?(argument: String) {
        self.argument = argument
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
            let kind = Self.kind(parts[0])
        else { return nil }
        guard parts.count == 2 || Self.isNamespaced(kind) else { return nil }
        self.kind = kind
        namespace = parts.count == 3 ? parts[1] : nil
        name = parts[parts.count - 1]
    }

    private static func kind(_ text: String) -> PolicySetObject.Kind? {
        if ["sa", "serviceaccount", "serviceaccounts"].contains(text.lowercased()) { return .serviceAccount }
        switch ResourceType(text, on: .v1_24)?.kind {
        case .podSecurityPolicy: return .podSecurityPolicy
        case .role: return .role
        case .clusterRole: return .clusterRole
        case .roleBinding: return .roleBinding
        case .clusterRoleBinding: return .clusterRoleBinding
        case nil: return nil
        }
    }

    private static func isNamespaced(_ kind: PolicySetObject.Kind) -> Bool {
        kind == .role || kind == .roleBinding || kind == .serviceAccount
    }

    var isClusterRole: Bool { kind == .clusterRole }

    /// Takes the object out.
    func delete(from sources: inout PolicySources) throws(CommandFailure) {
        switch kind {
        case .podSecurityPolicy: try delete(from: &sources.policies, \.metadata)
        case .role: try delete(from: &sources.roles, \.metadata)
        case .clusterRole: try delete(from: &sources.clusterRoles, \.metadata)
        case .roleBinding: try delete(from: &sources.roleBindings, \.metadata)
        case .clusterRoleBinding: try delete(from: &sources.clusterRoleBindings, \.metadata)
        case .serviceAccount: try delete(from: &sources.serviceAccounts, \.metadata)
        case .namespace: break
        }
    }

    private func delete<Object>(
        from objects: inout [Object],
        _ metadata: (Object) -> ObjectMetadata
    ) throws(CommandFailure) {
        let found = objects.indices.filter { index in
            let one = metadata(objects[index])
            return one.name.utf8.elementsEqual(name.utf8)
                && (namespace.map { one.effectiveNamespace.utf8.elementsEqual($0.utf8) } ?? true)
        }
        guard let index = found.first else {
            let names = objects.map { metadata($0).name }.sorted().prefix(10).joined(separator: ", ")
            let there = names.isEmpty ? "it has none" : "it has \(names)"
            throw CommandFailure(
                .unusable,
                "--delete \(argument): the policy set has no such \(kind.rawValue); \(there)"
            )
        }
        guard found.count == 1 else {
            let namespaces = found.map { metadata(objects[$0]).effectiveNamespace }.joined(separator: ", ")
            throw CommandFailure(
                .unusable,
                "--delete \(argument): there are several, in \(namespaces): say which, as \(kind.rawValue.lowercased())/"
                    + "NAMESPACE/\(name)"
            )
        }
        objects.remove(at: index)
    }
}

extension PolicySources {
    /// Puts the objects of other sources in, in the place of those that have their names, as `kubectl apply` would.
    mutating func merge(_ other: PolicySources) {
        Self.merge(other.policies, into: &policies, \.metadata)
        Self.merge(other.roles, into: &roles, \.metadata)
        Self.merge(other.clusterRoles, into: &clusterRoles, \.metadata)
        Self.merge(other.roleBindings, into: &roleBindings, \.metadata)
        Self.merge(other.clusterRoleBindings, into: &clusterRoleBindings, \.metadata)
        Self.merge(other.serviceAccounts, into: &serviceAccounts, \.metadata)
        namespaces += other.namespaces.filter { !namespaces.contains($0) }
    }

    private static func merge<Object>(
        _ added: [Object],
        into objects: inout [Object],
        _ metadata: (Object) -> ObjectMetadata
    ) {
        func key(_ object: Object) -> [UInt8] {
            Array(metadata(object).effectiveNamespace.utf8) + [0] + Array(metadata(object).name.utf8)
        }
        var places: [[UInt8]: Int] = [:]
        for (index, object) in objects.enumerated() { places[key(object)] = index }
        for object in added {
            if let place = places[key(object)] {
                objects[place] = object
            } else {
                places[key(object)] = objects.count
                objects.append(object)
            }
        }
    }

    /// Empties the roles that the controller fills, so that they are filled anew: it does so when one of their parts changes.
    mutating func emptyAggregatedRoles() {
        for index in clusterRoles.indices where clusterRoles[index].aggregation != nil {
            clusterRoles[index].rules = []
            clusterRoles[index].hasNullRules = false
            clusterRoles[index].metadata.isFromServer = false
        }
    }
}
