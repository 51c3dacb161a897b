package import JSONScan

/// Reads pods in JSON, one after the other; keep one a worker.
///
/// Two scans and no tree: the structure of the whole body is found first (`JSONStructure`), then one walk over its tokens
/// takes the facts and checks the rest. What the walk does not take, the merging reader reads again, and decides. In the
/// steady state nothing is allocated.
package struct JSONPodReader: Sendable {
    private let limits: PodLimits
    private let merging: MergingJSONPodReader
    private var structure: JSONStructure
    /// Texts that had escapes, on their way into the facts.
    private var unescaped: [UInt8] = []
    /// What a walk needs besides the tokens: a bit a level, and an unescaped key.
    private var open: [UInt64]
    private var key = [UInt8](repeating: 0, count: JSONWalk.keyBytesMax + 8)

    /// How many zeros stand behind the body in `PodFacts.text`: the walk looks some bytes ahead.
    private static var padding: Int { 16 }

    package init(limits: PodLimits = .standard, variant: JSONStructure.Variant = .best) {
        self.limits = limits
        merging = MergingJSONPodReader(limits: limits)
        structure = JSONStructure(variant: variant)
        open = [UInt64](repeating: 0, count: limits.nestingMax / 64 + 1)
    }

    /// Replaces `facts` by those of the pod at `path` in `body`.
    ///
    /// After an error `facts` mean nothing.
    package mutating func read(_ body: RawSpan, at path: PodPath, into facts: inout PodFacts) throws(PodReadError) {
        if readFast(body, at: path, into: &facts) { return }
        try merging.read(body, at: path, into: &facts)
    }

    /// Reads the pod in one pass; false, and `facts` mean nothing, if it is malformed, not what was expected, or needs to
    /// be merged.
    package mutating func readFast(_ body: RawSpan, at path: PodPath, into facts: inout PodFacts) -> Bool {
        let count = body.byteCount
        guard count <= limits.podBytesMax, count < 1 << 31 else { return false }
        facts.removeAll()
        // The text is taken out of the facts while the walk reads it; in its place it finds room for unescaped texts.
        var text: [UInt8] = []
        swap(&text, &facts.text)
        swap(&unescaped, &facts.text)
        facts.text.removeAll(keepingCapacity: true)
        scan(body, copiedTo: &text)
        var walk = JSONPodWalk(limits: limits, unescapedStart: text.count)
        let isRead = unsafe text.withUnsafeBufferPointer { text in
            unsafe self.walk(text, count, &walk, at: path, into: &facts)
        }
        swap(&unescaped, &facts.text)
        text.append(contentsOf: unescaped)
        swap(&text, &facts.text)
        guard isRead else { return false }
        walk.finish(&facts)
        return true
    }

    /// Finds the tokens of `body`, whose bytes `text` receives, zeros behind them.
    private mutating func scan(_ body: RawSpan, copiedTo text: inout [UInt8]) {
        let count = body.byteCount
        text.append(addingCapacity: count + Self.padding) { text in
            unsafe text.withUnsafeMutableBufferPointer { text, initialized in
                guard let start = text.baseAddress else { return }
                unsafe body.withUnsafeBytes { body in
                    unsafe structure.scan(body.assumingMemoryBound(to: UInt8.self), copiedTo: start)
                }
                unsafe (start + count).initialize(repeating: 0, count: Self.padding)
                initialized = count + Self.padding
            }
        }
    }

    private mutating func walk(
        _ text: UnsafeBufferPointer<UInt8>,
        _ count: Int,
        _ pod: inout JSONPodWalk,
        at path: PodPath,
        into facts: inout PodFacts
    ) -> Bool {
        guard !structure.isMalformed, let text = text.baseAddress else { return false }
        let tokenCount = structure.count
        let hasEscapes = structure.hasEscapes
        // INVARIANT: what `JSONWalk` demands: `text` is padded, the tokens are its, `open` and `key` are as long as `init`
        // has made them.
        return unsafe structure.withTokens { tokens, positions, backslashes in
            unsafe open.withUnsafeMutableBufferPointer { open in
                unsafe key.withUnsafeMutableBufferPointer { key in
                    guard let open = open.baseAddress, let key = key.baseAddress else { return false }
                    var walk = unsafe JSONWalk(
                        text: text,
                        count: count,
                        tokens: tokens,
                        positions: positions,
                        backslashes: backslashes,
                        hasEscapes: hasEscapes,
                        open: open,
                        key: key,
                        depthMax: limits.nestingMax
                    )
                    do throws(JSONWalkStop) {
                        try pod.read(&walk, tokens: tokenCount, at: path, into: &facts)
                        return true
                    } catch {
                        return false
                    }
                }
            }
        }
    }
}
