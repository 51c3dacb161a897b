package import PodFacts
import PolicyObjects

extension Evaluator {
    /// The errors of a denied pod: of each policy that its subject may use and that does not allow it, in bit order.
    ///
    /// May be empty: a policy that would only have to mutate the pod in the validating phase has no errors.
    ///
    /// `isWanted` is asked before each policy; once it says no, the list stays as far as it has come.
    package mutating func explain(
        _ pod: borrowing PodFacts,
        phase: AdmissionPhase,
        authorized: AuthorizedPolicies,
        into list: inout ViolationList,
        while isWanted: () -> Bool = { true }
    ) {
        list.removeAll()
        if authorized.isEmpty { return }
        match(pod)
        for place in authorized.indices {
            let word = Int(authorizations.wordNumbers[place])
            let asked = authorizations.words[place]
            var denying = asked & ~fold(asked, word)
            while denying != 0 {
                let policy = word * 64 + denying.trailingZeroBitCount
                denying &= denying - 1
                guard isWanted() else { return }
                explain(pod, policy, into: &list)
                if list.isTruncated { return }
            }
        }
    }

    /// What it takes, at the most, to explain a denial: the pod's elements, for each of the policies.
    package func explanationCost(_ pod: borrowing PodFacts, authorized: AuthorizedPolicies) -> Int {
        var policies = 0
        for place in authorized.indices { policies += authorizations.words[place].nonzeroBitCount }
        return policies * pod.elementCount
    }

    /// The errors of one policy, whoever may use it.
    package mutating func explain(
        _ pod: borrowing PodFacts,
        policy: Int,
        into list: inout ViolationList
    ) {
        list.removeAll()
        match(pod)
        explain(pod, policy, into: &list)
    }

    /// Appends Kubernetes' message for a denied pod: `pods "NAME" is forbidden: …`.
    ///
    /// `violations` is what `explain` wrote.
    package func appendMessage(
        _ pod: borrowing PodFacts,
        phase: AdmissionPhase,
        violations: borrowing ViolationList,
        to output: inout [UInt8]
    ) {
        output.append("pods ")
        Self.appendQuotedName(pod, to: &output)
        output.append(" is forbidden: ")
        let isOld = policySet.options.version < .v1_20
        if !policySet.hasUsablePolicies {
            if !isOld { output.append("PodSecurityPolicy: ") }
            output.append("no providers available to validate pod request")
            return
        }
        if isOld {
            output.append("unable to validate against any pod security policy: [")
        } else {
            switch phase {
            case .admit: output.append("PodSecurityPolicy: unable to admit pod: [")
            case .validate: output.append("PodSecurityPolicy: unable to validate pod: [")
            }
        }
        output.append(violations.bytes.span)
        if violations.isTruncated { output.append(" (more errors were left out)") }
        output.append("]")
    }

    /// Appends the pod's name as messages show it, in its quotes.
    package static func appendQuotedName(_ pod: borrowing PodFacts, to output: inout [UInt8]) {
        let text = pod.text.span
        if !pod.name.isEmpty {
            output.append(goQuoted: text.extracting(pod.name.indices))
        } else if !pod.generateName.isEmpty {
            output.append(goQuoted: text.extracting(pod.generateName.indices))
        } else {
            output.append("\"Unknown\"")
        }
    }

    /// Appends the errors as JSON: `[{"policy","type","field","badValue","detail"}]`.
    package func appendErrors(_ violations: borrowing ViolationList, to output: inout [UInt8]) {
        output.append("[")
        let bytes = violations.bytes.span
        for place in violations.violations.indices {
            let violation = violations.violations[place]
            output.append(place == 0 ? "{\"policy\":\"" : ",{\"policy\":\"")
            output.append(jsonEscaped: Array(policySet.policyNames[Int(violation.policy)].utf8).span)
            output.append("\",\"type\":\"")
            switch violation.type {
            case .invalid: output.append("FieldValueInvalid")
            case .forbidden: output.append("FieldValueForbidden")
            }
            output.append("\",\"field\":\"")
            output.append(jsonEscaped: bytes.extracting(Int(violation.start)..<Int(violation.pathEnd)))
            output.append("\",\"badValue\":")
            violations.appendBadValue(violation, to: &output)
            output.append(",\"detail\":\"")
            output.append(jsonEscaped: bytes.extracting(Int(violation.detailStart)..<Int(violation.end)))
            output.append("\"}")
        }
        output.append("]")
    }

    /// Appends the RFC 6902 patch, as a JSON array, that `Admit` would have made of the object as sent: what the admitting
    /// policy fills in, and the annotation `kubernetes.io/psp` that names it.
    ///
    /// `path` says where in the object the pod stands.
    package mutating func appendPatch(
        _ pod: borrowing PodFacts,
        policy: Int,
        at path: PodPath,
        to output: inout [UInt8]
    ) {
        scratch.index.read(pod)
        var patch = PodPatch(path: path, presence: pod.presence, bytes: output)
        output = []
        policySet.rules.mutate(pod, OnePolicy(table: table, number: policy), &scratch, into: &patch)
        patch.openAnnotation("kubernetes.io/psp")
        patch.append(string: Array(policySet.policyNames[policy].utf8)[...])
        patch.closeAnnotation()
        patch.finish()
        output = patch.bytes
    }
}

extension ViolationList {
    /// The refused value as JSON.
    package func appendBadValue(_ violation: Violation, to output: inout [UInt8]) {
        switch violation.badValue {
        case .none: output.append("\"\"")
        case .bool(let value): output.append(value ? "true" : "false")
        case .integer(let value): output.append(decimal: value)
        case .text(let start, let count):
            output.append("\"")
            output.append(jsonEscaped: values.span.extracting(Int(start)..<Int(start) + Int(count)))
            output.append("\"")
        case .groups(let start, let count):
            output.append("[")
            for place in Int(start)..<Int(start) + Int(count) {
                if place > Int(start) { output.append(",") }
                output.append(decimal: groups[place])
            }
            output.append("]")
        }
    }
}

extension Evaluator {
    /// What every policy on its own would say, whoever may use it: which allow the pod, and which would fill something in.
    ///
    /// Unusable policies allow nothing. Bits of `mutating` outside `allowing` mean nothing.
    package mutating func everyPolicy(
        _ pod: borrowing PodFacts
    ) -> (allowing: PolicyMask, mutating: PolicyMask) {
        match(pod)
        var allowing = policySet.usable
        var mutating = PolicyMask(count: policySet.policies.count)
        for word in allowing.words.indices {
            allowing.setWord(word, fold(allowing.words[word], word))
            mutating.setWord(word, filling(word))
        }
        return (allowing, mutating)
    }

    /// The authorised policies as a mask.
    package func mask(of authorized: AuthorizedPolicies) -> PolicyMask {
        var mask = PolicyMask(count: policySet.policies.count)
        for place in authorized.indices {
            mask.setWord(Int(authorizations.wordNumbers[place]), authorizations.words[place])
        }
        return mask
    }
}

extension PodFacts {
    /// What a rule may look at one by one; long texts count as several.
    fileprivate var elementCount: Int {
        containers.count + volumes.count + annotations.count + supplementalGroups.count + sysctls.count + ports.count
            + mounts.count + capabilities.count + text.count / 64
    }
}
