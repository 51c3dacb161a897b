import ArgumentParser
import Manifests

/// Which object of a file is explained: `NAME`, or `KIND/NAME` with a kind as kubectl takes it.
struct ExplainedObject: ExpressibleByArgument, Equatable, Sendable {
    let argument: String
    /// nil: any.
    private let kind: WorkloadKind?
    private let name: String

    init?(argument: String) {
        self.argument = argument
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        name = parts[parts.count - 1]
        guard parts.count == 2 else {
            kind = nil
            return
        }
        guard let kind = WorkloadKind(kubectlName: parts[0]) else { return nil }
        self.kind = kind
    }

    func matches(_ item: FleetItem) -> Bool {
        item.identity.name.utf8.elementsEqual(name.utf8) && (kind == nil || kind == item.workload)
    }
}

extension WorkloadKind {
    /// As people name it to kubectl: in any case, in the plural, or short.
    fileprivate init?(kubectlName text: String) {
        let text = text.lowercased()
        let found = Self.allCases.first { kind in
            let singular = kind.name.lowercased()
            return text == singular || text == "\(singular)s" || kind.shortName == text
        }
        guard let found else { return nil }
        self = found
    }

    private var shortName: String? {
        switch self {
        case .pod: "po"
        case .replicationController: "rc"
        case .replicaSet: "rs"
        case .deployment: "deploy"
        case .daemonSet: "ds"
        case .statefulSet: "sts"
        case .cronJob: "cj"
        case .podTemplate, .job: nil
        }
    }
}
