import Manifests
import Reports

/// Tells whose pods are.
enum PodOwners {
    /// The owner of the pods of an object: of a pod its controller, or of a ReplicaSet made by a Deployment the Deployment, of a
    /// Job made by a CronJob the CronJob; of any other pod the pod itself; of a workload its controller, or itself.
    static func owner(
        of object: CheckedObject,
        isBarePod: Bool,
        controller: (kind: String, name: String),
        json: [UInt8]
    ) -> PodOwner {
        guard isBarePod else { return owner(ofWorkload: object.identity, json) }
        switch controller.kind {
        case "": return PodOwner(kind: object.identity.kind, name: object.identity.name)
        case "ReplicaSet": return owner(ofReplicaSet: controller.name, json)
        case "Job": return owner(ofJob: controller.name)
        default: return PodOwner(kind: controller.kind, name: controller.name)
        }
    }

    /// An export of all workloads holds a Deployment's ReplicaSets and a CronJob's Jobs beside them.
    private static func owner(ofWorkload identity: ObjectIdentity, _ json: [UInt8]) -> PodOwner {
        let itself = PodOwner(kind: identity.kind, name: identity.name)
        guard identity.kind == "ReplicaSet" || identity.kind == "Job" else { return itself }
        guard let controller = OwnershipHints(json).controller, !controller.kind.isEmpty else { return itself }
        return PodOwner(kind: controller.kind, name: controller.name)
    }

    /// A Deployment calls its ReplicaSets `<name>-<hash>` and labels their pods with the hash.
    ///
    /// Where the label has been lost, the form of the hash tells. Each pod is asked for itself: one that has lost the label
    /// says nothing of the others.
    private static func owner(ofReplicaSet name: String, _ json: [UInt8]) -> PodOwner {
        let hash = OwnershipHints(json).templateHash ?? hashByForm(name)
        guard let hash, !hash.isEmpty, name.utf8.count > hash.utf8.count + 1, name.hasSuffix("-\(hash)") else {
            return PodOwner(kind: "ReplicaSet", name: name)
        }
        return PodOwner(kind: "Deployment", name: String(name.dropLast(hash.utf8.count + 1)))
    }

    /// The last part of the name, if it looks like what Kubernetes makes and no word that a person would choose.
    ///
    /// Kubernetes: `rand.SafeEncodeString` of a decimal number of 32 bits gives ten of the letters and digits that
    /// `rand.String` gives.
    private static func hashByForm(_ name: String) -> String? {
        guard let part = name.split(separator: "-").last else { return nil }
        let isDecimal = part.utf8.allSatisfy { Array("456789bcdf".utf8).contains($0) }
        let isSafe = part.utf8.allSatisfy { Array("bcdfghjklmnpqrstvwxz2456789".utf8).contains($0) }
        let hasDigit = part.utf8.contains { (0x30...0x39).contains($0) }
        let isLongEnough = part.utf8.count >= (isDecimal ? 5 : 8) && part.utf8.count <= 10
        return isSafe && hasDigit && isLongEnough ? String(part) : nil
    }

    /// A CronJob calls its Jobs `<name>-<time>`: seconds since 1970 up to Kubernetes 1.20, minutes from then on.
    ///
    /// Nothing in a Job's pods names the CronJob. The bounds, 2015 and 2030 or 2046, leave dates as people write them
    /// (20210301, 2021030112) to Jobs. Kubernetes: `pkg/controller/cronjob`, `getJobName`.
    private static func owner(ofJob name: String) -> PodOwner {
        let job = PodOwner(kind: "Job", name: name)
        guard let part = name.split(separator: "-").last, part.utf8.count < name.utf8.count - 1,
            part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let time = Int(part),
            (1_420_000_000..<1_900_000_000).contains(time) || (23_700_000..<40_000_000).contains(time)
        else { return job }
        return PodOwner(kind: "CronJob", name: String(name.dropLast(part.utf8.count + 1)))
    }
}
