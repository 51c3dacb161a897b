/// Reads the objects of a fleet from files, in bounded memory: what `kubectl get pods -A -o json` prints may be of any
/// size.
///
/// Small files, YAML and JSON alike, are read as `ManifestReader` reads them. In JSON, Lists are taken apart while they
/// come in, so that two things differ from kubectl, which holds a whole list before it looks at it: an error inside a
/// list does not lose the items before it, and of a repeated `items` all are taken, with an error at the end.
package struct FleetReader: Sequence, IteratorProtocol {
    private var remaining: [ManifestFiles.Input]
    private let chunkBytes: Int
    private var current = Current.none
    private var notices: [ManifestNotice] = []
    private var classifier = FleetClassifier()

    private enum Current {
        case none
        case json(FleetJSONReader)
        case yaml(ManifestReader)
    }

    package init(_ files: ManifestFiles, chunkBytes: Int = 1 << 20) {
        remaining = files.inputs.reversed()
        self.chunkBytes = chunkBytes
    }

    /// Reads one file's bytes.
    package init(file: String, bytes: [UInt8], chunkBytes: Int = 1 << 20) {
        remaining = []
        self.chunkBytes = chunkBytes
        do throws(FileError) {
            try open(file, ByteSource(bytes), reopen: { () throws(FileError) in ByteSource(bytes) })
        } catch {
            // Memory can always be read.
            current = .none
        }
    }

    /// What kubectl drops without a word of what has been read since the last call.
    package mutating func takeNotices() -> [ManifestNotice] {
        defer { notices.removeAll() }
        return notices
    }

    package mutating func next() -> FleetEntry? {
        while true {
            switch current {
            case .none: break
            case .json(var reader):
                // The reader's buffers have one owner at a time: two would copy them.
                current = .none
                let entry = reader.next()
                notices += reader.takeNotices()
                if let entry {
                    current = .json(reader)
                    return classified(entry)
                }
            case .yaml(var reader):
                current = .none
                let entry = reader.next()
                notices += reader.takeNotices()
                if let entry {
                    current = .yaml(reader)
                    return classified(Self.found(entry))
                }
            }
            guard let input = remaining.popLast() else { return nil }
            do throws(FileError) {
                let reopen: FleetJSONReader.Reopen = { () throws(FileError) in try input.open() }
                let source = try input.open()
                try open(input.name, source, reopen: input == .standardInput ? nil : reopen)
            } catch {
                current = .none
                return .error(ManifestError(.file, file: input.name, text: error.description))
            }
        }
    }

    private mutating func open(
        _ file: String,
        _ source: ByteSource,
        reopen: FleetJSONReader.Reopen?
    ) throws(FileError) {
        var stream = TextStream(source, chunkBytes: chunkBytes)
        if try stream.isJSON() {
            stream.repairEachByte()
            current = .json(FleetJSONReader(file: file, stream: stream, reopen: reopen))
        } else {
            let pieces = YAMLPieces(stream)
            current = .yaml(ManifestReader(file: file, stream: TextStream(ByteSource([])), format: .yaml(pieces)))
        }
    }

    private mutating func classified(_ entry: FoundEntry) -> FleetEntry {
        switch entry {
        case .object(let found): classifier.entry(found)
        case .error(let error): .error(error)
        }
    }

    private static func found(_ entry: ManifestEntry) -> FoundEntry {
        switch entry {
        case .error(let error): return .error(error)
        case .document(let document):
            let place = FleetPlace(
                file: document.file,
                document: document.document,
                item: document.item,
                line: document.line
            )
            return .object(
                FoundObject(place, document.identity, isFromCluster: document.isFromCluster) { document.json }
            )
        }
    }
}
