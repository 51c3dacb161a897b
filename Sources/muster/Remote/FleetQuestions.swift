import Admission
import DequeModule
import FleetEvaluation
import Locking
import Manifests
import MusterClient
import PodFacts
import PolicyObjects
import Reports
import Transport
import WireProtocol

/// An object that waits for its verdict.
struct FleetQuestion: Sendable {
    var number: Int
    var object: CheckedObject
    /// Who posts its pods.
    var requester: RequestSubject
    var isRequesterAssumed: Bool
    var owner: PodOwner
    /// As a message quotes it.
    var podName: String
    var serviceAccount: String
    /// Kept for an explanation of the verdict.
    var item: FleetItem?
}

/// What a fleet's files hold, until it is its turn to be told.
enum FleetExpectation: Sendable {
    case verdict(FleetQuestion)
    /// Not sent to the server, which would take no such requester.
    case refused(FleetQuestion, reason: String)
    case unreadable(ManifestError)
}

/// The questions about the objects of a fleet, read as the client takes them.
struct FleetQuestions: AsyncSequence, Sendable {
    typealias Element = ClientItem

    /// What waits for a verdict, in the order of the objects.
    let expected = Locked<Deque<FleetExpectation>>([])
    let omissions = Locked(FleetOmissions())
    private let source: Source

    /// `accounts` gives pods their service accounts as the server does; `keepsItems` for an explanation of the verdicts,
    /// `tellsUnreadable` if each document that cannot be read is told in its place.
    init(
        _ reader: FleetReader,
        _ requests: FleetRequests,
        accounts: ServiceAccountAdmission?,
        keepsItems: Bool,
        tellsUnreadable: Bool,
        isQuiet: Bool
    ) {
        source = Source(
            reader,
            requests,
            accounts,
            expected,
            omissions,
            keepsItems: keepsItems,
            tellsUnreadable: tellsUnreadable,
            isQuiet: isQuiet
        )
    }

    func makeAsyncIterator() -> BlockingReads.Iterator {
        BlockingReads.Iterator { [source] in try await source.read() }
    }

    // Sendable: what changes is touched on the queue of `reads` alone, or is locked.
    final class Source: @unchecked Sendable {
        private let reads = BlockingReads()
        private let expected: Locked<Deque<FleetExpectation>>
        private let omissions: Locked<FleetOmissions>
        private var reader: FleetReader
        private var number = 0

        private let requests: FleetRequests
        private let inference: OwnerInference
        private let accounts: ServiceAccountAdmission?
        private let keepsItems: Bool
        private let tellsUnreadable: Bool
        private let isQuiet: Bool
        private var podReader = PodReader()
        private var facts = PodFacts()

        init(
            _ reader: FleetReader,
            _ requests: FleetRequests,
            _ accounts: ServiceAccountAdmission?,
            _ expected: Locked<Deque<FleetExpectation>>,
            _ omissions: Locked<FleetOmissions>,
            keepsItems: Bool,
            tellsUnreadable: Bool,
            isQuiet: Bool
        ) {
            self.accounts = accounts
            self.keepsItems = keepsItems
            self.tellsUnreadable = tellsUnreadable
            self.isQuiet = isQuiet
            self.reader = reader
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
            var entryCount = 0
            while entryCount < FleetSliceLimits.itemsMax, byteCount < FleetSliceLimits.bytesMax {
                entryCount += 1
                let entry = reader.next()
                let notices = reader.takeNotices()
                if !isQuiet { FleetOmissions.warn(notices) }
                switch entry {
                case .item(let item):
                    byteCount += item.json.count
                    if let asked = ask(item) { items.append(asked) }
                case .skipped(let identity, _): omissions.withLock { $0.skip(identity) }
                case .error(let error): report(error)
                case nil: return items.isEmpty ? nil : items
                }
            }
            return items
        }

        private func report(_ error: ManifestError) {
            omissions.withLock { $0.add(error) }
            CheckProgress.writeErrorLine("\(error)")
            if tellsUnreadable { expected.withLock { $0.append(.unreadable(error)) } }
        }

        /// The question about an object; nil if no server would take its requester.
        private func ask(_ fleetItem: FleetItem) -> ClientItem? {
            number += 1
            let question = question(fleetItem)
            omissions.withLock { $0.take(fleetItem, requests) }
            if let excess = excess(of: question.requester.subject) {
                expected.withLock { $0.append(.refused(question, reason: "no server takes its requester: \(excess)")) }
                return nil
            }
            expected.withLock { $0.append(.verdict(question)) }
            var item = OutgoingItem()
            item.encoding = .json
            item.path = .init(fleetItem.podPath)
            let asked = fleetItem.question(requests.treatment)
            item.operation = asked.operation == .update ? .update : .create
            item.isStored = asked.isStored
            item.namespace = Array(question.object.namespace.utf8)
            item.oldObject = fleetItem.request?.oldObject
            item.subresource = Array((fleetItem.request?.subresource ?? "").utf8)
            item.object = fleetItem.json
            item.generateName = fleetItem.generateName
            item.volumeClaims = fleetItem.volumeClaims
            let user = question.requester.subject
            return ClientItem(
                item,
                requester: ClientSubject(
                    username: Array(user.username.utf8),
                    groups: user.groups.map { Array($0.utf8) }
                )
            )
        }

        private func excess(of user: Subject) -> String? {
            WireLimits.standard.subjectExcess(
                username: user.username.utf8.count,
                groups: user.groups.lazy.map(\.utf8.count)
            )
        }

        /// What a report says of the object, as far as the object says it; a pod that cannot be read says nothing, and the
        /// server tells what is wrong with it.
        private func question(_ item: FleetItem) -> FleetQuestion {
            let object = CheckedObject(item, requests)
            let isReadable = read(item, in: object.namespace)
            let isBarePod = item.workload == .pod
            let infers = item.question(requests.treatment).infersRequester
            let inferred = isReadable && infers ? inference.requester(of: facts) : nil
            let controller = facts.controller.map { (facts.string($0.kind), facts.string($0.name)) }
            return FleetQuestion(
                number: number,
                object: object,
                requester: inferred ?? requests.requester(of: item),
                isRequesterAssumed: inferred == nil && requests.isUnknown(item),
                owner: PodOwners.owner(
                    of: object,
                    isBarePod: isBarePod,
                    controller: isReadable ? controller ?? ("", "") : ("", ""),
                    json: item.json
                ),
                podName: isReadable ? quotedName() : item.identity.name,
                serviceAccount: isReadable ? facts.string(facts.serviceAccountName) : "",
                item: keepsItems ? item : nil
            )
        }

        private func read(_ item: FleetItem, in namespace: String) -> Bool {
            let question = item.question(requests.treatment)
            if question.hasSubresource { return false }
            do throws(PodReadError) {
                let object = item.json.span
                try unsafe podReader.read(object.bytes, as: .json, at: item.podPath, into: &facts)
            } catch {
                return false
            }
            if item.workload != .pod, !item.generateName.isEmpty {
                facts.generateName = facts.append(item.generateName)
            }
            if question.operation == .create, !question.isStored {
                _ = accounts?.admit(&facts, namespace: Array(namespace.utf8).span)
            }
            return true
        }

        private func quotedName() -> String {
            var name: [UInt8] = []
            Evaluator.appendQuotedName(facts, to: &name)
            return String(decoding: name.dropFirst().dropLast(), as: UTF8.self)
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
