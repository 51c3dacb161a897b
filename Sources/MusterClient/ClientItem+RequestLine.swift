package import WireProtocol

extension ClientItem {
    /// The question of a request line, whose bytes `line` has.
    package init(_ request: RequestLine, line: ArraySlice<UInt8>) {
        func bytes(_ range: Range<Int>) -> [UInt8] {
            Array(line[(line.startIndex + range.lowerBound)..<(line.startIndex + range.upperBound)])
        }
        var item = OutgoingItem()
        item.operation = request.operation == .update ? .update : .create
        item.phase = request.asksValidate ? .validate : .byOperation
        item.namespace = Array(request.texts[request.namespace])
        item.subresource = Array(request.texts[request.subresource])
        switch request.object {
        case .absent: break
        case .line(let range): item.object = bytes(range)
        case .texts(let range): item.object = Array(request.texts[range])
        }
        if request.media == .kubernetesProtobuf { item.encoding = .kubernetesProtobuf }
        item.oldObject = request.oldObject.map(bytes)
        self.init(
            item,
            requester: ClientSubject(
                username: Array(request.texts[request.username]),
                groups: request.groups.map { Array(request.texts[$0]) }
            )
        )
    }
}

extension AnswerLineWriter {
    /// A whole answer line for a verdict, as a server writes it for `application/x-ndjson`.
    ///
    /// `id` is the JSON of the request's id, empty for none; `line` is the request's; `note` stands beside a denial that bootstrap RBAC would have changed.
    package mutating func append(
        _ verdict: ItemVerdict,
        id: [UInt8],
        line: Int,
        wantsErrors: Bool,
        note: StaticString? = nil
    ) {
        begin(id: id.span)
        if verdict.outcome == .invalid || verdict.outcome == .overloaded { self.line(line) }
        appendVerdict(verdict, wantsErrors: wantsErrors, note: note)
        end()
    }

    /// The fields of an answer between `begin` (and `source`) and `end`.
    package mutating func appendVerdict(_ verdict: ItemVerdict, wantsErrors: Bool, note: StaticString? = nil) {
        switch verdict.outcome {
        case .allowed:
            admitted(policy: Array(verdict.policy.utf8).span, isMutated: verdict.isMutated, patch: verdict.patch.span)
        case .ignored: ignored()
        case .invalid: failed(verdict.reason.span)
        case .overloaded:
            if verdict.reason.isEmpty {
                failed("not evaluated: the server is overloaded")
            } else {
                failed(verdict.reason.span)
            }
        case .denied:
            denied(message: verdict.message.span)
            if wantsErrors { appendErrors(verdict) }
            if verdict.bootstrapRBACMatters, let note { self.note(note) }
        }
    }

    private mutating func appendErrors(_ verdict: ItemVerdict) {
        beginErrors()
        for error in verdict.errors {
            self.error(
                policy: Array(error.policy.utf8).span,
                type: error.type.name,
                field: error.field.span,
                badValue: error.badValue.span,
                detail: error.detail.span
            )
        }
        endErrors()
    }
}
