import Admission
import ArgumentParser
import FleetEvaluation
import Manifests
import PolicyObjects
import Reports

/// `muster diff`: what changes for a fleet if the policies change.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows what changes for a fleet if its policies or grants change.",
        discussion: """
            Judges every pod and workload under two policy sets and shows, by owner, what is newly denied and why, what is \
            newly admitted, what another policy would admit, and what would be filled in differently. The fleet is read \
            once. Both sets are evaluated here.

            The sets are --from and --to; or -p, which --delete and --add change on the fly. Without -p and --from the set \
            that EKS installs is the base. An object of --add takes the place of one of its kind and name. A role that \
            aggregates others is filled anew when one of them changes, as the controller does it.

            EXAMPLES
              muster diff --from today/ --to tomorrow/ -f fleet.json
              muster diff -p policies/ --delete psp/privileged -f fleet.json
              muster diff --delete psp/eks.privileged -f fleet.json
              muster diff -p policies/ --delete clusterrolebinding/psp:everyone \\
                --add grants.yaml -f fleet.json
              muster diff -p policies/ --delete rolebinding/shop/psp:baseline \\
                -f fleet.json -o html=diff.html

            --delete takes psp, role, clusterrole, rolebinding, clusterrolebinding and serviceaccount; an object of a \
            namespace as KIND/NAMESPACE/NAME, or KIND/NAME if there is one of that name only.

            Exit status: 0 nothing is newly denied, 1 something is (or what is filled in makes the API server refuse it), \
            2 wrong usage or input that cannot be read, 3 some objects could not be evaluated.
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
        help: ArgumentHelp("An object to take out; may be repeated.", valueName: "kind/name")
    )
    var deleted: [DeletedObject] = []

    @Option(
        name: .customLong("add"),
        help: ArgumentHelp("Objects to put in: a file or a folder; may be repeated.", valueName: "path")
    )
    var added: [String] = []

    @OptionGroup var fleetOptions: FleetOptions

    @OptionGroup var reportOptions: ReportOptions

    func validate() throws {
        if !from.isEmpty, !policyOptions.policies.isEmpty {
            throw ValidationError("-p and --from do not go together: both name the policies of today")
        }
        if to.isEmpty, deleted.isEmpty, added.isEmpty {
            throw ValidationError("say what would change: --to, --delete or --add")
        }
        let paths = policyOptions.policies + from + to + added
        try fleetOptions.refuseStandardInput(besides: paths, "a policy set from")
        if paths.filter({ $0 == "-" }).count > 1 { throw ValidationError("there is one standard input") }
    }

    func run() throws {
        let version = policyOptions.version
        let requests = fleetOptions.requests(version)
        let reports = try ReportFiles(reportOptions.all)
        let sources = DiffSources(
            from: from.isEmpty ? policyOptions.policies : from,
            to: to,
            deleted: deleted,
            added: added
        )
        let sets = try sources.load(policyOptions, isQuiet: reportOptions.quiet)
        var after = ReportSetting(version, requests)
        after.describe(sets.after)
        let setting = DiffSetting(
            after: after,
            revisionBefore: sets.before.revision.description,
            policyCountBefore: sets.before.policies.count,
            edits: sets.edits
        )
        let plan = DiffPlan(
            before: settings(sets.before, version),
            after: settings(sets.after, version),
            requests: requests,
            writesLines: reports.wantsLines
        )
        var run = DiffRun(reports, setting, isQuiet: reportOptions.quiet)
        let manifests = try fleetOptions.manifests(isRecursive: policyOptions.isRecursive)
        try run.compare(FleetReader(manifests, chunkBytes: 256 << 10), plan)
        let status = reportOptions.exitStatus(try run.finish())
        if status != .success { throw ExitCode(status.rawValue) }
    }

    private func settings(_ set: CompiledPolicySet, _ version: KubernetesVersion) -> JudgeSettings {
        JudgeSettings(
            policySet: set,
            detail: [.message, .errors, .patch],
            serviceAccounts: fleetOptions.accounts(version, set.sources)
        )
    }
}
