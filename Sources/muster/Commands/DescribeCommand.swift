import ArgumentParser
import KubectlText
import PolicyObjects

/// `muster describe`: policies and RBAC in kubectl's words.
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Describes policies, roles and bindings in files as kubectl describe does.",
        discussion: """
            TYPE is psp (podsecuritypolicy), role, clusterrole, rolebinding or clusterrolebinding. A name that is nobody's \
            describes all objects whose names begin with it. Without -p the policy set that EKS installs is described. A \
            policy is shown as kubectl of --kubernetes-version shows it: 1.13 and 1.24 print its settings, 1.20 the whole \
            object.

            EXAMPLES
              muster describe psp eks.privileged
              muster describe psp -p policies.yaml
              muster describe clusterrole/psp:privileged clusterrolebinding/psp:any -p policies/
              kubectl get rolebindings -A -o yaml | muster describe rolebinding -A -p -

            Exit status: 0, 1 if an object was not found, 2 wrong usage or input that cannot be read.
            """
    )

    @Argument(
        help: ArgumentHelp("What to describe.", valueName: "TYPE [NAME...] | TYPE/NAME..."),
        completion: .list(["psp", "role", "clusterrole", "rolebinding", "clusterrolebinding"])
    )
    var arguments: [String]

    @OptionGroup var policyOptions: PolicyOptions

    @OptionGroup var selection: SelectorOptions

    @OptionGroup var scope: NamespaceOptions

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Say nothing on standard error but errors.")
    var isQuiet = false

    func run() throws {
        let set = try policyOptions.load(saying: isQuiet ? .none : .surprises)
        let question = try ResourceQuestion(arguments, selection, set)
        let describer = Describer(version: set.version)
        var output = KubectlOutput(isQuiet: isQuiet)
        if let warning = question.warning(set.version) { output.note(warning) }
        var missing: [KubectlError] = []
        let found = question.objects(in: scope.asked, missing: &missing)
        if found.isEmpty, arguments.count == 2, question.arguments.isSingle {
            let request = question.arguments.requests[0]
            let similar = question.objects(of: request.type, prefix: arguments[1], in: scope.asked)
            for one in similar { try output.write(describer.text(of: one.object, as: one.type) + [0x0A]) }
            if !similar.isEmpty { missing = [] }
        }
        for (number, one) in found.enumerated() {
            try output.write((number > 0 ? [0x0A, 0x0A] : []) + describer.text(of: one.object, as: one.type))
        }
        for failure in missing { output.fail(failure) }
        if found.isEmpty, missing.isEmpty, !question.arguments.isSingle { output.note(scope.nothingFound(set.version)) }
        try output.finish()
    }
}
