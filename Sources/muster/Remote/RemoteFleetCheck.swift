import DequeModule
import FleetEvaluation
import Manifests
import MusterClient
import PolicyObjects
import Transport
import WireProtocol

/// The objects of a fleet, judged by a server, with their findings in the order of the objects.
struct RemoteFleetCheck {
    private let client: MusterClient
    private let open: WireOpen
    private let questions: FleetQuestions
    private let writesLines: Bool

    /// `open` says as which Kubernetes, and whether with the ServiceAccount plugin's effects.
    init(
        _ client: MusterClient,
        open: WireOpen,
        _ manifests: ManifestFiles,
        _ requests: FleetRequests,
        writesLines: Bool
    ) {
        self.client = client
        var open = open
        open.ordered = true
        open.messages = true
        open.errors = true
        self.open = open
        questions = FleetQuestions(manifests, requests)
        self.writesLines = writesLines
    }

    /// Runs to the end of the fleet; tells what of it was not checked.
    func run(_ receive: (CheckFindings) throws -> Void) async throws -> FleetOmissions {
        do {
            try await client.evaluate(questions, open) { verdicts in
                var found = CheckFindings()
                for verdict in verdicts {
                    guard let question = questions.expected.withLock({ $0.popFirst() }) else { continue }
                    append(verdict, on: question, to: &found)
                }
                try receive(found)
            }
        } catch let error as ClientError {
            CheckProgress.clear()
            throw CommandFailure(.serverFailed, error.description)
        }
        return questions.omissions.withLock { $0 }
    }

    private func append(_ verdict: ItemVerdict, on question: FleetQuestion, to found: inout CheckFindings) {
        var finding = CheckFindings.Finding(
            question.place,
            question.identity,
            namespace: question.namespace,
            PodOutcome(verdict.outcome)
        )
        finding.isMutated = verdict.isMutated
        let start = found.texts.count
        switch verdict.outcome {
        case .denied:
            found.texts += verdict.message
            finding.rules = verdict.isByServiceAccountPlugin ? .serviceAccount : ViolatedRules(verdict.errors)
            finding.isBootstrapRBACMatter = verdict.bootstrapRBACMatters
        case .overloaded where verdict.reason.isEmpty: found.texts += "not evaluated: the server is overloaded".utf8
        case .invalid, .overloaded: found.texts += verdict.reason
        case .allowed, .ignored: break
        }
        finding.text = start..<found.texts.count
        if writesLines {
            found.beginLine(finding, number: question.number, user: question.user)
            found.writer.appendVerdict(
                verdict,
                wantsErrors: !verdict.isByServiceAccountPlugin,
                note: JudgeNote.bootstrapRBAC
            )
            found.writer.end()
        }
        found.findings.append(finding)
    }
}

extension PodOutcome {
    init(_ outcome: ItemOutcome) {
        self =
            switch outcome {
            case .allowed: .allowed
            case .denied: .denied
            case .invalid: .invalid
            case .ignored: .ignored
            case .overloaded: .overloaded
            }
    }
}
