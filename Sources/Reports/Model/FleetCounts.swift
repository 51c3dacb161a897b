import Admission

/// How many pods were told what.
package struct FleetCounts: Sendable, Equatable {
    package private(set) var pods = 0
    /// Those that PodSecurityPolicy does not look at are among them.
    package private(set) var admitted = 0
    /// Of the admitted, those into which a policy fills something.
    package private(set) var mutated = 0
    package private(set) var denied = 0
    package private(set) var failed = 0
    /// Of the admitted, those that the API server or the kubelet refuses for certain.
    package private(set) var refusedLater = 0
    package var owners = 0

    mutating func count(_ answer: PodAnswer.Content, pods count: Int = 1) {
        pods += count
        switch answer.verdict {
        case .admitted, .ignored:
            admitted += count
            if answer.isMutated { mutated += count }
            if answer.laterRefusals.contains(where: \.isCertain) { refusedLater += count }
        case .denied: denied += count
        case .failed: failed += count
        }
    }

    static func failedText(_ count: Int) -> String {
        "\(count == 1 ? "1 object" : "\(count) objects") could not be evaluated"
    }
}

/// What a check did not look at or could not read.
package struct ReportOmissions: Sendable, Equatable {
    package struct Kind: Sendable, Equatable {
        /// `apiVersion kind`, or the reason.
        package var name: String
        package var count: Int

        package init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// Objects that bear no pods, the most frequent kinds first.
    package var skipped: [Kind] = []
    /// Events of audit logs, by what they are left out for.
    package var auditEvents: [Kind] = []
    /// AdmissionReviews, by what they are left out for.
    package var admissionReviews: [Kind] = []
    package var unreadableDocuments = 0
    package var unreadableFiles = 0
    /// The first of what cannot be read; there may be any number.
    package var unreadable: [UnreadableInput] = []
    /// All that is left out, a line each.
    package var lines: [String] = []

    package init() {}

    /// Those that are not in `unreadable`.
    var furtherUnreadable: Int { max(0, unreadableDocuments + unreadableFiles - unreadable.count) }
}

/// A document that cannot be read, or the rest of a file.
package struct UnreadableInput: Sendable, Equatable {
    package var file: String
    /// Counted from 1; nil: not known.
    package var line: Int?
    /// Counted from 1; nil: the file as a whole.
    package var document: Int?
    /// The place in a List, counted from 1.
    package var item: Int?
    package var reason: String

    package init(file: String, line: Int?, document: Int?, item: Int?, reason: String) {
        self.file = file
        self.line = line
        self.document = document
        self.item = item
        self.reason = reason
    }
}
