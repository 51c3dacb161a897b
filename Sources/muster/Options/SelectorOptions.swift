import ArgumentParser
import KubectlText
import PolicyObjects

/// Which objects of a type are asked for.
struct SelectorOptions: ParsableArguments {
    @Option(
        name: [.customShort("l", allowingJoined: true), .customLong("selector")],
        help: ArgumentHelp("Only objects with these labels, as kubectl's -l takes them.", valueName: "labels")
    )
    var text: String?

    /// nil: all objects.
    func selector() throws(CommandFailure) -> LabelSelector? {
        guard let text else { return nil }
        do throws(KubectlError) {
            return try LabelSelector(parsing: text)
        } catch {
            throw CommandFailure(.unusable, "--selector: \(error.reason)")
        }
    }
}
