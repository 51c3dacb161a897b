import DequeModule
import Locking
import Manifests
import MusterClient
import Transport
import WireProtocol

/// What there is to say of an object of a fleet that a server judges.
enum ServerAnswer {
    case verdict(ItemVerdict, FleetQuestion)
    /// It was not sent.
    case unreadable(ManifestError)
}

/// A server's verdicts on the objects of a fleet, each with its question, in the order of the objects.
final class ServerVerdicts {
    typealias Receive = ([ServerAnswer]) throws -> Void

    private let client: MusterClient
    private let open: WireOpen
    private let questions: FleetQuestions
    /// That of the server's policy set, once there is a verdict.
    private(set) var revision = ""
    /// As which Kubernetes the server judges, once there is a verdict.
    private(set) var kubernetesVersion = ""

    /// `open` says as which Kubernetes, and whether with the ServiceAccount plugin's effects.
    init(_ client: MusterClient, open: WireOpen, _ questions: FleetQuestions) {
        self.client = client
        self.questions = questions
        var open = open
        open.ordered = true
        open.messages = true
        open.errors = true
        self.open = open
    }

    /// Runs to the end of the fleet; tells what of it was not checked.
    func run(_ receive: Receive) async throws -> FleetOmissions {
        do {
            try await client.evaluate(questions, open) { verdicts in
                var answered: [ServerAnswer] = []
                answered.reserveCapacity(verdicts.count)
                for verdict in verdicts {
                    guard let question = nextQuestion(&answered) else { continue }
                    guard revision.isEmpty || verdict.revision == revision else {
                        throw Self.policiesChanged(from: revision, to: verdict.revision)
                    }
                    answered.append(.verdict(verdict, question))
                    revision = verdict.revision
                    kubernetesVersion = verdict.kubernetesVersion
                }
                try receive(answered)
            }
            var rest: [ServerAnswer] = []
            while nextQuestion(&rest) != nil {}
            try receive(rest)
        } catch let error as ClientError {
            CheckProgress.clear()
            throw CommandFailure(.serverFailed, error.description)
        }
        return questions.omissions.withLock { $0 }
    }

    /// A report is of one policy set; a server that was started anew with another one answers what is left by that.
    private static func policiesChanged(from before: String, to after: String) -> CommandFailure {
        CheckProgress.clear()
        return CommandFailure(
            .serverFailed,
            "the server's policies changed before the fleet was judged (revision \(before.prefix(12)), now "
                + "\(after.prefix(12))): begin again, or the report would be of both"
        )
    }

    /// The next object that waits for its verdict; what could not be read before it is told.
    private func nextQuestion(_ answered: inout [ServerAnswer]) -> FleetQuestion? {
        while let next = questions.expected.withLock({ $0.popFirst() }) {
            switch next {
            case .verdict(let question): return question
            case .refused(let question, let reason):
                var verdict = ItemVerdict(number: 0, outcome: .invalid)
                verdict.reason = Array(reason.utf8)
                answered.append(.verdict(verdict, question))
            case .unreadable(let error): answered.append(.unreadable(error))
            }
        }
        return nil
    }
}
