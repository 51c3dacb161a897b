import Admission
import DequeModule
import FleetEvaluation
import Manifests
import MusterClient
import PodFacts
import PolicyObjects
import Transport
import WireProtocol

/// An object that waits for its verdict.
struct FleetQuestion: Sendable {
    var number: Int
    var place: FleetPlace
    var identity: ObjectIdentity
    var namespace: String
    /// Who posts its pods.
    var user: Subject
}

/// The questions about the objects of a fleet, read as the client takes them.
struct FleetQuestions: AsyncSequence, Sendable {
    typealias Element = ClientItem

    /// What waits for a verdict, in the order of the objects.
    let expected = Locked<Deque<FleetQuestion>>([])
    let omissions = Locked(FleetOmissions())
    private let source: Source

    init(_ manifests: ManifestFiles, _ requests: FleetRequests) {
        source = Source(manifests, requests, expected, omissions)
    }

    func makeAsyncIterator() -> Iterator { Iterator(source: source) }

    struct Iterator: AsyncIteratorProtocol {
        let source: Source
        /// Last first.
        private var waiting: [ClientItem] = []

        init(source: Source) { self.source = source }

        mutating func next() async throws -> ClientItem? {
            if waiting.isEmpty {
                guard let items = try await source.read() else { return nil }
                waiting = items.reversed()
            }
            return waiting.popLast()
        }
    }

    // Sendable: everything but what is locked is touched on the queue of `reads` alone.
    final class Source: @unchecked Sendable {
        private let reads = BlockingReads()
        private let expected: Locked<Deque<FleetQuestion>>
        private let omissions: Locked<FleetOmissions>
        private var reader: FleetReader
        private var number = 0

        private let requests: FleetRequests
        private let inference: OwnerInference
        private var podReader = PodReader()
        private var facts = PodFacts()

        init(
            _ manifests: ManifestFiles,
            _ requests: FleetRequests,
            _ expected: Locked<Deque<FleetQuestion>>,
            _ omissions: Locked<FleetOmissions>
        ) {
            reader = FleetReader(manifests, chunkBytes: 256 << 10)
            self.requests = requests
            inference = requests.inference
            self.expected = expected
            self.omissions = omissions
        }

        /// Questions about the next objects; nil at the end.
        func read() async throws -> [ClientItem]? {
            try await reads.read { self.next() }
        }

        private func next() -> [ClientItem]? {
            var items: [ClientItem] = []
            var byteCount = 0
            while items.count < CheckSlice.itemsMax, byteCount < CheckSlice.bytesMax {
                let entry = reader.next()
                FleetOmissions.warn(reader.takeNotices())
                switch entry {
                case .item(let item):
                    byteCount += item.json.count
                    items.append(ask(item))
                case .skipped(let identity, _): omissions.withLock { $0.skip(identity) }
                case .error(let error): omissions.withLock { $0.report(error) }
                case nil: return items.isEmpty ? nil : items
                }
            }
            return items
        }

        private func ask(_ fleetItem: FleetItem) -> ClientItem {
            let user = requester(of: fleetItem).subject
            number += 1
            omissions.withLock { $0.take(fleetItem, requests) }
            let question = FleetQuestion(
                number: number,
                place: fleetItem.place,
                identity: fleetItem.identity,
                namespace: requests.namespace(of: fleetItem.identity),
                user: user
            )
            expected.withLock { $0.append(question) }
            var item = OutgoingItem()
            item.encoding = .json
            item.path = .init(fleetItem.podPath)
            let asked = fleetItem.question(requests.treatment)
            item.operation = asked.operation == .update ? .update : .create
            item.isStored = asked.isStored
            item.namespace = Array(question.namespace.utf8)
            item.oldObject = fleetItem.request?.oldObject
            item.subresource = Array((fleetItem.request?.subresource ?? "").utf8)
            item.object = fleetItem.json
            item.generateName = fleetItem.generateName
            item.volumeClaims = fleetItem.volumeClaims
            return ClientItem(
                item,
                requester: ClientSubject(
                    username: Array(user.username.utf8),
                    groups: user.groups.map { Array($0.utf8) }
                )
            )
        }

        /// Of a pod the one that its owner tells; a pod that cannot be read has none, and the server says what is wrong with it.
        private func requester(of item: FleetItem) -> RequestSubject {
            let otherwise = requests.requester(of: item)
            guard item.question(requests.treatment).infersRequester else { return otherwise }
            do throws(PodReadError) {
                let object = item.json.span
                try unsafe podReader.read(object.bytes, as: .json, at: .pod, into: &facts)
            } catch {
                return otherwise
            }
            return inference.requester(of: facts) ?? otherwise
        }
    }
}

extension ReceivedItem.Path {
    init(_ path: PodPath) {
        self =
            switch path {
            case .pod: .pod
            case .template: .template
            case .specTemplate: .specTemplate
            case .jobTemplate: .jobTemplate
            }
    }
}
