import Manifests
import Reports

/// What a fleet's files hold that is not checked, and how the rest is taken.
struct FleetOmissions: Sendable {
    /// Kinds that are counted each by its own name; files may hold any number of them.
    private static let kindsMax = 1_000
    /// Documents that are told one by one in reports.
    private static let errorsMax = 10_000

    private var skipped: [String: Int] = [:]
    private var auditEvents: [AuditOmission: Int] = [:]
    private var admissionReviews: [ReviewOmission: Int] = [:]
    private var treated: [PodTreatment: Int] = [:]
    private var givenTreatment: PodTreatment?
    /// Recorded requests that say whose they are although somebody else was named.
    private var recordedSubjects = 0
    /// Documents that cannot be read.
    private(set) var unreadable = 0
    /// The first of what cannot be read.
    private(set) var errors: [ManifestError] = []
    private(set) var unreadableFiles = 0

    /// An object that is not checked.
    mutating func skip(_ omission: FleetOmission) {
        switch omission {
        case .kind(let apiVersion, let kind):
            let name = "\(apiVersion) \(kind)"
            let isCounted = skipped.count < Self.kindsMax || skipped[name] != nil
            skipped[isCounted ? name : "of other kinds", default: 0] += 1
        case .auditEvent(let omission): auditEvents[omission, default: 0] += 1
        case .admissionReview(let omission): admissionReviews[omission, default: 0] += 1
        }
    }

    /// An object that is checked.
    mutating func take(_ item: FleetItem, _ requests: FleetRequests) {
        if item.workload == .pod, item.request?.operation != .update {
            treated[item.treatment(requests.treatment), default: 0] += 1
        }
        givenTreatment = requests.treatment
        if item.request?.subject != nil, requests.isRequesterGiven { recordedSubjects += 1 }
    }

    /// How pods were taken, and whose requests they were.
    private var treatmentLines: [String] {
        var lines: [String] = []
        let (stored, manifests) = (treated[.stored] ?? 0, treated[.manifest] ?? 0)
        if stored > 0 {
            let traits = "\(stored == 1 ? "it has" : "they have") a uid, a time of creation or a status"
            let reason = givenTreatment == nil ? traits : "--stored"
            let pods = stored == 1 ? "1 pod is" : "\(stored) pods are"
            lines.append("\(pods) judged as a cluster holds \(stored == 1 ? "it" : "them") (\(reason))")
        }
        if manifests > 0, stored > 0 || givenTreatment != nil {
            let reason = givenTreatment == nil ? "" : " (--manifest)"
            let pods = manifests == 1 ? "1 pod is judged as a manifest" : "\(manifests) pods are judged as manifests"
            lines.append("\(pods), as the API server would complete \(manifests == 1 ? "it" : "them")\(reason)")
        }
        if recordedSubjects > 0 {
            lines.append(
                "--as does not count for \(Self.count(recordedSubjects, "recorded request")): each says whose it is"
            )
        }
        return lines
    }

    /// Says so and counts.
    mutating func report(_ error: ManifestError) {
        add(error)
        CheckProgress.writeErrorLine("\(error)")
    }

    mutating func add(_ error: ManifestError) {
        if error.isFileError { unreadableFiles += 1 } else { unreadable += 1 }
        if errors.count < Self.errorsMax { errors.append(error) }
    }

    /// Tells what kubectl drops without a word.
    static func warn(_ notices: [ManifestNotice]) {
        for notice in notices { CheckProgress.writeErrorLine("warning: \(notice)") }
    }

    /// Nothing was there: neither what is skipped nor what cannot be read.
    var isEmpty: Bool {
        skipped.isEmpty && auditEvents.isEmpty && admissionReviews.isEmpty && unreadable == 0 && unreadableFiles == 0
    }

    /// The most frequent first.
    var skippedKinds: [(kind: String, count: Int)] {
        skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// Those that there are, by the reason.
    var skippedAuditEvents: [(reason: String, count: Int)] {
        AuditOmission.allCases.compactMap { omission in auditEvents[omission].map { ("\(omission)", $0) } }
    }

    var skippedAdmissionReviews: [(reason: String, count: Int)] {
        ReviewOmission.allCases.compactMap { omission in admissionReviews[omission].map { ("\(omission)", $0) } }
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    var lines: [String] {
        var lines = treatmentLines
        let skippedCount = skipped.values.reduce(0, +)
        if skippedCount > 0 {
            let kinds = skippedKinds.map { "\($0.count) \($0.kind)" }
            let objects = skippedCount == 1 ? "1 object that bears" : "\(skippedCount) objects that bear"
            lines.append("skipped \(objects) no pods: \(kinds.joined(separator: ", "))")
        }
        lines += Self.lines("audit event", AuditOmission.allCases.map { ($0.words, auditEvents[$0] ?? 0) })
        lines += Self.lines("AdmissionReview", ReviewOmission.allCases.map { ($0.words, admissionReviews[$0] ?? 0) })
        if unreadable > 0 { lines.append("\(Self.count(unreadable, "document")) could not be read") }
        if unreadableFiles > 0 { lines.append("\(Self.count(unreadableFiles, "file")) could not be read to the end") }
        return lines
    }

    private static func lines(_ name: String, _ counts: [(words: String, count: Int)]) -> [String] {
        let total = counts.reduce(0) { $0 + $1.count }
        guard total > 0 else { return [] }
        let parts = counts.filter { $0.count > 0 }.map { "\($0.count) \($0.words)" }
        return ["skipped \(count(total, name)): \(parts.joined(separator: ", "))"]
    }
}

extension ReportOmissions {
    init(_ omissions: FleetOmissions) {
        self.init()
        skipped = omissions.skippedKinds.map { Kind(name: $0.kind, count: $0.count) }
        auditEvents = omissions.skippedAuditEvents.map { Kind(name: $0.reason, count: $0.count) }
        admissionReviews = omissions.skippedAdmissionReviews.map { Kind(name: $0.reason, count: $0.count) }
        unreadableDocuments = omissions.unreadable
        unreadableFiles = omissions.unreadableFiles
        unreadable = omissions.errors.map { error in
            UnreadableInput(
                file: error.file,
                line: error.line,
                document: error.document,
                item: error.item,
                reason: error.text
            )
        }
        lines = omissions.lines
    }
}
