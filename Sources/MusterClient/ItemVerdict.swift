package import WireProtocol

/// The answer to one item, complete by itself: numbers that meant something on the stream are resolved.
package struct ItemVerdict: Sendable, Equatable {
    /// One of a denial's errors.
    package struct ItemError: Sendable, Equatable {
        package var policy: String
        package var type: ViolationType
        package var field: [UInt8]
        /// JSON.
        package var badValue: [UInt8]
        package var detail: [UInt8]
        /// Field, value and detail as the message has them.
        package var text: [UInt8]

        package init(
            policy: String,
            type: ViolationType,
            field: [UInt8],
            badValue: [UInt8],
            detail: [UInt8],
            text: [UInt8]
        ) {
            self.policy = policy
            self.type = type
            self.field = field
            self.badValue = badValue
            self.detail = detail
            self.text = text
        }
    }

    /// The item's number by the order in which the caller gave them, from 0.
    package var number: UInt64
    package var outcome: ItemOutcome
    /// The admitting policy; empty for none.
    package var policy = ""
    package var isMutated = false
    /// JSON; empty unless patches were asked for and something was filled in.
    package var patch: [UInt8] = []
    /// Kubernetes' message of a denial, if messages or errors were asked for.
    ///
    /// It need not be UTF-8.
    package var message: [UInt8] = []
    /// The errors of a denial, if errors were asked for.
    package var errors: [ItemError] = []
    /// Why the item is invalid or overloaded; of a denial before PodSecurityPolicy was asked, the message.
    package var reason: [UInt8] = []
    /// The ServiceAccount plugin refused the pod: there is a message, and there are no errors.
    package var isByServiceAccountPlugin: Bool { outcome == .denied && !reason.isEmpty }
    package var bootstrapRBACMatters = false
    /// There are more errors than message and errors show.
    package var isCut = false
    /// The revision of the policy set that the verdict is by.
    package var revision = ""
    /// As whose behaviour and wordings the server judged, as `1.24`.
    package var kubernetesVersion = ""

    package init(number: UInt64, outcome: ItemOutcome) {
        self.number = number
        self.outcome = outcome
    }
}
