import DequeModule
import MusterClient
import Transport
import WireProtocol

/// A server's verdicts on the objects of a fleet, each with its question, in the order of the objects.
final class ServerVerdicts {
    typealias Receive = ([(verdict: ItemVerdict, question: FleetQuestion)]) throws -> Void

    private let client: MusterClient
    private let open: WireOpen
    private let questions: FleetQuestions
    /// That of the server's policy set, once there is a verdict.
    private(set) var revision = ""

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
                var answered: [(verdict: ItemVerdict, question: FleetQuestion)] = []
                answered.reserveCapacity(verdicts.count)
                for verdict in verdicts {
                    guard let question = questions.expected.withLock({ $0.popFirst() }) else { continue }
                    answered.append((verdict, question))
                    revision = verdict.revision
                }
                try receive(answered)
            }
        } catch let error as ClientError {
            CheckProgress.clear()
            throw CommandFailure(.serverFailed, error.description)
        }
        return questions.omissions.withLock { $0 }
    }
}
