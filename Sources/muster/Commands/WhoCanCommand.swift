import Admission
import ArgumentParser
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

    @Argument(help: ArgumentHelp("The question.", valueName: "use TYPE/NAME"))
    var arguments: [String]

    @OptionGroup var policyOptions: PolicyOptions

    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("namespace")],
        help: ArgumentHelp("For requests in this namespace only; all namespaces without it.", valueName: "name")
    )
    var namespace: String?

    @Flag(name: .customLong("no-headers"), help: "Leave out the headers.")
    var hasNoHeaders = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Say nothing on standard error but errors.")
    var isQuiet = false

    func run() throws {
        let set = try policyOptions.load(saying: isQuiet ? .none : .surprises)
        let output = KubectlOutput(isQuiet: isQuiet)
        let name = String(arguments.last?.drop { $0 != "/" }.dropFirst() ?? "")
        let grants = PolicyGrants(set.sources, options: set.options(set.version)).grants(of: name, in: namespace)
        var table = GrantTable(["SUBJECT", "NAMESPACE", "BINDING", "ROLE"])
        table.hasHeaders = !hasNoHeaders
        for grant in grants {
            table.add(["\(grant.subject)", grant.binding.namespace ?? "*", "\(grant.binding)", "\(grant.role)"])
        }
        try output.write(table.text)
    }
}
