import PodFacts
import PolicyObjects

/// Sysctls: which kernel settings a pod may ask for.
///
/// | name | answer |
/// |---|---|
/// | matches `forbiddenSysctls` | refused, even if it is safe |
/// | on the version's safe list | allowed |
/// | matches `allowedUnsafeSysctls` | allowed |
/// | else | refused |
///
/// An entry that ends in `*` is a prefix of bytes, any other a whole name. Never mutates. Errors: one for each name, as
/// `field.Forbidden`.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/sysctl`.
struct SysctlsRule: PodRule {
    private let trie: BytePrefixTrie
    /// The policies that do not forbid a text: for telling the two errors apart.
    private let unforbidden: BytePrefixTrie

    init(_ compilation: inout PolicyCompilation) {
        var safe = ["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies"]
        if compilation.options.version >= .v1_20 { safe.append("net.ipv4.ping_group_range") }
        if compilation.options.version >= .v1_24 { safe.append("net.ipv4.ip_unprivileged_port_start") }
        var entries: [BytePrefixTrie.Entry] = []
        for (number, policy) in compilation.policies.enumerated() {
            for text in policy.forbiddenSysctls {
                entries.append(BytePrefixTrie.Entry(text: Array(text.utf8), policy: number, isForbidding: true))
            }
            for text in policy.allowedUnsafeSysctls {
                entries.append(BytePrefixTrie.Entry(text: Array(text.utf8), policy: number, isForbidding: false))
            }
        }
        trie = BytePrefixTrie(entries, safe: safe.map { Array($0.utf8) }, into: &compilation.table)
        let everything = compilation.policies.indices.map {
            BytePrefixTrie.Entry(text: [UInt8(ascii: "*")], policy: $0, isForbidding: false)
        }
        unforbidden = BytePrefixTrie(
            entries.filter(\.isForbidding) + everything,
            safe: [],
            into: &compilation.table
        )
    }

    func match(_ pod: borrowing PodFacts, _ scratch: inout PodScratch, into rows: inout MatchedRows) {
        for place in pod.securityContext.sysctls.indices {
            rows.allow(trie.row(pod.text.span.extracting(pod.sysctls[place].indices)))
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        let sysctls = pod.securityContext.sysctls.indices
        if sysctls.isEmpty { return }
        if !scratch.sysctls.areRead {
            scratch.sysctls.begin()
            scratch.sysctls.elements.beginList()
            for place in sysctls {
                scratch.sysctls.elements.append(trie.row(pod.text.span.extracting(pod.sysctls[place].indices)))
            }
        }
        scratch.sysctls.findRefused(0, by: policy)
        for element in scratch.sysctls.refused {
            guard list.begin() else { return }
            let name = pod.text.span.extracting(pod.sysctls[sysctls.lowerBound + Int(element)].indices)
            list.append("pod.spec.securityContext.sysctls[")
            list.append(Int64(element))
            list.append("]")
            list.forbidden()
            list.append(policy.isIn(unforbidden.row(name)) ? "unsafe sysctl " : "sysctl ")
            list.appendQuoted(name)
            list.append(" is not allowed")
            list.end()
        }
    }
}
