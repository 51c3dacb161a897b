/// A run of bytes in the slab that a decoder copies messages into.
package struct ByteRange: Equatable, Sendable {
    package var start: UInt32
    package var count: UInt32

    package static let empty = ByteRange(start: 0, count: 0)

    package init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    init(_ range: Range<Int>) {
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        count = UInt32(truncatingIfNeeded: range.count)
    }

    package var isEmpty: Bool { count == 0 }
    package var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// An item as it came: numbers, and places of its bytes in the slab.
///
/// Copying it costs no reference count.
package struct ReceivedItem: Equatable, Sendable {
    package enum Operation: UInt8, Sendable {
        case create
        case update
    }

    package enum Phase: UInt8, Sendable {
        /// CREATE as `Admit` judges it, UPDATE as `Validate` does.
        case byOperation
        case validate
    }

    package enum Encoding: UInt8, Sendable {
        /// As `Open` says.
        case ofStream
        case json
        case kubernetesProtobuf
    }

    package enum Path: UInt8, Sendable {
        case pod
        case template
        case specTemplate
        case jobTemplate
    }

    /// Why the item is invalid before anyone looks at its object.
    package enum Fault: UInt8, Sendable {
        case objectTooLarge
        case oldObjectTooLarge
        case messageTooLarge
        case unknownSubject
        case unknownOperation
        case unknownPhase
        case unknownEncoding
        case unknownPath
        case nameTooLong
        case tooManyVolumeClaims
    }

    /// The id of the subject, 0 for a requester without name and groups.
    package var subject: UInt32 = 0
    package var operation = Operation.create
    package var phase = Phase.byOperation
    package var encoding = Encoding.ofStream
    package var path = Path.pod
    package var namespace = ByteRange.empty
    package var object = ByteRange.empty
    /// nil if the item has none; an empty one is one.
    package var oldObject: ByteRange?
    package var subresource = ByteRange.empty
    package var generateName = ByteRange.empty
    /// The part of the message that holds all volume claims: `forEachVolumeClaim` finds them in it.
    package var volumeClaims = ByteRange.empty
    /// The ServiceAccount plugin's effects are in the pod.
    package var isStored = false
    package var fault: Fault?
    /// The bytes that the item took on the wire, its length included: what flow control gives back.
    package var wireByteCount: UInt32 = 0

    package init() {}

    /// Calls `body` with the place of every volume claim's name in the slab.
    package func forEachVolumeClaim(_ slab: Span<UInt8>, _ body: (ByteRange) -> Void) {
        var reader = FieldReader(volumeClaims.indices)
        // The decoder has been through these bytes, so nothing is thrown here.
        while !reader.isAtEnd, let tag = try? reader.tag(slab) {
            if tag.number == ItemField.volumeClaims.rawValue {
                guard let range = try? reader.content(slab) else { return }
                body(ByteRange(range))
            } else {
                guard (try? reader.skip(tag.type, slab)) != nil else { return }
            }
        }
    }
}

extension ReceivedItem.Fault {
    /// The reason that the verdict `invalid` carries.
    package func reason(_ limits: WireLimits = .standard) -> String {
        switch self {
        case .objectTooLarge: "`object` is longer than \(limits.objectBytesMax) bytes"
        case .oldObjectTooLarge: "`old_object` is longer than \(limits.objectBytesMax) bytes"
        case .messageTooLarge: "the item is longer than \(limits.messageBytesMax) bytes"
        case .unknownSubject: "`subject` names no subject of this stream"
        case .unknownOperation: "`operation` is neither CREATE nor UPDATE"
        case .unknownPhase: "`phase` is unknown"
        case .unknownEncoding: "`encoding` is unknown"
        case .unknownPath: "`pod_path` is unknown"
        case .nameTooLong: "a name is longer than \(limits.nameBytesMax) bytes"
        case .tooManyVolumeClaims: "more than \(limits.volumeClaimsMax) volume claims"
        }
    }
}

/// The field numbers of `Item`.
enum ItemField: UInt32 {
    case subject = 1
    case namespace = 2
    case operation = 3
    case object = 4
    case oldObject = 5
    case subresource = 6
    case phase = 7
    case encoding = 8
    case path = 9
    case generateName = 10
    case volumeClaims = 11
    case stored = 12
}

extension ReceivedItem {
    /// Reads the fields of an `Item` that lie at `range` of the slab.
    init(_ slab: Span<UInt8>, _ range: Range<Int>, subjects: Int, limits: WireLimits) throws(FieldFault) {
        var reader = FieldReader(range)
        var claims = 0
        while !reader.isAtEnd {
            let start = reader.index
            let tag = try reader.tag(slab)
            guard let field = ItemField(rawValue: tag.number) else {
                try reader.skip(tag.type, slab)
                continue
            }
            switch field {
            case .subject, .operation, .phase, .encoding, .path:
                try reader.expect(tag.type, .varint, at: start)
                setNumber(field, try reader.uint32(slab))
            case .stored:
                try reader.expect(tag.type, .varint, at: start)
                isStored = try reader.varint(slab) != 0
            case .object, .oldObject:
                try reader.expect(tag.type, .lengthDelimited, at: start)
                let content = ByteRange(try reader.content(slab))
                if field == .object { object = content } else { oldObject = content }
            case .namespace, .subresource, .generateName:
                try reader.expect(tag.type, .lengthDelimited, at: start)
                setName(field, ByteRange(try reader.text(slab)), limits)
            case .volumeClaims:
                try reader.expect(tag.type, .lengthDelimited, at: start)
                let claim = try reader.text(slab)
                claims += 1
                if claim.count > limits.nameBytesMax { note(.nameTooLong) }
                let first = volumeClaims.isEmpty ? start : Int(volumeClaims.start)
                volumeClaims = ByteRange(first..<claim.upperBound)
            }
        }
        if claims > limits.volumeClaimsMax { note(.tooManyVolumeClaims) }
        if Int(subject) > subjects { note(.unknownSubject) }
        if Int(object.count) > limits.objectBytesMax { note(.objectTooLarge) }
        if let oldObject, Int(oldObject.count) > limits.objectBytesMax { note(.oldObjectTooLarge) }
    }

    /// Of several faults the first one noticed counts.
    private mutating func note(_ fault: Fault) {
        if self.fault == nil { self.fault = fault }
    }

    private mutating func setNumber(_ field: ItemField, _ value: UInt32) {
        let small = UInt8(exactly: value)
        switch field {
        case .operation:
            if let known = small.flatMap(Operation.init) { operation = known } else { note(.unknownOperation) }
        case .phase:
            if let known = small.flatMap(Phase.init) { phase = known } else { note(.unknownPhase) }
        case .encoding:
            if let known = small.flatMap(Encoding.init) { encoding = known } else { note(.unknownEncoding) }
        case .path:
            if let known = small.flatMap(Path.init) { path = known } else { note(.unknownPath) }
        default: subject = value
        }
    }

    private mutating func setName(_ field: ItemField, _ name: ByteRange, _ limits: WireLimits) {
        if Int(name.count) > limits.nameBytesMax { note(.nameTooLong) }
        switch field {
        case .subresource: subresource = name
        case .generateName: generateName = name
        default: namespace = name
        }
    }
}
