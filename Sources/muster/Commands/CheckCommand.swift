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
            Reads pods, everything that bears a pod template, and Lists of them, of any size. Who posts a workload's pods is
            inferred; of a pod without an owner it is anybody who is authenticated, unless --as says who. A pod with a uid, a
            time of creation or a status is judged as the cluster holds it, any other as the API server and the
            ServiceAccount plugin would complete it, unless --stored or --manifest says otherwise.

            AdmissionReviews and Kubernetes audit logs are replayed: the requests that create or update pods, each for its own
            user, whatever --as says. The audit level must be Request or RequestResponse for pods, or the bodies are missing.

            EXAMPLES
              kubectl get pods -A -o json > fleet.json
              muster check -p policies.yaml -p rbac.yaml -f fleet.json
              kubectl get pods -A -o json | gzip > fleet.json.gz
              muster check -p policies.yaml -p rbac.yaml -f fleet.json.gz -f 'manifests/*.yaml'
              muster check -p candidate.yaml -f '/var/log/kubernetes/audit*.log'
              zcat audit-*.log.gz | muster check -p candidate.yaml -f -

            Exit status: 0 all admitted, 1 something denied, 2 wrong usage or input that cannot be read, 3 some objects could
            not be evaluated, 4 the server failed.
            """
    )

    @OptionGroup var policyOptions: PolicyOptions

    @OptionGroup var serverOptions: ServerOptions

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: ArgumentHelp(
            "The fleet: YAML, JSON or NDJSON files, folders, quoted patterns, or - for standard input.",
            discussion: "gzip and Zstandard are unpacked as they are read, whatever a file is called.",
            valueName: "path"
        ),
        completion: .file()
    )
    var files: [String] = []

    @Option(name: .customLong("as"), help: ArgumentHelp("Who posts pods that no controller owns.", valueName: "user"))
    var user: String?

    @Option(
        name: .customLong("as-group"),
        help: ArgumentHelp("A group of --as, besides system:authenticated.", valueName: "group")
    )
    var groups: [String] = []

    @Option(
        name: [.customShort("n"), .customLong("namespace")],
        help: ArgumentHelp("The namespace of objects that do not say theirs.", valueName: "name")
    )
    var namespace = "default"

    @OptionGroup var reportOptions: ReportOptions

    @Flag(help: "How pods are taken; by default each object tells.")
    var treatment: PodTreatment?

    @Flag(
        name: .customLong("no-service-account-admission"),
        help: "Judge manifests as they stand, without the account and token volume that the ServiceAccount plugin adds."
    )
    var skipsServiceAccount = false

    func validate() throws {
        if files.isEmpty { throw ValidationError("name the fleet with -f: files, folders, or - for standard input") }
        if files.contains("-"), policyOptions.policies.contains("-") {
            throw ValidationError("-p - and -f - do not go together: there is one standard input")
        }
        if user == nil, !groups.isEmpty { throw ValidationError("--as-group needs --as") }
    }

    func run() async throws {
        let requests = FleetRequests(
            namespace: namespace,
            user: user.map { Subject(impersonating: $0, groups: groups, on: policyOptions.version) },
            treatment: treatment
        )
        let reports = try CheckReports(reportOptions.all)
        var setting = ReportSetting(
            musterVersion: musterVersion,
            kubernetesVersion: policyOptions.version.rawValue,
            barePodRequester: requests.barePodRequester.subject,
            isRequesterGiven: requests.isRequesterGiven
        )
        var run: CheckRun
        if let client = try serverOptions.client() {
            let explanation = try explanation(requests)
            explanation?.describe(in: &setting)
            setting.server = serverOptions.server
            run = CheckRun(reports, setting, isQuiet: reportOptions.quiet)
            try await run.check(with: try remoteCheck(client, requests, explanation, reports))
        } else {
            let settings = try settings()
            let plan = CheckPlan(settings: settings, requests: requests, writesLines: reports.wantsLines)
            plan.describe(in: &setting)
            run = CheckRun(reports, setting, isQuiet: reportOptions.quiet)
            try run.check(FleetReader(try manifests(), chunkBytes: 256 << 10), plan)
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
        _ reports: CheckReports
    ) throws(CommandFailure) -> RemoteFleetCheck {
        var open = WireOpen()
        open.kubernetesVersion = policyOptions.askedVersion?.rawValue ?? ""
        open.serviceAccountAdmission = !skipsServiceAccount
        let questions = FleetQuestions(
            try manifests(),
            requests,
            accounts: skipsServiceAccount ? nil : ServiceAccountAdmission(version: policyOptions.version),
            keepsItems: explanation != nil,
            isQuiet: reportOptions.quiet
        )
        return RemoteFleetCheck(client, open: open, questions, explanation, writesLines: reports.wantsLines)
    }

    private func settings() throws(CommandFailure) -> JudgeSettings {
        let set = try policyOptions.load(saying: reportOptions.quiet ? .none : .everything)
        let accounts = ServiceAccountAdmission(version: set.version, accounts: set.sources.serviceAccounts)
        return JudgeSettings(
            policySet: set.compile(),
            detail: [.message, .errors],
            serviceAccounts: skipsServiceAccount ? nil : accounts
        )
    }

    private func manifests() throws(CommandFailure) -> ManifestFiles {
        do throws(ManifestError) {
            return try ManifestFiles(files, isRecursive: policyOptions.isRecursive, directoryNames: .fleets)
        } catch {
            throw CommandFailure(.unusable, error.description)
        }
    }
}

extension PodTreatment: EnumerableFlag {
    static func help(for value: PodTreatment) -> ArgumentHelp? {
        switch value {
        case .stored: "Pods come from a cluster: judge them as they are, their token volume included."
        case .manifest: "Pods are manifests: judge them as the API server and the ServiceAccount plugin complete them."
        }
    }
}
