import Admission
import JSONScan
import PolicyObjects

extension PolicyGrant {
    /// What the grant says of one policy.
    func json(forUseOf policy: String) -> JSONValue {
        .object([
            .init("subject", subject.json), .init("namespace", .string(binding.namespace ?? "*")),
            .init("binding", Self.json(binding.kind, binding.namespace, binding.name)),
            .init("role", Self.json(role.kind, role.namespace, role.name)),
            .init("apiGroups", .array(apiGroups(forUseOf: policy).map { .string("\($0.name)") })),
        ])
    }

    fileprivate static func json(_ kind: String, _ namespace: String?, _ name: String) -> JSONValue {
        let place: [JSONValue.Member] = namespace.map { [.init("namespace", .string($0))] } ?? []
        return .object([.init("kind", .string(kind)), .init("name", .string(name))] + place)
    }
}

extension GrantSubject {
    fileprivate var json: JSONValue {
        if case .serviceAccount(let namespace, let name) = self { return PolicyGrant.json(kind, namespace, name) }
        return PolicyGrant.json(kind, nil, name)
    }
}

extension Subject {
    var json: JSONValue {
        .object([
            .init("username", .string(username)), .init("groups", .array(groups.map(JSONValue.string))),
        ])
    }
}
