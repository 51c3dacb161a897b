import JSONScan
import PolicyObjects

extension PolicySetLoader {
    /// Loads the policy set in files, directories and the standard input (`-`), read as kubectl reads them.
    ///
    /// Without any path it is the default set of Amazon EKS. A document that cannot be read, an object that Kubernetes would refuse and
    /// an unknown field make the set unusable: all of them are in the error.
    package static func load(
        _ paths: [String],
        isRecursive: Bool = false,
        options: Options = Options()
    ) throws(PolicySetError) -> LoadedPolicySet {
        guard !paths.isEmpty else { return .eksDefault }
        var loader = PolicySetLoader(options: options)
        do throws(ManifestError) {
            var entries = try ManifestFiles(paths, isRecursive: isRecursive).entries(keepingFieldLines: true)
            while let entry = entries.next() { loader.add(entry) }
            loader.warn(entries.takeNotices())
        } catch {
            loader.add(.error(error))
        }
        return try loader.finish()
    }

    /// Takes what a manifest reader found.
    package mutating func add(_ entry: ManifestEntry) {
        switch entry {
        case .error(let error):
            addUnreadable(error.text, from: ObjectOrigin(error))
        case .document(let document):
            let origin = ObjectOrigin(document)
            do throws(JSONError) {
                let object = try JSONParser.parse(document.json)
                addObject(object, from: origin, isJSON: document.isJSON, fields: document.fields)
            } catch {
                addUnreadable(error.description, from: origin)
            }
        }
    }
}

extension LoadedPolicySet {
    /// What serves where no policies are given.
    package static var eksDefault: LoadedPolicySet {
        let sources = PolicySources.eksDefault
        var report = PolicySetReport()
        report.isDefaultSet = true
        report.count(sources)
        return LoadedPolicySet(sources: sources, report: report, origins: [:])
    }
}

extension ObjectOrigin {
    init(_ document: ManifestDocument) {
        self.init(file: document.file, document: document.document, line: document.line, item: document.item)
    }

    init(_ error: ManifestError) {
        self.init(file: error.file, document: error.document, line: error.line, item: error.item)
    }
}
