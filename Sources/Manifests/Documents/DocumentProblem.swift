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
