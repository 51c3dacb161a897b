/// `PodSpec` and `PodSecurityContext`.
extension ProtobufPodReader {
    mutating func readSpec(_ place: ProtobufCursor, _ bytes: RawSpan, into facts: inout PodFacts) throws(ProtobufFault)
    {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.podSpec, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1): try readVolume(try cursor.message(bytes), bytes, into: &facts)
            case Tag.delimited(2):
                let containers = facts.containers.count
                let container = try readContainer(
                    try cursor.message(bytes),
                    bytes,
                    .container,
                    containers,
                    into: &facts
                )
                facts.containers.append(container)
            case Tag.delimited(8): facts.serviceAccountName = try cursor.text(bytes)
            case Tag.delimited(9): deprecatedServiceAccount = try cursor.text(bytes)
            case Tag.varint(11): facts.hostNetwork = try cursor.bool(bytes)
            case Tag.varint(12): facts.hostPID = try cursor.bool(bytes)
            case Tag.varint(13): facts.hostIPC = try cursor.bool(bytes)
            case Tag.delimited(14):
                facts.presence.insert(.securityContext)
                try readSecurityContext(try cursor.message(bytes), bytes, into: &facts)
            case Tag.delimited(20):
                let containers = initContainers.count
                let container = try readContainer(
                    try cursor.message(bytes),
                    bytes,
                    .initContainer,
                    containers,
                    into: &facts
                )
                initContainers.append(container)
            case Tag.varint(21): facts.automountServiceAccountToken = try cursor.bool(bytes)
            case Tag.delimited(29): facts.runtimeClassName = try cursor.text(bytes)
            case Tag.delimited(34):
                let containers = ephemeralContainers.count
                let container = try readEphemeralContainer(try cursor.message(bytes), bytes, containers, into: &facts)
                ephemeralContainers.append(container)
            default: throw fields.fault(tag, of: messages.podSpec, cursor)
            }
        }
    }

    private mutating func readSecurityContext(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into facts: inout PodFacts
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.podSecurityContext, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1):
                try readSELinux(try cursor.message(bytes), bytes, into: &facts.securityContext.seLinux)
            case Tag.varint(2): facts.securityContext.runAsUser = try cursor.int64(bytes)
            case Tag.varint(3): facts.securityContext.runAsNonRoot = try cursor.bool(bytes)
            case Tag.varint(4): try appendGroup(&cursor, bytes, into: &facts)
            case Tag.delimited(4):
                // A last group may reach beyond the list's end; reading goes on behind it. No group: still unset.
                let listEnd = try cursor.packed(bytes)
                while cursor.offset < listEnd { try appendGroup(&cursor, bytes, into: &facts) }
            case Tag.varint(5): facts.securityContext.fsGroup = try cursor.int64(bytes)
            case Tag.varint(6): facts.securityContext.runAsGroup = try cursor.int64(bytes)
            case Tag.delimited(7):
                let name = try readFirstText(try cursor.message(bytes), bytes, of: messages.sysctl)
                try checkCount(facts.sysctls.count, cursor)
                facts.sysctls.append(name ?? .empty)
                facts.securityContext.sysctls.count += 1
            case Tag.delimited(10):
                try readSeccomp(try cursor.message(bytes), bytes, into: &facts.securityContext.seccomp)
            default: throw fields.fault(tag, of: messages.podSecurityContext, cursor)
            }
        }
    }

    @inline(__always)
    private func appendGroup(
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan,
        into facts: inout PodFacts
    ) throws(ProtobufFault) {
        let group = try cursor.int64(bytes)
        try checkCount(facts.supplementalGroups.count, cursor)
        facts.supplementalGroups.append(group)
        facts.securityContext.supplementalGroups = ListRange(
            start: 0,
            count: UInt32(truncatingIfNeeded: facts.supplementalGroups.count)
        )
    }

    func readSELinux(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into options: inout SELinuxFacts?
    ) throws(ProtobufFault) {
        var cursor = place
        var read = options ?? SELinuxFacts()
        while true {
            let tag = try fields.nextWanted(of: messages.seLinuxOptions, &cursor, bytes)
            switch tag {
            case 0:
                options = read
                return
            case Tag.delimited(1): read.user = try cursor.text(bytes)
            case Tag.delimited(2): read.role = try cursor.text(bytes)
            case Tag.delimited(3): read.type = try cursor.text(bytes)
            case Tag.delimited(4): read.level = try cursor.text(bytes)
            default: throw fields.fault(tag, of: messages.seLinuxOptions, cursor)
            }
        }
    }

    func readSeccomp(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into profile: inout SeccompFacts?
    ) throws(ProtobufFault) {
        var cursor = place
        var read = profile ?? SeccompFacts()
        while true {
            let tag = try fields.nextWanted(of: messages.seccompProfile, &cursor, bytes)
            switch tag {
            case 0:
                profile = read
                return
            case Tag.delimited(1): read.type = SeccompFacts.ProfileType(bytes.extracting(try cursor.delimited(bytes)))
            case Tag.delimited(2): read.localhostProfile = try cursor.text(bytes)
            default: throw fields.fault(tag, of: messages.seccompProfile, cursor)
            }
        }
    }

    /// The text in field 1 of a message of which nothing else is needed.
    func readFirstText(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        of message: UInt8
    ) throws(ProtobufFault) -> TextRange? {
        var cursor = place
        var text: TextRange?
        while true {
            let tag = try fields.nextWanted(of: message, &cursor, bytes)
            switch tag {
            case 0: return text
            case Tag.delimited(1): text = try cursor.text(bytes)
            default: throw fields.fault(tag, of: message, cursor)
            }
        }
    }

    @inline(__always)
    func checkCount(_ count: Int, _ cursor: ProtobufCursor) throws(ProtobufFault) {
        guard count < limits.listElementsMax else { throw ProtobufFault(.tooManyElements, at: cursor.offset) }
    }
}
