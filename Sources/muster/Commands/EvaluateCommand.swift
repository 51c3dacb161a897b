import ArgumentParser
import FleetEvaluation
import Manifests
import MusterClient
import MusterService
import PolicyObjects
import WireProtocol

/// `muster evaluate`: the machine interface, a request line in, an answer line out.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Answers admission requests, one JSON object a line on standard input.",
        discussion: """
            A request: {"id", "operation": "CREATE"|"UPDATE", "namespace", "user": {"username", "groups"}, "object" (or \
            "raw" in base64 and "media"), "oldObject", "subresource", "phase": "validate"}. An answer: {"id", "allowed", \
            "policy", "mutated", "message"}, or {"id", "line", "error"}. Answers come in the order of the requests; an empty \
            line is passed over. Without "operation" it is CREATE. Unlike `muster check`, pods are taken as sent, without \
            what the ServiceAccount plugin adds, unless --service-account-admission asks for it.

            EXAMPLES
              muster evaluate -p cluster.yaml -p grants.yaml < requests.ndjson > verdicts.ndjson
              muster evaluate --patch --errors -p cluster.yaml < requests.ndjson
              muster evaluate --server https://muster.example:8443 --ca ca.crt < requests.ndjson

            Exit status: 0 every request was answered, denied or not; 2 wrong usage, or policies or standard input that \
            cannot be read; 3 a request could not be evaluated; 4 the server failed. Where several apply, 4 comes before 2, \
            2 before 3.
            """
    )

    @OptionGroup var policyOptions: PolicyOptions

    @OptionGroup var serverOptions: ServerOptions

    @Flag(name: .customLong("patch"), help: "Add the RFC 6902 patch of what the admitting policy fills in.")
    var wantsPatch = false

    @Flag(name: .customLong("errors"), help: "Add the field errors of a refusal.")
    var wantsErrors = false

    @Flag(
        name: .customLong("service-account-admission"),
        help: "Judge the pod as the ServiceAccount plugin leaves it: with an account and its token volume."
    )
    var appliesServiceAccount = false

    func run() async throws {
        let (items, invalid) = try await evaluate()
        guard invalid > 0 else { return }
        writeError("muster: \(invalid) of \(items) requests could not be evaluated\n")
        throw ExitCode(ExitStatus.itemsFailed.rawValue)
    }

    private func evaluate() async throws -> (items: Int, invalid: Int) {
        guard let client = try serverOptions.client() else { return try evaluateHere() }
        try policyOptions.refuseServersOptions()
        var open = WireOpen()
        open.messages = true
        open.errors = wantsErrors
        open.patches = wantsPatch
        open.kubernetesVersion = policyOptions.askedVersion?.rawValue ?? ""
        open.serviceAccountAdmission = appliesServiceAccount
        let evaluation = RemoteLineEvaluation(client, open: open, input: ByteInput(descriptor: 0), output: 1)
        do {
            return try await evaluation.run()
        } catch let error as ClientError {
            throw CommandFailure(.serverFailed, error.description)
        }
    }

    private func evaluateHere() throws -> (items: Int, invalid: Int) {
        var detail: AnswerDetail = [.message]
        if wantsErrors { detail.insert(.errors) }
        if wantsPatch { detail.insert(.patch) }
        let set = try policyOptions.load()
        let accounts = ServiceAccountAdmission(version: set.version, accounts: set.sources.serviceAccounts)
        let settings = JudgeSettings(
            policySet: set.compile(),
            detail: detail,
            serviceAccounts: appliesServiceAccount ? accounts : nil
        )
        var evaluation = LocalLineEvaluation(settings, input: ByteInput(descriptor: 0), output: 1)
        try evaluation.run()
        return (evaluation.tally.items, evaluation.tally.invalid)
    }
}
