import JSONScan

/// Volumes, and what of their sources counts.
extension JSONPodWalk {
    mutating func volumes(_ walk: inout JSONWalk, _ index: inout Int, _ facts: inout PodFacts) throws(JSONWalkStop) {
        _ = try walk.array(&index) { (walk, element) throws(JSONWalkStop) in
            guard facts.volumes.count < limits.volumesMax else { throw JSONWalkStop() }
            var volume = VolumeFacts()
            let next = try self.volume(&walk, element, &volume, &facts)
            facts.volumes.append(volume)
            return next
        }
    }

    /// The sources of a volume that have been read.
    ///
    /// The first in the order of `VolumeType` is its type.
    private struct Sources {
        var first = UInt8.max
        var seen: UInt32 = 0

        /// Notes a source; a key that comes again needs the merging reader.
        mutating func note(_ type: VolumeType, isPresent: Bool) {
            if isPresent { first = min(first, type.rawValue) }
        }

        mutating func once(_ type: VolumeType) throws(JSONWalkStop) {
            let bit = UInt32(1) << UInt32(type.rawValue)
            guard seen & bit == 0 else { throw JSONWalkStop() }
            seen |= bit
        }
    }

    private mutating func volume(
        _ walk: inout JSONWalk,
        _ start: Int,
        _ volume: inout VolumeFacts,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> Int {
        var index = start
        var sources = Sources()
        var details = (hostPath: TextRange.empty, flexVolume: TextRange.empty, csi: TextRange.empty)
        var hasName: UInt32 = 0
        _ = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            if .name ~= key {
                try once(&hasName, 1)
                volume.name = try text(&walk, &next, &facts) ?? .empty
                return next
            }
            guard let type = VolumeType(key) else { return try walk.skip(value) }
            try sources.once(type)
            let isPresent: Bool
            switch type {
            case .hostPath: isPresent = try object(with: .path, &walk, &next, &details.hostPath, &facts)
            case .flexVolume: isPresent = try object(with: .driver, &walk, &next, &details.flexVolume, &facts)
            case .csi: isPresent = try object(with: .driver, &walk, &next, &details.csi, &facts)
            case .secret: isPresent = try object(with: .secretName, &walk, &next, &volume.secretName, &facts)
            case .projected:
                isPresent = try projected(&walk, &next, &volume.isServiceAccountProjection)
            default: isPresent = try walk.skipObject(&next)
            }
            sources.note(type, isPresent: isPresent)
            return next
        }
        volume.type = VolumeType(rawValue: sources.first) ?? .emptyDir
        switch volume.type {
        case .hostPath: volume.detail = details.hostPath
        case .flexVolume: volume.detail = details.flexVolume
        case .csi: volume.detail = details.csi
        default: break
        }
        if volume.type != .secret { volume.secretName = .empty }
        if volume.type != .projected { volume.isServiceAccountProjection = false }
        return index
    }

    /// Passes an object of which only the text `name` counts, or `null`; returns whether there was an object.
    private mutating func object(
        with name: JSONName,
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ result: inout TextRange,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> Bool {
        var seen: UInt32 = 0
        return try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            guard name ~= key else { return try walk.skip(value) }
            try once(&seen, 1)
            var next = value
            result = try text(&walk, &next, &facts) ?? .empty
            return next
        }
    }

    // MARK: Projected volumes

