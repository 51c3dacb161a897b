/// The list of rules; a new rule is a file in `Rules/` and a line here.
package enum LintRules {
    static let all: [any LintRule.Type] = [
        // What can be read.
        UnreadableDocument.self, UnquotedStar.self, UndecodableObject.self, UnknownField.self, DroppedDocument.self,
        ReplacedObject.self, NoPolicies.self,
        // Each policy.
        InvalidPolicy.self, UnusablePolicy.self, RootUserDefault.self, RootGroupDefault.self,
        OpenPolicyWithoutSeccomp.self, SpaceInProfileList.self, RefusedDefaultProfile.self, CapabilityAll.self,
        CapabilityPrefix.self, CapabilityCase.self, UnknownCapability.self, ReversedRange.self, HostPortBounds.self,
        FieldUnknownToVersion.self, FieldWithoutEffect.self, PrivilegedWithoutEscalation.self, UnservedVersion.self,
        // Who may use them.
        InvalidObject.self, MissingRole.self, MissingSubject.self, MissingNamespace.self, AggregatedRole.self,
        GrantWithoutEffect.self, MissingPolicy.self, UnusedPolicy.self, ShadowedPolicy.self, OpenToEveryone.self,
        OpenToControllers.self,
    ]

    /// What the rules are called and what they are about.
    package static var descriptions: [LintRuleDescription] { all.map { $0.description } }
}
