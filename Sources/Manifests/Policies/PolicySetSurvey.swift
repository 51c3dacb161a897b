import JSONScan
package import PolicyObjects

/// Everything that a policy set's files hold, good or bad: what `PolicySetLoader` would refuse is kept beside the rest.
package struct PolicySetSurvey: Sendable {
    /// An object that could be told to be one of a policy set.
    package struct Object: Sendable {
        package var origin: ObjectOrigin
        package var fields: FieldLines?
        package var apiVersion: String
        package var object: PolicySetObject
        /// What Kubernetes would refuse or drop of it.
        package var problems: [ObjectProblem]
        /// The index of a later object of the same kind, namespace and name, which takes its place.
        package var replacement: Int?

        /// The line of a field, or of the nearest one above it.
        package func line(of path: String) -> Int? { fields?.line(of: path) ?? origin.line }
    }

    /// A document or an object that nothing can be read from.
    package struct Unreadable: Sendable {
        package var origin: ObjectOrigin
        package var cause: ManifestError.Cause
        package var text: String
    }

    /// In the order in which they were read.
    package private(set) var objects: [Object] = []
    package private(set) var unreadable: [Unreadable] = []
    /// What kubectl drops without a word.
    package private(set) var notices: [ManifestNotice] = []
    /// Objects of kinds that do not matter.
    package private(set) var skippedCount = 0
    /// The objects that stand, as a cluster would have them: of one name the last, aggregated roles filled.
    package private(set) var sources = PolicySources()
    /// For each object of a kind's list in `sources` its index in `objects`.
    package private(set) var standing: [PolicySetObject.Kind: [Int]] = [:]

    /// Reads the files, folders and the standard input (`-`) as kubectl reads them.
    package init(_ paths: [String], isRecursive: Bool = false) throws(ManifestError) {
        var entries = try ManifestFiles(paths, isRecursive: isRecursive).entries(keepingFieldLines: true)
        while let entry = entries.next() {
            switch entry {
            case .document(let document): add(document)
            case .error(let error):
                unreadable.append(Unreadable(origin: ObjectOrigin(error), cause: error.cause, text: error.text))
            }
        }
        notices = entries.takeNotices()
        settle()
    }

    private mutating func add(_ document: ManifestDocument) {
        let origin = ObjectOrigin(document)
        do throws(JSONError) {
            switch PolicySetReading(try JSONParser.parse(document.json), isJSON: document.isJSON) {
            case .skipped: skippedCount += 1
            case .unreadable(let problem):
                unreadable.append(Unreadable(origin: origin, cause: .other, text: problem.description))
            case .object(let object, let problems):
                objects.append(
                    Object(
                        origin: origin,
                        fields: document.fields,
                        apiVersion: document.identity.apiVersion,
                        object: object,
                        problems: problems
                    )
                )
            }
        } catch {
            unreadable.append(Unreadable(origin: origin, cause: .other, text: error.description))
        }
    }

    /// Lets the last of each name stand.
    private mutating func settle() {
        var places = ObjectPlaces()
        for index in objects.indices where !objects[index].object.identity.name.isEmpty {
            let object = objects[index].object
            if let earlier = sources.store(object, &places), let holder = standing[object.kind]?[earlier] {
                objects[holder].replacement = index
                standing[object.kind]?[earlier] = index
            } else {
                standing[object.kind, default: []].append(index)
            }
        }
        AggregatedRoles.fillUnfilled.apply(to: &sources.clusterRoles)
    }
}
