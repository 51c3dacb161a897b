import Admission
import JSONScan
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
    /// Reads the files, and says on standard error what is odd about them.
    func load() throws(CommandFailure) -> CommandPolicySet {
        CommandPolicySet(sources: try sources(), version: version, options: try optionsByVersion())
    }

    private func sources() throws(CommandFailure) -> PolicySources {
        guard !policies.isEmpty else { return .eksDefault }
        var options = PolicySetLoader.Options()
        options.allowsUnknownFields = allowsUnknownFields
        var loader = PolicySetLoader(options: options)
        do throws(ManifestError) {
            for entry in try ManifestFiles(policies, isRecursive: isRecursive).entries() {
                switch entry {
                case .document(let document):
                    let origin = ObjectOrigin(
                        file: document.file,
                        document: document.document,
                        line: document.line,
                        item: document.item
                    )
                    do throws(JSONError) {
                        loader.add(
                            try JSONParser.parse(document.json),
                            from: origin,
                            isJSON: document.file.hasSuffix(".json")
                        )
                    } catch {
                        loader.addUnreadable(error.description, from: origin)
                    }
                case .error(let error):
                    loader.addUnreadable(
                        error.text,
                        from: ObjectOrigin(
                            file: error.file,
                            document: error.document,
                            line: error.line,
                            item: error.item
                        )
                    )
                }
            }
        } catch {
            throw CommandFailure(.unusable, error.description)
        }
        do throws(PolicySetError) {
            let loaded = try loader.finish()
            report(loaded.report)
            return loaded.sources
        } catch {
            throw CommandFailure(.unusable, "the policy set cannot be used:\n\(error.description)")
        }
    }

    private func report(_ report: PolicySetReport) {
        for warning in report.warnings { writeError("muster: warning: \(warning)\n") }
        for (kind, count) in report.skipped.sorted(by: { $0.key < $1.key }) {
            writeError("muster: skipped \(count) \(kind): of no matter to a policy set\n")
        }
    }

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
