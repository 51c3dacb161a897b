import Admission
import FleetEvaluation
import PodFacts
import PolicyObjects
import WireProtocol

/// What a batch's `Open` asks for.
struct BatchTerms {
    let version: KubernetesVersion
    /// With the server's own policy set, until that of `version` is there.
    var settings: JudgeSettings
    let encoding: PodEncoding
    let isOrdered: Bool
    /// nil: none.
    let deadlineMilliseconds: Int?

    /// The one policy set that a server has.
    static let policySetName = "default"

    init(_ open: WireOpen, _ policySets: PolicySetStore) throws(BatchRefusal) {
        guard open.policySet.isEmpty || open.policySet.utf8.elementsEqual(Self.policySetName.utf8) else {
            throw BatchRefusal(.unknownPolicySet, "there is no policy set `\(open.policySet)`")
        }
        version = try Self.version(open, policySets)
        guard let encoding = PodEncoding(open.podEncoding) else {
            throw BatchRefusal(.unsupported, "the pod encoding is unknown")
        }
        self.encoding = encoding
        isOrdered = open.ordered
        deadlineMilliseconds = open.deadlineMilliseconds > 0 ? Int(open.deadlineMilliseconds) : nil
        var detail: AnswerDetail = []
        if open.messages { detail.insert(.message) }
        if open.errors { detail.insert(.errors) }
        if open.patches { detail.insert(.patch) }
        settings = JudgeSettings(
            policySet: policySets.own,
            detail: detail,
            serviceAccounts: open.serviceAccountAdmission ? policySets.serviceAccounts(for: version) : nil
        )
    }

    private static func version(
        _ open: WireOpen,
        _ policySets: PolicySetStore
    ) throws(BatchRefusal) -> KubernetesVersion {
        if open.kubernetesVersion.isEmpty { return policySets.own.options.version }
        guard let asked = KubernetesVersion(rawValue: open.kubernetesVersion) else {
            let known = KubernetesVersion.allCases.map(\.rawValue).joined(separator: ", ")
            throw BatchRefusal(.unsupported, "kubernetes version `\(open.kubernetesVersion)` is not one of \(known)")
        }
        return asked
    }

    /// What the server says first, once the policy set is there.
    func opened(server: String) -> WireOpened {
        let set = settings.policySet
        var opened = WireOpened()
        opened.revision = "\(set.revision)"
        opened.policySet = Self.policySetName
        opened.policies = set.policyNames
        opened.kubernetesVersion = set.options.version.rawValue
        opened.limits = WireStreamLimits(.standard)
        opened.wording = WireWording(set.options.version)
        opened.server = server
        return opened
    }
}

/// Why a batch is not begun or not gone on with.
struct BatchRefusal: Error {
    let code: WireFailureCode
    let reason: String

    init(_ code: WireFailureCode, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    static let tooManyLargeItems = BatchRefusal(.unavailable, "the server holds too many large items; try again")
    static let tooManySubjects = BatchRefusal(
        .unavailable,
        "the server holds too much for this client and others to keep another subject; try again"
    )
    static let tooManyAnswers = BatchRefusal(
        .unavailable,
        "the server holds too many answers that clients have not read; try again"
    )
    static let deadline = BatchRefusal(.deadline, "the batch's deadline has passed")

    var message: WireFailure {
        var failure = WireFailure()
        failure.code = code
        failure.reason = reason
        return failure
    }
}

extension PodEncoding {
    /// nil: unknown.
    fileprivate init?(_ encoding: WirePodEncoding) {
        switch encoding {
        case .unspecified, .json: self = .json
        case .kubernetesProtobuf: self = .kubernetesProtobuf
        case .UNRECOGNIZED: return nil
        }
    }
}
