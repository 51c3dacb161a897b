/// The files that `-f` names, as kubectl finds them.
///
/// A file counts whatever its name. A directory stands for the files in it whose names end in `.json`, `.yaml` or
/// `.yml`, in byte order; with `isRecursive` also for those in the directories below, in walk order. Commas separate
/// several; `-` is the standard input. The same file twice counts twice. Symbolic links to directories are not
/// followed. A path that does not exist and holds `*`, `?` or `[...]` is a pattern. Pipes, sockets and devices are read if
/// they are named, and passed over where a directory or a pattern brings them in.
/// Kubernetes: cli-runtime's `resource.Builder.FilenameParam`, `ExpandPathsToFileVisitors`; patterns from 1.25 on.
package struct ManifestFiles: Sendable {
    /// Which files of a directory count.
    package enum DirectoryNames: Sendable {
        /// Those that kubectl reads.
        case manifests
        /// Also lines of JSON, and all of them compressed.
        case fleets

        var endings: [String] {
            let manifests = [".json", ".yaml", ".yml"]
            guard self == .fleets else { return manifests }
            let plain = manifests + [".ndjson", ".jsonl"]
            return plain + plain.flatMap { [$0 + ".gz", $0 + ".zst"] }
        }

        /// What to say where none is found.
        var words: String {
            switch self {
            case .manifests: ".json, .yaml and .yml"
            case .fleets: ".json, .yaml, .yml, .ndjson and .jsonl, with .gz or .zst behind it or not"
            }
        }
    }

    package enum Input: Equatable, Sendable {
        case standardInput
        case file(String)

        /// What errors call it.
        package var name: String {
            switch self {
            case .standardInput: "STDIN"
            case .file(let path): path
            }
        }

        /// The file's text, unpacked if it is compressed.
        package func open() throws(FileError) -> ByteSource {
            switch self {
            case .standardInput: try ByteSource(unpacking: .standardInput)
            case .file(let path): try ByteSource(unpacking: try ByteSource(path: path))
            }
        }

        /// Whether it can be opened a second time: a pipe gives its bytes once.
        var canBeReopened: Bool {
            switch self {
            case .standardInput: false
            case .file(let path): FileKind(path, followingLinks: true) != .special
            }
        }
    }

    package private(set) var inputs: [Input] = []
    /// What was passed over, and why.
    package private(set) var notices: [ManifestNotice] = []

    /// The names that count in directories end in one of these.
    private let endings: [String]
    private let endingsInWords: String

    /// - Throws: the first path that does not exist or holds nothing to read: nothing has been read then.
    package init(
        _ arguments: [String],
        isRecursive: Bool = false,
        directoryNames: DirectoryNames = .manifests
    ) throws(ManifestError) {
        endings = directoryNames.endings
        endingsInWords = directoryNames.words
        let named = arguments.flatMap { $0.split(separator: ",", omittingEmptySubsequences: true).map(String.init) }
        var paths: [String] = []
        for path in named { paths += try expand(path) }
        for path in paths {
            if path == "-" {
                inputs.append(.standardInput)
            } else {
                try add(path, isRecursive: isRecursive)
            }
        }
    }

    /// The path itself if it exists, else what it matches as a pattern.
    private mutating func expand(_ path: String) throws(ManifestError) -> [String] {
        if path == "-" { return [path] }
        if path.hasPrefix("http://") || path.hasPrefix("https://") {
            throw Self.problem(path, "URLs are not read: fetch the file first")
        }
        guard case .missing = FileKind(path, followingLinks: true) else { return [path] }
        guard PathPattern.isPattern(path) else { throw Self.problem(path, "the path `\(path)` does not exist") }
        let matches = PathPattern.matches(path).filter { !passesOver($0) }
        guard !matches.isEmpty else { throw Self.problem(path, "no file matches the pattern `\(path)`") }
        return matches
    }

    /// Notes what nobody has named and cannot be read as a file.
    private mutating func passesOver(_ path: String) -> Bool {
        guard case .special = FileKind(path, followingLinks: true) else { return false }
        let text = "passed over, as it is no regular file; name it by itself to read it"
        notices.append(ManifestNotice(file: path, text: text))
        return true
    }

    private static func problem(_ path: String, _ text: String) -> ManifestError {
        ManifestError(.file, file: path, text: text)
    }

    private mutating func add(_ path: String, isRecursive: Bool) throws(ManifestError) {
        guard case .directory = FileKind(path, followingLinks: false) else {
            inputs.append(.file(path))
            return
        }
        // Directories that are open, with the names in them that are still to come, last first.
        var open = [(path: path, names: try names(in: path))]
        while let directory = open.last {
            guard let name = open[open.count - 1].names.popLast() else {
                open.removeLast()
                continue
            }
            let child = directory.path.hasSuffix("/") ? directory.path + name : "\(directory.path)/\(name)"
            if case .directory = FileKind(child, followingLinks: false) {
                if isRecursive { open.append((child, try names(in: child))) }
            } else if endings.contains(where: { name.utf8.reversed().starts(with: $0.utf8.reversed()) }) {
                if !passesOver(child) { inputs.append(.file(child)) }
            }
        }
        guard !inputs.isEmpty else {
            throw Self.problem(path, "no file to read: recognized file extensions are \(endingsInWords)")
        }
    }

    private func names(in path: String) throws(ManifestError) -> [String] {
        do throws(FileError) {
            return try Directory.names(path).reversed()
        } catch {
            throw Self.problem(path, error.description)
        }
    }

    /// The documents of all files, one after the other.
    ///
    /// A file that cannot be opened is an error of that file.
    package func entries(keepingFieldLines: Bool = false) -> Entries {
        Entries(inputs: inputs, notices: notices, keepsFieldLines: keepingFieldLines)
    }

    package struct Entries: Sequence, IteratorProtocol {
        private var remaining: [Input]
        private let keepsFieldLines: Bool
        private var reader: ManifestReader?
        private var notices: [ManifestNotice]

        init(inputs: [Input], notices: [ManifestNotice], keepsFieldLines: Bool) {
            remaining = inputs.reversed()
            self.notices = notices
            self.keepsFieldLines = keepsFieldLines
        }

        /// What kubectl drops without a word of what has been read since the last call.
        package mutating func takeNotices() -> [ManifestNotice] {
            defer { notices.removeAll() }
            return notices + (reader?.takeNotices() ?? [])
        }

        package mutating func next() -> ManifestEntry? {
            while true {
                if let entry = reader?.next() { return entry }
                notices += reader?.takeNotices() ?? []
                guard let input = remaining.popLast() else { return nil }
                do throws(FileError) {
                    reader = ManifestReader(
                        file: input.name,
                        source: try input.open(),
                        keepsFieldLines: keepsFieldLines
                    )
                } catch {
                    reader = nil
                    return .error(ManifestError(.file, file: input.name, text: error.description))
                }
            }
        }
    }
}
