import Manifests
import PodFacts
import PolicyObjects
import Testing

/// What the ServiceAccount plugin does to pods (`spec/pod-defaulting.md`, section 3).
struct ServiceAccountAdmissionTests {
    private func pod(containers: [ContainerFacts.Kind] = [.container]) -> PodFacts {
        var pod = PodFacts()
        for kind in containers { pod.containers.append(ContainerFacts(kind: kind)) }
        return pod
    }

    private func admit(
        _ pod: inout PodFacts,
        _ version: KubernetesVersion = .v1_20,
        accounts: [ServiceAccount] = [],
        unknown: ServiceAccountAdmission.UnknownAccounts = .assumed,
        namespace: String = "n"
    ) -> String? {
        let plugin = ServiceAccountAdmission(version: version, accounts: accounts, unknownAccounts: unknown)
        return plugin.admit(&pod, namespace: Array(namespace.utf8).span)
    }

    private func account(_ name: String, mounts: Bool? = nil, secret: String? = nil) -> ServiceAccount {
        var account = ServiceAccount(metadata: ObjectMetadata(name: name, namespace: "n"))
        account.automountServiceAccountToken = mounts
        account.secrets = secret.map { [$0] } ?? []
        return account
    }

    @Test("The token is a secret up to 1.20 and projected after", arguments: KubernetesVersion.allCases)
    func tokenVolumeDependsOnVersion(_ version: KubernetesVersion) throws {
        var pod = pod(containers: [.initContainer, .container, .ephemeralContainer])
        #expect(admit(&pod, version) == nil)
        #expect(pod.string(pod.serviceAccountName) == "default")
        let volume = try #require(pod.volumes.first)
        #expect(pod.volumes.count == 1)
        #expect(volume.type == (version <= .v1_20 ? .secret : .projected))
        #expect(volume.isServiceAccountProjection == (version > .v1_20))
        #expect(pod.containers.map(\.mounts.count) == [1, 1, 0])
        let mount = pod.mounts[Int(pod.containers[0].mounts.start)]
        #expect(mount.readOnly)
        #expect(mount.name == volume.name)
        #expect(pod.string(mount.mountPath) == "/var/run/secrets/kubernetes.io/serviceaccount")
    }

    @Test("A volume that takes the token secret already is used under its own name")
    func secretVolumeIsReused() {
        var pod = pod()
        var volume = VolumeFacts()
        volume.name = pod.append("mine".utf8)
        volume.type = .secret
        volume.secretName = pod.append("default-token-1".utf8)
        pod.volumes = [volume]
        #expect(admit(&pod, accounts: [account("default", secret: "default-token-1")]) == nil)
        #expect(pod.volumes.count == 1)
        #expect(pod.string(pod.mounts[Int(pod.containers[0].mounts.start)].name) == "mine")
    }

    @Test("The dots of a secret's name become dashes in the volume's")
    func dotsBecomeDashes() {
        var pod = pod()
        pod.serviceAccountName = pod.append("my.app".utf8)
        #expect(admit(&pod, accounts: [account("my.app", secret: "my.app-token-w8z4q")]) == nil)
        #expect(pod.string(pod.volumes[0].name) == "my-app-token-w8z4q")
        #expect(pod.string(pod.volumes[0].secretName) == "my.app-token-w8z4q")
    }

    @Test("Nothing is added where every container mounts something at the path")
    func nothingIsAddedWhereAllMount() {
        var pod = pod()
        var mount = MountFacts()
        mount.mountPath = pod.append("/var/run/secrets/kubernetes.io/serviceaccount".utf8)
        pod.mounts = [mount]
        pod.containers[0].mounts = ListRange(start: 0, count: 1)
        #expect(admit(&pod) == nil)
        #expect(pod.volumes.isEmpty)
    }

    @Test("The pod's word on the token counts before the account's")
    func podsWordCounts() {
        var silent = pod()
        #expect(admit(&silent, accounts: [account("default", mounts: false)]) == nil)
        #expect(silent.volumes.isEmpty)
        var asking = pod()
        asking.automountServiceAccountToken = true
        #expect(admit(&asking, accounts: [account("default", mounts: false)]) == nil)
        #expect(asking.volumes.count == 1)
        var refusing = pod()
        refusing.automountServiceAccountToken = false
        #expect(admit(&refusing, accounts: [account("default", mounts: true)]) == nil)
        #expect(refusing.volumes.isEmpty)
    }

    @Test("An unknown account is refused only if that is asked for")
    func unknownAccount() {
        var pod = pod()
        pod.serviceAccountName = pod.append("x".utf8)
        #expect(admit(&pod, accounts: [account("default")]) == nil)
        let refusal = admit(&pod, accounts: [account("default")], unknown: .refused)
        #expect(refusal == #"error looking up service account n/x: serviceaccount "x" not found"#)
    }

    @Test("A mirror pod is left alone, and may not name an account or a secret")
    func mirrorPod() {
        var mirror = pod()
        mirror.annotations = [AnnotationFacts(kind: .mirrorPod, subject: .empty, value: .empty)]
        var plain = mirror
        #expect(admit(&plain, unknown: .refused) == nil)
        #expect(plain.volumes.isEmpty && plain.serviceAccountName.isEmpty)
        var named = mirror
        named.serviceAccountName = named.append("x".utf8)
        #expect(admit(&named) == "a mirror pod may not reference service accounts")
        var secret = mirror
        secret.volumes = [VolumeFacts()]
        secret.volumes[0].type = .secret
        #expect(admit(&secret) == "a mirror pod may not reference secrets")
    }
}
