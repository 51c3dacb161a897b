/// `ObjectMeta`: names, the annotations that matter, the controller.
extension ProtobufPodReader {
    mutating func readMetadata(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into facts: inout PodFacts
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.objectMeta, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1): facts.name = try cursor.text(bytes)
            case Tag.delimited(2): facts.generateName = try cursor.text(bytes)
            case Tag.delimited(3): facts.namespace = try cursor.text(bytes)
            case Tag.delimited(12):
                let entry = try MapEntry(cursor, bytes)
                cursor.move(to: entry.end)
                facts.presence.insert(.annotations)
                guard let annotation = AnnotationFacts(entry, bytes) else { continue }
                try checkCount(facts.annotations.count, cursor)
                facts.annotations.append(annotation)
            case Tag.delimited(13): try readOwner(try cursor.message(bytes), bytes, into: &facts)
            default: throw fields.fault(tag, of: messages.objectMeta, cursor)
            }
        }
    }

    /// The first owner that is the controller counts.
    ///
    /// Kubernetes: `metav1.GetControllerOf`.
    private func readOwner(_ place: ProtobufCursor, _ bytes: RawSpan, into facts: inout PodFacts) throws(ProtobufFault)
    {
        var cursor = place
        var owner = OwnerFacts(kind: .empty, name: .empty)
        var isController = false
        while true {
            let tag = try fields.nextWanted(of: messages.ownerReference, &cursor, bytes)
            switch tag {
            case 0:
                if isController, facts.controller == nil { facts.controller = owner }
                return
            case Tag.delimited(1): owner.kind = try cursor.text(bytes)
            case Tag.delimited(3): owner.name = try cursor.text(bytes)
            case Tag.varint(6): isController = try cursor.bool(bytes)
            default: throw fields.fault(tag, of: messages.ownerReference, cursor)
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
