/// One Kubernetes object of a file: what kubectl would send to the API server, before it fills in a namespace.
package struct ManifestDocument: Sendable {
    /// The object as JSON: no repeated keys, numbers written as kubectl writes them, valid UTF-8.
    package var json: [UInt8]
    /// The file's path as it was given, `STDIN` for the standard input.
    package var file: String
    /// The place of the document in its file, counted from 1.
    ///
    /// The items of a List share their List's.
    package var document: Int
    /// The place of the object in its List, counted from 1; nil if it stands alone.
    package var item: Int?
    /// The line of the file at which the object starts, counted from 1.
    package var line: Int
    package var identity: ObjectIdentity
    /// The file is JSON, not YAML: a null was written as one.
    package var isJSON: Bool
    /// A cluster wrote the object: it has a uid, a time of creation or a status that says something.
    package var isFromCluster: Bool
    /// Fields that its kind does not have, if they were looked for.
    var unknownFields: [UnknownField] = []
    /// Of a List's item that bears pods, what the API server would not decode of its metadata: kubectl does not look at it.
    var metadataProblem: DocumentProblem?
    /// The lines of its fields, if the reader was asked to keep them.
    package var fields: FieldLines?

    package init(
        json: [UInt8],
        file: String,
        document: Int,
        item: Int? = nil,
        line: Int,
        identity: ObjectIdentity,
        isJSON: Bool,
        isFromCluster: Bool = false,
        fields: FieldLines? = nil
    ) {
        self.json = json
        self.file = file
        self.document = document
        self.item = item
        self.line = line
        self.identity = identity
        self.isJSON = isJSON
        self.isFromCluster = isFromCluster
        self.fields = fields
    }
}

/// What names an object; empty where the object says nothing (or null, or no string).
package struct ObjectIdentity: Sendable, Equatable {
    package var apiVersion = ""
    package var kind = ""
    package var namespace = ""
    package var name = ""

    package init() {}

    package init(apiVersion: String, kind: String, namespace: String = "", name: String = "") {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }
}

/// A document, a List item or a file that cannot be read.
package struct ManifestError: Error, Equatable, Sendable, CustomStringConvertible {
    /// How much is lost with it.
    package enum Scope: Sendable {
        /// One document, or one item of a List: reading goes on behind it.
        case document
        /// The rest of the file: what came before counts.
        case file
    }

    /// What is known of how it came about.
    package enum Cause: Sendable {
        case other
        /// A `*` without quotes, which YAML takes for an alias.
        case unquotedStar
    }

    package var scope: Scope
    package var cause = Cause.other
    package var file: String
    /// Counted from 1; nil if the file could not be opened.
    package var document: Int?
    /// The place in the List, counted from 1; nil if the error is not an item's.
    package var item: Int?
    /// Counted from 1; nil if unknown.
    package var line: Int?
    /// What is wrong: lower case, no full stop.
    package var text: String

    package init(
        _ scope: Scope,
        file: String,
        document: Int? = nil,
        item: Int? = nil,
        line: Int? = nil,
        text: String
    ) {
        self.scope = scope
        self.file = file
        self.document = document
        self.item = item
        self.line = line
        self.text = text
    }

    package var isFileError: Bool { scope == .file }

    /// The place and the text: `FILE:LINE: document N, item M: TEXT`.
    package var description: String {
        var place = file
        if let line { place += ":\(line)" }
        if let document { place += ": document \(document)" }
        if let item { place += ", item \(item)" }
        return "\(place): \(text)"
    }
}

/// Something that kubectl drops without a word, which its writer can hardly have meant.
package struct ManifestNotice: Equatable, Sendable, CustomStringConvertible {
    package var file: String
    /// Counted from 1; nil: the whole file.
    package var document: Int?
    /// Counted from 1; nil: the whole file.
    package var line: Int?
    /// What is dropped: lower case, no full stop.
    package var text: String

    package var description: String {
        var place = file
        if let line { place += ":\(line)" }
        if let document { place += ": document \(document)" }
        return "\(place): \(text)"
    }
}

/// What a reader finds next.
package enum ManifestEntry: Sendable {
    case document(ManifestDocument)
    case error(ManifestError)
}
