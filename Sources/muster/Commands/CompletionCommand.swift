import ArgumentParser

/// `muster completion`: what makes a shell complete the arguments of `muster`.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Prints the script with which a shell completes muster's arguments.",
        discussion: """
            EXAMPLES
              source <(muster completion bash)                                      # for this shell
              muster completion bash > /etc/bash_completion.d/muster                # for everybody
              muster completion zsh > "${fpath[1]}/_muster"
              muster completion fish > ~/.config/fish/completions/muster.fish

            Exit status: 0, 2 wrong usage.
            """
    )

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        fileprivate var parser: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        try KubectlOutput().write(Array("\(Muster.completionScript(for: shell.parser))\n".utf8))
    }
}
