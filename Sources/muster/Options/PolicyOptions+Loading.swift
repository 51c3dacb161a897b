import Admission
import Manifests
import PolicyObjects

/// A policy set of the command line, not compiled yet.
struct CommandPolicySet {
    var sources: PolicySources
    var version: KubernetesVersion
    /// The options of any version: its own defaults, with what the command line says otherwise.
    var options: @Sendable (KubernetesVersion) -> AdmissionOptions

    func compile() -> CompiledPolicySet { CompiledPolicySet(sources, options: options(version)) }
}

extension PolicyOptions {
    /// What is said on standard error of a set that was loaded.
    enum LoadingWords {
        /// What is in it and all that is odd about it.
        case everything
        /// That none was given; objects that replace others; fields that are ignored.
        case surprises
        case none
    }

    /// Reads the files, and says on standard error what is to be said of them.
    func load(saying words: LoadingWords = .everything) throws(CommandFailure) -> CommandPolicySet {
        var loading = PolicySetLoader.Options()
        loading.allowsUnknownFields = allowsUnknownFields
        let options = try optionsByVersion()
        do throws(PolicySetError) {
            let loaded = try PolicySetLoader.load(policies, isRecursive: isRecursive, options: loading)
            for line in loaded.lines(saying: words, options(version)) { CheckProgress.writeErrorLine(line) }
            return CommandPolicySet(sources: loaded.sources, version: version, options: options)
        } catch {
            throw CommandFailure(.unusable, "the policy set cannot be used:\n\(error.description)")
        }
    }

    /// The version and the gates that were asked for.
    func admissionOptions() throws(CommandFailure) -> AdmissionOptions { try optionsByVersion()(version) }

    private func optionsByVersion() throws(CommandFailure) -> @Sendable (KubernetesVersion) -> AdmissionOptions {
        let isBootstrapping = isBootstrapping
        guard let featureGates else {
            return { AdmissionOptions(version: $0, bootstrapRBAC: isBootstrapping) }
        }
        let named: FeatureGates
        do throws(AdmissionOptionError) {
            named = try FeatureGates(parsing: featureGates, for: version)
        } catch {
            throw CommandFailure(.unusable, "--feature-gates: \(error)")
        }
        let own = version
        return { version in
            let gates = version == own ? named : (try? FeatureGates(parsing: featureGates, for: version))
            return AdmissionOptions(version: version, gates: gates, bootstrapRBAC: isBootstrapping)
        }
    }
}

extension LoadedPolicySet {
    fileprivate func lines(saying words: PolicyOptions.LoadingWords, _ options: AdmissionOptions) -> [String] {
        switch words {
        case .everything: lines(for: options)
        case .surprises: (report.isDefaultSet ? ["policies: \(report.summary)"] : []) + report.warnings
        case .none: []
        }
    }
}
