import Admission
import ArgumentParser
import JSONScan
import KubectlText
import PolicyObjects

/// `muster who-can`: everybody who may use a policy.
struct WhoCanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who-can",
        abstract: "Lists the users, groups and service accounts that may use a policy, and through what.",
        discussion: """
            As admission asks: RBAC alone, in either API group. A line for each subject of each binding; NAMESPACE is where \
            the grant counts, * everywhere.

            EXAMPLES
              muster who-can use podsecuritypolicy/eks.privileged
              muster who-can use psp/restricted -n shop -p policies.yaml -p rbac.yaml

            Exit status: 0, 2 wrong usage or input that cannot be read.
            """
    )

    @Argument(
        help: ArgumentHelp("The question.", valueName: "use TYPE/NAME"),
        completion: .list(["use", "podsecuritypolicy/"])
    )
    var arguments: [String]

    @OptionGroup var policyOptions: PolicyOptions

    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("namespace")],
        help: ArgumentHelp("For requests in this namespace only; all namespaces without it.", valueName: "name")
    )
    var namespace: String?

    @Flag(
        name: [.customShort("A"), .customLong("all-namespaces")],
        help: "For requests in all namespaces: the default."
    )
    var isEverywhere = false

    @Flag(name: .customLong("no-headers"), help: "Leave out the headers.")
    var hasNoHeaders = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Say nothing on standard error but errors.")
    var isQuiet = false

    @Option(name: [.customShort("o", allowingJoined: true), .customLong("output")], help: "text or json.")
    var output: AnswerFormat = .text

    func run() throws {
        _ = try PolicyArgument.type(arguments, on: policyOptions.version)
        let policy = PolicyArgument.name(arguments)
        let set = try policyOptions.load(saying: isQuiet ? .none : .surprises)
        let standardOutput = KubectlOutput(isQuiet: isQuiet)
        let all = PolicyGrants(set.sources, options: set.options(set.version))
        let grants = all.grants(of: policy, in: asked)
        if !policy.isEmpty, !set.sources.policies.contains(where: { $0.name.utf8.elementsEqual(policy.utf8) }) {
            standardOutput.note("muster: the set has no policy \(quoted(policy)): its grants wait for one of that name")
        }
        if grants.isEmpty { standardOutput.note("muster: nobody may use it") }
        try standardOutput.write(output == .json ? json(policy, grants) : table(grants))
    }

    /// nil: all namespaces.
    private var asked: String? { isEverywhere ? nil : namespace }

    private func table(_ grants: [PolicyGrant]) -> [UInt8] {
        var table = GrantTable(["SUBJECT", "NAMESPACE", "BINDING", "ROLE"])
        table.hasHeaders = !hasNoHeaders
        for grant in grants {
            table.add(["\(grant.subject)", grant.binding.namespace ?? "*", "\(grant.binding)", "\(grant.role)"])
        }
        return table.text
    }

    private func json(_ policy: String, _ grants: [PolicyGrant]) -> [UInt8] {
        IndentedJSON.text(
            of: .object([
                .init("policy", .string(policy)), .init("namespace", .string(asked ?? "*")),
                .init("grants", .array(grants.map { $0.json(forUseOf: policy) })),
            ])
        )
    }
}
