package import PolicyObjects

/// The plugin as it works in Kubernetes: one policy after the other, each on its own copy of the pod.
///
/// The yardstick of the benchmarks, and what the compiled engine must agree with.
///
/// Source: `spec/admission.md`, section 4.
package struct ReferencePlugin: Sendable {
    /// What `Admit` or `Validate` says.
    package struct Answer: Sendable {
        /// The name of the admitting policy, nil if the pod is refused.
        package var policy: String?
        package var isMutated = false
        /// Of the authorised policies, in byte order of their names.
        package var errors: [ReferenceError] = []
    }

    private let policies: [ReferencePolicy]

    package init(_ policies: [PodSecurityPolicy], options: AdmissionOptions) {
        self.policies = policies.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .map { ReferencePolicy($0, options: options) }.filter(\.isUsable)
    }

    /// CREATE: the first policy that admits the pod as it is, or else the first that admits it filled in.
    package func admit(_ pod: ReferencePod, isAuthorized: (String) -> Bool) -> Answer {
        var answer = Answer()
        for policy in policies {
            let (_, isMutated, errors) = policy.evaluate(pod)
            guard isAuthorized(policy.policy.name) else { continue }
            if !errors.isEmpty {
                answer.errors += errors
            } else if !isMutated {
                return Answer(policy: policy.policy.name)
            } else if answer.policy == nil {
                answer.policy = policy.policy.name
                answer.isMutated = true
            }
        }
        return answer.policy == nil ? answer : Answer(policy: answer.policy, isMutated: true)
    }
}
