package import Admission
import PolicyObjects

/// Why a denial's list of errors is empty.
package enum EmptyListReason: String, Sendable {
    /// The set has no policy that can be used: no pod is admitted, whoever asks.
    case noUsablePolicies
    /// The subjects may use no policy.
    case nothingGranted
    /// What they may use is skipped by admission.
    case grantedUnusable
    /// What fits would have to change the pod, which an update does not allow.
    case onlyChanging
    /// The policies are not known here.
    case unknown
}

/// What a user can do about a denial.
extension OwnerFinding {
    /// What PodSecurityPolicy said: `pods "NAME" is forbidden: …`; of a failure the reason.
    package var message: [UInt8] {
        guard answer.verdict == .denied else { return answer.cause }
        return Array("pods \"\(podName)\" is forbidden: ".utf8) + answer.cause
    }

    package var messageText: String { String(decoding: message, as: UTF8.self) }

    /// nil: there are errors, or were before the answer was cut, or PodSecurityPolicy was not asked.
    package var emptyListReason: EmptyListReason? {
        guard answer.verdict == .denied, answer.errors.isEmpty, !answer.isCut, !answer.isByServiceAccountPlugin else {
            return nil
        }
        if answer.cause.reversed().starts(with: Self.noPolicies.utf8.reversed()) { return .noUsablePolicies }
        guard let standings = answer.standings, standings.isComplete else { return .unknown }
        if standings.granted.contains(where: \.fits) { return .onlyChanging }
        return standings.unusable.isEmpty ? .nothingGranted : .grantedUnusable
    }

    /// What every version says of a set without a policy that can be used.
    ///
    /// Kubernetes: `pkg/security/podsecuritypolicy`, `Admit`.
    private static let noPolicies = "no providers available to validate pod request"

    /// Who would be granted a policy that is missing: who posts the pod if the command line says so, else the pod's account.
    package func grantee(_ setting: ReportSetting) -> GrantSubject {
        let isGivenUser = setting.isRequesterGiven && isRequesterAssumed
        if !serviceAccount.isEmpty, !isGivenUser {
            return .serviceAccount(namespace: namespace, name: serviceAccount)
        }
        let parts = requester.username.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" {
            return .serviceAccount(namespace: String(parts[2]), name: String(parts[3]))
        }
        if requester.username.isEmpty || requester.username.utf8.starts(with: "system:node:".utf8) {
            return .group(requester.groups.first ?? "system:authenticated")
        }
        return .user(requester.username)
    }

    /// The commands that would let the pod in; empty if no policy would, or if it is not known which.
    package func grantCommands(_ setting: ReportSetting) -> [String] {
        guard let policy = answer.standings?.admitting.first, let grants = setting.grants else { return [] }
        return grants.commands(granting: policy, to: grantee(setting), in: namespace)
    }

    /// Errors with the policies that raised them, each once, in the order of the message.
    package var distinctErrors: [(error: AnswerError, policies: [String])] {
        var places: [[UInt8]: Int] = [:]
        var distinct: [(error: AnswerError, policies: [String])] = []
        for error in answer.errors {
            if let place = places[error.text] {
                if distinct[place].policies.last != error.policy { distinct[place].policies.append(error.policy) }
            } else {
                places[error.text] = distinct.count
                distinct.append((error, [error.policy]))
            }
        }
        return distinct
    }

    /// Who asks, in words.
    package var subjects: String {
        var parts: [String] = []
        if !requester.username.isEmpty { parts.append(requester.username) }
        if requester.username.isEmpty, let group = requester.groups.first { parts.append("group \(group)") }
        if !serviceAccount.isEmpty { parts.append("service account \(namespace)/\(serviceAccount)") }
        return parts.joined(separator: " and ")
    }
}
