package import PolicyObjects

/// Where an object was read: in which file, which document of it (from 1), at which line.
package struct ObjectOrigin: Sendable, Equatable, CustomStringConvertible {
    package var file: String
    /// The number of the document in its file, from 1; nil: unknown, or the file is one document.
    package var document: Int?
    /// The line at which the document starts, from 1.
    package var line: Int?
    /// The place in a list's `items`, from 1.
    package var item: Int?

    package init(file: String, document: Int? = nil, line: Int? = nil, item: Int? = nil) {
        self.file = file
        self.document = document
        self.line = line
        self.item = item
    }

    package var description: String {
        var text = file
        if let line { text += ":\(line)" }
        if let document { text += ": document \(document)" }
        if let item { text += ", item \(item)" }
        return text
    }
}

/// What is wrong with an object of a policy set, where it was read and which object it is.
package struct PolicySetProblem: Error, Equatable, Sendable, CustomStringConvertible {
    package var origin: ObjectOrigin
    /// As `PodSecurityPolicy restricted`; empty: not known.
    package var object: String
    package var problem: ObjectProblem

    package var description: String {
        object.isEmpty ? "\(origin): \(problem)" : "\(origin): \(object): \(problem)"
    }
}

/// Why a policy set cannot be loaded: every problem of every object, in the order in which they were read.
package struct PolicySetError: Error, Equatable, Sendable, CustomStringConvertible {
    package var problems: [PolicySetProblem]

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
