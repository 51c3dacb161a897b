import Admission
import ArgumentParser
import FleetEvaluation
import Manifests
import MusterClient
import PolicyObjects
import Reports
import WireProtocol

/// `muster diff`: what changes for a fleet if the policies change.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows what changes for a fleet if its policies or grants change.",
        discussion: """
            Judges every pod and workload under two policy sets and shows, by owner, what is newly denied and why, what is \
            newly admitted, what another policy would admit, and what would be filled in differently. The fleet is read \
            once.

            The sets are --from and --to; or -p, which --delete and --add change on the fly. Without -p and --from the set \
            that EKS installs is the base. With --server the policies of today are the server's, and --to says what would be. \
            An object of --add takes the place of one of its kind and name. A role that aggregates others is filled anew when \
            one of them changes, as the controller does it.

            EXAMPLES
              muster diff --from today/ --to tomorrow/ -f fleet.json
              muster diff -p policies/ --delete psp/privileged -f fleet.json
              muster diff --delete psp/eks.privileged -f fleet.json
              muster diff -p policies/ --delete clusterrolebinding/psp:everyone \\
                --add grants.yaml -f fleet.json
              muster diff -p policies/ --delete rolebinding/shop/psp:baseline \\
                -f fleet.json -o html=diff.html
              muster diff --server https://muster:8443 --to tomorrow/ -f fleet.json

            --delete takes psp, role, clusterrole, rolebinding, clusterrolebinding and serviceaccount; an object of a \
            namespace as KIND/NAMESPACE/NAME, or KIND/NAME if there is one of that name only.

            Exit status: 0 nothing is newly denied, 1 something is (or what is filled in makes the API server refuse it), \
            2 wrong usage, or policies or a file that cannot be read to the end, 3 a document that cannot be read or an object \
            that cannot be evaluated, 4 the server failed. Where several apply, 4 comes before 2, 2 before 3, 3 before 1.
            """
    )

    @OptionGroup var policyOptions: PolicyOptions

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("The policies and RBAC of today: files, folders; may be repeated.", valueName: "path")
    )
    var from: [String] = []

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp("Those that would be; may be repeated.", valueName: "path")
    )
    var to: [String] = []

    @Option(
        name: .customLong("delete"),
        help: ArgumentHelp(
            "An object to take out: psp/NAME, clusterrolebinding/NAME, rolebinding/NAMESPACE/NAME; may be repeated.",
            valueName: "kind/name"
        )
    )
    var deleted: [DeletedObject] = []

    @Option(
        name: .customLong("add"),
        help: ArgumentHelp("Objects to put in: a file or a folder; may be repeated.", valueName: "path")
    )
    var added: [String] = []

    @OptionGroup var serverOptions: ServerOptions

    @OptionGroup var fleetOptions: FleetOptions

    @OptionGroup var reportOptions: ReportOptions

    func validate() throws {
        if !from.isEmpty, !policyOptions.policies.isEmpty {
            throw ValidationError("-p and --from do not go together: both name the policies of today")
        }
        if serverOptions.server != nil { try validateServer() }
        if to.isEmpty, deleted.isEmpty, added.isEmpty {
            throw ValidationError("say what would change: --to, --delete or --add")
        }
        let paths = policyOptions.policies + from + to + added
        try fleetOptions.refuseStandardInput(besides: paths, "a policy set from")
        if paths.filter({ $0 == "-" }).count > 1 { throw ValidationError("there is one standard input") }
    }

    private func validateServer() throws {
        if !from.isEmpty || !policyOptions.policies.isEmpty {
            throw ValidationError("-p, --from and --server do not go together: each names the policies of today")
        }
        if to.isEmpty {
            throw ValidationError(
                "--server needs --to: its policies are not known here, so that --delete and --add have nothing to change"
            )
        }
    }

    func run() async throws {
        if serverOptions.server != nil { try policyOptions.refuseServersOptions(readsPolicies: true) }
        let reports = try ReportFiles(reportOptions.all)
        var run: FleetRun<FleetDiff>
        if let client = try serverOptions.client() {
            run = try await compare(with: client, reports)
        } else {
            run = try compare(reports)
        }
        let status = reportOptions.exitStatus(try run.finish())
        if status != .success { throw ExitCode(status.rawValue) }
    }

    // MARK: Both sets are known here

    private func compare(_ reports: ReportFiles<ReportFormat>) throws(CommandFailure) -> FleetRun<FleetDiff> {
        let requests = fleetOptions.requests(policyOptions.version)
        let sets = try sources.load(policyOptions, isQuiet: reportOptions.quiet)
        var setting = setting(sets.after, requests)
        setting.revisionBefore = sets.before.revision.description
        setting.policyCountBefore = sets.before.policies.count
        let plan = DiffPlan(
            before: settings(sets.before),
            after: settings(sets.after),
            requests: requests,
            writesLines: reports.wantsLines
        )
        var run = FleetRun(reports, FleetDiff(setting), isQuiet: reportOptions.quiet)
        try run.judge(try fleet(), plan)
        return run
    }

    // MARK: A server has the set that is

    private func compare(with client: MusterClient, _ reports: ReportFiles<ReportFormat>) async throws -> FleetRun<
        FleetDiff
    > {
        let requests = fleetOptions.requests(policyOptions.version)
        let after = try sources.loadAfter(policyOptions, isQuiet: reportOptions.quiet)
        var setting = setting(after, requests)
        setting.serverBefore = serverOptions.server
        var open = WireOpen()
        // Both sets are asked as the same version, whichever is the server's own.
        open.kubernetesVersion = policyOptions.version.rawValue
        open.serviceAccountAdmission = !fleetOptions.skipsServiceAccount
        open.patches = true
        let questions = FleetQuestions(
            try fleet(),
            requests,
            accounts: fleetOptions.accounts(policyOptions.version, after.sources),
            keepsItems: true,
            tellsUnreadable: reports.wantsLines,
            isQuiet: reportOptions.quiet
        )
        let remote = RemoteFleetDiff(
            ServerVerdicts(client, open: open, questions),
            settings(after),
            requests,
            writesLines: reports.wantsLines
        )
        var run = FleetRun(reports, FleetDiff(setting), isQuiet: reportOptions.quiet)
        try await run.judge(with: remote)
        return run
    }

    // MARK: What both need

    private var sources: DiffSources {
        DiffSources(from: from.isEmpty ? policyOptions.policies : from, to: to, deleted: deleted, added: added)
    }

    private func setting(_ after: CompiledPolicySet, _ requests: FleetRequests) -> DiffSetting {
        var setting = DiffSetting(after: ReportSetting(policyOptions.version, requests), edits: sources.edits)
        setting.after.describe(after)
        return setting
    }

    private func settings(_ set: CompiledPolicySet) -> JudgeSettings {
        JudgeSettings(
            policySet: set,
            detail: [.message, .errors, .patch],
            serviceAccounts: fleetOptions.accounts(policyOptions.version, set.sources)
        )
    }

    private func fleet() throws(CommandFailure) -> FleetReader {
        FleetReader(
            try fleetOptions.manifests(isRecursive: policyOptions.isRecursive),
            chunkBytes: 256 << 10,
            fields: FieldCheck(version: policyOptions.version, isStrict: false)
        )
    }
}
