import JSONScan

/// The plain reader of JSON pods: every field is decoded on top of what came before, as Kubernetes' decoder does it.
///
/// Slow and allocating, but right on whatever a body repeats. The fast reader hands it each pod that it does not read
/// itself, and each that it refuses, so that errors are told here and in one way.
package struct MergingJSONPodReader: Sendable {
    private let limits: PodLimits

    package init(limits: PodLimits = .standard) {
        self.limits = limits
    }

    package func read(_ body: RawSpan, at path: PodPath, into facts: inout PodFacts) throws(PodReadError) {
        facts.removeAll()
        guard body.byteCount <= limits.podBytesMax else {
            throw PodReadError(.limit, at: limits.podBytesMax, "the pod is larger than \(limits.podBytesMax) bytes")
        }
        try checkForm(body, isPod: path == .pod)
        var decoding = JSONDecoding(cursor: JSONCursor(), limits: limits)
        decoding.cursor.refusesHugeNumbers = true
        let pod = try JSONMergedPod(decoding: &decoding, body, at: path)
        pod.write(to: &facts, at: path)
        if let exceeded = PodDefaulting.exceededLimit(facts, limits) { throw PodReadError(.limit, at: 0, exceeded) }
    }

    /// Checks that the whole body is well-formed, as Kubernetes does before it decodes, and that a pod is called one.
    private func checkForm(_ body: RawSpan, isPod: Bool) throws(PodReadError) {
        do {
            var cursor = JSONCursor()
            cursor.depthMax = limits.nestingMax
            var type = JSONTypeMeta()
            var isTypeWrong = false
            switch try cursor.kind(in: body) {
            case .object:
                try cursor.beginObject(in: body)
                while let key = try cursor.nextKey(in: body) {
                    let value = try cursor.skipValue(in: body)
                    if isPod, !type.take(key, value, in: body) { isTypeWrong = true }
                }
            case .null: _ = try cursor.skipValue(in: body)
            default:
                _ = try cursor.skipValue(in: body)
                isTypeWrong = true
            }
            try cursor.end(in: body)
            if isTypeWrong {
                throw PodReadError(.wrongType, at: 0, "expected an object with a text in `apiVersion` and `kind`")
            }
            if isPod { try type.checkPod() }
        } catch let error as JSONError {
            guard error.code != .tooDeep else {
                throw PodReadError(.limit, at: error.offset, "nested deeper than \(limits.nestingMax) levels")
            }
            throw PodReadError(.malformed, at: error.offset, error.reason)
        } catch let error as PodReadError {
            throw error
        } catch {
            throw PodReadError(.malformed, at: 0, "\(error)")
        }
    }
}

extension JSONMergedPod {
    /// Decodes the pod that stands at `path` in the body; an absent one is empty.
    init(decoding: inout JSONDecoding, _ body: RawSpan, at path: PodPath) throws(PodReadError) {
        switch path {
        case .pod:
            self.init()
            try merge(&decoding, in: body)
        case .template:
            var object = JSONMergedPodTemplate()
            try object.merge(&decoding, in: body)
            self = object.template
        case .specTemplate:
            var object = JSONMergedWorkload<JSONMergedWorkloadSpec>()
            try object.merge(&decoding, in: body)
            self = object.spec.template
        case .jobTemplate:
            var object = JSONMergedWorkload<JSONMergedCronJobSpec>()
            try object.merge(&decoding, in: body)
            self = object.spec.jobTemplate.spec.template
        }
    }
}
