import JSONScan

/// `metadata` of a pod, of a workload or of its template.
extension JSONPodWalk {
    /// Whose metadata it is, and so what the pod gets of it.
    enum MetadataOwner {
        /// Names, annotations and the controller.
        case pod
        /// The annotations.
        case template
        /// Nothing.
        case workload
    }

    /// Reads the metadata, of which every field must have its type, as Kubernetes decodes them all.
    ///
    /// Fields that give nothing may be repeated: each is checked by itself.
    mutating func metadata(
        _ owner: MetadataOwner,
        _ walk: inout JSONWalk,
        _ start: Int,
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
                if owner == .pod { facts.name = name }
            case .generateName:
                try once(&seen, 2)
                let name = try text(&walk, &next, &facts) ?? .empty
                if owner == .pod { facts.generateName = name }
            case .namespace:
                try once(&seen, 4)
                let name = try text(&walk, &next, &facts) ?? .empty
                if owner == .pod { facts.namespace = name }
            case .labels: next = try walk.skipTextMap(next)
            case .annotations:
                try once(&seen, 8)
                if owner == .workload {
                    next = try walk.skipTextMap(next)
                } else {
                    try annotations(&walk, &next, &facts)
                }
            case .ownerReferences:
                try once(&seen, 16)
                try owners(&walk, &next, isPod: owner == .pod, &facts)
            default: next = try otherMetadata(&walk, key, next)
            }
            return next
        }
        if isPresent, owner != .workload { facts.presence.insert(.metadata) }
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
                next = try walk.skipText(next)
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
                case .apiVersion, .uid: next = try walk.skipText(next)
                case .blockOwnerDeletion: _ = try walk.bool(&next)
                default: next = try walk.skip(next)
                }
                return next
            }
            if isController, isPod, facts.controller == nil { facts.controller = owner }
            return next
        }
    }

    // MARK: Fields that give nothing

    /// Passes a field by its type; apart from the others, which a manifest has and which stay as quick as without these.
    @inline(never)
    private mutating func otherMetadata(
        _ walk: inout JSONWalk,
        _ key: JSONKey,
        _ value: Int
    ) throws(JSONWalkStop) -> Int {
        var next = value
        switch key {
        case .uid, .resourceVersion, .selfLink, .clusterName: next = try walk.skipText(next)
        case .creationTimestamp, .deletionTimestamp: next = try walk.skipTime(next)
        case .generation, .deletionGracePeriodSeconds: _ = try walk.integer(&next)
        case .finalizers: try texts(&walk, &next)
        case .managedFields: try managedFields(&walk, &next)
        default: next = try walk.skip(next)
        }
        return next
    }

    /// Passes a list of texts.
    private mutating func texts(_ walk: inout JSONWalk, _ index: inout Int) throws(JSONWalkStop) {
        var count = 0
        _ = try walk.array(&index) { (walk, element) throws(JSONWalkStop) in
            count += 1
            guard count <= limits.listElementsMax else { throw JSONWalkStop() }
            return try walk.skipText(element)
        }
    }

    private mutating func managedFields(_ walk: inout JSONWalk, _ index: inout Int) throws(JSONWalkStop) {
        var count = 0
        _ = try walk.array(&index) { (walk, element) throws(JSONWalkStop) in
            count += 1
            guard count <= limits.listElementsMax else { throw JSONWalkStop() }
            var next = element
            _ = try walk.object(&next) { (walk, key, value) throws(JSONWalkStop) in
                switch key {
                case .apiVersion, .fieldsType, .manager, .operation: try walk.skipText(value)
                case .time: try walk.skipTime(value)
                default: try walk.skip(value)
                }
            }
            return next
        }
    }
}
