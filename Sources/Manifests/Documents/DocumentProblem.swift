/// Why a document cannot be read, and where.
struct DocumentProblem: Error {
    /// How much is lost.
    var scope = ManifestError.Scope.file
    var cause = ManifestError.Cause.other
    /// The line of the file, counted from 0; nil if unknown.
    var line: Int?
    var text: String

    init(_ text: String, line: Int?, scope: ManifestError.Scope = .file) {
        self.text = text
        self.line = line
        self.scope = scope
    }
}

extension ManifestError {
    init(_ problem: DocumentProblem, file: String, document: Int, item: Int? = nil) {
        self.init(
            problem.scope,
            file: file,
            document: document,
            item: item,
            line: problem.line.map { $0 + 1 },
            text: problem.text
        )
        cause = problem.cause
    }

    /// The line is the problem's own.
    init(_ problem: DocumentProblem, at place: FleetPlace) {
        self.init(problem, file: place.file, document: place.document, item: place.item)
    }
}
