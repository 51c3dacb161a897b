/// `Volume`, its sources, and whether it is the projection of a service account's token.
extension ProtobufPodReader {
    /// The sources of one volume that were seen, and what the facts want of them.
    ///
    /// Sources that repeat merge.
    fileprivate struct Sources {
        /// A bit for each `VolumeType`.
        var seen: UInt32 = 0
        var hostPath: TextRange = .empty
        var flexVolumeDriver: TextRange = .empty
        var csiDriver: TextRange = .empty
        var secretName: TextRange = .empty
        var areServiceAccountProjections = true
    }

    mutating func readVolume(_ place: ProtobufCursor, _ bytes: RawSpan, into facts: inout PodFacts)
        throws(ProtobufFault)
    {
        guard facts.volumes.count < limits.volumesMax else { throw ProtobufFault(.tooManyVolumes, at: place.offset) }
        var cursor = place
        var volume = VolumeFacts()
        var sources = Sources()
        while true {
            let tag = try fields.nextWanted(of: messages.volume, &cursor, bytes)
            switch tag {
            case 0:
                volume.take(sources)
                facts.volumes.append(volume)
                return
            case Tag.delimited(1): volume.name = try cursor.text(bytes)
            case Tag.delimited(2): try readSources(try cursor.message(bytes), bytes, into: &sources)
            default: throw fields.fault(tag, of: messages.volume, cursor)
            }
        }
    }

    private func readSources(_ place: ProtobufCursor, _ bytes: RawSpan, into sources: inout Sources)
        throws(ProtobufFault)
    {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.volumeSource, &cursor, bytes)
            if tag == 0 { return }
            sources.seen |= 1 << VolumeType.byFieldNumber[Int(tag >> 3)].rawValue
            switch tag {
            case Tag.delimited(1): try readText(&sources.hostPath, &cursor, bytes, messages.hostPath)
            case Tag.delimited(6): try readText(&sources.secretName, &cursor, bytes, messages.secret)
            case Tag.delimited(12): try readText(&sources.flexVolumeDriver, &cursor, bytes, messages.flexVolume)
            case Tag.delimited(26): try readProjected(try cursor.message(bytes), bytes, into: &sources)
            case Tag.delimited(28): try readText(&sources.csiDriver, &cursor, bytes, messages.csi)
            default: try fields.check(tag, of: messages.volumeSource, &cursor, bytes)
            }
        }
    }

    /// All four have what the facts want in field 1, a text of which the last counts.
    @inline(__always)
    private func readText(
        _ text: inout TextRange,
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan,
        _ message: UInt8
    ) throws(ProtobufFault) {
        guard let last = try readFirstText(try cursor.message(bytes), bytes, of: message) else { return }
        text = last
    }

    private func readProjected(_ place: ProtobufCursor, _ bytes: RawSpan, into sources: inout Sources)
        throws(ProtobufFault)
    {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.projected, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1):
                if !(try isServiceAccountProjection(try cursor.message(bytes), bytes)) {
                    sources.areServiceAccountProjections = false
                }
            default: throw fields.fault(tag, of: messages.projected, cursor)
            }
        }
    }

    /// Whether a `VolumeProjection` holds a token, config map or downward API source, all of those that it holds being
    /// what the ServiceAccount plugin projects.
    ///
    /// A secret beside them does not matter.
    private func isServiceAccountProjection(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> Bool {
        var cursor = place
        var isAny = false
        var tokenPath: TextRange?
        var tokenAudience = TextRange.empty
        var configMapName: TextRange?
        var areItemsRight = true
        while true {
            let tag = try fields.nextWanted(of: messages.volumeProjection, &cursor, bytes)
            switch tag {
            case 0:
                let isTokenRight =
                    tokenPath.map { bytes.equals("token", at: $0.indices) && tokenAudience.isEmpty } ?? true
                let isConfigMapRight = configMapName.map { bytes.equals("kube-root-ca.crt", at: $0.indices) } ?? true
                return isAny && isTokenRight && isConfigMapRight && areItemsRight
            case Tag.delimited(2):
                isAny = true
                if !(try areNamespaceItems(try cursor.message(bytes), bytes)) { areItemsRight = false }
            case Tag.delimited(3):
                isAny = true
                var name = configMapName ?? .empty
                try readConfigMapName(try cursor.message(bytes), bytes, into: &name)
                configMapName = name
            case Tag.delimited(4):
                isAny = true
                var path = tokenPath ?? .empty
                try readToken(try cursor.message(bytes), bytes, path: &path, audience: &tokenAudience)
                tokenPath = path
            default: throw fields.fault(tag, of: messages.volumeProjection, cursor)
            }
        }
    }

    private func readToken(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        path: inout TextRange,
        audience: inout TextRange
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.tokenProjection, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1): audience = try cursor.text(bytes)
            case Tag.delimited(3): path = try cursor.text(bytes)
            default: throw fields.fault(tag, of: messages.tokenProjection, cursor)
            }
        }
    }

    private func readConfigMapName(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into name: inout TextRange
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.configMapProjection, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1):
                if let last = try readFirstText(try cursor.message(bytes), bytes, of: messages.localObjectReference) {
                    name = last
                }
            default: throw fields.fault(tag, of: messages.configMapProjection, cursor)
            }
        }
    }

    private func areNamespaceItems(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> Bool {
        var cursor = place
        var areRight = true
        while true {
            let tag = try fields.nextWanted(of: messages.downwardAPIProjection, &cursor, bytes)
            switch tag {
            case 0: return areRight
            case Tag.delimited(1): if !(try isNamespaceItem(try cursor.message(bytes), bytes)) { areRight = false }
            default: throw fields.fault(tag, of: messages.downwardAPIProjection, cursor)
            }
        }
    }

    private func isNamespaceItem(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> Bool {
        var cursor = place
        var path = 0..<0
        var hasFieldRef = false
        var apiVersion = 0..<0
        var fieldPath = 0..<0
        while true {
            let tag = try fields.nextWanted(of: messages.downwardAPIFile, &cursor, bytes)
            switch tag {
            case 0:
                // An absent version is defaulted to `v1`.
                return hasFieldRef && bytes.equals("namespace", at: path)
                    && bytes.equals("metadata.namespace", at: fieldPath)
                    && (apiVersion.isEmpty || bytes.equals("v1", at: apiVersion))
            case Tag.delimited(1): path = try cursor.delimited(bytes)
            case Tag.delimited(2):
                hasFieldRef = true
                try readFieldRef(try cursor.message(bytes), bytes, &apiVersion, &fieldPath)
            default: throw fields.fault(tag, of: messages.downwardAPIFile, cursor)
            }
        }
    }

    private func readFieldRef(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ apiVersion: inout Range<Int>,
        _ fieldPath: inout Range<Int>
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.objectFieldSelector, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1): apiVersion = try cursor.delimited(bytes)
            case Tag.delimited(2): fieldPath = try cursor.delimited(bytes)
            default: throw fields.fault(tag, of: messages.objectFieldSelector, cursor)
            }
        }
    }
}

