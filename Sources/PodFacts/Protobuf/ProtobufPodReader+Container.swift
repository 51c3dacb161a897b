/// `Container`, `EphemeralContainer` and what they hold.
extension ProtobufPodReader {
    mutating func readContainer(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ kind: ContainerFacts.Kind,
        _ index: Int,
        into facts: inout PodFacts
    ) throws(ProtobufFault) -> ContainerFacts {
        var container = try begin(kind, index, place, &facts)
        try readContainer(place, bytes, into: &container, of: &facts)
        try end(&container, place, of: &facts)
        return container
    }

    /// `EphemeralContainer {ephemeralContainerCommon 1, targetContainerName 2}`.
    mutating func readEphemeralContainer(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ index: Int,
        into facts: inout PodFacts
    ) throws(ProtobufFault) -> ContainerFacts {
        var container = try begin(.ephemeralContainer, index, place, &facts)
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.ephemeralContainer, &cursor, bytes)
            switch tag {
            case 0:
                try end(&container, place, of: &facts)
                return container
            case Tag.delimited(1): try readContainer(try cursor.message(bytes), bytes, into: &container, of: &facts)
            default: throw fields.fault(tag, of: messages.ephemeralContainer, cursor)
            }
        }
    }

    private mutating func begin(
        _ kind: ContainerFacts.Kind,
        _ index: Int,
        _ place: ProtobufCursor,
        _ facts: inout PodFacts
    ) throws(ProtobufFault) -> ContainerFacts {
        guard facts.containers.count + initContainers.count + ephemeralContainers.count < limits.containersMax else {
            throw ProtobufFault(.tooManyContainers, at: place.offset)
        }
        if !addedCapabilities.isEmpty { addedCapabilities.removeAll(keepingCapacity: true) }
        if !droppedCapabilities.isEmpty { droppedCapabilities.removeAll(keepingCapacity: true) }
        var container = ContainerFacts(kind: kind)
        container.index = UInt32(truncatingIfNeeded: index)
        container.ports = ListRange(start: UInt32(truncatingIfNeeded: facts.ports.count), count: 0)
        container.mounts = ListRange(start: UInt32(truncatingIfNeeded: facts.mounts.count), count: 0)
        return container
    }

    private func end(
        _ container: inout ContainerFacts,
        _ place: ProtobufCursor,
        of facts: inout PodFacts
    ) throws(ProtobufFault) {
        func append(_ list: [TextRange]) -> ListRange {
            guard !list.isEmpty else { return .empty }
            let start = facts.capabilities.count
            facts.capabilities.append(contentsOf: list)
            return ListRange(start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: list.count))
        }
        guard
            facts.capabilities.count + addedCapabilities.count + droppedCapabilities.count <= limits.listElementsMax
        else { throw ProtobufFault(.tooManyElements, at: place.offset) }
        container.capabilitiesAdd = append(addedCapabilities)
        container.capabilitiesDrop = append(droppedCapabilities)
    }

    private mutating func readContainer(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into container: inout ContainerFacts,
        of facts: inout PodFacts
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.container, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1): container.name = try cursor.text(bytes)
            case Tag.delimited(6):
                try checkCount(facts.ports.count, cursor)
                facts.ports.append(try readPort(try cursor.message(bytes), bytes))
                container.ports.count += 1
            case Tag.delimited(9):
                try checkCount(facts.mounts.count, cursor)
                facts.mounts.append(try readMount(try cursor.message(bytes), bytes))
                container.mounts.count += 1
            case Tag.delimited(15):
                container.hasSecurityContext = true
                try readSecurityContext(try cursor.message(bytes), bytes, into: &container)
            default: throw fields.fault(tag, of: messages.container, cursor)
            }
        }
    }

    private func readPort(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> PortFacts {
        var cursor = place
        var port = PortFacts()
        while true {
            let tag = try fields.nextWanted(of: messages.containerPort, &cursor, bytes)
            switch tag {
            case 0: return port
            case Tag.varint(2): port.hostPort = try cursor.int32(bytes)
            case Tag.varint(3): port.containerPort = try cursor.int32(bytes)
            default: throw fields.fault(tag, of: messages.containerPort, cursor)
            }
        }
    }

    private func readMount(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> MountFacts {
        var cursor = place
        var mount = MountFacts()
        while true {
            let tag = try fields.nextWanted(of: messages.volumeMount, &cursor, bytes)
            switch tag {
            case 0: return mount
            case Tag.delimited(1): mount.name = try cursor.text(bytes)
            case Tag.varint(2): mount.readOnly = try cursor.bool(bytes)
            case Tag.delimited(3): mount.mountPath = try cursor.text(bytes)
            default: throw fields.fault(tag, of: messages.volumeMount, cursor)
            }
        }
    }

    private mutating func readSecurityContext(
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        into container: inout ContainerFacts
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.securityContext, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1):
                container.hasCapabilities = true
                try readCapabilities(try cursor.message(bytes), bytes)
            case Tag.varint(2): container.privileged = try cursor.bool(bytes)
            case Tag.delimited(3): try readSELinux(try cursor.message(bytes), bytes, into: &container.seLinux)
            case Tag.varint(4): container.runAsUser = try cursor.int64(bytes)
            case Tag.varint(5): container.runAsNonRoot = try cursor.bool(bytes)
            case Tag.varint(6): container.readOnlyRootFilesystem = try cursor.bool(bytes)
            case Tag.varint(7): container.allowPrivilegeEscalation = try cursor.bool(bytes)
            case Tag.varint(8): container.runAsGroup = try cursor.int64(bytes)
            case Tag.delimited(9): container.procMount = try cursor.text(bytes)
            case Tag.delimited(11): try readSeccomp(try cursor.message(bytes), bytes, into: &container.seccomp)
            default: throw fields.fault(tag, of: messages.securityContext, cursor)
            }
        }
    }

    private mutating func readCapabilities(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try fields.nextWanted(of: messages.capabilities, &cursor, bytes)
            switch tag {
            case 0: return
            case Tag.delimited(1):
                try checkCount(addedCapabilities.count, cursor)
                addedCapabilities.append(try cursor.text(bytes))
            case Tag.delimited(2):
                try checkCount(droppedCapabilities.count, cursor)
                droppedCapabilities.append(try cursor.text(bytes))
            default: throw fields.fault(tag, of: messages.capabilities, cursor)
            }
        }
    }
}
