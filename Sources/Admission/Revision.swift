internal import COpenSSL
package import PolicyObjects

/// The name of a policy set: the SHA-256 of everything in it that can change a verdict or a text of one.
///
/// In it: the policies as a server with the options stores them, the rules of roles, the subjects and roles of bindings, what
/// the ServiceAccount plugin reads of accounts, the Kubernetes version, the feature gates and the bootstrap switch.
///
/// Not in it, since no answer depends on it: the order of objects and of files, labels, annotations beside the four of seccomp and
/// AppArmor, what a server adds to an object, the API version that a policy was written in, namespaces without more.
/// Lists inside an object keep their order, since messages show some of them.
///
/// The canonical form is a sequence of fields, each with its length before it, so that no two sets have the same.
package struct Revision: Sendable, Hashable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let description: String

    package init(of sources: PolicySources, options: AdmissionOptions) {
        var form = CanonicalForm()
        form.append(options)
        form.append(objects: sources.policies, named: "policy", by: \.metadata) { $0.append($1.stored(with: options)) }
        form.append(objects: sources.clusterRoles, named: "clusterrole", by: \.metadata) { $0.append($1.rules) }
        form.append(objects: sources.roles, named: "role", by: \.metadata) { $0.append($1.rules) }
        form.append(objects: sources.clusterRoleBindings, named: "clusterrolebinding", by: \.metadata) {
            $0.append($1.role, $1.subjects)
        }
        form.append(objects: sources.roleBindings, named: "rolebinding", by: \.metadata) {
            $0.append($1.role, $1.subjects)
        }
        form.append(objects: sources.serviceAccounts, named: "serviceaccount", by: \.metadata) {
            $0.append($1.automountServiceAccountToken)
            $0.append($1.secrets)
        }
        description = Self.hexadecimal(Self.sha256(form.bytes))
    }

    private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        let isDone = unsafe EVP_Digest(bytes, bytes.count, &digest, &count, EVP_sha256(), nil)
        // Fails only where libcrypto has no SHA-256 or no memory for its context.
        precondition(isDone == 1 && count == 32, "libcrypto cannot make a SHA-256")
        return digest
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// Bytes of which each part says how long it is.
private struct CanonicalForm {
    private(set) var bytes: [UInt8] = Array("muster policy set 1\n".utf8)

    mutating func append(count: Int) {
        var value = UInt64(count)
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: value))
            value >>= 8
        }
    }

    mutating func append(_ text: String) {
        append(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func append(_ texts: [String]) {
        append(count: texts.count)
        for text in texts { append(text) }
    }

    mutating func append(_ flag: Bool) {
        bytes.append(flag ? 1 : 0)
    }

    mutating func append(_ number: Int64) {
        var value = UInt64(bitPattern: number)
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: value))
            value >>= 8
        }
    }

    mutating func append(_ flag: Bool?) {
        bytes.append(flag.map { $0 ? 1 : 0 } ?? 2)
    }

    mutating func append(_ text: String?) {
        append(text != nil)
        if let text { append(text) }
    }

    /// Objects by namespace and name; of those that have both in common, the order as given.
    mutating func append<Object>(
        objects: [Object],
        named kind: String,
        by metadata: (Object) -> ObjectMetadata,
        _ body: (inout CanonicalForm, Object) -> Void
    ) {
        append(kind)
        append(count: objects.count)
        let keyed = objects.enumerated().map { index, object in
            let metadata = metadata(object)
            return (key: Array(metadata.namespace.utf8) + [0] + Array(metadata.name.utf8), index: index, object: object)
        }
        let sorted = keyed.sorted { left, right in
            left.key == right.key ? left.index < right.index : left.key.lexicographicallyPrecedes(right.key)
        }
        for (_, _, object) in sorted {
            append(metadata(object).namespace)
            append(metadata(object).name)
            body(&self, object)
        }
    }
}

extension CanonicalForm {
    mutating func append(_ options: AdmissionOptions) {
        append(options.version.rawValue)
        append(options.gates.procMountType)
        append(options.gates.runAsGroup)
        append(options.gates.csiInlineVolume)
        append(options.gates.ephemeralContainers)
        append(options.gates.genericEphemeralVolume)
        append(options.bootstrapRBAC)
    }

    mutating func append(_ policy: PodSecurityPolicy) {
        append(policy.allowedSeccompProfiles)
        append(policy.defaultSeccompProfile)
        append(policy.allowedAppArmorProfiles)
        append(policy.defaultAppArmorProfile)
        append(policy.privileged)
        append(policy.defaultAddCapabilities)
        append(policy.requiredDropCapabilities)
        append(policy.allowedCapabilities)
        append(policy.volumes)
        append(policy.hostNetwork)
        append(policy.hostPID)
        append(policy.hostIPC)
        append(count: policy.hostPorts.count)
        for range in policy.hostPorts {
            append(Int64(range.min))
            append(Int64(range.max))
        }
        appendStrategies(policy)
        append(policy.readOnlyRootFilesystem)
        append(policy.defaultAllowPrivilegeEscalation)
        append(policy.allowPrivilegeEscalation)
        append(count: policy.allowedHostPaths.count)
        for path in policy.allowedHostPaths {
            append(path.pathPrefix)
            append(path.readOnly)
        }
        append(policy.allowedFlexVolumes)
        append(policy.allowedCSIDrivers)
        append(policy.allowedUnsafeSysctls)
        append(policy.forbiddenSysctls)
        append(policy.allowedProcMountTypes)
        append(policy.runtimeClass != nil)
        if let runtimeClass = policy.runtimeClass {
            append(runtimeClass.allowedRuntimeClassNames)
            append(runtimeClass.defaultRuntimeClassName)
        }
    }

    private mutating func appendStrategies(_ policy: PodSecurityPolicy) {
        append(policy.seLinux.rule)
        append(policy.seLinux.options != nil)
        if let options = policy.seLinux.options { append([options.user, options.role, options.type, options.level]) }
        for strategy in [policy.runAsUser, policy.runAsGroup, policy.supplementalGroups, policy.fsGroup] {
            append(strategy?.rule)
            append(strategy?.ranges != nil)
            let ranges = strategy?.ranges ?? []
            append(count: ranges.count)
            for range in ranges {
                append(range.min)
                append(range.max)
            }
        }
    }

    mutating func append(_ rules: [PolicyRule]) {
        append(count: rules.count)
        for rule in rules {
            append(rule.verbs)
            append(rule.apiGroups)
            append(rule.resources)
            append(rule.resourceNames)
            append(rule.nonResourceURLs)
        }
    }

    mutating func append(_ role: RoleReference, _ subjects: [BindingSubject]) {
        append(role.kind)
        append(role.name)
        append(count: subjects.count)
        for subject in subjects { append([subject.kind, subject.name, subject.namespace]) }
    }
}
