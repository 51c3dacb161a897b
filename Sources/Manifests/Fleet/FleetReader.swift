/// Reads the objects of a fleet from files, in bounded memory: what `kubectl get pods -A -o json` prints may be of any
/// size.
///
/// Small YAML files are read as `ManifestReader` reads them. In JSON, and in large YAML files (`FleetYAMLReader`), Lists are
/// taken apart while they come in, so that two things differ from kubectl, which holds a whole list before it looks at it:
/// an error inside a list does not lose the items before it, and of a repeated `items` all are taken, as what the first
/// `kind` says, with an error at the end.
package struct FleetReader: Sequence, IteratorProtocol {
    private var remaining: [ManifestFiles.Input]
    private let chunkBytes: Int
    /// Pieces of YAML up to this size are read as a whole.
    private let wholeBytesMax: Int
    /// The reader of the current file is one of these: it is changed where it is, since a copy would copy its buffers.
    private var json: FleetJSONReader?
    private var yaml: FleetYAMLReader?
    private var notices: [ManifestNotice] = []
    private var classifier = FleetClassifier()
    private let fields: FieldCheck?
    /// Unknown fields of the current file that were told.
    private var toldFields = 0

    /// With `fields` a manifest's fields are looked up: those that its kind does not have are told, or make it an error.
    package init(_ files: ManifestFiles, chunkBytes: Int = 1 << 20, fields: FieldCheck? = nil) {
        self.fields = fields
        remaining = files.inputs.reversed()
        notices = files.notices
        self.chunkBytes = chunkBytes
        wholeBytesMax = FleetYAMLReader.wholeBytesMax
    }

    /// Reads one file's bytes.
    package init(
        file: String,
        bytes: [UInt8],
        chunkBytes: Int = 1 << 20,
        wholeBytesMax: Int? = nil,
        fields: FieldCheck? = nil
    ) {
        remaining = []
        self.fields = fields
        self.chunkBytes = chunkBytes
        self.wholeBytesMax = wholeBytesMax ?? FleetYAMLReader.wholeBytesMax
        do throws(FileError) {
            try open(file, ByteSource(bytes), reopen: { () throws(FileError) in ByteSource(bytes) })
        } catch {
            // Memory can always be read.
            close()
        }
    }

    /// What kubectl drops without a word of what has been read since the last call.
    package mutating func takeNotices() -> [ManifestNotice] {
        if notices.isEmpty { return [] }
        defer { notices.removeAll() }
        return notices
    }

    package mutating func next() -> FleetEntry? {
        while true {
            if json != nil || yaml != nil {
                let entry = json == nil ? yaml?.next() : json?.next()
                let told = json == nil ? yaml?.takeNotices() : json?.takeNotices()
                if let told, !told.isEmpty { notices += told }
                if let entry { return classified(entry) }
                close()
            }
            guard let input = remaining.popLast() else { return nil }
            do throws(FileError) {
                let reopen: FleetJSONReader.Reopen = { () throws(FileError) in try input.open() }
                let source = try input.open()
                try open(input.name, source, reopen: input.canBeReopened ? reopen : nil)
            } catch {
                close()
                return .error(ManifestError(.file, file: input.name, text: error.description))
            }
        }
    }

    private mutating func open(
        _ file: String,
        _ source: ByteSource,
        reopen: FleetJSONReader.Reopen?
    ) throws(FileError) {
        toldFields = 0
        var stream = TextStream(source, chunkBytes: chunkBytes)
        if try stream.isJSON() {
            stream.repairEachByte()
            json = FleetJSONReader(file: file, stream: stream, reopen: reopen, fields: fields)
        } else {
            yaml = FleetYAMLReader(file: file, stream: stream, wholeBytesMax: wholeBytesMax, fields: fields)
        }
    }

    private mutating func close() { (json, yaml) = (nil, nil) }

    private mutating func classified(_ entry: FoundEntry) -> FleetEntry {
        switch entry {
        case .object(let found):
            if let problem = found.metadataProblem { return .error(ManifestError(problem, at: found.place)) }
            guard let fields, !found.unknownFields.isEmpty else { return classifier.entry(found) }
            if fields.isStrict { return .error(Self.refusal(found)) }
            tell(found)
            return classifier.entry(found)
        case .error(let error): return .error(error)
        }
    }

    // MARK: Unknown fields

    /// So many of a file are told: a generator makes the same mistake in every object.
    private static let toldFieldsMax = 100

    private mutating func tell(_ found: FoundObject) {
        for field in found.unknownFields where toldFields < Self.toldFieldsMax {
            toldFields += 1
            let rest = toldFields == Self.toldFieldsMax ? "; further ones of this file are not told" : ""
            notices.append(
                ManifestNotice(
                    file: found.place.file,
                    document: found.place.document,
                    line: field.line,
                    text: field.warning + rest
                )
            )
        }
    }

    private static func refusal(_ found: FoundObject) -> ManifestError {
        let problem = DocumentProblem(
            found.unknownFields.map(\.refusal).joined(separator: "; "),
            line: found.unknownFields.first.map { $0.line - 1 },
            scope: .document
        )
        return ManifestError(problem, at: found.place)
    }
}
