import ArgumentParser
import Reports

/// The command line: one file a command in `Commands/`.
@main
struct Muster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster",
        abstract: "Tells whether PodSecurityPolicies admit pods, and why not.",
        discussion: """
            Policies, RBAC and service accounts are read from files (-p); without them the set that Amazon EKS installs \
            answers. No cluster is asked.

            EXAMPLES
              kubectl get psp,clusterroles,clusterrolebindings -o yaml > cluster.yaml
              kubectl get pods -A -o json | muster check -p cluster.yaml -f -
              muster lint -p cluster.yaml
              muster who-can use podsecuritypolicy/privileged -p cluster.yaml
              muster help check

            Exit status: 0 yes or all admitted, 1 no, something denied or not found, 2 wrong usage or input that cannot be \
            read, 3 some objects could not be judged, 4 the server failed.
            """,
        version: musterVersion,
        subcommands: [
            CheckCommand.self, DiffCommand.self, LintCommand.self, ExplainCommand.self, GetCommand.self,
            DescribeCommand.self, CanICommand.self, WhoCanCommand.self, EvaluateCommand.self, ReadCommand.self,
            ServeCommand.self, CompletionCommand.self, VersionCommand.self,
        ]
    )

    /// Runs the command; its errors end with the statuses of `ExitStatus`, not with the argument parser's.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            writeError("muster: \(PrintableText.lines(of: failure.description))\n")
            endProcess(failure.status.rawValue)
        } catch let code as ExitCode {
            endProcess(code.rawValue)
        } catch {
            guard exitCode(for: error) == .success else {
                writeError(PrintableText.lines(of: fullMessage(for: error)) + "\n")
                endProcess(ExitStatus.unusable.rawValue)
            }
            exit(withError: error)
        }
    }
}
