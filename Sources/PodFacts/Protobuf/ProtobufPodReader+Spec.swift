/// `PodSpec` and `PodSecurityContext`.
extension ProtobufPodReader {
    mutating func readSpec(_ place: ProtobufCursor, _ bytes: RawSpan, into facts: inout PodFacts) throws(ProtobufFault)
    {
        let message = fields.message(messages.podSpec)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1): try readVolume(field.message, bytes, into: &facts)
            case Tag.delimited(2):
                try readContainer(field.message, bytes, .container, facts.containers.count, into: &facts)
                facts.containers.append(container)
            case Tag.delimited(8): facts.serviceAccountName = field.text
            case Tag.delimited(9): deprecatedServiceAccount = field.text
            case Tag.varint(11): facts.hostNetwork = try cursor.bool(bytes)
            case Tag.varint(12): facts.hostPID = try cursor.bool(bytes)
            case Tag.varint(13): facts.hostIPC = try cursor.bool(bytes)
            case Tag.delimited(14):
                facts.presence.insert(.securityContext)
                try readSecurityContext(field.message, bytes, into: &facts)
            case Tag.delimited(20):
                try readContainer(field.message, bytes, .initContainer, initContainers.count, into: &facts)
                initContainers.append(container)
            case Tag.varint(21): facts.automountServiceAccountToken = try cursor.bool(bytes)
            case Tag.delimited(29): facts.runtimeClassName = field.text
            case Tag.delimited(34):
                try readEphemeralContainer(field.message, bytes, ephemeralContainers.count, into: &facts)
                ephemeralContainers.append(container)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func readSecurityContext(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into facts: inout PodFacts
    ) throws(ProtobufFault) {
        let message = fields.message(messages.podSecurityContext)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1):
                let earlier = facts.securityContext.seLinux
                facts.securityContext.seLinux = try readSELinux(field.message, bytes, mergingInto: earlier)
            case Tag.varint(2): facts.securityContext.runAsUser = try cursor.int64(bytes)
            case Tag.varint(3): facts.securityContext.runAsNonRoot = try cursor.bool(bytes)
            case Tag.varint(4): try appendGroup(&cursor, bytes, into: &facts)
            case Tag.delimited(4):
                // A last group may reach beyond the list's end; reading goes on behind it. No group: still unset.
                cursor.move(to: field.place.lowerBound)
                while cursor.offset < field.place.upperBound { try appendGroup(&cursor, bytes, into: &facts) }
            case Tag.varint(5): facts.securityContext.fsGroup = try cursor.int64(bytes)
            case Tag.varint(6): facts.securityContext.runAsGroup = try cursor.int64(bytes)
            case Tag.delimited(7):
                let name = try readFirstText(field.message, bytes, of: messages.sysctl)
                try checkCount(facts.sysctls.count, cursor)
                facts.sysctls.append(name ?? .empty)
                facts.securityContext.sysctls.count += 1
            case Tag.delimited(10):
                let earlier = facts.securityContext.seccomp
                facts.securityContext.seccomp = try readSeccomp(field.message, bytes, mergingInto: earlier)
            default: throw message.fault(field.tag, cursor)
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

    mutating func readSELinux(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        mergingInto options: SELinuxFacts?
    ) throws(ProtobufFault) -> SELinuxFacts {
        let message = fields.message(messages.seLinuxOptions)
        var cursor = place
        var read = options ?? SELinuxFacts()
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return read
            case Tag.delimited(1): read.user = field.text
            case Tag.delimited(2): read.role = field.text
            case Tag.delimited(3): read.type = field.text
            case Tag.delimited(4): read.level = field.text
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    mutating func readSeccomp(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        mergingInto profile: SeccompFacts?
    ) throws(ProtobufFault) -> SeccompFacts {
        let message = fields.message(messages.seccompProfile)
        var cursor = place
        var read = profile ?? SeccompFacts()
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return read
            case Tag.delimited(1): read.type = SeccompFacts.ProfileType(bytes.extracting(field.place))
            case Tag.delimited(2): read.localhostProfile = field.text
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    /// The text in field 1 of a message of which nothing else is needed.
    mutating func readFirstText(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        of number: UInt8
    ) throws(ProtobufFault) -> TextRange? {
        let message = fields.message(number)
        var cursor = place
        var text: TextRange?
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return text
            case Tag.delimited(1): text = field.text
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    @inline(__always)
    func checkCount(_ count: Int, _ cursor: ProtobufCursor) throws(ProtobufFault) {
        guard count < limits.listElementsMax else { throw ProtobufFault(.tooManyElements, at: cursor.offset) }
    }
}
