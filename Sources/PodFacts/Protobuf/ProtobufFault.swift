/// Where and why a protobuf message is refused, small enough to be thrown at no cost on the hot path.
///
/// `PodReadError` and its text are made from it once, at the door.
struct ProtobufFault: Error, Equatable {
    enum Code: UInt8 {
        case truncated
        case longVarint
        case illegalTag
        case endOfGroup
        case illegalWireType
        case wrongWireType
        case negativeLength
        case badQuantity
        case emptyBody
        case missingEnvelope
        case wrongKind
        case bodyTooLong
        case tooManyContainers
        case tooManyVolumes
        case tooManyElements
    }

    var code: Code
    var offset: Int
    /// The tag (field number and wire type) that was read last, where `code` is about one.
    var tag: UInt32 = 0
    /// The message (an index of `PodSchema.messages`) that holds it.
    var message: UInt8 = .max

    init(_ code: Code, at offset: Int, tag: UInt32 = 0, in message: UInt8 = .max) {
        self.code = code
        self.offset = offset
        self.tag = tag
        self.message = message
    }
}

extension PodReadError {
    init(_ fault: ProtobufFault, limits: PodLimits) {
        let (code, reason): (Code, String) =
            switch fault.code {
            case .truncated: (.malformed, "protobuf ends inside a field")
            case .longVarint: (.malformed, "protobuf varint of more than 10 bytes")
            case .illegalTag: (.malformed, "protobuf field number is 0 or negative")
            case .endOfGroup: (.malformed, "protobuf group ends that was never begun")
            case .illegalWireType: (.malformed, "protobuf wire type \(fault.tag & 7) does not exist")
            case .negativeLength: (.malformed, "protobuf length is negative")
            case .wrongWireType:
                (.wrongType, "protobuf wire type \(fault.tag & 7) does not fit \(fault.fieldDescription)")
            case .badQuantity: (.wrongType, "a resource quantity is malformed")
            case .emptyBody: (.malformed, "empty body")
            case .missingEnvelope: (.malformed, "body does not begin with `k8s\\0`")
            case .wrongKind: (.wrongKind, "protobuf envelope does not hold a `v1` `Pod`")
            case .bodyTooLong: (.limit, "the pod has more than \(limits.podBytesMax) bytes")
            case .tooManyContainers: (.limit, "the pod has more than \(limits.containersMax) containers")
            case .tooManyVolumes: (.limit, "the pod has more than \(limits.volumesMax) volumes")
            case .tooManyElements: (.limit, "a list in the pod has more than \(limits.listElementsMax) elements")
            }
        self.init(code, at: fault.offset, reason)
    }
}

extension ProtobufFault {
    /// `containers` of `PodSpec`, as far as it is known.
    fileprivate var fieldDescription: String {
        let messages = PodSchema.standard.messages
        guard messages.indices.contains(Int(message)) else { return "field \(tag >> 3)" }
        let described = messages[Int(message)]
        let name = described.fields.first { $0.number == Int(tag >> 3) }?.name ?? "\(tag >> 3)"
        return "field `\(name)` of `\(described.name)`"
    }
}
