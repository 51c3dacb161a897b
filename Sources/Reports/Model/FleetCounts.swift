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
        /// `apiVersion kind`.
        package var name: String
        package var count: Int

        package init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// Objects that bear no pods, the most frequent kinds first.
    package var skipped: [Kind] = []
    package var unreadableDocuments = 0
    package var unreadableFiles = 0
    /// All that is left out, a line each.
    package var lines: [String] = []

    package init() {}
}
