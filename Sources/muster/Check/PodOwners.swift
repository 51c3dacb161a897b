import JSONScan
import Manifests
import PodFacts
import Reports

/// Tells whose pods are: one worker's memory of which Deployment a ReplicaSet belongs to.
struct PodOwners {
    /// ReplicaSets that are remembered.
    private static let rememberedMax = 16_384

    private struct ReplicaSet: Hashable {
        var namespace: String
        var name: String
    }

    private var deployments: [ReplicaSet: PodOwner] = [:]

    /// The owner of the pods of an object: a workload itself; of a pod its controller, or of a ReplicaSet made by a Deployment
    /// the Deployment; of any other pod the pod itself.
    mutating func owner(
        of object: CheckedObject,
        isBarePod: Bool,
        controller: (kind: String, name: String),
        json: [UInt8]
    ) -> PodOwner {
        guard isBarePod, !controller.kind.isEmpty else {
            return PodOwner(kind: object.identity.kind, name: object.identity.name)
        }
        guard controller.kind == "ReplicaSet" else { return PodOwner(kind: controller.kind, name: controller.name) }
        let key = ReplicaSet(namespace: object.namespace, name: controller.name)
        if let known = deployments[key] { return known }
        let owner = Self.owner(ofReplicaSet: controller.name, json)
        if deployments.count == Self.rememberedMax { deployments.removeAll(keepingCapacity: true) }
        deployments[key] = owner
        return owner
    }

    /// A Deployment calls its ReplicaSets `<name>-<hash>` and labels their pods with the hash.
    ///
    /// Where the label has been lost, the form of the hash tells.
    private static func owner(ofReplicaSet name: String, _ json: [UInt8]) -> PodOwner {
        let hash = PodLabels(json).templateHash ?? hashByForm(name)
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
}

/// What a pod's labels tell of its owner.
private struct PodLabels {
    private(set) var templateHash: String?

    /// Reads a pod in canonical JSON.
    init(_ json: [UInt8]) {
        let bytes = unsafe json.span.bytes
        do throws(JSONError) {
            var cursor = JSONCursor()
            try cursor.beginObject(in: bytes)
            while let key = try cursor.nextKey(in: bytes) {
                if key.equals("metadata", in: bytes) {
                    try readMetadata(&cursor, bytes)
                } else {
                    _ = try cursor.skipValue(in: bytes)
                }
            }
        } catch {
            // The pod reader says what is wrong.
            return
        }
    }

    private mutating func readMetadata(_ cursor: inout JSONCursor, _ bytes: RawSpan) throws(JSONError) {
        guard try cursor.kind(in: bytes) == .object else {
            _ = try cursor.skipValue(in: bytes)
            return
        }
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if key.equals("labels", in: bytes) {
                try readLabels(&cursor, bytes)
            } else {
                _ = try cursor.skipValue(in: bytes)
            }
        }
    }

    private mutating func readLabels(_ cursor: inout JSONCursor, _ bytes: RawSpan) throws(JSONError) {
        guard try cursor.kind(in: bytes) == .object else {
            _ = try cursor.skipValue(in: bytes)
            return
        }
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if key.equals("pod-template-hash", in: bytes), try cursor.kind(in: bytes) == .string {
                templateHash = try cursor.readString(in: bytes).map {
                    String(decoding: $0.bytes(from: bytes), as: UTF8.self)
                }
            } else {
                _ = try cursor.skipValue(in: bytes)
            }
        }
    }
}
