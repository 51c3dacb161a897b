package import JSONScan
package import PolicyObjects

/// Collects the objects of a policy set, document by document.
///
/// A later object of the same kind, namespace and name replaces an earlier one, in its place.
package struct PolicySetLoader: Sendable {
    package struct Options: Sendable {
        /// Unknown fields of policies and RBAC objects are warnings, not errors.
        package var allowsUnknownFields = false
        package var aggregatedRoles = AggregatedRoles.fillUnfilled

        package init() {}
    }

    private let options: Options
    private var sources = PolicySources()
    private var report = PolicySetReport()
    private var problems: [PolicySetProblem] = []
    /// Where each object stands in its list of `sources`.
    private var places: [Identity: Int] = [:]
    /// Where the objects of each list of `sources` were read.
    private var origins: [PolicySetObject.Kind: [ObjectOrigin]] = [:]

    private struct Identity: Hashable {
        var kind: PolicySetObject.Kind
        var namespace: [UInt8]
        var name: [UInt8]
    }

    package init(options: Options = Options()) {
        self.options = options
    }

    /// The sources in a `v1 List`, as the vectors and `kubectl get -o json` have them.
    package static func sources(
        inList list: JSONValue,
        named name: String = "list",
        options: Options = Options()
    ) throws(PolicySetError) -> PolicySources {
        var loader = PolicySetLoader(options: options)
        loader.add(list, from: ObjectOrigin(file: name), isJSON: true)
        return try loader.finish().sources
    }

    /// Takes one document: an object, or a list of objects.
    ///
    /// `isJSON`: a null is as its writer meant it; in YAML it is also what an empty value reads as.
    package mutating func add(_ document: JSONValue, from origin: ObjectOrigin, isJSON: Bool) {
        guard let items = document["items"], let elements = items.array else {
            addObject(document, from: origin, isJSON: isJSON)
            return
        }
        for (index, element) in elements.enumerated() {
            var itemOrigin = origin
            itemOrigin.item = index + 1
            addObject(element, from: itemOrigin, isJSON: isJSON)
        }
    }

    /// A document that could not be read at all.
    package mutating func addUnreadable(_ reason: String, from origin: ObjectOrigin) {
        problems.append(
            PolicySetProblem(origin: origin, object: "", problem: ObjectProblem(.unreadable, at: "", reason))
        )
    }

    /// The sources and what is to be said of them.
    package consuming func finish() throws(PolicySetError) -> LoadedPolicySet {
        guard problems.isEmpty else { throw PolicySetError(problems: problems) }
        options.aggregatedRoles.apply(to: &sources.clusterRoles)
        report.count(sources)
        return LoadedPolicySet(sources: sources, report: report, origins: origins)
    }

    mutating func addObject(_ value: JSONValue, from origin: ObjectOrigin, isJSON: Bool) {
        let kind: PolicySetObject.Kind
        let apiVersion = value["apiVersion"]?.string ?? ""
        guard case .object = value, let kindText = value["kind"]?.string, !kindText.isEmpty else {
            note(ObjectProblem(.missingField, at: "kind", "is missing: not a Kubernetes object"), of: "", at: origin)
            return
        }
        do {
            guard let known = try PolicySetObject.Kind(apiVersion: apiVersion, kind: kindText) else {
                report.skip(apiVersion: apiVersion, kind: kindText)
                return
            }
            kind = known
        } catch {
            note(error, of: "", at: origin)
            return
        }
        var found: [ObjectProblem] = []
        var object = PolicySetObject(decoding: value, as: kind, problems: &found)
        let identity = object.identity
        for problem in found {
            note(problem, of: Self.describe(kind, identity), at: origin)
        }
        if case .clusterRole(var role) = object, role.hasNullRules, !isJSON {
            role.hasNullRules = false
            object = .clusterRole(role)
        }
        guard !identity.name.isEmpty else { return }
        store(object, identity, origin)
    }

    private static func describe(_ kind: PolicySetObject.Kind, _ identity: (namespace: String, name: String)) -> String
    {
        if identity.name.isEmpty { return kind.rawValue }
        let name = identity.namespace.isEmpty ? identity.name : "\(identity.namespace)/\(identity.name)"
        return "\(kind.rawValue) \(quoted(name))"
    }

    /// Warns of what kubectl drops of the files without a word.
    package mutating func warn(_ notices: [ManifestNotice]) {
        for notice in notices { report.warnings.append(notice.description) }
    }

    private mutating func note(_ problem: ObjectProblem, of object: String, at origin: ObjectOrigin) {
        let placed = PolicySetProblem(origin: origin, object: object, problem: problem)
        if problem.code == .unknownField, options.allowsUnknownFields {
            report.warnings.append("\(placed); ignored")
        } else {
            problems.append(placed)
        }
    }

    private mutating func store(
        _ object: PolicySetObject,
        _ names: (namespace: String, name: String),
        _ origin: ObjectOrigin
    ) {
        let identity = Identity(kind: object.kind, namespace: Array(names.namespace.utf8), name: Array(names.name.utf8))
        let earlier = places[identity]
        if let earlier, let earlierOrigin = origins[object.kind]?[earlier] {
            report.warnings.append(
                "\(origin): \(Self.describe(object.kind, names)) replaces the one from \(earlierOrigin)"
            )
            origins[object.kind]?[earlier] = origin
        } else {
            origins[object.kind, default: []].append(origin)
        }
        places[identity] = sources.store(object, at: earlier)
    }
}

extension PolicySources {
    /// Puts an object at `index` of its kind's list, or at its end; the index that it has now.
    fileprivate mutating func store(_ object: PolicySetObject, at index: Int?) -> Int {
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
