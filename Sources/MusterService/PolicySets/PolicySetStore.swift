package import Admission
import Dispatch
import FleetEvaluation
import Locking
import Manifests
package import PolicyObjects
import Transport

/// The server's policy set, compiled for each Kubernetes version that clients have asked for.
///
/// The server's own version is compiled before it listens; another one when the first client asks, off the loop threads,
/// and is kept from then on. There are as many as `KubernetesVersion` has cases.
package final class PolicySetStore: Sendable {
    /// What the server answers by, unless a client asks for another version.
    package let own: CompiledPolicySet

    private let sources: PolicySources
    private let optionsFor: @Sendable (KubernetesVersion) -> AdmissionOptions
    private let compilation = DispatchQueue(label: "muster.policy-sets")
    private let sets: Locked<[KubernetesVersion: CompiledPolicySet]>

    /// `optionsFor` gives the switches and gates of a version: its defaults with what the command line changed.
    package init(
        _ sources: PolicySources,
        version: KubernetesVersion,
        optionsFor: @escaping @Sendable (KubernetesVersion) -> AdmissionOptions
    ) {
        self.sources = sources
        self.optionsFor = optionsFor
        own = CompiledPolicySet(sources, options: optionsFor(version))
        sets = Locked([version: own])
    }

    /// The set for a version, if it is compiled.
    package func compiled(for version: KubernetesVersion) -> CompiledPolicySet? {
        sets.withLock { $0[version] }
    }

    /// What the ServiceAccount plugin of a version does with the accounts of the set; for batches that ask for it.
    func serviceAccounts(for version: KubernetesVersion) -> any ServiceAccountPlugin {
        ServiceAccountAdmission(version: version, accounts: sources.serviceAccounts)
    }

    /// Compiles the set for a version, once however many ask, and hands it over on a thread of its own.
    package func compile(for version: KubernetesVersion, _ completion: @escaping @Sendable (CompiledPolicySet) -> Void)
    {
        compilation.async { [self] in
            let set = compiled(for: version) ?? CompiledPolicySet(sources, options: optionsFor(version))
            sets.withLock { $0[version] = set }
            completion(set)
        }
    }
}

extension ServiceAccountAdmission: ServiceAccountPlugin {}
