import Admission
import ArgumentParser
import FleetEvaluation
import Manifests
import MusterClient
import PolicyObjects
import Reports
import WireProtocol

/// `muster check`: what a policy set says to a fleet.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks pods and workloads in files against a policy set.",
        discussion: """
            Reads pods, everything that bears a pod template, and Lists of them, of any size. Who posts a workload's pods is \
            inferred; of a pod without an owner it is anybody who is authenticated, unless --as says who. A pod with a uid, \
            a time of creation or a status is judged as the cluster holds it, any other as the API server and the \
            ServiceAccount plugin would complete it, unless --stored or --manifest says otherwise.

            A document that kubectl would refuse is an error, and the rest is judged. A field that its kind does not have \
            (`hostnetwork: true`), which kubectl refuses and the API server ignores, is a warning; --strict makes it an error.

            AdmissionReviews and Kubernetes audit logs are replayed: the requests that create or update pods, each for its \
            own user, whatever --as says. The audit level must be Request or RequestResponse for pods, or the bodies are \
            missing.

            Denials are grouped by owner. Each names the usable policies and the closest of them, a policy that would admit \
            the pod if it were granted, and the kubectl command that grants it; for an empty list it says why it is empty. \
            With --server the server judges, and -p, if it is given, explains.

            EXAMPLES
              kubectl get pods -A -o json | gzip > fleet.json.gz
              muster check -p policies.yaml -p rbac.yaml -f fleet.json.gz
              muster check -p policies/ -f 'manifests/*.yaml' -n shop --as alice
              muster check -p candidate/ -f '/var/log/kubernetes/audit*.log'
              zcat audit-*.log.gz | muster check -p candidate/ -f -
              muster check -p policies/ -f fleet.json -o text -o html=report.html
              muster check -p policies/ -f fleet.json -o json |
                jq '.owners[] | select(.verdict == "denied")'
              muster check -f fleet.json --server https://muster:8443 --pin-sha256 9F:86:...:08

            Exit status: 0 all admitted, 1 something denied, 2 wrong usage, or policies or a file that cannot be read to the \
            end, 3 a document that cannot be read or an object that cannot be evaluated, 4 the server failed. Where several \
            apply, 4 comes before 2, 2 before 3, 3 before 1.
            """
    )

    @OptionGroup var policyOptions: PolicyOptions

    @OptionGroup var serverOptions: ServerOptions

    @OptionGroup var fleetOptions: FleetOptions

    @OptionGroup var reportOptions: ReportOptions

    @Flag(
        name: .customLong("strict"),
        help: "Take a manifest with a field that its kind does not have for an error, as kubectl does."
    )
    var isStrict = false

    func validate() throws { try fleetOptions.refuseStandardInput(besides: policyOptions.policies, "-p") }

    func run() async throws {
        let requests = fleetOptions.requests(policyOptions.version)
        let reports = try ReportFiles(reportOptions.all)
        var setting = ReportSetting(policyOptions.version, requests)
        var run: FleetRun<FleetReport>
        if let client = try serverOptions.client() {
            let explanation = try explanation(requests)
            explanation?.describe(in: &setting)
            setting.server = serverOptions.server
            // Without a wish it is the server that chooses, and its verdicts tell.
            setting.kubernetesVersion = policyOptions.askedVersion?.rawValue ?? ""
            run = FleetRun(reports, FleetReport(setting), isQuiet: reportOptions.quiet)
            try await run.judge(with: try remoteCheck(client, requests, explanation, reports))
        } else {
            let plan = CheckPlan(settings: try settings(), requests: requests, writesLines: reports.wantsLines)
            setting.describe(plan.settings.policySet)
            run = FleetRun(reports, FleetReport(setting), isQuiet: reportOptions.quiet)
            try run.judge(FleetReader(try manifests(), chunkBytes: 256 << 10, fields: fieldCheck), plan)
        }
        let status = reportOptions.exitStatus(try run.finish())
        if status != .success { throw ExitCode(status.rawValue) }
    }

    /// What explains a server's verdicts: the policies of -p, if they are given.
    private func explanation(_ requests: FleetRequests) throws(CommandFailure) -> VerdictExplanation? {
        guard !policyOptions.policies.isEmpty else {
            try policyOptions.refuseServersOptions()
            return nil
        }
        return VerdictExplanation(try settings(), requests)
    }

    private func remoteCheck(
        _ client: MusterClient,
        _ requests: FleetRequests,
        _ explanation: VerdictExplanation?,
        _ reports: ReportFiles<ReportFormat>
    ) throws(CommandFailure) -> RemoteFleetCheck {
        var open = WireOpen()
        open.kubernetesVersion = policyOptions.askedVersion?.rawValue ?? ""
        open.serviceAccountAdmission = !fleetOptions.skipsServiceAccount
        let questions = FleetQuestions(
            FleetReader(try manifests(), chunkBytes: 256 << 10, fields: fieldCheck),
            requests,
            accounts: fleetOptions.accounts(policyOptions.version, PolicySources()),
            keepsItems: explanation != nil,
            tellsUnreadable: reports.wantsLines,
            isQuiet: reportOptions.quiet
        )
        return RemoteFleetCheck(
            ServerVerdicts(client, open: open, questions),
            explanation,
            writesLines: reports.wantsLines
        )
    }

    private func settings() throws(CommandFailure) -> JudgeSettings {
        let set = try policyOptions.load(saying: reportOptions.quiet ? .none : .everything)
        return JudgeSettings(
            policySet: set.compile(),
            detail: [.message, .errors],
            serviceAccounts: fleetOptions.accounts(set.version, set.sources)
        )
    }

    private var fieldCheck: FieldCheck { FieldCheck(version: policyOptions.version, isStrict: isStrict) }

    private func manifests() throws(CommandFailure) -> ManifestFiles {
        try fleetOptions.manifests(isRecursive: policyOptions.isRecursive)
    }
}

extension ReportSetting {
    init(_ version: KubernetesVersion, _ requests: FleetRequests) {
        self.init(
            musterVersion: Muster.configuration.version,
            kubernetesVersion: version.rawValue,
            barePodRequester: requests.barePodRequester.subject,
            isRequesterGiven: requests.isRequesterGiven
        )
    }

    mutating func describe(_ set: CompiledPolicySet) {
        revision = set.revision.description
        policyCount = set.policies.count
        grants = GrantAdvisor(set.sources)
    }
}
