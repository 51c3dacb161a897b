package import JSONScan
package import PodFacts

extension LaterRefusal {
    /// What the API server and the kubelet will have against a pod into which a policy fills fields, of which nothing else is
    /// known.
    ///
    /// `field` gives the value that is filled into a field of the pod, as `spec.containers[0].securityContext.runAsUser`.
    package static func all(of pod: borrowing PodFacts, filledIn field: (String) -> JSONValue?) -> [LaterRefusal] {
        let profile = field("metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]")?.string
        let isSeccompInvalid = profile.map { !SeccompAnnotation.isValid($0) } ?? false
        return LaterRefusals(of: pod, isSeccompInvalid: isSeccompInvalid) { place in
            let path = securityContext(pod.containers[place].kind, Int32(clamping: pod.containers[place].index))
            var filling = ContainerFilling()
            filling.allowPrivilegeEscalation = field("\(path).allowPrivilegeEscalation")?.bool
            filling.runAsUser = field("\(path).runAsUser")?.integer
            filling.runAsNonRoot = field("\(path).runAsNonRoot")?.bool
            // The whole list is filled in, what the container adds itself among it.
            let added = field("\(path).capabilities.add")?.array ?? []
            filling.addsSysAdmin = added.contains { $0.string?.utf8.elementsEqual(ContainerFilling.sysAdmin) == true }
            return filling
        }.list
    }
}
