package import JSONScan
package import PolicyObjects

/// Collects the objects of a policy set, document by document.
///
/// A later object of the same kind, namespace and name replaces an earlier one, in its place.
package struct PolicySetLoader: Sendable {
    package struct Options: Sendable {
        /// Unknown fields of policies and RBAC objects, and kinds like theirs that no server has, are warnings, not errors.
        package var allowsUnknownFields = false
        package var aggregatedRoles = AggregatedRoles.fillUnfilled

        package init() {}
    }

    private let options: Options
    private var sources = PolicySources()
    private var report = PolicySetReport()
    private var problems: [PolicySetProblem] = []
    /// Where each object stands in its list of `sources`.
    private var places = ObjectPlaces()
    /// Where the objects of each list of `sources` were read.
    private var origins: [PolicySetObject.Kind: [ObjectOrigin]] = [:]

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

    /// With `fields`, a problem of a field stands at the line of the field.
    mutating func addObject(
        _ value: JSONValue,
        from origin: ObjectOrigin,
        isJSON: Bool,
        fields: FieldLines? = nil
    ) {
        switch PolicySetReading(value, isJSON: isJSON) {
        case .skipped(let apiVersion, let kind): report.skip(apiVersion: apiVersion, kind: kind)
        case .unreadable(let problem): note(problem, of: "", at: origin)
        case .object(let object, let found):
            for problem in found {
                var place = origin
                if let fields { place.line = fields.line(of: problem.path) }
                note(problem, of: object.described, at: place)
            }
            guard !object.identity.name.isEmpty else { return }
            store(object, origin)
        }
    }

    /// Warns of what kubectl drops of the files without a word.
    package mutating func warn(_ notices: [ManifestNotice]) {
        for notice in notices { report.warnings.append(notice.description) }
    }

    private mutating func note(_ problem: ObjectProblem, of object: String, at origin: ObjectOrigin) {
        let placed = PolicySetProblem(origin: origin, object: object, problem: problem)
        if options.allowsUnknownFields, problem.code == .unknownField || problem.code == .unknownKind {
            report.warnings.append("\(placed); ignored")
        } else {
            problems.append(placed)
        }
    }

    private mutating func store(_ object: PolicySetObject, _ origin: ObjectOrigin) {
        guard let earlier = sources.store(object, &places) else {
            origins[object.kind, default: []].append(origin)
            return
        }
        if let earlierOrigin = origins[object.kind]?[earlier] {
            report.warnings.append("\(origin): \(object.described) replaces the one from \(earlierOrigin)")
        }
        origins[object.kind]?[earlier] = origin
    }
}
