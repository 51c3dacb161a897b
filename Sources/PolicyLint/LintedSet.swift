import Admission
import Manifests
package import PolicyObjects

/// A policy set's files on their way through the rules.
struct LintedSet: Sendable {
    let survey: PolicySetSurvey
    let options: AdmissionOptions
    /// Unknown fields are warnings, not errors.
    let allowsUnknownFields: Bool
    /// Every policy that could be read, those that a later one replaces among them.
    let policies: [LintedPolicy]
    /// The policies that stand, by their names.
    let policiesByName: [[UInt8]: LintedPolicy]
    /// Who may use which policy, through which binding and role.
    let grants: PolicyGrants

    init(_ survey: PolicySetSurvey, options: AdmissionOptions, allowsUnknownFields: Bool) {
        self.survey = survey
        self.options = options
        self.allowsUnknownFields = allowsUnknownFields
        policies = survey.objects.indices.compactMap { index in
            let object = survey.objects[index]
            guard case .podSecurityPolicy(let policy) = object.object, !object.isUndecodable else { return nil }
            return LintedPolicy(policy, object: index, isStanding: object.stands, options: options)
        }
        policiesByName = Dictionary(
            policies.filter(\.isStanding).map { (Array($0.written.name.utf8), $0) },
            uniquingKeysWith: { $1 }
        )
        grants = PolicyGrants(survey.sources, options: options)
    }

    var sources: PolicySources { survey.sources }

    /// The index in the survey of an object that stands, by its place in its kind's list of the sources.
    func object(_ kind: PolicySetObject.Kind, _ place: Int) -> Int? {
        guard let list = survey.standing[kind], list.indices.contains(place) else { return nil }
        return list[place]
    }

    /// The policies that stand, in byte order of their names, which is admission's.
    var standingPolicies: [LintedPolicy] {
        policiesByName.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }
}

/// One policy, as it was written and as a server would store it.
package struct LintedPolicy: Sendable {
    /// Its index in the survey.
    let object: Int
    /// No later policy of its name replaces it.
    let isStanding: Bool
    let written: PodSecurityPolicy
    package let stored: PodSecurityPolicy
    /// In Kubernetes' words and order.
    let errors: [FieldError]
    let options: AdmissionOptions

    package init(_ policy: PodSecurityPolicy, object: Int, isStanding: Bool, options: AdmissionOptions) {
        self.object = object
        self.isStanding = isStanding
        written = policy
        stored = policy.stored(with: options)
        errors = stored.validationErrors(for: options.version)
        self.options = options
    }

    package var isUsable: Bool { stored.unusableReasons(with: options).isEmpty }
}

extension PolicySetSurvey.Object {
    /// It has a name, and no later object has the same.
    var stands: Bool { replacement == nil && !object.identity.name.isEmpty }

    /// A server cannot decode it: a field has a wrong type.
    var isUndecodable: Bool { problems.contains { $0.code.isUndecodable } }
}

extension ObjectProblem.Code {
    var isUndecodable: Bool {
        switch self {
        case .unreadable, .wrongType, .outOfRange, .unknownKind: true
        case .unknownField, .missingField: false
        }
    }
}
