import ArgumentParser
import Manifests
import PolicyObjects

/// Which fleet is read, and whose requests its pods are.
struct FleetOptions: ParsableArguments {
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

    @Flag(help: "How pods are taken; by default each object tells.")
    var treatment: PodTreatment?

    @Flag(
        name: .customLong("no-service-account-admission"),
        help: "Judge manifests as they stand, without the account and token volume that the ServiceAccount plugin adds."
    )
    var skipsServiceAccount = false

    func validate() throws {
        if files.isEmpty { throw ValidationError("name the fleet with -f: files, folders, or - for standard input") }
        if user == nil, !groups.isEmpty { throw ValidationError("--as-group needs --as") }
    }

    /// There is one standard input.
    func refuseStandardInput(besides paths: [String], _ option: String) throws {
        guard files.contains("-"), paths.contains("-") else { return }
        throw ValidationError("\(option) - and -f - do not go together: there is one standard input")
    }

    func requests(_ version: KubernetesVersion) -> FleetRequests {
        FleetRequests(
            namespace: namespace,
            user: user.map { Subject(impersonating: $0, groups: groups, on: version) },
            treatment: treatment
        )
    }

    func manifests(isRecursive: Bool) throws(CommandFailure) -> ManifestFiles {
        do throws(ManifestError) {
            return try ManifestFiles(files, isRecursive: isRecursive, directoryNames: .fleets)
        } catch {
            throw CommandFailure(.unusable, error.description)
        }
    }

    /// The ServiceAccount plugin's step; nil: it is left out.
    func accounts(_ version: KubernetesVersion, _ sources: PolicySources) -> ServiceAccountAdmission? {
        skipsServiceAccount ? nil : ServiceAccountAdmission(version: version, accounts: sources.serviceAccounts)
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
