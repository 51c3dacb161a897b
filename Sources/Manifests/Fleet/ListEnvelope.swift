/// What a list says beside its items, looked at when its end has come.
struct ListEnvelope {
    var identity: ObjectIdentity
    var notice: DocumentProblem?
    /// Why kubectl refuses the list.
    var problem: DocumentProblem?

    /// - Parameters:
    ///   - raw: the list as written, without its items.
    ///   - tape: its canonical form.
    ///   - line: where it stands.
    ///   - inferred: what items that do not tell their kind were taken for already, by what stood before them.
    ///   - isJSON: it is JSON, not YAML.
    init(
        raw: DocumentTape,
        canonical tape: DocumentTape,
        line: Int,
        inferred: ObjectIdentity?,
        isJSON: Bool
    ) {
        identity = ObjectDecoder.identity(0, in: tape)
        let occurrences = ObjectDecoder.itemsOccurrences(in: raw)
        func failure(_ text: String) -> DocumentProblem { DocumentProblem(text, line: line, scope: .document) }
        if identity.kind.isEmpty {
            problem = failure("object `kind` is missing: kubectl refuses the whole list")
            return
        }
        notice = ObjectDecoder.notice(ofListCalled: identity.kind, line: line)
        problem = MetadataCheck.problem(raw: isJSON ? raw : tape, isJSON: isJSON)
        if problem == nil, occurrences > 1 {
            problem = failure("`items` is written \(occurrences) times: kubectl takes the last")
        }
        if problem == nil, let inferred,
            (inferred.apiVersion, inferred.kind) != (identity.apiVersion, identity.kind)
        {
            problem = failure(
                "the list is a \(inferred.apiVersion) \(inferred.kind) before its items, which were read so, and a "
                    + "\(identity.apiVersion) \(identity.kind) behind them: kubectl takes the last"
            )
        }
    }
}
