/// `Container`, `EphemeralContainer` and what they hold.
extension ProtobufPodReader {
    /// Reads into `container`, which is memory of the reader: the facts of a container are many, and would be copied from
    /// function to function.
    mutating func readContainer(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ kind: ContainerFacts.Kind,
        _ index: Int,
        into facts: inout PodFacts
    ) throws(ProtobufFault) {
        try begin(kind, index, place, &facts)
        try readContainer(place, bytes, of: &facts)
        try end(place, of: &facts)
    }

    /// `EphemeralContainer {ephemeralContainerCommon 1, targetContainerName 2}`.
    mutating func readEphemeralContainer(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ index: Int,
        into facts: inout PodFacts
    ) throws(ProtobufFault) {
        try begin(.ephemeralContainer, index, place, &facts)
        let message = fields.message(messages.ephemeralContainer)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return try end(place, of: &facts)
            case Tag.delimited(1): try readContainer(field.message, bytes, of: &facts)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func begin(
        _ kind: ContainerFacts.Kind,
        _ index: Int,
        _ place: ProtobufCursor,
        _ facts: inout PodFacts
    ) throws(ProtobufFault) {
        guard facts.containers.count + initContainers.count + ephemeralContainers.count < limits.containersMax else {
            throw ProtobufFault(.tooManyContainers, at: place.offset)
        }
        if !addedCapabilities.isEmpty { addedCapabilities.removeAll(keepingCapacity: true) }
        if !droppedCapabilities.isEmpty { droppedCapabilities.removeAll(keepingCapacity: true) }
        container = ContainerFacts(kind: kind)
        container.index = UInt32(truncatingIfNeeded: index)
        container.ports.start = UInt32(truncatingIfNeeded: facts.ports.count)
        container.mounts.start = UInt32(truncatingIfNeeded: facts.mounts.count)
    }

    private mutating func end(_ place: ProtobufCursor, of facts: inout PodFacts) throws(ProtobufFault) {
        func append(_ list: [TextRange]) -> ListRange {
            let start = facts.capabilities.count
            facts.capabilities.append(contentsOf: list)
            return ListRange(start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: list.count))
        }
        guard
            facts.capabilities.count + addedCapabilities.count + droppedCapabilities.count <= limits.listElementsMax
        else { throw ProtobufFault(.tooManyElements, at: place.offset) }
        if !addedCapabilities.isEmpty { container.capabilitiesAdd = append(addedCapabilities) }
        if !droppedCapabilities.isEmpty { container.capabilitiesDrop = append(droppedCapabilities) }
    }

    private mutating func readContainer(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        of facts: inout PodFacts
    ) throws(ProtobufFault) {
        let message = fields.message(messages.container)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1): container.name = field.text
            case Tag.delimited(6):
                try checkCount(facts.ports.count, cursor)
                facts.ports.append(try readPort(field.message, bytes))
                container.ports.count += 1
            case Tag.delimited(9):
                try checkCount(facts.mounts.count, cursor)
                facts.mounts.append(try readMount(field.message, bytes))
                container.mounts.count += 1
            case Tag.delimited(15):
                container.hasSecurityContext = true
                try readSecurityContext(field.message, bytes)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func readPort(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> PortFacts {
        let message = fields.message(messages.containerPort)
        var cursor = place
        var port = PortFacts()
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return port
            case Tag.varint(2): port.hostPort = try cursor.int32(bytes)
            case Tag.varint(3): port.containerPort = try cursor.int32(bytes)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func readMount(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> MountFacts {
        let message = fields.message(messages.volumeMount)
        var cursor = place
        var mount = MountFacts()
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return mount
            case Tag.delimited(1): mount.name = field.text
            case Tag.varint(2): mount.readOnly = try cursor.bool(bytes)
            case Tag.delimited(3): mount.mountPath = field.text
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func readSecurityContext(
        _ place: ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) {
        let message = fields.message(messages.securityContext)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1):
                container.hasCapabilities = true
                try readCapabilities(field.message, bytes)
            case Tag.varint(2): container.privileged = try cursor.bool(bytes)
            case Tag.delimited(3):
                container.seLinux = try readSELinux(field.message, bytes, mergingInto: container.seLinux)
            case Tag.varint(4): container.runAsUser = try cursor.int64(bytes)
            case Tag.varint(5): container.runAsNonRoot = try cursor.bool(bytes)
            case Tag.varint(6): container.readOnlyRootFilesystem = try cursor.bool(bytes)
            case Tag.varint(7): container.allowPrivilegeEscalation = try cursor.bool(bytes)
            case Tag.varint(8): container.runAsGroup = try cursor.int64(bytes)
            case Tag.delimited(9): container.procMount = field.text
            case Tag.delimited(11):
                container.seccomp = try readSeccomp(field.message, bytes, mergingInto: container.seccomp)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }

    private mutating func readCapabilities(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) {
        let message = fields.message(messages.capabilities)
        var cursor = place
        while true {
            let field = try message.nextWanted(&cursor, bytes)
            switch field.tag {
            case 0: return
            case Tag.delimited(1):
                try checkCount(addedCapabilities.count, cursor)
                addedCapabilities.append(field.text)
            case Tag.delimited(2):
                try checkCount(droppedCapabilities.count, cursor)
                droppedCapabilities.append(field.text)
            default: throw message.fault(field.tag, cursor)
            }
        }
    }
}
