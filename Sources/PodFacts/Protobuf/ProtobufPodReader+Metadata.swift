/// `ObjectMeta`: names, the annotations that matter, the controller.
extension ProtobufPodReader {
    mutating func readMetadata(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into facts: inout PodFacts
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try cursor.tag(bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1): facts.name = try cursor.text(bytes)
            case Tag.delimited(2): facts.generateName = try cursor.text(bytes)
            case Tag.delimited(3): facts.namespace = try cursor.text(bytes)
            case Tag.delimited(12):
                let entry = try MapEntry(&cursor, bytes)
                facts.presence.insert(.annotations)
                guard let annotation = AnnotationFacts(entry, bytes) else { continue }
                try checkCount(facts.annotations.count, cursor)
                facts.annotations.append(annotation)
            case Tag.delimited(13): try readOwner(try cursor.message(bytes), bytes, into: &facts)
            default: try fields.check(tag, of: messages.objectMeta, &cursor, bytes)
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
            let tag = try cursor.tag(bytes)
            switch tag {
            case 0:
                if isController, facts.controller == nil { facts.controller = owner }
                return
            case Tag.delimited(1): owner.kind = try cursor.text(bytes)
            case Tag.delimited(3): owner.name = try cursor.text(bytes)
            case Tag.varint(6): isController = try cursor.bool(bytes)
            default: try fields.check(tag, of: messages.ownerReference, &cursor, bytes)
            }
        }
    }
}

extension AnnotationFacts {
    /// nil for an annotation that nobody looks at.
    fileprivate init?(_ entry: MapEntry, _ bytes: RawSpan) {
        let key = entry.key
        guard !key.isEmpty else { return nil }
        let kind: Kind
        var subject = TextRange.empty
        switch bytes.byte(at: key.lowerBound) {
        case UInt8(ascii: "c"):
            let seccomp: StaticString = "container.seccomp.security.alpha.kubernetes.io/"
            let appArmor: StaticString = "container.apparmor.security.beta.kubernetes.io/"
            let prefix: StaticString
            if bytes.hasPrefix(seccomp, at: key) {
                (kind, prefix) = (.seccompContainer, seccomp)
            } else if bytes.hasPrefix(appArmor, at: key) {
                (kind, prefix) = (.appArmorContainer, appArmor)
            } else {
                return nil
            }
            subject = TextRange(key.dropFirst(prefix.utf8CodeUnitCount))
        case UInt8(ascii: "s"):
            guard bytes.equals("seccomp.security.alpha.kubernetes.io/pod", at: key) else { return nil }
            kind = .seccompPod
        case UInt8(ascii: "k"):
            if bytes.equals("kubernetes.io/psp", at: key) {
                kind = .policy
            } else if bytes.equals("kubernetes.io/config.mirror", at: key) {
                kind = .mirrorPod
            } else {
                return nil
            }
        default: return nil
        }
        self.init(kind: kind, subject: subject, value: TextRange(entry.value))
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

extension PodFacts {
    /// Annotations are a map: of those with one key only the last stays.
    mutating func keepLastAnnotations() {
        guard annotations.count > 1 else { return }
        guard annotations.count > 16 else {
            var index = annotations.count - 1
            while index > 0 {
                for earlier in (0..<index).reversed() where isSameKey(annotations[earlier], annotations[index]) {
                    annotations.remove(at: earlier)
                    index -= 1
                }
                index -= 1
            }
            return
        }
        var order = Array(annotations.indices)
        order.sort { isOrdered(annotations[$0], annotations[$1]) ?? ($0 < $1) }
        var kept: [AnnotationFacts] = []
        for (position, index) in order.enumerated() {
            if position + 1 < order.count, isSameKey(annotations[index], annotations[order[position + 1]]) { continue }
            kept.append(annotations[index])
        }
        annotations.replaceSubrange(annotations.startIndex..., with: kept)
    }

    private func isSameKey(_ left: AnnotationFacts, _ right: AnnotationFacts) -> Bool {
        left.kind == right.kind && text[left.subject.indices].elementsEqual(text[right.subject.indices])
    }

    /// nil if the keys are the same.
    private func isOrdered(_ left: AnnotationFacts, _ right: AnnotationFacts) -> Bool? {
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        let (leftSubject, rightSubject) = (text[left.subject.indices], text[right.subject.indices])
        if leftSubject.elementsEqual(rightSubject) { return nil }
        return leftSubject.lexicographicallyPrecedes(rightSubject)
    }
}
