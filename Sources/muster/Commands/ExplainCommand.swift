import ArgumentParser
import FleetEvaluation
import Manifests
import PolicyObjects

/// `muster explain`: one pod against every policy, and why this one wins.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Shows what every policy says of a pod, who may use it through what, and who wins and why.",
        discussion: """
            For each object of the files that is a pod or bears a pod template, and each policy of the set: may the requester \
            or the pod's service account use it, and through which binding and role; does it admit the pod; which fields does \
            it fill in; what does it have against it. It answers why a pod got the policy that its annotation \
            kubernetes.io/psp names, and why it was denied.

            The requester is --as. Without it, it is inferred as `muster check` does: from the owner of a pod, from the kind of \
            a workload, and otherwise it is anybody who is authenticated.

            EXAMPLES
              muster explain -p policies.yaml -p rbac.yaml -f pod.yaml --as alice --as-group developers -n shop
              kubectl get pod web-0 -o yaml | muster explain -p policies/ -f -
              muster explain -p policies/ -f fleet.json deployment/web
              muster explain -p policies/ -f pod.yaml --update      # why may I not even label it?
              muster explain -p policies/ -f pod.yaml -o json

            A field that its kind does not have is a warning, as in `muster check`.

            Exit status: 0 admitted, 1 something denied, 2 wrong usage, or policies or a file that cannot be read to the end, 3 \
            a document that cannot be read or an object that cannot be judged. Where several apply, 2 comes before 3, 3 \
            before 1.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The objects that are explained, if not all of the files are: NAME or KIND/NAME.",
            valueName: "[kind/]name"
        )
    )
    var objects: [ExplainedObject] = []

    @OptionGroup var policyOptions: PolicyOptions

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: ArgumentHelp("The pod: YAML or JSON files, folders, or - for standard input.", valueName: "path"),
        completion: .file()
    )
    var files: [String]

    @OptionGroup var requester: RequesterOptions

    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("namespace")],
        help: ArgumentHelp("The namespace of objects that do not say theirs.", valueName: "name")
    )
    var namespace = "default"

    @Flag(name: .customLong("update"), help: "Ask about an update of the pod as it stands: no policy may change it.")
    var isUpdate = false

    @Flag(help: "How pods are taken; by default each object tells.")
    var treatment: PodTreatment?

    @Flag(
        name: .customLong("no-service-account-admission"),
        help: "Judge manifests as they stand, without the account and token volume that the ServiceAccount plugin adds."
    )
    var skipsServiceAccount = false

    @Option(name: .shortAndLong, help: "text, or json: an object a line.")
    var output: ExplainOutput = .text

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Say nothing on standard error but errors.")
    var isQuiet = false

    enum ExplainOutput: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    func run() throws {
        let reader = FleetReader(
            try manifests(),
            chunkBytes: 256 << 10,
            fields: FieldCheck(version: policyOptions.version)
        )
        let set = try policyOptions.load(saying: isQuiet ? .none : .surprises)
        let subject = requester.isGiven ? requester.subject(set.version) : nil
        let requests = FleetRequests(namespace: namespace, user: subject, treatment: treatment)
        var settings = JudgeSettings(
            policySet: set.compile(),
            detail: [.message],
            serviceAccounts: skipsServiceAccount
                ? nil : ServiceAccountAdmission(version: set.version, accounts: set.sources.serviceAccounts)
        )
        settings.inference = requests.inference
        let status = try explain(reader, PodExplainer(settings, requests, requester: subject, isUpdate: isUpdate))
        if status != .success { throw ExitCode(status.rawValue) }
    }

    private func manifests() throws(CommandFailure) -> ManifestFiles {
        do throws(ManifestError) {
            return try ManifestFiles(files, isRecursive: policyOptions.isRecursive, directoryNames: .fleets)
        } catch {
            throw CommandFailure(.unusable, error.description)
        }
    }

    private func explain(
        _ reader: consuming FleetReader,
        _ explainer: consuming PodExplainer
    ) throws(CommandFailure) -> ExitStatus {
        var reader = reader
        var outcomes: Set<PodOutcome> = []
        var omissions = FleetOmissions()
        while let entry = reader.next() {
            warn(reader.takeNotices())
            switch entry {
            case .item(let item):
                guard objects.isEmpty || objects.contains(where: { $0.matches(item) }) else { continue }
                let explanation = explainer.explanation(of: item)
                try write(explanation, isFirst: outcomes.isEmpty)
                outcomes.insert(explanation.outcome)
            case .skipped(let omission, _): omissions.skip(omission)
            case .error(let error): omissions.report(error)
            }
        }
        warn(reader.takeNotices())
        if !isQuiet {
            for line in omissions.lines { CheckProgress.writeErrorLine(line) }
        }
        if omissions.unreadableFiles > 0 { return .unusable }
        if outcomes.isEmpty {
            let wanted = objects.isEmpty ? "" : " called \(objects.map(\.argument).joined(separator: " or "))"
            let absence = "the files hold no pod and nothing that bears one\(wanted)"
            // It may stand in what could not be read.
            guard omissions.unreadable > 0 else { throw CommandFailure(.unusable, absence) }
            CheckProgress.writeErrorLine(absence)
        }
        if omissions.unreadable > 0 { return .itemsFailed }
        if !outcomes.isDisjoint(with: [.invalid, .overloaded]) { return .itemsFailed }
        return outcomes.contains(.denied) ? .denied : .success
    }

    private func warn(_ notices: [ManifestNotice]) {
        if !isQuiet { FleetOmissions.warn(notices) }
    }

    private func write(_ explanation: PodExplanation, isFirst: Bool) throws(CommandFailure) {
        let bytes: [UInt8] =
            switch output {
            case .text: (isFirst ? [] : [0x0A]) + ExplanationText(explanation).bytes
            case .json: ExplanationJSON(explanation).bytes
            }
        guard writeAll(bytes, to: 1) else {
            throw CommandFailure(.unusable, "standard output cannot be written: \(systemError())")
        }
    }
}
