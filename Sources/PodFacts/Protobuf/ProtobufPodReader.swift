/// Reads the facts of a pod from Kubernetes' protobuf in one pass: what Kubernetes 1.20's decoder refuses it refuses, and
/// what that decoder takes it reads alike.
///
/// The pod's bytes are copied once, whole, into `PodFacts.text`: protobuf has no escapes, so that every text is already
/// there, and to read one is to note its place. Values that repeat follow gogo-protobuf: embedded messages merge, lists
/// append, the last scalar wins. Fields that the facts leave out are checked (`ProtobufFieldCheck`), not decoded.
///
/// A reader is meant to be kept: its scratch lists keep their memory, and the steady state allocates nothing. Its functions
/// are mutating, also those that change nothing of it: from a mutating function, one that borrows gets a copy of the reader.
package struct ProtobufPodReader: Sendable {
    let limits: PodLimits
    private let acceptsBarePod: Bool
    let fields = ProtobufFieldCheck.standard
    let messages = ProtobufMessages.standard

    /// Containers that precede the others in the facts, but follow them in the bytes.
    var initContainers: [ContainerFacts] = []
    var ephemeralContainers: [ContainerFacts] = []
    /// The container that is being read.
    var container = ContainerFacts(kind: .container)
    /// The capabilities of the container that is being read: its two lists may interleave.
    var addedCapabilities: [TextRange] = []
    var droppedCapabilities: [TextRange] = []
    /// `spec.serviceAccount`, which counts if `spec.serviceAccountName` is empty.
    var deprecatedServiceAccount: TextRange = .empty

    /// - Parameters:
    ///   - limits: how much of a pod is read at the most.
    ///   - acceptsBarePod: also take a `v1.Pod` message without the envelope, which Kubernetes refuses. Such a body is one
    ///     that does not begin with `k8s\0`; no pod can (it would be a group without an end).
    package init(limits: PodLimits = .standard, acceptsBarePod: Bool = true) {
        self.limits = limits
        self.acceptsBarePod = acceptsBarePod
    }

    /// Reads `body` into `facts`, whose memory is used again; after an error they are empty.
    ///
    /// - Complexity: O(bytes), but O(n log n) in the number of annotations for more than a few that PSP looks at.
    package mutating func read(_ body: RawSpan, into facts: inout PodFacts) throws(PodReadError) {
        facts.removeAll()
        do throws(ProtobufFault) {
            try readBody(body, into: &facts)
        } catch {
            facts.removeAll()
            throw PodReadError(error, limits: limits)
        }
    }

    private mutating func readBody(_ body: RawSpan, into facts: inout PodFacts) throws(ProtobufFault) {
        guard body.byteCount <= limits.podBytesMax else { throw ProtobufFault(.bodyTooLong, at: limits.podBytesMax) }
        guard body.byteCount > 0 else { throw ProtobufFault(.emptyBody, at: 0) }
        if !initContainers.isEmpty { initContainers.removeAll(keepingCapacity: true) }
        if !ephemeralContainers.isEmpty { ephemeralContainers.removeAll(keepingCapacity: true) }
        deprecatedServiceAccount = .empty

        var pod = ProtobufCursor(body)
        if KubernetesEnvelope.isPresent(in: body) {
            pod = try KubernetesEnvelope.pod(in: body)
        } else if !acceptsBarePod {
            throw ProtobufFault(.missingEnvelope, at: 0)
        }
        unsafe body.withUnsafeBytes { bytes in unsafe facts.text.append(contentsOf: bytes) }
        // A Kubernetes Pod always has both: they are no pointers.
        facts.presence = [.metadata, .spec]
        try readPod(pod, body, into: &facts)
        finish(&facts)
    }

    private mutating func readPod(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into facts: inout PodFacts
    ) throws(ProtobufFault) {
        let message = fields.message(messages.pod)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1): try readMetadata(field.message, bytes, into: &facts)
            case Tag.delimited(2): try readSpec(field.message, bytes, into: &facts)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    /// What is known only when the pod has ended.
    private mutating func finish(_ facts: inout PodFacts) {
        if !initContainers.isEmpty { facts.containers.insert(contentsOf: initContainers, at: 0) }
        if !ephemeralContainers.isEmpty { facts.containers.append(contentsOf: ephemeralContainers) }
        PodDefaulting.finish(&facts, serviceAccount: deprecatedServiceAccount)
    }
}