extension VolumeFacts {
    /// The first source that is set counts, in the order of `VolumeType`; none is an `emptyDir`.
    fileprivate mutating func take(_ sources: ProtobufPodReader.Sources) {
        guard sources.seen != 0 else { return }
        type = VolumeType(rawValue: UInt8(truncatingIfNeeded: sources.seen.trailingZeroBitCount)) ?? .emptyDir
        switch type {
        case .hostPath: detail = sources.hostPath
        case .flexVolume: detail = sources.flexVolumeDriver
        case .csi: detail = sources.csiDriver
        case .secret: secretName = sources.secretName
        case .projected: isServiceAccountProjection = sources.areServiceAccountProjections
        default: break
        }
    }
}

extension VolumeType {
    /// The order of the fields of `VolumeSource`, which is not the one in which a volume's type is looked for.
    ///
    /// Number 0 is no field.
    fileprivate static let byFieldNumber: InlineArray<30, VolumeType> = [
        .emptyDir, .hostPath, .emptyDir, .gcePersistentDisk, .awsElasticBlockStore, .gitRepo, .secret, .nfs, .iscsi,
        .glusterfs, .persistentVolumeClaim, .rbd, .flexVolume, .cinder, .cephFS, .flocker, .downwardAPI, .fc,
        .azureFile,
        .configMap, .vsphereVolume, .quobyte, .azureDisk, .photonPersistentDisk, .portworxVolume, .scaleIO, .projected,
        .storageos, .csi, .ephemeral,
    ]
}
