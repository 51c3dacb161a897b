package import PodFacts
package import PolicyObjects

/// The kinds that are pods or bear a pod template, in every version that a Kubernetes release has served.
package enum WorkloadKind: UInt8, CaseIterable, Sendable {
    case pod, podTemplate, replicationController, replicaSet, deployment, daemonSet, statefulSet, job, cronJob

    /// The kind of an object, nil if it bears no pods or the API group does not have it.
    package init?(apiVersion: some StringProtocol, kind: some StringProtocol) {
        let length = kind.utf8.count
        guard
            let found = Self.allCases.first(where: {
                $0.name.utf8.count == length && $0.name.utf8.elementsEqual(kind.utf8)
            }),
            found.apiVersions.contains(where: { $0.utf8.elementsEqual(apiVersion.utf8) })
        else { return nil }
        self = found
    }

    package var name: String {
        switch self {
        case .pod: "Pod"
        case .podTemplate: "PodTemplate"
        case .replicationController: "ReplicationController"
        case .replicaSet: "ReplicaSet"
        case .deployment: "Deployment"
        case .daemonSet: "DaemonSet"
        case .statefulSet: "StatefulSet"
        case .job: "Job"
        case .cronJob: "CronJob"
        }
    }

    package var apiVersions: [String] {
        switch self {
        case .pod, .podTemplate, .replicationController: ["v1"]
        case .replicaSet, .daemonSet: ["apps/v1", "apps/v1beta2", "extensions/v1beta1"]
        case .deployment: ["apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"]
        case .statefulSet: ["apps/v1", "apps/v1beta1", "apps/v1beta2"]
        case .job: ["batch/v1"]
        case .cronJob: ["batch/v1", "batch/v1beta1", "batch/v2alpha1"]
        }
    }

    /// Where the pod stands in the object.
    package var podPath: PodPath {
        switch self {
        case .pod: .pod
        case .podTemplate: .template
        case .cronJob: .jobTemplate
        default: .specTemplate
        }
    }

    /// The controller that posts the pods, as its service account in `kube-system` is called.
    ///
    /// A Deployment's pods come from its ReplicaSet, a CronJob's from its Job. nil: a bare Pod is whoever's posts it,
    /// and a PodTemplate creates none by itself.
    package var controller: String? {
        switch self {
        case .pod, .podTemplate: nil
        case .replicaSet, .deployment: "replicaset-controller"
        case .replicationController: "replication-controller"
        case .statefulSet: "statefulset-controller"
        case .daemonSet: "daemon-set-controller"
        case .job, .cronJob: "job-controller"
        }
    }

    /// The `generateName` of the pods of a workload called `name`: `<name>-`, without the dash if that is no valid
    /// prefix.
    ///
    /// Between the name of a Deployment or CronJob and the dash a real cluster has a hash or a number.
    /// Kubernetes: `pkg/controller`, `getPodsPrefix`.
    package func generateName(_ name: some StringProtocol) -> [UInt8] {
        let bytes = Array(name.utf8)
        guard self != .pod, !bytes.isEmpty else { return [] }
        return Self.isSubdomain(bytes) && bytes.count < 253 ? bytes + [UInt8(ascii: "-")] : bytes
    }

    /// RFC 1123 subdomain.
    ///
    /// Kubernetes: `validation.IsDNS1123Subdomain`.
    private static func isSubdomain(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            func isAlphanumeric(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
            guard let first = label.first, let last = label.last else { return false }
            return isAlphanumeric(first) && isAlphanumeric(last)
                && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }
}

/// The identities that a controller manager posts pods with.
package enum ControllerIdentities: Sendable {
    /// Each controller has a service account of its own (`--use-service-account-credentials`: kubeadm and managed
    /// clusters).
    case serviceAccounts
    /// All are the user `system:kube-controller-manager`.
    case controllerManager

    package func subject(_ controller: String) -> Subject {
        switch self {
        case .serviceAccounts:
            Subject(
                username: "system:serviceaccount:kube-system:\(controller)",
                groups: ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"]
            )
        case .controllerManager:
            Subject(username: "system:kube-controller-manager", groups: ["system:authenticated"])
        }
    }
}
