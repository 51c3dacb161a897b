import Admission
import Manifests
import PolicyObjects

/// The two policy sets of a comparison.
struct DiffPolicySets {
    var before: CompiledPolicySet
    var after: CompiledPolicySet
    /// What was done to the one to get the other; empty: two sets were given.
    var edits: [String]
}

/// Where the two sets come from.
struct DiffSources {
    /// Empty: the set that stands in where none is given.
    var from: [String]
    /// Empty: `from` with the edits.
    var to: [String]
    var deleted: [DeletedObject]
    var added: [String]

    func load(_ options: PolicyOptions, isQuiet: Bool) throws(CommandFailure) -> DiffPolicySets {
        let admission = try options.admissionOptions()
        let loader = Loader(options: options, admission: admission, isQuiet: isQuiet)
        let stored = try loader.load(from, as: to.isEmpty ? "" : "--from: ")
        let edited = to.isEmpty ? stored : try loader.load(to, as: "--to: ")
        return DiffPolicySets(
            before: Self.compile(stored, admission),
            after: Self.compile(try edit(edited, loader), admission),
            edits: edits
        )
    }

    /// The set that would be alone, where a server has the one that is.
    func loadAfter(_ options: PolicyOptions, isQuiet: Bool) throws(CommandFailure) -> CompiledPolicySet {
        let admission = try options.admissionOptions()
        let loader = Loader(options: options, admission: admission, isQuiet: isQuiet)
        return Self.compile(try edit(try loader.load(to, as: "--to: "), loader), admission)
    }

    var edits: [String] { deleted.map { "delete \($0.argument)" } + added.map { "add \($0)" } }

    private func edit(_ sources: PolicySources, _ loader: Loader) throws(CommandFailure) -> PolicySources {
        var edited = sources
        for object in deleted { try object.delete(from: &edited) }
        var addsClusterRoles = false
        if !added.isEmpty {
            let more = try loader.load(added, as: "--add: ")
            addsClusterRoles = !more.clusterRoles.isEmpty
            edited.merge(more)
        }
        if addsClusterRoles || deleted.contains(where: \.isClusterRole) { edited.emptyAggregatedRoles() }
        return edited
    }

    private static func compile(_ sources: PolicySources, _ options: AdmissionOptions) -> CompiledPolicySet {
        var sources = sources
        AggregatedRoles.fillUnfilled.apply(to: &sources.clusterRoles)
        return CompiledPolicySet(sources, options: options)
    }

    private struct Loader {
        let options: PolicyOptions
        let admission: AdmissionOptions
        let isQuiet: Bool

        /// The sources as they are written: aggregated roles are filled after the edits.
        func load(_ paths: [String], as name: String) throws(CommandFailure) -> PolicySources {
            var loading = PolicySetLoader.Options()
            loading.allowsUnknownFields = options.allowsUnknownFields
            loading.aggregatedRoles = .asStored
            do throws(PolicySetError) {
                let loaded = try PolicySetLoader.load(paths, isRecursive: options.isRecursive, options: loading)
                if !isQuiet {
                    for line in ["policies: \(loaded.report.summary)"] + loaded.report.warnings {
                        CheckProgress.writeErrorLine("\(name)\(line)")
                    }
                }
                return loaded.sources
            } catch {
                throw CommandFailure(.unusable, "\(name)the policy set cannot be used:\n\(error.description)")
            }
        }
    }
}
