/// `ObjectMeta`: names, the annotations that matter, the controller.
extension ProtobufPodReader {
    mutating func readMetadata(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into facts: inout PodFacts
    ) throws(ProtobufFault) {
        let message = fields.message(messages.objectMeta)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1): facts.name = field.text
            case Tag.delimited(2): facts.generateName = field.text
            case Tag.delimited(3): facts.namespace = field.text
            case Tag.delimited(12):
                let entry = try MapEntry(field, in: cursor, bytes)
                cursor.move(to: entry.end)
                facts.presence.insert(.annotations)
                guard let annotation = AnnotationFacts(entry, bytes) else { continue }
                try checkCount(facts.annotations.count, cursor)
                facts.annotations.append(annotation)
            case Tag.delimited(13): try readOwner(field.message, bytes, into: &facts)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    /// The first owner that is the controller counts.
    ///
    /// Kubernetes: `metav1.GetControllerOf`.
    private mutating func readOwner(_ place: ProtobufCursor, _ bytes: RawSpan, into facts: inout PodFacts)
        throws(ProtobufFault)
    {
        let message = fields.message(messages.ownerReference)
        var cursor = place
        var owner = OwnerFacts(kind: .empty, name: .empty)
        var isController = false
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0:
                if isController, facts.controller == nil { facts.controller = owner }
                return
            case Tag.delimited(1): owner.kind = field.text
            case Tag.delimited(3): owner.name = field.text
            case Tag.varint(6): isController = try cursor.bool(bytes)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }
}

extension AnnotationFacts {
    /// nil for an annotation that nobody looks at.
    fileprivate init?(_ entry: MapEntry, _ bytes: RawSpan) {
        guard let (kind, subject) = Kind.of(key: bytes.extracting(entry.key)) else { return nil }
        self.init(kind: kind, subject: TextRange(entry.key.dropFirst(subject)), value: TextRange(entry.value))
    }
}

extension TextRange {
    init(_ place: Range<Int>) {
        self.init(
            start: UInt32(truncatingIfNeeded: place.lowerBound),
            count: UInt32(truncatingIfNeeded: place.count)
        )
    }
}
