import JSONScan

/// What happens to a pod between its decoding and admission, as far as PodSecurityPolicy sees it: both readers end here.
///
/// Kubernetes: `pkg/apis/core/v1/defaults.go` and `conversion.go`. A volume without a source is an `emptyDir` from the
/// start (`VolumeFacts.type`), so nothing is left to do for it.
package enum PodDefaulting {
    /// Finishes facts whose fields are all read.
    ///
    /// `serviceAccount` is the deprecated field's text.
    ///
    /// - `serviceAccountName` falls back on `serviceAccount`.
    /// - Under `hostNetwork` a port of a container or init container without a host port takes its container port
    ///   (`SetDefaults_PodSpec`; ephemeral containers are left alone).
    /// - Of annotations with the same key the last counts.
    package static func finish(_ facts: inout PodFacts, serviceAccount: TextRange) {
        if facts.serviceAccountName.isEmpty { facts.serviceAccountName = serviceAccount }
        if facts.hostNetwork { fillHostPorts(&facts) }
        if facts.annotations.count > 1 { keepLastAnnotations(&facts) }
    }

    private static func fillHostPorts(_ facts: inout PodFacts) {
        for container in facts.containers.indices where facts.containers[container].kind != .ephemeralContainer {
            for port in facts.containers[container].ports.indices where facts.ports[port].hostPort == 0 {
                facts.ports[port].hostPort = facts.ports[port].containerPort
            }
        }
    }

    private static func keepLastAnnotations(_ facts: inout PodFacts) {
        // A pod has a handful of them; only a hostile one has so many that a table pays.
        guard facts.annotations.count <= 16 else { return keepLastOfManyAnnotations(&facts) }
        var kept = 0
        for index in facts.annotations.indices {
            let annotation = facts.annotations[index]
            var place = 0
            while place < kept, !facts.sameKey(facts.annotations[place], annotation) { place += 1 }
            facts.annotations[place] = annotation
            if place == kept { kept += 1 }
        }
        facts.annotations.removeLast(facts.annotations.count - kept)
    }

    private static func keepLastOfManyAnnotations(_ facts: inout PodFacts) {
        var places: [[UInt8]: Int] = [:]
        var kept = 0
        for annotation in facts.annotations {
            let key = [annotation.kind.rawValue] + facts.text[annotation.subject.indices]
            if let place = places[key] {
                facts.annotations[place] = annotation
            } else {
                places[key] = kept
                facts.annotations[kept] = annotation
                kept += 1
            }
        }
        facts.annotations.removeLast(facts.annotations.count - kept)
    }

    /// Puts init containers first and ephemeral ones last, each kind in its own order, whatever order the body had.
    ///
    /// Each kind stands together, as one list of the body left it.
    package static func sortContainers(_ facts: inout PodFacts) {
        sink(.ephemeralContainer, in: &facts.containers)
        sink(.container, in: &facts.containers)
    }

    /// Moves the containers of one kind behind those of lesser kinds, in place: two neighbouring runs change places when
    /// each is reversed, and then both together.
    private static func sink(_ kind: ContainerFacts.Kind, in containers: inout [ContainerFacts]) {
        guard let start = containers.firstIndex(where: { $0.kind == kind }) else { return }
        var middle = start
        while middle < containers.count, containers[middle].kind == kind { middle += 1 }
        var end = middle
        while end < containers.count, containers[end].kind.rawValue < kind.rawValue { end += 1 }
        guard end > middle else { return }
        reverse(&containers, start..<middle)
        reverse(&containers, middle..<end)
        reverse(&containers, start..<end)
    }

    private static func reverse(_ containers: inout [ContainerFacts], _ range: Range<Int>) {
        var low = range.lowerBound
        var high = range.upperBound - 1
        while low < high {
            containers.swapAt(low, high)
            low += 1
            high -= 1
        }
    }

    /// The first of `limits` that the facts exceed, in words; nil if none.
    package static func exceededLimit(_ facts: borrowing PodFacts, _ limits: PodLimits) -> String? {
        func excess(_ count: Int, _ max: Int, _ what: String) -> String? {
            count > max ? "the pod has more than \(max) \(what)" : nil
        }
        return excess(facts.containers.count, limits.containersMax, "containers")
            ?? excess(facts.volumes.count, limits.volumesMax, "volumes")
            ?? excess(facts.annotations.count, limits.listElementsMax, "annotations")
            ?? excess(facts.ports.count, limits.listElementsMax, "container ports")
            ?? excess(facts.mounts.count, limits.listElementsMax, "volume mounts")
            ?? excess(facts.capabilities.count, limits.listElementsMax, "capabilities")
            ?? excess(facts.supplementalGroups.count, limits.listElementsMax, "supplemental groups")
            ?? excess(facts.sysctls.count, limits.listElementsMax, "sysctls")
    }
}

extension PodFacts {
    fileprivate func sameKey(_ left: AnnotationFacts, _ right: AnnotationFacts) -> Bool {
        left.kind == right.kind && left.subject.count == right.subject.count
            && text[left.subject.indices].elementsEqual(text[right.subject.indices])
    }
}

extension AnnotationFacts.Kind {
    /// The kind of the annotation with this (unescaped) key, and where in the key its subject begins; nil for a key that
    /// nobody here reads.
    package static func of(key: RawSpan) -> (kind: AnnotationFacts.Kind, subjectStart: Int)? {
        let count = key.byteCount
        // `kubernetes.io/psp`, the shortest of them, has 17 bytes.
        guard count >= 17 else { return nil }
        switch key.byte(at: 0) {
        case UInt8(ascii: "k"):
            if key.matches("kubernetes.io/psp", in: 0..<count) { return (.policy, count) }
            if key.matches("kubernetes.io/config.mirror", in: 0..<count) { return (.mirrorPod, count) }
        case UInt8(ascii: "s"):
            if key.matches("seccomp.security.alpha.kubernetes.io/pod", in: 0..<count) { return (.seccompPod, count) }
        case UInt8(ascii: "c"):
            if let start = key.end(ofPrefix: "container.seccomp.security.alpha.kubernetes.io/") {
                return (.seccompContainer, start)
            }
            if let start = key.end(ofPrefix: "container.apparmor.security.beta.kubernetes.io/") {
                return (.appArmorContainer, start)
            }
        default: break
        }
        return nil
    }
}

extension SeccompFacts.ProfileType {
    /// Kubernetes: `v1.SeccompProfileType`.
    package init(_ text: RawSpan) {
        let all = 0..<text.byteCount
        if text.matches("RuntimeDefault", in: all) {
            self = .runtimeDefault
        } else if text.matches("Localhost", in: all) {
            self = .localhost
        } else if text.matches("Unconfined", in: all) {
            self = .unconfined
        } else {
            self = .unknown
        }
    }
}

extension RawSpan {
    fileprivate func end(ofPrefix prefix: StaticString) -> Int? {
        let count = prefix.utf8CodeUnitCount
        return byteCount >= count && matches(prefix, in: 0..<count) ? count : nil
    }
}
