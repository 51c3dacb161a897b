import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Prints the version of Muster."
    )

    func run() {
        print("muster \(musterVersion)")
    }
}

let musterVersion = "0.1.0"
