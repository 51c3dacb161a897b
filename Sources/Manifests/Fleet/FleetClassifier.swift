import JSONScan
import PolicyObjects

/// Tells what is to be checked of the objects that a fleet's files hold: pods, workloads, and the objects of recorded
/// requests.
struct FleetClassifier {
    private var auditIDs = RecentAuditIDs()

    mutating func entry(_ found: FoundObject) -> FleetEntry {
        switch found.interest {
        case .workload(let workload): return .item(FleetItem(found, workload))
        case .admissionReview: return review(found)
        case .auditEvent: return auditEvent(found)
        case .none:
            let identity = found.identity
            if let text = Self.refusal(identity) { return Self.error(text, found) }
            return .skipped(.kind(apiVersion: identity.apiVersion, kind: identity.kind), found.place)
        }
    }

    private static func error(_ text: String, _ found: FoundObject) -> FleetEntry {
        let problem = DocumentProblem(text, line: found.place.line - 1, scope: .document)
        return .error(ManifestError(problem, at: found.place))
    }

    // MARK: Kinds that no API server knows

    /// Why every API server refuses an object of Kubernetes' own groups, though its kind is called like one that bears
    /// pods, or nearly so; nil if it does not.
    ///
    /// Groups with a dot may be anybody's. Kubernetes: apimachinery's `meta.NoKindMatchError`.
    private static func refusal(_ identity: ObjectIdentity) -> String? {
        guard !KubernetesKinds.group(of: identity.apiVersion).utf8.contains(UInt8(ascii: ".")) else { return nil }
        guard let name = suggestion(for: identity.kind, among: knownKinds),
            let meant = WorkloadKind.allCases.first(where: { $0.name == name })
        else { return nil }
        return
            "no matches for kind `\(identity.kind)` in version `\(identity.apiVersion)`: did you mean \(meant.name) in "
            + meant.apiVersions.map { "`\($0)`" }.joined(separator: " or ") + "?"
    }

    /// Those that bear pods first: of two that are equally near, one of these was meant.
    private static let knownKinds =
        WorkloadKind.allCases.map(\.name) + PolicySetObject.Kind.allCases.map(\.rawValue) + KubernetesKinds.others

    // MARK: Recorded requests

    private func review(_ found: FoundObject) -> FleetEntry {
        let review: AdmissionReview
        do throws(JSONError) {
            review = try unsafe AdmissionReview(found.json.span.bytes)
        } catch {
            return Self.error(error.description, found)
        }
        guard review.hasRequest else { return Self.error("an AdmissionReview without a `request`", found) }
        let operation: RecordedRequest.Operation
        switch review.operation {
        case "CREATE": operation = .create
        case "UPDATE": operation = .update
        case "": return Self.error("an AdmissionReview without an `operation`", found)
        default: return .skipped(.admissionReview(.operation), found.place)
        }
        guard review.resource.mayBearPods else { return .skipped(.admissionReview(.resource), found.place) }
        guard let object = review.object else { return Self.error("an AdmissionReview without an `object`", found) }
        var requested = Self.object(object, in: found)
        if !review.namespace.isEmpty { requested.identity.namespace = review.namespace }
        if requested.identity.name.isEmpty { requested.identity.name = review.name }
        let request = RecordedRequest(
            operation,
            subject: review.user,
            oldObject: review.oldObject.map { Array(found.json[$0]) },
            subresource: review.resource.subresource
        )
        return Self.item(requested, request) ?? .skipped(.admissionReview(.resource), found.place)
    }

    private mutating func auditEvent(_ found: FoundObject) -> FleetEntry {
        let event: AuditEvent
        do throws(JSONError) {
            event = try unsafe AuditEvent(found.json.span.bytes)
        } catch {
            return Self.error(error.description, found)
        }
        if let omission = event.omission { return .skipped(.auditEvent(omission), found.place) }
        guard let object = event.requestObject else { return .skipped(.auditEvent(.body), found.place) }
        guard auditIDs.insert(event.auditID) else { return .skipped(.auditEvent(.repetition), found.place) }
        var requested = Self.object(object, in: found)
        if !event.namespace.isEmpty { requested.identity.namespace = event.namespace }
        if requested.identity.name.isEmpty { requested.identity.name = event.name }
        let request = RecordedRequest(event.verb == "update" ? .update : .create, subject: event.subject)
        return Self.item(requested, request) ?? .skipped(.auditEvent(.resource), found.place)
    }

    /// The object of a request, which stands in its record.
    private static func object(_ range: Range<Int>, in record: FoundObject) -> FoundObject {
        let json = Array(record.json[range])
        var scanner = JSONObjectScanner()
        _ = scanner.scan(json, from: 0, stopsAtItems: false)
        return FoundObject(record.place, scanner.identity(in: json), isFromCluster: scanner.isFromCluster) { json }
    }

    /// nil if the object bears no pods.
    private static func item(_ found: FoundObject, _ request: RecordedRequest) -> FleetEntry? {
        guard case .workload(let workload) = found.interest else {
            return refusal(found.identity).map { error($0, found) }
        }
        var item = FleetItem(found, workload)
        // PodSecurityPolicy looks at pods alone: a workload's are created anew by its controller, whoever wrote it.
        if workload == .pod { item.request = request } else if !request.subresource.isEmpty { return nil }
        return .item(item)
    }
}
