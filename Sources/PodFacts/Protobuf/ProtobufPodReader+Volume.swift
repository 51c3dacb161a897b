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
        let message = fields.message(messages.volume)
        var cursor = place
        var volume = VolumeFacts()
        var sources = Sources()
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0:
                volume.take(sources)
                facts.volumes.append(volume)
                return
            case Tag.delimited(1): volume.name = field.text
            case Tag.delimited(2): try readSources(field.message, bytes, into: &sources)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func readSources(_ place: ProtobufCursor, _ bytes: RawSpan, into sources: inout Sources)
        throws(ProtobufFault)
    {
        let message = fields.message(messages.volumeSource)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            if field.tag == 0 { return }
            sources.seen |= 1 << VolumeType.byFieldNumber[Int(field.tag >> 3)].rawValue
            switch field.tag {
            case Tag.delimited(1): try readText(&sources.hostPath, field.message, bytes, messages.hostPath)
            case Tag.delimited(6): try readText(&sources.secretName, field.message, bytes, messages.secret)
            case Tag.delimited(12): try readText(&sources.flexVolumeDriver, field.message, bytes, messages.flexVolume)
            case Tag.delimited(26): try readProjected(field.message, bytes, into: &sources)
            case Tag.delimited(28): try readText(&sources.csiDriver, field.message, bytes, messages.csi)
            default: try message.check(field, &cursor, bytes)
            }
        }
    }

    /// All four have what the facts want in field 1, a text of which the last counts.
    @inline(__always)
    private mutating func readText(
        _ text: inout TextRange,
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ message: UInt8
    ) throws(ProtobufFault) {
        guard let last = try readFirstText(place, bytes, of: message) else { return }
        text = last
    }

    private mutating func readProjected(_ place: ProtobufCursor, _ bytes: RawSpan, into sources: inout Sources)
        throws(ProtobufFault)
    {
        let message = fields.message(messages.projected)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1):
                if Self.isUsualProjection(field.place, bytes) { continue }
                if !(try isServiceAccountProjection(field.message, bytes)) {
                    sources.areServiceAccountProjections = false
                }
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    /// Whether a `VolumeProjection` is, to the byte, one of the two that are the same in every pod: the cluster's root
    /// certificate, and the pod's namespace.
    private static func isUsualProjection(_ place: Range<Int>, _ bytes: RawSpan) -> Bool {
        bytes.equals(
            "\u{1A}\u{26}\u{A}\u{12}\u{A}\u{10}kube-root-ca.crt\u{12}\u{10}\u{A}\u{6}ca.crt\u{12}\u{6}ca.crt",
            at: place
        )
            || bytes.equals(
                "\u{12}\u{27}\u{A}\u{25}\u{A}\u{9}namespace\u{12}\u{18}\u{A}\u{2}v1\u{12}\u{12}metadata.namespace",
                at: place
            )
    }

    /// Whether a `VolumeProjection` holds a token, config map or downward API source, all of those that it holds being
    /// what the ServiceAccount plugin projects.
    ///
    /// A secret beside them does not matter.
    private mutating func isServiceAccountProjection(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault)
        -> Bool
    {
        let message = fields.message(messages.volumeProjection)
        var cursor = place
        var isAny = false
        var tokenPath: TextRange?
        var tokenAudience = TextRange.empty
        var configMapName: TextRange?
        var areItemsRight = true
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0:
                let isTokenRight =
                    tokenPath.map { bytes.equals("token", at: $0.indices) && tokenAudience.isEmpty } ?? true
                let isConfigMapRight = configMapName.map { bytes.equals("kube-root-ca.crt", at: $0.indices) } ?? true
                return isAny && isTokenRight && isConfigMapRight && areItemsRight
            case Tag.delimited(2):
                isAny = true
                if !(try areNamespaceItems(field.message, bytes)) { areItemsRight = false }
            case Tag.delimited(3):
                isAny = true
                var name = configMapName ?? .empty
                try readConfigMapName(field.message, bytes, into: &name)
                configMapName = name
            case Tag.delimited(4):
                isAny = true
                var path = tokenPath ?? .empty
                try readToken(field.message, bytes, path: &path, audience: &tokenAudience)
                tokenPath = path
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func readToken(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        path: inout TextRange,
        audience: inout TextRange
    ) throws(ProtobufFault) {
        let message = fields.message(messages.tokenProjection)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1): audience = field.text
            case Tag.delimited(3): path = field.text
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func readConfigMapName(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into name: inout TextRange
    ) throws(ProtobufFault) {
        let message = fields.message(messages.configMapProjection)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1):
                if let last = try readFirstText(field.message, bytes, of: messages.localObjectReference) {
                    name = last
                }
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func areNamespaceItems(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> Bool {
        let message = fields.message(messages.downwardAPIProjection)
        var cursor = place
        var areRight = true
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return areRight
            case Tag.delimited(1): if !(try isNamespaceItem(field.message, bytes)) { areRight = false }
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func isNamespaceItem(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> Bool {
        let message = fields.message(messages.downwardAPIFile)
        var cursor = place
        var path = 0..<0
        var hasFieldRef = false
        var apiVersion = 0..<0
        var fieldPath = 0..<0
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0:
                // An absent version is defaulted to `v1`.
                return hasFieldRef && bytes.equals("namespace", at: path)
                    && bytes.equals("metadata.namespace", at: fieldPath)
                    && (apiVersion.isEmpty || bytes.equals("v1", at: apiVersion))
            case Tag.delimited(1): path = field.place
            case Tag.delimited(2):
                hasFieldRef = true
                try readFieldRef(field.message, bytes, &apiVersion, &fieldPath)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func readFieldRef(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ apiVersion: inout Range<Int>,
        _ fieldPath: inout Range<Int>
    ) throws(ProtobufFault) {
        let message = fields.message(messages.objectFieldSelector)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1): apiVersion = field.place
            case Tag.delimited(2): fieldPath = field.place
            default: throw message.fault(field.tag, cursor)
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
