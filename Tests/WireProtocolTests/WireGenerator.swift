import Foundation
import WireProtocol

/// A seeded source of messages and cuts.
struct WireGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func bytes(upTo limit: Int) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    mutating func text(upTo limit: Int) -> String {
        let alphabet: [Character] = ["a", "b", "-", ".", "0", "é", "木", "🐕"]
        return String(
            (0..<Int.random(in: 0...limit, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? "x" }
        )
    }

    mutating func bool() -> Bool { Bool.random(using: &self) }

    /// Cuts `bytes` into pieces, many of them short.
    mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let limit = bool() ? 3 : 300
            let count = min(Int.random(in: 1...limit, using: &self), bytes.count - start)
            pieces.append(Array(bytes[start..<start + count]))
            start += count
        }
        return pieces
    }

    mutating func open() -> WireOpen {
        var open = WireOpen()
        open.policySet = text(upTo: 8)
        open.podEncoding = [.unspecified, .json, .kubernetesProtobuf].randomElement(using: &self) ?? .json
        open.kubernetesVersion = ["", "1.13", "1.20", "1.24"].randomElement(using: &self) ?? ""
        open.messages = bool()
        open.errors = bool()
        open.patches = bool()
        open.ordered = bool()
        open.deadlineMilliseconds = UInt32.random(in: 0...100_000, using: &self)
        open.serviceAccountAdmission = bool()
        return open
    }

    mutating func subject(id: UInt32) -> WireSubject {
        var subject = WireSubject()
        subject.id = id
        subject.username = text(upTo: 20)
        subject.groups = (0..<Int.random(in: 0...5, using: &self)).map { _ in text(upTo: 12) }
        return subject
    }

    mutating func item(subjects: UInt32) -> WireItem {
        var item = WireItem()
        item.subject = UInt32.random(in: 0...subjects, using: &self)
        item.namespace = text(upTo: 12)
        item.operation = bool() ? .create : .update
        item.object = Data(bytes(upTo: 600))
        if bool() { item.oldObject = Data([1] + bytes(upTo: 200)) }
        if Int.random(in: 0..<5, using: &self) == 0 { item.subresource = text(upTo: 9) }
        item.phase = bool() ? .unspecified : .validate
        item.encoding = [.unspecified, .json, .kubernetesProtobuf].randomElement(using: &self) ?? .json
        item.podPath = [.pod, .template, .specTemplate, .jobTemplate].randomElement(using: &self) ?? .pod
        if bool() { item.generateName = text(upTo: 9) }
        if bool() { item.volumeClaims = (0..<Int.random(in: 0...3, using: &self)).map { _ in text(upTo: 6) } }
        item.stored = bool()
        return item
    }

    mutating func denial() -> WireDenial {
        var denial = WireDenial()
        denial.name = Data(bytes(upTo: 20))
        denial.cause = [.admit, .validate, .noPolicies].randomElement(using: &self) ?? .admit
        let hasPolicies = bool()
        for _ in 0..<Int.random(in: 0...4, using: &self) {
            let id = UInt32.random(in: 0...200, using: &self)
            denial.violations.append(id)
            if hasPolicies { denial.violationPolicies.append(UInt32.random(in: 1...300, using: &self)) }
            if id == 0 { denial.inlineViolations.append(violation(id: 0)) }
        }
        denial.bootstrapRbacMatters = bool()
        denial.isCut = bool()
        return denial
    }

    mutating func violation(id: UInt32) -> WireViolation {
        var violation = WireViolation()
        violation.id = id
        violation.text = Data(bytes(upTo: 60))
        if bool() {
            violation.type =
                [.invalid, .notSupported, .forbidden, .required, .internal].randomElement(using: &self) ?? .invalid
            violation.field = Data(bytes(upTo: 30))
            violation.badValue = Data(bytes(upTo: 30))
            violation.detail = Data(bytes(upTo: 30))
        }
        return violation
    }

    mutating func verdicts(firstItem: UInt64) -> WireVerdicts {
        var verdicts = WireVerdicts()
        verdicts.firstItem = firstItem
        let count = Int.random(in: 1...40, using: &self)
        var mutated = [UInt8](repeating: 0, count: (count + 7) / 8)
        for index in 0..<count {
            var detail = WireDetail()
            detail.item = UInt32(index)
            switch Int.random(in: 0..<8, using: &self) {
            case 0:
                verdicts.outcomes.append(.denied)
                verdicts.policies.append(0)
                detail.denial = denial()
                verdicts.details.append(detail)
            case 1:
                verdicts.outcomes.append(.invalid)
                verdicts.policies.append(0)
                detail.reason = Data(bytes(upTo: 30))
                verdicts.details.append(detail)
            case 2:
                verdicts.outcomes.append(.allowed)
                verdicts.policies.append(UInt32.random(in: 1...10_000, using: &self))
                mutated[index / 8] |= 1 << UInt8(index % 8)
                detail.patch = Data(bytes(upTo: 30))
                verdicts.details.append(detail)
            case 3:
                verdicts.outcomes.append(.ignored)
                verdicts.policies.append(0)
            case 4:
                verdicts.outcomes.append(.overloaded)
                verdicts.policies.append(0)
            default:
                verdicts.outcomes.append(.allowed)
                verdicts.policies.append(UInt32.random(in: 1...10_000, using: &self))
            }
        }
        if mutated.contains(where: { $0 != 0 }) { verdicts.mutated = Data(mutated) }
        return verdicts
    }
}
