import FleetEvaluation
import Manifests
import PolicyObjects
import Reports
import WireProtocol

/// The lines of `check -o ndjson`, which say where an object stands and who posts it.
extension AnswerLineWriter {
    /// Begins an object's answer line.
    mutating func begin(_ object: CheckedObject, number: Int, user: Subject) {
        let id = Array(String(number).utf8)
        begin(id: id.span)
        source(
            file: object.place.file,
            document: object.place.document,
            kind: Array(object.identity.kind.utf8),
            namespace: Array(object.namespace.utf8),
            name: Array(object.identity.name.utf8),
            user: Array(user.username.utf8)
        )
    }

    /// The line of what cannot be read, which has no number: it is no object.
    mutating func unreadable(_ error: ManifestError) {
        begin(id: Span())
        place(file: error.file, document: error.document, item: error.item, line: error.line)
        failed(error.text)
        end()
    }

    /// The errors of a denial.
    mutating func errors(_ errors: [AnswerError]) {
        beginErrors()
        for item in errors {
            let policy = Array(item.policy.utf8)
            error(
                policy: policy.span,
                type: item.type,
                field: item.field.span,
                badValue: item.badValue.span,
                detail: item.detail.span
            )
        }
        endErrors()
    }
}
