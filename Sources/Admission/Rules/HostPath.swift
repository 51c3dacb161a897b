import PodFacts
import PolicyObjects

/// Host paths: which files of the node a pod may mount, and which of them writable.
///
/// | the policy's `allowedHostPaths` | answer |
/// |---|---|
/// | empty | any path, writable |
/// | a matching entry without `readOnly` | writable |
/// | else a matching entry with `readOnly` | every mount of the volume must be read-only |
/// | else | refused |
///
/// An entry matches a path that is its prefix or lies below it, segment by segment, uncleaned (`PathTrie`). The order of
/// the entries does not matter. Mounts join by the volume's name, over init containers and containers (ephemeral ones
/// with the gate). Errors: `pathPrefix` as `field.Invalid`, or one for each writable mount.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/util`, `AllowsHostVolumePath`.
struct HostPathRule: Sendable {
    private let trie: PathTrie

    init(_ compilation: inout PolicyCompilation) {
        var entries: [PathTrie.Entry] = []
        for (number, policy) in compilation.policies.enumerated() {
            for path in policy.allowedHostPaths {
                entries.append(
                    PathTrie.Entry(
                        prefix: Array(path.pathPrefix.utf8),
                        policy: number,
                        isReadOnly: path.readOnly
                    )
                )
            }
        }
        let always = compilation.mask { $0.allowedHostPaths.isEmpty }
        trie = PathTrie(entries, always: always, into: &compilation.table)
    }

    func match(
        _ pod: borrowing PodFacts,
        _ volume: VolumeFacts,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        if trie.isTrivial { return }
        let path = trie.rows(pod.text.span.extracting(volume.detail.indices))
        if path.writable == path.readable {
            rows.allow(path.readable)
        } else {
            let isWritten = scratch.index.hasWritableMount(of: volume.name, in: pod)
            rows.allow(isWritten ? path.writable : path.readable)
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ place: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        let volume = pod.volumes[place]
        let path = pod.text.span.extracting(volume.detail.indices)
        let rows = trie.rows(path)
        if policy.isIn(rows.writable) { return }
        if policy.isIn(rows.readable) {
            explainMounts(pod, volume, &scratch, into: &list)
            return
        }
        guard list.begin() else { return }
        list.append("spec.volumes[")
        list.append(Int64(place))
        list.append("].hostPath.pathPrefix")
        list.invalid(path)
        list.detail("is not allowed to be used")
        list.end()
    }

    private func explainMounts(
        _ pod: borrowing PodFacts,
        _ volume: VolumeFacts,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        var mount = scratch.index.firstWritableMount(of: volume.name, in: pod)
        while mount >= 0 {
            guard list.begin() else { return }
            let container = scratch.index.container(ofMount: mount)
            list.append(pod.containers[container].kind, pod.containers[container].index)
            list.append(".volumeMounts[")
            list.append(Int64(mount) - Int64(pod.containers[container].mounts.start))
            list.append("].readOnly")
            list.invalid(false)
            list.detail("must be read-only")
            list.end()
            mount = scratch.index.writableMount(after: mount)
        }
    }
}
