import JSONScan

/// Containers of all three kinds.
extension JSONPodWalk {
    mutating func containers(
        _ kind: ContainerFacts.Kind,
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) {
        var position: UInt32 = 0
        _ = try walk.array(&index) { (walk, element) throws(JSONWalkStop) in
            guard facts.containers.count < limits.containersMax else { throw JSONWalkStop() }
            var container = ContainerFacts(kind: kind)
            container.index = position
            position += 1
            let next = try self.container(&walk, element, &container, &facts)
            facts.containers.append(container)
            return next
        }
    }

    private mutating func container(
        _ walk: inout JSONWalk,
        _ start: Int,
        _ container: inout ContainerFacts,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> Int {
        var index = start
        var seen: UInt32 = 0
        _ = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .name:
                try once(&seen, 1)
                container.name = try text(&walk, &next, &facts) ?? .empty
            case .volumeMounts:
                try once(&seen, 2)
                container.mounts = try mounts(&walk, &next, &facts)
            case .ports:
                try once(&seen, 4)
                container.ports = try ports(&walk, &next, &facts)
            case .securityContext:
                try once(&seen, 8)
                try securityContext(&walk, &next, &container, &facts)
            case .resources:
                // Only looked at for malformed quantities, so that a repetition does no harm.
                next = try resources(&walk, next)
            default: next = try walk.skip(next)
            }
            return next
        }
        return index
    }

    private mutating func mounts(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> ListRange {
        let start = facts.mounts.count
        _ = try walk.array(&index) { (walk, element) throws(JSONWalkStop) in
            var next = element
            var seen: UInt32 = 0
            var mount = MountFacts()
            _ = try walk.object(&next) { (walk, key, value) throws(JSONWalkStop) in
                var next = value
                switch key {
                case .name:
                    try once(&seen, 1)
                    mount.name = try text(&walk, &next, &facts) ?? .empty
                case .mountPath:
                    try once(&seen, 2)
                    mount.mountPath = try text(&walk, &next, &facts) ?? .empty
                case .readOnly:
                    try once(&seen, 4)
                    mount.readOnly = try walk.bool(&next) ?? false
                default: next = try walk.skip(next)
                }
                return next
            }
            guard facts.mounts.count < limits.listElementsMax else { throw JSONWalkStop() }
            facts.mounts.append(mount)
            return next
        }
        return ListRange(from: start, to: facts.mounts.count)
    }

    private mutating func ports(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> ListRange {
        let start = facts.ports.count
        _ = try walk.array(&index) { (walk, element) throws(JSONWalkStop) in
            var next = element
            var seen: UInt32 = 0
            var port = PortFacts()
            _ = try walk.object(&next) { (walk, key, value) throws(JSONWalkStop) in
                var next = value
                switch key {
                case .containerPort:
                    try once(&seen, 1)
                    port.containerPort = try JSONPodWalk.int32(&walk, &next)
                case .hostPort:
                    try once(&seen, 2)
                    port.hostPort = try JSONPodWalk.int32(&walk, &next)
                default: next = try walk.skip(next)
                }
                return next
            }
            guard facts.ports.count < limits.listElementsMax else { throw JSONWalkStop() }
            facts.ports.append(port)
            return next
        }
        return ListRange(from: start, to: facts.ports.count)
    }

    private static func int32(_ walk: inout JSONWalk, _ index: inout Int) throws(JSONWalkStop) -> Int32 {
        guard let value = Int32(exactly: try walk.integer(&index) ?? 0) else { throw JSONWalkStop() }
        return value
    }

    // MARK: Resources

    private mutating func resources(_ walk: inout JSONWalk, _ start: Int) throws(JSONWalkStop) -> Int {
        var index = start
        _ = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .limits, .requests:
                _ = try walk.object(&next) { (walk, _, value) throws(JSONWalkStop) in try quantity(&walk, value) }
            default: next = try walk.skip(next)
            }
            return next
        }
        return index
    }

    private mutating func quantity(_ walk: inout JSONWalk, _ index: Int) throws(JSONWalkStop) -> Int {
        let range: Range<Int>
        switch walk.token(index) {
        case UInt8(ascii: "\""):
            let text = walk.string(index)
            if walk.isPlainQuantity(text) { return index + 1 }
            range = text.lowerBound - 1..<text.upperBound + 1
        case UInt8(ascii: "{"), UInt8(ascii: "["): throw JSONWalkStop()
        default:
            _ = try walk.skip(index)
            range = walk.run(index)
        }
        let isValid = walk.withBytes(range) { Quantity.isValid(json: $0, in: 0..<range.count) }
        guard isValid else { throw JSONWalkStop() }
        return index + 1
    }
}
