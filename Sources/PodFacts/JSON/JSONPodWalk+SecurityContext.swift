import JSONScan

/// The security contexts of pods and containers.
extension JSONPodWalk {
    mutating func podSecurityContext(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) {
        var seen: UInt32 = 0
        let isPresent = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .runAsUser:
                try once(&seen, 1)
                facts.securityContext.runAsUser = try walk.integer(&next)
            case .runAsGroup:
                try once(&seen, 2)
                facts.securityContext.runAsGroup = try walk.integer(&next)
            case .runAsNonRoot:
                try once(&seen, 4)
                facts.securityContext.runAsNonRoot = try walk.bool(&next)
            case .fsGroup:
                try once(&seen, 8)
                facts.securityContext.fsGroup = try walk.integer(&next)
            case .supplementalGroups:
                try once(&seen, 16)
                try supplementalGroups(&walk, &next, &facts)
            case .sysctls:
                try once(&seen, 32)
                try sysctls(&walk, &next, &facts)
            case .seLinuxOptions:
                try once(&seen, 64)
                facts.securityContext.seLinux = try seLinux(&walk, &next, &facts)
            case .seccompProfile:
                try once(&seen, 128)
                facts.securityContext.seccomp = try seccomp(&walk, &next, &facts)
            default: next = try walk.skip(next)
            }
            return next
        }
        if isPresent { facts.presence.insert(.securityContext) }
    }

    private mutating func supplementalGroups(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) {
        let isPresent = try walk.array(&index) { (walk, element) throws(JSONWalkStop) in
            var next = element
            guard facts.supplementalGroups.count < limits.listElementsMax else { throw JSONWalkStop() }
            facts.supplementalGroups.append(try walk.integer(&next) ?? 0)
            return next
        }
        guard isPresent else { return }
        facts.securityContext.supplementalGroups = ListRange(from: 0, to: facts.supplementalGroups.count)
    }

    private mutating func sysctls(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) {
        _ = try walk.array(&index) { (walk, element) throws(JSONWalkStop) in
            var next = element
            var seen: UInt32 = 0
            var name = TextRange.empty
            _ = try walk.object(&next) { (walk, key, value) throws(JSONWalkStop) in
                guard .name ~= key else { return try walk.skip(value) }
                try once(&seen, 1)
                var next = value
                name = try text(&walk, &next, &facts) ?? .empty
                return next
            }
            guard facts.sysctls.count < limits.listElementsMax else { throw JSONWalkStop() }
            facts.sysctls.append(name)
            return next
        }
        facts.securityContext.sysctls = ListRange(from: 0, to: facts.sysctls.count)
    }

    mutating func securityContext(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ container: inout ContainerFacts,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) {
        var seen: UInt32 = 0
        container.hasSecurityContext = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .runAsUser:
                try once(&seen, 1)
                container.runAsUser = try walk.integer(&next)
            case .runAsGroup:
                try once(&seen, 2)
                container.runAsGroup = try walk.integer(&next)
            case .runAsNonRoot:
                try once(&seen, 4)
                container.runAsNonRoot = try walk.bool(&next)
            case .privileged:
                try once(&seen, 8)
                container.privileged = try walk.bool(&next)
            case .allowPrivilegeEscalation:
                try once(&seen, 16)
                container.allowPrivilegeEscalation = try walk.bool(&next)
            case .readOnlyRootFilesystem:
                try once(&seen, 32)
                container.readOnlyRootFilesystem = try walk.bool(&next)
            case .capabilities:
                try once(&seen, 64)
                try capabilities(&walk, &next, &container, &facts)
            case .seLinuxOptions:
                try once(&seen, 128)
                container.seLinux = try seLinux(&walk, &next, &facts)
            case .seccompProfile:
                try once(&seen, 256)
                container.seccomp = try seccomp(&walk, &next, &facts)
            case .procMount:
                try once(&seen, 512)
                container.procMount = try text(&walk, &next, &facts)
            default: next = try walk.skip(next)
            }
            return next
        }
    }

    private mutating func capabilities(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ container: inout ContainerFacts,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) {
        var seen: UInt32 = 0
        container.hasCapabilities = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .add:
                try once(&seen, 1)
                container.capabilitiesAdd = try capabilityList(&walk, &next, &facts)
            case .drop:
                try once(&seen, 2)
                container.capabilitiesDrop = try capabilityList(&walk, &next, &facts)
            default: next = try walk.skip(next)
            }
            return next
        }
    }

    private mutating func capabilityList(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> ListRange {
        let start = facts.capabilities.count
        _ = try walk.array(&index) { (walk, element) throws(JSONWalkStop) in
            var next = element
            guard facts.capabilities.count < limits.listElementsMax else { throw JSONWalkStop() }
            facts.capabilities.append(try text(&walk, &next, &facts) ?? .empty)
            return next
        }
        return ListRange(from: start, to: facts.capabilities.count)
    }

    private mutating func seLinux(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> SELinuxFacts? {
        var seen: UInt32 = 0
        var options = SELinuxFacts()
        let isPresent = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .level:
                try once(&seen, 1)
                options.level = try text(&walk, &next, &facts) ?? .empty
            case .role:
                try once(&seen, 2)
                options.role = try text(&walk, &next, &facts) ?? .empty
            case .type:
                try once(&seen, 4)
                options.type = try text(&walk, &next, &facts) ?? .empty
            case .user:
                try once(&seen, 8)
                options.user = try text(&walk, &next, &facts) ?? .empty
            default: next = try walk.skip(next)
            }
            return next
        }
        return isPresent ? options : nil
    }

    private mutating func seccomp(
        _ walk: inout JSONWalk,
        _ index: inout Int,
        _ facts: inout PodFacts
    ) throws(JSONWalkStop) -> SeccompFacts? {
        var seen: UInt32 = 0
        var profile = SeccompFacts()
        let isPresent = try walk.object(&index) { (walk, key, value) throws(JSONWalkStop) in
            var next = value
            switch key {
            case .type:
                try once(&seen, 1)
                guard walk.token(next) == UInt8(ascii: "\"") else { return try walk.null(next) }
                profile.type = SeccompFacts.ProfileType(walk.takeKey(next))
                next += 1
            case .localhostProfile:
                try once(&seen, 2)
                profile.localhostProfile = try text(&walk, &next, &facts)
            default: next = try walk.skip(next)
            }
            return next
        }
        return isPresent ? profile : nil
    }
}

extension ListRange {
    init(from start: Int, to end: Int) {
        self.init(start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: end - start))
    }
}

extension SeccompFacts.ProfileType {
    fileprivate init(_ text: JSONKey) {
        switch text {
        case .runtimeDefault: self = .runtimeDefault
        case .localhost: self = .localhost
        case .unconfined: self = .unconfined
        default: self = .unknown
        }
    }
}
