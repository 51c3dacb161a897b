package import PodFacts
package import PolicyObjects

/// What the ServiceAccount admission plugin does to a pod that is created, before PodSecurityPolicy sees it.
///
/// It names the account, and mounts the account's token: by a `secret` volume up to 1.20, by a `projected` volume
/// after. A policy that allows neither refuses every pod with a token, so an evaluation of manifests needs this step.
/// Kubernetes: `plugin/pkg/admission/serviceaccount`, `Admit`.
package struct ServiceAccountAdmission: Sendable {
    /// What is done about an account that the files do not hold.
    package enum UnknownAccounts: Sendable {
        /// It is taken to exist and to mount its token.
        case assumed
        /// The pod is refused, as a cluster refuses it.
        case refused
    }

    private enum TokenMode {
        case secret, projected
    }

    private struct Account: Sendable {
        var mountsToken: Bool?
        /// The first secret that it lists.
        ///
        /// Files hardly ever name one: the token controller adds it.
        var secret: String?
    }

    private struct Key: Hashable {
        var namespace: [UInt8]
        var name: [UInt8]
    }

    private static let mountPath: StaticString = "/var/run/secrets/kubernetes.io/serviceaccount"

    private let mode: TokenMode
    private let unknown: UnknownAccounts
    private let accounts: [Key: Account]

    /// An account without a namespace lives in `default`.
    package init(
        version: KubernetesVersion,
        accounts: [ServiceAccount] = [],
        unknownAccounts: UnknownAccounts = .assumed
    ) {
        mode = version <= .v1_20 ? .secret : .projected
        unknown = unknownAccounts
        var known: [Key: Account] = [:]
        for account in accounts {
            let metadata = account.metadata
            let namespace = metadata.namespace.isEmpty ? "default" : metadata.namespace
            let key = Key(namespace: Array(namespace.utf8), name: Array(metadata.name.utf8))
            known[key] = Account(mountsToken: account.automountServiceAccountToken, secret: account.secrets.first)
        }
        self.accounts = known
    }

    /// Gives a pod that is created its account and token volume.
    ///
    /// - Returns: why the plugin refuses the pod, in its words (behind `pods "x" is forbidden: `); nil if it does not.
    package func admit(_ pod: inout PodFacts, namespace: Span<UInt8>) -> String? {
        if pod.isMirrorPod {
            if !pod.serviceAccountName.isEmpty { return "a mirror pod may not reference service accounts" }
            // Of secrets only volumes are known here; the plugin looks at environments and token projections too.
            if pod.volumes.contains(where: { $0.type == .secret }) { return "a mirror pod may not reference secrets" }
            return nil
        }
        if pod.serviceAccountName.isEmpty { pod.serviceAccountName = pod.append("default".utf8) }
        let account = accounts.isEmpty ? nil : accounts[key(pod, namespace)]
        if account == nil, case .refused = unknown {
            let name = pod.string(pod.serviceAccountName)
            let place = key(pod, namespace).namespace
            return "error looking up service account \(String(decoding: place, as: UTF8.self))/\(name): "
                + "serviceaccount \"\(name)\" not found"
        }
        guard pod.automountServiceAccountToken ?? account?.mountsToken ?? true else { return nil }
        mountToken(account, in: &pod)
        return nil
    }

    private func key(_ pod: PodFacts, _ namespace: Span<UInt8>) -> Key {
        var bytes: [UInt8] = []
        for index in namespace.indices { bytes.append(namespace[index]) }
        if bytes.isEmpty { bytes = Array("default".utf8) }
        return Key(namespace: bytes, name: Array(pod.text[pod.serviceAccountName.indices]))
    }

    // MARK: The token

    private func mountToken(_ account: Account?, in pod: inout PodFacts) {
        guard pod.containers.contains(where: { needsMount($0, in: pod) }) else { return }
        var volumeName: TextRange
        switch mode {
        case .projected: volumeName = addProjectedVolume(to: &pod)
        case .secret: volumeName = addSecretVolume(account, to: &pod)
        }
        let path = Self.mountPath.withUTF8Buffer { unsafe pod.append($0) }
        for index in pod.containers.indices where needsMount(pod.containers[index], in: pod) {
            // The mounts of a container lie together: they are copied to the end, with one more.
            let old = pod.containers[index].mounts
            let start = pod.mounts.count
            for position in old.indices { pod.mounts.append(pod.mounts[position]) }
            var mount = MountFacts()
            mount.name = volumeName
            mount.mountPath = path
            mount.readOnly = true
            pod.mounts.append(mount)
            pod.containers[index].mounts = ListRange(
                start: UInt32(truncatingIfNeeded: start),
                count: old.count + 1
            )
        }
    }

    /// Init containers and containers get the mount, unless something is mounted there; ephemeral containers do not.
    private func needsMount(_ container: ContainerFacts, in pod: PodFacts) -> Bool {
        container.kind != .ephemeralContainer
            && !container.mounts.indices.contains { index in
                let path = pod.text[pod.mounts[index].mountPath.indices]
                return Self.mountPath.withUTF8Buffer { unsafe path.elementsEqual($0) }
            }
    }

    /// The real name ends in five random characters.
    private func addProjectedVolume(to pod: inout PodFacts) -> TextRange {
        var volume = VolumeFacts()
        volume.name = pod.append("kube-api-access-xxxxx".utf8)
        volume.type = .projected
        volume.isServiceAccountProjection = true
        pod.volumes.append(volume)
        return volume.name
    }

    /// A volume that takes the token secret already is used under its own name.
    private func addSecretVolume(_ account: Account?, to pod: inout PodFacts) -> TextRange {
        let secret =
            account?.secret.map { Array($0.utf8) }
            ?? Array(pod.text[pod.serviceAccountName.indices] + "-token-xxxxx".utf8)
        let found = pod.volumes.first { $0.type == .secret && pod.text[$0.secretName.indices].elementsEqual(secret) }
        if let found { return found.name }
        var volume = VolumeFacts()
        volume.type = .secret
        volume.secretName = pod.append(secret)
        // A volume's name is a DNS label: the dots of the secret's name become dashes.
        var name = secret.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "-") : $0 }
        if pod.volumes.contains(where: { pod.text[$0.name.indices].elementsEqual(name) }) {
            name += Array("-xxxxx".utf8)
        }
        volume.name = pod.append(name)
        pod.volumes.append(volume)
        return volume.name
    }
}
