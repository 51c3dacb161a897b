package import PodFacts

/// What several rules look up in one pod: its annotations by container, its mounts by volume.
///
/// A pod of usual size is searched straight. In a larger one hash tables keep a hostile pod (thousands of containers
/// times thousands of annotations) from costing the product; and of the mounts they hold those alone that a rule has
/// something against, so that a volume's read-only mounts cost nothing however many volumes have its name.
package struct PodIndex {
    /// The value of the annotation `seccomp.security.alpha.kubernetes.io/pod`.
    private(set) var podSeccomp: TextRange?
    /// The value of the annotation `kubernetes.io/psp`.
    private(set) var policyHint: TextRange?
    private var containerAnnotationCount = 0
    var hasContainerAnnotations: Bool { containerAnnotationCount > 0 }

    private static let straightMax = 8
    private let seed = UInt32.random(in: .min ... .max)
    /// Annotation numbers + 1, open addressing; empty while the straight search suffices.
    private var annotationSlots: [UInt32] = []
    /// Numbers + 1 of the first writable mount of each name; built when first asked for.
    private var mountSlots: [UInt32] = []
    /// The number + 1 of the next writable mount with the same name, 0 at the last.
    private var nextMount: [UInt32] = []
    private var mountOwner: [UInt32] = []
    private var areMountsRead = false
    private let judgesEphemeralContainers: Bool

    package init(judgesEphemeralContainers: Bool) {
        self.judgesEphemeralContainers = judgesEphemeralContainers
    }

    /// Begins a pod.
    package mutating func read(_ pod: borrowing PodFacts) {
        podSeccomp = nil
        policyHint = nil
        containerAnnotationCount = 0
        areMountsRead = false
        if pod.annotations.isEmpty { return }
        for number in pod.annotations.indices {
            switch pod.annotations[number].kind {
            case .seccompPod: podSeccomp = pod.annotations[number].value
            case .policy: policyHint = pod.annotations[number].value
            case .seccompContainer, .appArmorContainer: containerAnnotationCount += 1
            case .mirrorPod: break
            }
        }
        if containerAnnotationCount > Self.straightMax { hashAnnotations(pod) }
    }

    /// The value of a container's annotation; of repeated keys the last.
    func annotation(_ kind: AnnotationFacts.Kind, _ name: TextRange, in pod: borrowing PodFacts) -> TextRange? {
        if containerAnnotationCount == 0 { return nil }
        let text = pod.text.span
        let name = text.extracting(name.indices)
        if containerAnnotationCount <= Self.straightMax {
            var number = pod.annotations.count - 1
            while number >= 0 {
                let annotation = pod.annotations[number]
                if annotation.kind.rawValue == kind.rawValue,
                    text.extracting(annotation.subject.indices).hasSameBytes(as: name)
                {
                    return annotation.value
                }
                number -= 1
            }
            return nil
        }
        var slot = slotIndex(name, kind)
        while annotationSlots[slot] != 0 {
            let annotation = pod.annotations[Int(annotationSlots[slot]) - 1]
            if annotation.kind.rawValue == kind.rawValue,
                text.extracting(annotation.subject.indices).hasSameBytes(as: name)
            {
                return annotation.value
            }
            slot = (slot + 1) & (annotationSlots.count - 1)
        }
        return nil
    }

    private func slotIndex(_ name: Span<UInt8>, _ kind: AnnotationFacts.Kind) -> Int {
        Int(truncatingIfNeeded: name.textHash(seed: seed &+ UInt32(kind.rawValue))) & (annotationSlots.count - 1)
    }

    private mutating func hashAnnotations(_ pod: borrowing PodFacts) {
        annotationSlots.resetSlots(for: containerAnnotationCount)
        let text = pod.text.span
        for number in pod.annotations.indices {
            let annotation = pod.annotations[number]
            guard annotation.kind == .seccompContainer || annotation.kind == .appArmorContainer else { continue }
            let subject = text.extracting(annotation.subject.indices)
            var slot = slotIndex(subject, annotation.kind)
            while annotationSlots[slot] != 0 {
                let other = pod.annotations[Int(annotationSlots[slot]) - 1]
                if other.kind.rawValue == annotation.kind.rawValue,
                    text.extracting(other.subject.indices).hasSameBytes(as: subject)
                {
                    break
                }
                slot = (slot + 1) & (annotationSlots.count - 1)
            }
            annotationSlots[slot] = UInt32(number + 1)
        }
    }

    /// The first judged mount of the volume that may be written to, or -1.
    ///
    /// Such mounts of a volume are chained in the order of the pod.
    package mutating func firstWritableMount(of volume: TextRange, in pod: borrowing PodFacts) -> Int {
        if !areMountsRead { hashMounts(pod) }
        let text = pod.text.span
        let name = text.extracting(volume.indices)
        var slot = Int(truncatingIfNeeded: name.textHash(seed: seed)) & (mountSlots.count - 1)
        while mountSlots[slot] != 0 {
            let number = Int(mountSlots[slot]) - 1
            if text.extracting(pod.mounts[number].name.indices).hasSameBytes(as: name) { return number }
            slot = (slot + 1) & (mountSlots.count - 1)
        }
        return -1
    }

    /// The next such mount of the same volume, or -1.
    package func writableMount(after number: Int) -> Int { Int(nextMount[number]) - 1 }

    /// The container that a mount from a chain belongs to.
    func container(ofMount number: Int) -> Int { Int(mountOwner[number]) }

    private mutating func hashMounts(_ pod: borrowing PodFacts) {
        areMountsRead = true
        mountSlots.resetSlots(for: pod.mounts.count)
        nextMount.removeAll(keepingCapacity: true)
        mountOwner.removeAll(keepingCapacity: true)
        for _ in pod.mounts.indices {
            nextMount.append(0)
            mountOwner.append(0)
        }
        // Backwards, so that each name's chain ascends.
        var place = pod.containers.count - 1
        while place >= 0 {
            if isJudged(pod.containers[place].kind) { chainMounts(of: place, pod) }
            place -= 1
        }
    }

    private mutating func chainMounts(of container: Int, _ pod: borrowing PodFacts) {
        let text = pod.text.span
        for number in pod.containers[container].mounts.indices.reversed() where !pod.mounts[number].readOnly {
            let name = text.extracting(pod.mounts[number].name.indices)
            var slot = Int(truncatingIfNeeded: name.textHash(seed: seed)) & (mountSlots.count - 1)
            while mountSlots[slot] != 0 {
                let other = Int(mountSlots[slot]) - 1
                if text.extracting(pod.mounts[other].name.indices).hasSameBytes(as: name) { break }
                slot = (slot + 1) & (mountSlots.count - 1)
            }
            nextMount[number] = mountSlots[slot]
            mountOwner[number] = UInt32(container)
            mountSlots[slot] = UInt32(number + 1)
        }
    }

    /// Some judged mount of the volume may be written to.
    mutating func hasWritableMount(of volume: TextRange, in pod: borrowing PodFacts) -> Bool {
        guard pod.mounts.count <= Self.straightMax, pod.containers.count <= Self.straightMax else {
            return firstWritableMount(of: volume, in: pod) >= 0
        }
        return hasWritableMountStraight(volume, pod)
    }

    private func hasWritableMountStraight(_ volume: TextRange, _ pod: borrowing PodFacts) -> Bool {
        let text = pod.text.span
        let name = text.extracting(volume.indices)
        for place in pod.containers.indices where isJudged(pod.containers[place].kind) {
            for number in pod.containers[place].mounts.indices where !pod.mounts[number].readOnly {
                if text.extracting(pod.mounts[number].name.indices).hasSameBytes(as: name) { return true }
            }
        }
        return false
    }

    private func isJudged(_ kind: ContainerFacts.Kind) -> Bool {
        if case .ephemeralContainer = kind { return judgesEphemeralContainers }
        return true
    }
}

extension [UInt32] {
    /// Empty slots, at least twice as many as entries.
    fileprivate mutating func resetSlots(for entryCount: Int) {
        var size = 16
        while size < entryCount * 2 { size *= 2 }
        removeAll(keepingCapacity: true)
        for _ in 0..<size { append(0) }
    }
}