    /// Kubernetes: `IsOnlyServiceAccountTokenSources`.
    private mutating func projected(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ isServiceAccountProjection: inout Bool
    ) throws(JSONWalkStop) -> Bool {
        var seen: UInt32 = 0
        var isRight = true
        let isPresent = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            guard .sources ~= key else { return try walk.skip(value) }
            try once(&seen, 1)
            var next = value
            var count = 0
            _ = try walk.array(&next) { (walk, element) throws(JSONWalkStop) in
                count += 1
                guard count <= limits.listElementsMax else { throw JSONWalkStop() }
                return try projection(&walk, element, &isRight)
            }
            return next
        }
        isServiceAccountProjection = isRight
        return isPresent
    }

    /// One source of a projected volume.
    ///
    /// It must hold a token, a config map or downward fields, and all of those that it holds must be the injected ones.
    private mutating func projection(
        _ walk: inout JSONWalk,
        _ start: Int,
        _ isRight: inout Bool
    ) throws(JSONWalkStop) -> Int {
        var index = start
        var seen: UInt32 = 0
        var hasSource = false
        _ = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .serviceAccountToken:
                try once(&seen, 1)
                if try token(&walk, &next, &isRight) { hasSource = true }
            case .configMap:
                try once(&seen, 2)
                if try configMap(&walk, &next, &isRight) { hasSource = true }
            case .downwardAPI:
                try once(&seen, 4)
                if try downward(&walk, &next, &isRight) { hasSource = true }
            case .secret:
                try once(&seen, 8)
                _ = try walk.skipObject(&next)
            default: next = try walk.skip(next)
            }
            return next
        }
        if !hasSource { isRight = false }
        return index
    }

    /// Kubernetes: `v1.ServiceAccountTokenProjection`.
    private mutating func token(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ isRight: inout Bool
    ) throws(JSONWalkStop) -> Bool {
        var seen: UInt32 = 0
        var hasAudience = false
        var hasPath = false
        let isPresent = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .audience:
                try once(&seen, 1)
                hasAudience = try !isText(.empty, &walk, &next)
            case .path:
                try once(&seen, 2)
                hasPath = try isText(.token, &walk, &next)
            default: next = try walk.skip(next)
            }
            return next
        }
        if isPresent, hasAudience || !hasPath { isRight = false }
        return isPresent
    }

    /// Kubernetes: `v1.ConfigMapProjection`.
    private mutating func configMap(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ isRight: inout Bool
    ) throws(JSONWalkStop) -> Bool {
        var seen: UInt32 = 0
        var hasName = false
        let isPresent = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            guard .name ~= key else { return try walk.skip(value) }
            try once(&seen, 1)
            var next = value
            hasName = try isText(.rootCertificates, &walk, &next)
            return next
        }
        if isPresent, !hasName { isRight = false }
        return isPresent
    }

    /// Kubernetes: `v1.DownwardAPIProjection`.
    private mutating func downward(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ isRight: inout Bool
    ) throws(JSONWalkStop) -> Bool {
        var seen: UInt32 = 0
        return try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            guard .items ~= key else { return try walk.skip(value) }
            try once(&seen, 1)
            var next = value
            var count = 0
            _ = try walk.array(&next) { (walk, element) throws(JSONWalkStop) in
                count += 1
                guard count <= limits.listElementsMax else { throw JSONWalkStop() }
                return try downwardFile(&walk, element, &isRight)
            }
            return next
        }
    }

    /// Kubernetes: `v1.DownwardAPIVolumeFile`.
    ///
    /// An absent `apiVersion` is defaulted to `v1`.
    private mutating func downwardFile(
        _ walk: inout JSONWalk,
        _ start: Int,
        _ isRight: inout Bool
    ) throws(JSONWalkStop) -> Int {
        var index = start
        var seen: UInt32 = 0
        var hasPath = false
        var hasField = false
        _ = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .path:
                try once(&seen, 1)
                hasPath = try isText(.namespace, &walk, &next)
            case .fieldRef:
                try once(&seen, 2)
                hasField = try fieldSelector(&walk, &next)
            default: next = try walk.skip(next)
            }
            return next
        }
        if !hasPath || !hasField { isRight = false }
        return index
    }

    /// Whether a `v1.ObjectFieldSelector` selects the pod's namespace.
    private mutating func fieldSelector(_ walk: inout JSONWalk, _ index: inout Int) throws(JSONWalkStop) -> Bool {
        var seen: UInt32 = 0
        var hasVersion = true
        var hasPath = false
        _ = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .apiVersion:
                try once(&seen, 1)
                let start = next
                hasVersion = try isText(.v1, &walk, &next)
                if !hasVersion {
                    next = start
                    hasVersion = try isText(.empty, &walk, &next)
                }
            case .fieldPath:
                try once(&seen, 2)
                hasPath = try isText(.metadataNamespace, &walk, &next)
            default: next = try walk.skip(next)
            }
            return next
        }
        return hasVersion && hasPath
    }

    /// Passes a text, `null` being empty, and says whether it is `expected`.
    private mutating func isText(
        _ expected: JSONName,
        _ walk: inout JSONWalk,
        _ index: inout Int
    ) throws(JSONWalkStop) -> Bool {
        guard walk.token(index) == UInt8(ascii: "\"") else {
            index = try walk.null(index)
            return expected == .empty
        }
        let text = walk.takeKey(index)
        index += 1
        return expected ~= text
    }
}

extension VolumeType {
    /// The source with this key in a v1 Volume; the usual ones first.
    fileprivate init?(_ key: JSONKey) {
        switch key {
        case .emptyDir: self = .emptyDir
        case .configMap: self = .configMap
        case .secret: self = .secret
        case .projected: self = .projected
        case .hostPath: self = .hostPath
        case .persistentVolumeClaim: self = .persistentVolumeClaim
        case .downwardAPI: self = .downwardAPI
        case .csi: self = .csi
        case .nfs: self = .nfs
        case .gcePersistentDisk: self = .gcePersistentDisk
        case .awsElasticBlockStore: self = .awsElasticBlockStore
        case .gitRepo: self = .gitRepo
        case .iscsi: self = .iscsi
        case .glusterfs: self = .glusterfs
        case .rbd: self = .rbd
        case .flexVolume: self = .flexVolume
        case .cinder: self = .cinder
        case .cephfs: self = .cephFS
        case .flocker: self = .flocker
        case .fc: self = .fc
        case .azureFile: self = .azureFile
        case .vsphereVolume: self = .vsphereVolume
        case .quobyte: self = .quobyte
        case .azureDisk: self = .azureDisk
        case .photonPersistentDisk: self = .photonPersistentDisk
        case .storageos: self = .storageos
        case .portworxVolume: self = .portworxVolume
        case .scaleIO: self = .scaleIO
        case .ephemeral: self = .ephemeral
        default: return nil
        }
    }
}
