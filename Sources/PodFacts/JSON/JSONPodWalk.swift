import JSONScan

/// One pass over the tokens of a pod in JSON, from bytes to facts.
///
/// Every text of the facts is a range of the body itself, which the reader has copied into `PodFacts.text`; only texts
/// with escapes are written anew, behind it. While the walk runs, `facts.text` holds just those.
///
/// A function takes the index of the token at which its value begins and returns that behind it. It stops
/// (`JSONWalkStop`) at whatever is not plain: a malformed or mistyped value, a field that is repeated, a limit. The
/// merging reader then reads the whole pod again and decides.
struct JSONPodWalk {
    let limits: PodLimits
    /// Where in the final `PodFacts.text` the texts of `facts.text` will stand.
    let unescapedStart: Int
    /// The text of the deprecated `spec.serviceAccount`.
    private var serviceAccount: TextRange = .empty

    init(limits: PodLimits, unescapedStart: Int) {
        self.limits = limits
        self.unescapedStart = unescapedStart
    }

    /// Reads the pod at `path` of the body, whose `count` tokens must all be passed.
    mutating func read(
        _ walk: inout JSONWalk,
        tokens count: Int,
        at path: PodPath,
        into facts: inout PodFacts
    ) throws(JSONWalkStop) {
        var index = 0
        switch path {
        case .pod: index = try pod(&walk, index, &facts)
        case .template: index = try templateParent(hasMetadata: true, &walk, index, &facts)
        case .specTemplate: index = try workload(&walk, index, &facts)
        case .jobTemplate:
            index = try parent(.spec, hasMetadata: true, &walk, index, &facts) {
                (self, walk, index, facts) throws(JSONWalkStop) in
                try self.parent(.jobTemplate, hasMetadata: false, &walk, index, &facts) {
                    (self, walk, index, facts) throws(JSONWalkStop) in
                    try self.workload(&walk, index, &facts)
                }
            }
        }
        guard index == count else { throw JSONWalkStop() }
        PodDefaulting.sortContainers(&facts)
    }

    /// What is left to do when `facts.text` is whole.
    func finish(_ facts: inout PodFacts) {
        PodDefaulting.finish(&facts, serviceAccount: serviceAccount)
    }

    // MARK: Objects around the pod's spec

