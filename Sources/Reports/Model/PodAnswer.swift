package import Admission

/// What is said of a pod, without the pod's name: pods of one template have the same answer.
///
/// A class, so that a million pods share the few answers that there are.
package final class PodAnswer: Sendable {
    package enum Verdict: UInt8, Sendable, CaseIterable {
        case admitted
        case denied
        /// The object cannot be judged.
        case failed
        /// PodSecurityPolicy does not look at the request.
        case ignored
    }

    package struct Content: Sendable, Equatable {
        package var verdict: Verdict
        /// The admitting policy; empty for none.
        package var policy = ""
        /// The admitting policy fills something in.
        package var isMutated = false
        /// Of a denial the message behind `pods "NAME" is forbidden: `, of a failure the reason; need not be UTF-8.
        package var cause: [UInt8] = []
        package var errors: [AnswerError] = []
        /// The cause is not whole, and the errors are left out.
        package var isCut = false
        package var rules: ViolatedRules = []
        /// Whether PodSecurityPolicy was asked for an update, so that no policy may fill anything in.
        package var isUpdate = false
        /// The ServiceAccount plugin refused the pod before PodSecurityPolicy was asked.
        package var isByServiceAccountPlugin = false
        package var isBootstrapRBACMatter = false
        /// Of a denial by PodSecurityPolicy; nil if the policies are not known here.
        package var standings: PolicyStandings?
        package var laterRefusals: [LaterRefusal] = []
        /// What the admitting policy fills in, if that was asked for.
        package var filledIn: [FilledField] = []

        package init(_ verdict: Verdict) { self.verdict = verdict }
    }

    package let content: Content
    private let hash: Int

    package init(_ content: Content) {
        self.content = content
        var hasher = Hasher()
        hasher.combine(content.verdict)
        hasher.combine(content.policy)
        hasher.combine(content.isMutated)
        hasher.combine(content.cause)
        hasher.combine(content.standings?.admitting)
        hasher.combine(content.laterRefusals)
        hasher.combine(content.filledIn)
        hash = hasher.finalize()
    }

    /// About how much memory it holds.
    var byteCount: Int {
        let errors = content.errors.reduce(0) { $0 + $1.text.count + $1.field.count + $1.badValue.count + 128 }
        let standings = content.standings.map { $0.granted.count * 64 + $0.admitting.count * 32 } ?? 0
        return 256 + content.cause.count + errors + standings
    }
}

/// What is left of an answer when there are too many long ones to keep.
extension PodAnswer {
    private static let shortCauseBytes = 256

    package var shortened: PodAnswer {
        var content = content
        guard content.cause.count > Self.shortCauseBytes else { return self }
        content.cause = Array(content.cause.prefix(Self.shortCauseBytes))
        content.cause += " (cut: the report holds too many long messages; -o ndjson has them whole)".utf8
        content.isCut = true
        content.errors = []
        content.standings?.closestErrors = []
        return PodAnswer(content)
    }

    package var withoutTexts: PodAnswer {
        var content = content
        content.cause = Array("(left out: the report holds too many messages; -o ndjson has them all)".utf8)
        content.isCut = true
        content.errors = []
        content.standings = nil
        return PodAnswer(content)
    }
}

extension PodAnswer: Hashable {
    package static func == (left: PodAnswer, right: PodAnswer) -> Bool {
        left === right || (left.hash == right.hash && left.content == right.content)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// One of the errors of a denial, with the policy that raised it.
package struct AnswerError: Sendable, Equatable {
    package var policy: String
    /// Kubernetes' constant.
    package var type: String
    package var field: [UInt8]
    /// JSON.
    package var badValue: [UInt8]
    package var detail: [UInt8]
    /// Field, value and detail as the message has them.
    package var text: [UInt8]

    package init(
        policy: String,
        type: String,
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

/// How far policies are from admitting a pod, by their names.
package struct PolicyStandings: Sendable, Equatable {
    package struct Standing: Sendable, Equatable {
        package var policy: String
        package var rules: ViolatedRules
        package var errorCount: Int

        package init(policy: String, rules: ViolatedRules, errorCount: Int) {
            self.policy = policy
            self.rules = rules
            self.errorCount = errorCount
        }

        /// It has nothing against the pod but would have to fill something in.
        package var fits: Bool { errorCount == 0 }
    }

    /// Policies that the pod's subjects may use, by name.
    package var granted: [Standing] = []
    /// Granted policies that admission skips, each with the reason.
    package var unusable: [(policy: String, reason: String)] = []
    package var closest: Standing?
    package var isClosestGranted = true
    /// Of a closest policy that is not granted, the errors.
    package var closestErrors: [[UInt8]] = []
    /// Policies that would admit the pod if they were granted, the tightest first.
    package var admitting: [String] = []
    /// All policies were looked at, not only the granted ones.
    package var isComplete = true

    package init() {}

    package static func == (left: PolicyStandings, right: PolicyStandings) -> Bool {
        left.granted == right.granted && left.closest == right.closest && left.admitting == right.admitting
            && left.closestErrors == right.closestErrors && left.isClosestGranted == right.isClosestGranted
            && left.isComplete == right.isComplete && left.unusable.elementsEqual(right.unusable, by: ==)
    }
}

/// A field that a policy fills in.
package struct FilledField: Sendable, Hashable {
    /// As `spec.containers[0].securityContext.runAsUser`.
    package var field: String
    /// JSON.
    package var value: String

    package init(field: String, value: String) {
        self.field = field
        self.value = value
    }
}
