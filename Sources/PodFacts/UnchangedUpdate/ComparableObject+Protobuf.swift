import JSONScan

/// Reads a pod from Kubernetes protobuf for comparison, as gogo-protobuf does: messages merge, lists append, the last
/// scalar wins. Whatever Kubernetes refuses makes it incomparable.
extension ComparableObject {
    init(protobuf body: RawSpan, _ schema: PodSchema) throws(IncomparableError) {
        do throws(ProtobufFault) {
            let isEnveloped = KubernetesEnvelope.isPresent(in: body)
            let pod = isEnveloped ? try KubernetesEnvelope.pod(in: body) : ProtobufCursor(body)
            self.init(schema.index(of: "Pod"))
            var budget = ComparisonLimits.Budget()
            try merge(pod, body, schema, &budget)
        } catch {
            throw IncomparableError()
        }
    }

    private mutating func merge(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ schema: PodSchema,
        _ budget: inout ComparisonLimits.Budget
    ) throws(ProtobufFault) {
        var cursor = place
        let fields = schema.messages[message].fields
        while true {
            let tag = try cursor.tag(bytes)
            if tag == 0 { return }
            guard let field = fields.first(where: { $0.number == Int(tag >> 3) }) else {
                try cursor.skip(tag, bytes)
                continue
            }
            guard budget.take() else { throw ProtobufFault(.tooManyElements, at: cursor.offset) }
            switch field.shape {
            case .single, .optional:
                // Taken out, so that what is merged into is not shared, and not copied each time that a message repeats.
                var old = self[field.name]
                self[field.name] = nil
                let value = try Self.value(tag, field.kind, &old, &cursor, bytes, schema, &budget)
                self[field.name] = field.shape == .single && value.isZero ? nil : value
            case .list: try append(tag, field, &cursor, bytes, schema, &budget)
            case .map: try insert(tag, field, &cursor, bytes, schema, &budget)
            }
        }
    }

    private mutating func append(
        _ tag: UInt32,
        _ field: PodSchema.Field,
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan,
        _ schema: PodSchema,
        _ budget: inout ComparisonLimits.Budget
    ) throws(ProtobufFault) {
        var elements: [ComparableValue] = []
        if case .list(let list) = self[field.name] { elements = list }
        self[field.name] = nil
        if field.kind == .int64, tag & 7 == 2 {
            let listEnd = try cursor.packed(bytes)
            while cursor.offset < listEnd {
                guard budget.take() else { throw ProtobufFault(.tooManyElements, at: cursor.offset) }
                elements.append(.integer(try cursor.int64(bytes)))
            }
        } else {
            var none: ComparableValue?
            elements.append(try Self.value(tag, field.kind, &none, &cursor, bytes, schema, &budget))
        }
        guard elements.count <= ComparisonLimits.elementsMax(of: field) else {
            throw ProtobufFault(.tooManyElements, at: cursor.offset)
        }
        if !elements.isEmpty { self[field.name] = .list(elements) }
    }

    private mutating func insert(
        _ tag: UInt32,
        _ field: PodSchema.Field,
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan,
        _ schema: PodSchema,
        _ budget: inout ComparisonLimits.Budget
    ) throws(ProtobufFault) {
        guard tag & 7 == 2 else { throw ProtobufFault(.wrongWireType, at: cursor.offset, tag: tag) }
        var entries = map(field.name)
        self[field.name] = nil
        let isText = field.kind == .text
        let entry = try MapEntry(try cursor.field(tag, bytes), in: cursor, bytes, valuesAreQuantities: !isText)
        cursor.move(to: entry.end)
        let value: ComparableValue =
            isText ? .text(bytes.copy(entry.value)) : try Self.quantity(ProtobufCursor(bytes, entry.value), bytes)
        entries[bytes.copy(entry.key)] = value
        self[field.name] = .map(entries)
    }

    private static func value(
        _ tag: UInt32,
        _ kind: PodSchema.Field.Kind,
        _ old: inout ComparableValue?,
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan,
        _ schema: PodSchema,
        _ budget: inout ComparisonLimits.Budget
    ) throws(ProtobufFault) -> ComparableValue {
        let isVarint = kind == .bool || kind == .int32 || kind == .int64
        guard tag & 7 == (isVarint ? 0 : 2) else { throw ProtobufFault(.wrongWireType, at: cursor.offset, tag: tag) }
        switch kind {
        case .text, .bytes: return .text(bytes.copy(try cursor.delimited(bytes)))
        case .bool: return .integer(try cursor.bool(bytes) ? 1 : 0)
        case .int32: return .integer(Int64(try cursor.int32(bytes)))
        case .int64: return .integer(try cursor.int64(bytes))
        case .message(schema.quantity): return try quantity(try cursor.message(bytes), bytes)
        case .message(schema.time): return try instant(try cursor.message(bytes), bytes, schema, &budget)
        case .message(let message):
            var object = ComparableObject(message)
            if case .object(let earlier) = old { object = earlier }
            old = nil
            try object.merge(try cursor.message(bytes), bytes, schema, &budget)
            return .object(object)
        }
    }

    /// Seconds only: Kubernetes drops the nanoseconds.
    ///
    /// An empty message is the zero time.
    private static func instant(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ schema: PodSchema,
        _ budget: inout ComparisonLimits.Budget
    ) throws(ProtobufFault) -> ComparableValue {
        if place.isAtEnd { return .instant(.zero) }
        var timestamp = ComparableObject(schema.time)
        try timestamp.merge(place, bytes, schema, &budget)
        return .instant(GoTime(seconds: timestamp.integer("seconds")))
    }

    private static func quantity(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> ComparableValue {
        try ProtobufFieldCheck.checkQuantity(place, bytes)
        var cursor = place
        var quantity = ComparableValue.quantity(0)
        while true {
            let tag = try cursor.tag(bytes)
            if tag == 0 { return quantity }
            if tag == Tag.delimited(1) {
                let text = try cursor.delimited(bytes)
                guard let value = ComparableValue.quantity(bytes.copy(text)) else {
                    throw ProtobufFault(.badQuantity, at: text.lowerBound)
                }
                quantity = value
            } else {
                try cursor.skip(tag, bytes)
            }
        }
    }
}

extension RawSpan {
    fileprivate func copy(_ place: Range<Int>) -> [UInt8] {
        var copy: [UInt8] = []
        copy.append(self, in: place)
        return copy
    }
}