    private mutating func pod(
        _ walk: inout JSONWalk,
        _ start: Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> Int {
        var index = start
        var seen: UInt32 = 0
        guard walk.token(start) == UInt8(ascii: "{") else { throw JSONWalkStop() }
        _ = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .apiVersion:
                try once(&seen, 1)
                try JSONPodWalk.check(.v1, &walk, &next)
            case .kind:
                try once(&seen, 2)
                try JSONPodWalk.check(.pod, &walk, &next)
            case .metadata:
                try once(&seen, 4)
                next = try metadata(.pod, &walk, next, &facts)
            case .spec:
                try once(&seen, 8)
                next = try spec(&walk, next, &facts)
            default:
                guard !JSONPodWalk.mayBeTypeInAnotherCase(key) else { throw JSONWalkStop() }
                next = try walk.skip(next)
            }
            return next
        }
        return index
    }

    /// What Kubernetes takes for `apiVersion` or `kind` although it is written otherwise (`JSONTypeMeta`).
    private static func mayBeTypeInAnotherCase(_ key: JSONKey) -> Bool {
        let lowered = key.head | 0x2020_2020_2020_2020
        // With a letter beyond ASCII, too, there would be a slower look to take.
        if key.head & 0x8080_8080_8080_8080 != 0 { return true }
        return lowered == JSONName.kind.head || (lowered == JSONName.apiVersionLowered.head && key.count >= 10)
    }

    /// Passes a text that must be `expected`, or empty, or `null`.
    private static func check(
        _ expected: JSONName,
        _ walk: inout JSONWalk,
        _ index: inout Int
    ) throws(JSONWalkStop) {
        if walk.token(index) == UInt8(ascii: "\"") {
            let text = walk.takeKey(index)
            guard expected ~= text || text.count == 0 else { throw JSONWalkStop() }
            index += 1
        } else {
            index = try walk.null(index)
        }
    }

    /// A workload, or the job template of one.
    private mutating func workload(
        _ walk: inout JSONWalk,
        _ start: Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> Int {
        try parent(.spec, hasMetadata: true, &walk, start, &facts) { (self, walk, index, facts) throws(JSONWalkStop) in
            try self.templateParent(hasMetadata: false, &walk, index, &facts)
        }
    }

    /// What has a `template`: a PodTemplate, or the spec of a workload.
    private mutating func templateParent(
        hasMetadata: Bool,
        _ walk: inout JSONWalk,
        _ start: Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> Int {
        try parent(.template, hasMetadata: hasMetadata, &walk, start, &facts) {
            (self, walk, index, facts) throws(JSONWalkStop) in
            var index = index
            var seen: UInt32 = 0
            _ = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
                switch key {
                case .metadata:
                    try once(&seen, 1)
                    return try self.metadata(.template, &walk, value, &facts)
                case .spec:
                    try once(&seen, 2)
                    return try self.spec(&walk, value, &facts)
                default: return try walk.skip(value)
                }
            }
            return index
        }
    }

    /// An object of which only the value of `name` counts, and the types of its metadata if it has some.
    private mutating func parent(
        _ name: JSONName,
        hasMetadata: Bool,
        _ walk: inout JSONWalk,
        _ start: Int,
        _ facts: inout PodFacts,
        _ value: (inout JSONPodWalk, inout JSONWalk, Int, inout PodFacts) throws(JSONWalkStop) -> Int
    ) throws(JSONWalkStop) -> Int {
        var index = start
        var seen: UInt32 = 0
        let isObject = try walk.object(&index) { (walk, key, next) throws(JSONWalkStop) in
            if name ~= key {
                try once(&seen, 1)
                return try value(&self, &walk, next, &facts)
            }
            guard hasMetadata, .metadata ~= key else { return try walk.skip(next) }
            return try metadata(.workload, &walk, next, &facts)
        }
        guard isObject || start > 0 else { throw JSONWalkStop() }
        return index
    }

    // MARK: Pod spec

    private mutating func spec(
        _ walk: inout JSONWalk,
        _ start: Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> Int {
        var index = start
        var seen: UInt32 = 0
        let isPresent = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .containers:
                try once(&seen, 1)
                try containers(.container, &walk, &next, &facts)
            case .volumes:
                try once(&seen, 2)
                try volumes(&walk, &next, &facts)
            case .securityContext:
                try once(&seen, 4)
                try podSecurityContext(&walk, &next, &facts)
            case .serviceAccountName:
                try once(&seen, 8)
                facts.serviceAccountName = try text(&walk, &next, &facts) ?? .empty
            case .serviceAccount:
                try once(&seen, 16)
                serviceAccount = try text(&walk, &next, &facts) ?? .empty
            case .initContainers:
                try once(&seen, 32)
                try containers(.initContainer, &walk, &next, &facts)
            case .hostNetwork:
                try once(&seen, 64)
                facts.hostNetwork = try walk.bool(&next) ?? false
            case .hostPID:
                try once(&seen, 128)
                facts.hostPID = try walk.bool(&next) ?? false
            case .hostIPC:
                try once(&seen, 256)
                facts.hostIPC = try walk.bool(&next) ?? false
            case .automountServiceAccountToken:
                try once(&seen, 512)
                facts.automountServiceAccountToken = try walk.bool(&next)
            case .runtimeClassName:
                try once(&seen, 1024)
                facts.runtimeClassName = try text(&walk, &next, &facts)
            case .ephemeralContainers:
                try once(&seen, 2048)
                try containers(.ephemeralContainer, &walk, &next, &facts)
            default: next = try walk.skip(next)
            }
            return next
        }
        if isPresent { facts.presence.insert(.spec) }
        return index
    }

    // MARK: Parts

    /// Passes a string, or (nil) `null`.
    @inline(__always)
    mutating func text(_ walk: inout JSONWalk, _ index: inout Int, _ facts: inout PodFacts) throws(JSONWalkStop)
        -> TextRange?
    {
        guard walk.token(index) == UInt8(ascii: "\"") else {
            index = try walk.null(index)
            return nil
        }
        let range = walk.string(index)
        index += 1
        if walk.hasEscapes, walk.hasBackslash(range) { return unescaped(&walk, range, &facts) }
        return TextRange(
            start: UInt32(truncatingIfNeeded: range.lowerBound),
            count: UInt32(truncatingIfNeeded: range.count)
        )
    }

    @inline(never)
    private mutating func unescaped(_ walk: inout JSONWalk, _ range: Range<Int>, _ facts: inout PodFacts) -> TextRange {
        let start = facts.text.count
        walk.appendUnescaped(range, to: &facts.text)
        return TextRange(
            start: UInt32(truncatingIfNeeded: unescapedStart + start),
            count: UInt32(truncatingIfNeeded: facts.text.count - start)
        )
    }
}

/// Notes that a field has been seen; a second time needs the merging reader.
@inline(__always)
func once(_ seen: inout UInt32, _ field: UInt32) throws(JSONWalkStop) {
    guard seen & field == 0 else { throw JSONWalkStop() }
    seen |= field
}
