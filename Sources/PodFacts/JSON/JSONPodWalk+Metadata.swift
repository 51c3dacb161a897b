import JSONScan

/// `metadata` of a pod or of a workload's template.
extension JSONPodWalk {
    /// Reads the metadata; a template's gives the pod nothing but annotations.
    mutating func metadata(
        _ walk: inout JSONWalk,
        _ start: Int,
        isPod: Bool,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> Int {
        var index = start
        var seen: UInt32 = 0
        let isPresent = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .name:
                try once(&seen, 1)
                let name = try text(&walk, &next, &facts) ?? .empty
                if isPod { facts.name = name }
            case .generateName:
                try once(&seen, 2)
                let name = try text(&walk, &next, &facts) ?? .empty
                if isPod { facts.generateName = name }
            case .namespace:
                try once(&seen, 4)
                let name = try text(&walk, &next, &facts) ?? .empty
                if isPod { facts.namespace = name }
            case .labels:
                try once(&seen, 8)
                next = try walk.skipTextMap(next)
            case .annotations:
                try once(&seen, 16)
                try annotations(&walk, &next, &facts)
            case .ownerReferences:
                try once(&seen, 32)
                try owners(&walk, &next, isPod: isPod, &facts)
            default: next = try walk.skip(next)
            }
            return next
        }
        if isPresent { facts.presence.insert(.metadata) }
        return index
    }

    private mutating func annotations(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) {
        let isPresent = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key.head {
            case JSONName.kubernetesStart.head, JSONName.seccompStart.head, JSONName.containerStart.head:
                try annotation(&walk, &next, &facts)
            default:
                if walk.token(next) == UInt8(ascii: "\"") { next += 1 } else { next = try walk.null(next) }
            }
            return next
        }
        if isPresent { facts.presence.insert(.annotations) }
    }

    /// An annotation whose key may be one that counts.
    ///
    /// Token `index - 2` is the key.
    private mutating func annotation(_ walk: inout JSONWalk, _ index: inout Int, _ facts: inout PodFacts)
        throws(JSONWalkStop)
    {
        var keyIndex = index - 2
        let key = try text(&walk, &keyIndex, &facts) ?? .empty
        let value = try text(&walk, &index, &facts) ?? .empty
        let isUnescaped = Int(key.start) >= unescapedStart
        let found =
            isUnescaped
            ? AnnotationFacts.Kind.of(
                key: unsafe facts.text.span.extracting(Int(key.start) - unescapedStart..<facts.text.count)
                    .extracting(first: Int(key.count)).bytes
            )
            : walk.withBytes(key.indices) { AnnotationFacts.Kind.of(key: $0) }
        guard let (kind, subjectStart) = found else { return }
        guard facts.annotations.count < limits.listElementsMax else { throw JSONWalkStop() }
        let subject = TextRange(
            start: key.start + UInt32(truncatingIfNeeded: subjectStart),
            count: key.count - UInt32(truncatingIfNeeded: subjectStart)
        )
        facts.annotations.append(AnnotationFacts(kind: kind, subject: subject, value: value))
    }

    private mutating func owners(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        isPod: Bool,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) {
        var count = 0
        _ = try walk.array(&index) { (walk, start) throws(JSONWalkStop) in
            count += 1
            guard count <= limits.listElementsMax else { throw JSONWalkStop() }
            var next = start
            var seen: UInt32 = 0
            var isController = false
            var owner = OwnerFacts(kind: .empty, name: .empty)
            _ = try walk.object(&next) { (walk, key, value) throws(JSONWalkStop) in
                var next = value
                switch key {
                case .kind:
                    try once(&seen, 1)
                    owner.kind = try text(&walk, &next, &facts) ?? .empty
                case .name:
                    try once(&seen, 2)
                    owner.name = try text(&walk, &next, &facts) ?? .empty
                case .controller:
                    try once(&seen, 4)
                    isController = try walk.bool(&next) ?? false
                default: next = try walk.skip(next)
                }
                return next
            }
            if isController, isPod, facts.controller == nil { facts.controller = owner }
            return next
        }
    }
}
