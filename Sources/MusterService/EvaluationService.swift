import Admission
import FleetEvaluation
import JSONScan
import Logging
import PolicyObjects
import Transport
import WireProtocol

/// The endpoints: finds out what a request asks for and who handles it.
final class EvaluationService: HTTP2Service {
    private let policySets: PolicySetStore
    private let evaluator: FleetEvaluator
    private let admission: BatchAdmission
    private let binarySlices = SlicePool<BinarySlice>()
    private let lineSlices = SlicePool<LineSlice>()
    private let version: String
    private let logger: Logger

    /// Above this share of the evaluator's queue new batches are refused.
    static let loadMax = 0.5

    init(
        policySets: PolicySetStore,
        evaluator: FleetEvaluator,
        admission: BatchAdmission,
        version: String,
        logger: Logger
    ) {
        self.policySets = policySets
        self.evaluator = evaluator
        self.admission = admission
        self.version = version
        self.logger = logger
    }

    func open(_ stream: HTTP2Stream, _ head: RequestHead) -> any HTTP2StreamHandler {
        let isHead = head.method == "HEAD"
        do throws(ErrorResponse) {
            guard let target = RequestTarget(head.path) else {
                throw .badRequest(
                    "the request's query is malformed or longer than \(RequestTarget.queryBytesMax) bytes"
                )
            }
            switch Route(method: head.method, path: target.path) {
            case .evaluate: return try evaluate(stream, head, target)
            case .alive: PlainEndpoint.respond(stream, type: MediaType.text, body: "ok\n", isHead: isHead)
            case .ready: try ready(stream, isHead: isHead)
            case .version: PlainEndpoint.respond(stream, type: MediaType.json, body: versionBody, isHead: isHead)
            case .wrongMethod(let allowed): throw .wrongMethod(head.method, allowed: allowed)
            case .unknown: throw .notFound(target.path)
            }
        } catch {
            logger.debug(
                "refused",
                metadata: ["status": "\(error.status)", "code": "\(error.code)", "peer": "\(stream.peer)"]
            )
            error.send(on: stream, isHead: isHead)
        }
        return AnsweredHandler(stream)
    }

    private func ready(_ stream: HTTP2Stream, isHead: Bool) throws(ErrorResponse) {
        guard !admission.isStopping else { throw .draining }
        PlainEndpoint.respond(stream, type: MediaType.text, body: "ok\n", isHead: isHead)
    }

    private var versionBody: String {
        let set = policySets.own
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("server")
        writer.string(version)
        writer.key("kubernetesVersion")
        writer.string(set.options.version.rawValue)
        writer.key("revision")
        writer.string("\(set.revision)")
        writer.key("policies")
        writer.integer(set.policyNames.count)
        writer.endObject()
        writer.endLine()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func evaluate(
        _ stream: HTTP2Stream,
        _ head: RequestHead,
        _ target: RequestTarget
    ) throws(ErrorResponse) -> any HTTP2StreamHandler {
        let type = head.headers.first("content-type")
        let essence = type.map(MediaType.essence)
        guard essence == MediaType.lines || essence == MediaType.batch else { throw .unsupportedMediaType(type) }
        if let coding = head.headers.first("content-encoding"), MediaType.essence(coding) != "identity" {
            throw ErrorResponse(
                415,
                "unsupported-content-coding",
                "content-encoding `\(coding.prefix(100))` is not taken; send the body as it is"
            )
        }
        guard !admission.isStopping else { throw .draining }
        guard evaluator.load <= Self.loadMax, let slot = admission.admit(stream) else {
            throw .overloaded(retryAfterSeconds: 1)
        }
        if essence == MediaType.batch {
            return BinaryBatch(
                stream,
                slot: slot,
                policySets: policySets,
                evaluator: evaluator,
                pool: binarySlices,
                version: version
            )
        }
        return LineBatch(
            stream,
            slot: slot,
            policySets: policySets,
            evaluator: evaluator,
            pool: lineSlices,
            options: try LineBatchOptions(target)
        )
    }
}
