import FoundationEssentials
import PolicyObjects
import WireProtocol

extension WireWording {
    /// The fixed parts of Kubernetes' refusals.
    ///
    /// Kubernetes: `plugin/pkg/admission/security/podsecuritypolicy`, `Admit` and `Validate`; reworded in 1.19.
    init(_ version: KubernetesVersion) {
        self.init()
        if version < .v1_20 {
            admit = Data("unable to validate against any pod security policy: ".utf8)
            validate = admit
            noPolicies = Data("no providers available to validate pod request".utf8)
        } else {
            admit = Data("PodSecurityPolicy: unable to admit pod: ".utf8)
            validate = Data("PodSecurityPolicy: unable to validate pod: ".utf8)
            noPolicies = Data("PodSecurityPolicy: no providers available to validate pod request".utf8)
        }
    }
}
