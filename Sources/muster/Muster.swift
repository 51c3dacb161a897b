import ArgumentParser

/// The command line: one file a command in `Commands/`.
@main
struct Muster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster",
        abstract: "Tells whether PodSecurityPolicies admit pods, and why not.",
        subcommands: [ReadCommand.self, VersionCommand.self]
    )
}
