import JSONScan

/// The names of the fields that the reader of pods knows, as words (`JSONName`).
///
/// The numbers are the letters; `JSONNameTests` computes them anew from the names.
extension JSONName {
    package static var apiVersion: JSONName { JSONName(10, 0x6973726556697061, 0x6E6F697372655669) }
    package static var kind: JSONName { JSONName(4, 0x646E696B, 0x0) }
    package static var metadata: JSONName { JSONName(8, 0x617461646174656D, 0x0) }
    package static var spec: JSONName { JSONName(4, 0x63657073, 0x0) }
    package static var template: JSONName { JSONName(8, 0x6574616C706D6574, 0x0) }
    package static var jobTemplate: JSONName { JSONName(11, 0x6C706D6554626F6A, 0x6574616C706D6554) }
    package static var name: JSONName { JSONName(4, 0x656D616E, 0x0) }
    package static var generateName: JSONName { JSONName(12, 0x65746172656E6567, 0x656D614E65746172) }
    package static var namespace: JSONName { JSONName(9, 0x63617073656D616E, 0x6563617073656D61) }
    package static var annotations: JSONName { JSONName(11, 0x697461746F6E6E61, 0x736E6F697461746F) }
    package static var labels: JSONName { JSONName(6, 0x736C6562616C, 0x0) }
    package static var ownerReferences: JSONName { JSONName(15, 0x66655272656E776F, 0x7365636E65726566) }
    package static var controller: JSONName { JSONName(10, 0x6C6C6F72746E6F63, 0x72656C6C6F72746E) }
    package static var selfLink: JSONName { JSONName(8, 0x6B6E694C666C6573, 0x0) }
    package static var uid: JSONName { JSONName(3, 0x646975, 0x0) }
    package static var resourceVersion: JSONName { JSONName(15, 0x656372756F736572, 0x6E6F697372655665) }
    package static var clusterName: JSONName { JSONName(11, 0x4E72657473756C63, 0x656D614E72657473) }
    package static var generation: JSONName { JSONName(10, 0x69746172656E6567, 0x6E6F69746172656E) }
    package static var deletionGracePeriodSeconds: JSONName {
        JSONName(26, 0x6E6F6974656C6564, 0x73646E6F63655364, 0x7265506563617247, 0x6E6F636553646F69)
    }
    package static var creationTimestamp: JSONName {
        JSONName(17, 0x6E6F697461657263, 0x706D617473656D69, 0x6D617473656D6954)
    }
    package static var deletionTimestamp: JSONName {
        JSONName(17, 0x6E6F6974656C6564, 0x706D617473656D69, 0x6D617473656D6954)
    }
    package static var finalizers: JSONName { JSONName(10, 0x657A696C616E6966, 0x7372657A696C616E) }
    package static var managedFields: JSONName { JSONName(13, 0x46646567616E616D, 0x73646C6569466465) }
    package static var manager: JSONName { JSONName(7, 0x726567616E616D, 0x0) }
    package static var operation: JSONName { JSONName(9, 0x6F6974617265706F, 0x6E6F697461726570) }
    package static var fieldsType: JSONName { JSONName(10, 0x795473646C656966, 0x6570795473646C65) }
    package static var time: JSONName { JSONName(4, 0x656D6974, 0x0) }
    package static var blockOwnerDeletion: JSONName {
        JSONName(18, 0x6E774F6B636F6C62, 0x6E6F6974656C6544, 0x6974656C65447265)
    }
    package static var volumes: JSONName { JSONName(7, 0x73656D756C6F76, 0x0) }
    package static var initContainers: JSONName { JSONName(14, 0x746E6F4374696E69, 0x7372656E6961746E) }
    package static var containers: JSONName { JSONName(10, 0x656E6961746E6F63, 0x7372656E6961746E) }
    package static var ephemeralContainers: JSONName {
        JSONName(19, 0x6172656D65687065, 0x7372656E6961746E, 0x6E6961746E6F436C)
    }
    package static var serviceAccountName: JSONName {
        JSONName(18, 0x4165636976726573, 0x656D614E746E756F, 0x614E746E756F6363)
    }
    package static var serviceAccount: JSONName { JSONName(14, 0x4165636976726573, 0x746E756F63634165) }
    package static var automountServiceAccountToken: JSONName {
        JSONName(28, 0x6E756F6D6F747561, 0x6E656B6F54746E75, 0x6563697672655374, 0x54746E756F636341)
    }
    package static var hostNetwork: JSONName { JSONName(11, 0x7774654E74736F68, 0x6B726F7774654E74) }
    package static var hostPID: JSONName { JSONName(7, 0x44495074736F68, 0x0) }
    package static var hostIPC: JSONName { JSONName(7, 0x43504974736F68, 0x0) }
    package static var securityContext: JSONName { JSONName(15, 0x7974697275636573, 0x747865746E6F4379) }
    package static var runtimeClassName: JSONName { JSONName(16, 0x43656D69746E7572, 0x656D614E7373616C) }
    package static var seLinuxOptions: JSONName { JSONName(14, 0x4F78756E694C6573, 0x736E6F6974704F78) }
    package static var runAsUser: JSONName { JSONName(9, 0x65735573416E7572, 0x7265735573416E75) }
    package static var runAsGroup: JSONName { JSONName(10, 0x6F724773416E7572, 0x70756F724773416E) }
    package static var runAsNonRoot: JSONName { JSONName(12, 0x6E6F4E73416E7572, 0x746F6F526E6F4E73) }
    package static var supplementalGroups: JSONName {
        JSONName(18, 0x656D656C70707573, 0x7370756F72476C61, 0x756F72476C61746E)
    }
    package static var fsGroup: JSONName { JSONName(7, 0x70756F72477366, 0x0) }
    package static var sysctls: JSONName { JSONName(7, 0x736C7463737973, 0x0) }
    package static var seccompProfile: JSONName { JSONName(14, 0x50706D6F63636573, 0x656C69666F725070) }
    package static var user: JSONName { JSONName(4, 0x72657375, 0x0) }
    package static var role: JSONName { JSONName(4, 0x656C6F72, 0x0) }
    package static var type: JSONName { JSONName(4, 0x65707974, 0x0) }
    package static var level: JSONName { JSONName(5, 0x6C6576656C, 0x0) }
    package static var localhostProfile: JSONName { JSONName(16, 0x736F686C61636F6C, 0x656C69666F725074) }
    package static var ports: JSONName { JSONName(5, 0x7374726F70, 0x0) }
    package static var volumeMounts: JSONName { JSONName(12, 0x6F4D656D756C6F76, 0x73746E756F4D656D) }
    package static var resources: JSONName { JSONName(9, 0x656372756F736572, 0x73656372756F7365) }
    package static var limits: JSONName { JSONName(6, 0x7374696D696C, 0x0) }
    package static var requests: JSONName { JSONName(8, 0x7374736575716572, 0x0) }
    package static var containerPort: JSONName { JSONName(13, 0x656E6961746E6F63, 0x74726F5072656E69) }
    package static var hostPort: JSONName { JSONName(8, 0x74726F5074736F68, 0x0) }
    package static var mountPath: JSONName { JSONName(9, 0x746150746E756F6D, 0x68746150746E756F) }
    package static var readOnly: JSONName { JSONName(8, 0x796C6E4F64616572, 0x0) }
    package static var capabilities: JSONName { JSONName(12, 0x696C696261706163, 0x73656974696C6962) }
    package static var privileged: JSONName { JSONName(10, 0x67656C6976697270, 0x646567656C697669) }
    package static var readOnlyRootFilesystem: JSONName {
        JSONName(22, 0x796C6E4F64616572, 0x6D6574737973656C, 0x656C6946746F6F52)
    }
    package static var allowPrivilegeEscalation: JSONName {
        JSONName(24, 0x697250776F6C6C61, 0x6E6F6974616C6163, 0x73456567656C6976)
    }
    package static var procMount: JSONName { JSONName(9, 0x6E756F4D636F7270, 0x746E756F4D636F72) }
    package static var add: JSONName { JSONName(3, 0x646461, 0x0) }
    package static var drop: JSONName { JSONName(4, 0x706F7264, 0x0) }
    package static var hostPath: JSONName { JSONName(8, 0x6874615074736F68, 0x0) }
    package static var emptyDir: JSONName { JSONName(8, 0x7269447974706D65, 0x0) }
    package static var gcePersistentDisk: JSONName {
        JSONName(17, 0x6973726550656367, 0x6B736944746E6574, 0x736944746E657473)
    }
    package static var awsElasticBlockStore: JSONName {
        JSONName(20, 0x7473616C45737761, 0x65726F74536B636F, 0x536B636F6C426369)
    }
    package static var gitRepo: JSONName { JSONName(7, 0x6F706552746967, 0x0) }
    package static var secret: JSONName { JSONName(6, 0x746572636573, 0x0) }
    package static var nfs: JSONName { JSONName(3, 0x73666E, 0x0) }
    package static var iscsi: JSONName { JSONName(5, 0x6973637369, 0x0) }
    package static var glusterfs: JSONName { JSONName(9, 0x6672657473756C67, 0x736672657473756C) }
    package static var persistentVolumeClaim: JSONName {
        JSONName(21, 0x6574736973726570, 0x6D69616C43656D75, 0x656D756C6F56746E)
    }
    package static var rbd: JSONName { JSONName(3, 0x646272, 0x0) }
    package static var flexVolume: JSONName { JSONName(10, 0x756C6F5678656C66, 0x656D756C6F567865) }
    package static var cinder: JSONName { JSONName(6, 0x7265646E6963, 0x0) }
    package static var cephfs: JSONName { JSONName(6, 0x736668706563, 0x0) }
    package static var flocker: JSONName { JSONName(7, 0x72656B636F6C66, 0x0) }
    package static var downwardAPI: JSONName { JSONName(11, 0x647261776E776F64, 0x495041647261776E) }
    package static var fc: JSONName { JSONName(2, 0x6366, 0x0) }
    package static var azureFile: JSONName { JSONName(9, 0x6C69466572757A61, 0x656C69466572757A) }
    package static var configMap: JSONName { JSONName(9, 0x614D6769666E6F63, 0x70614D6769666E6F) }
    package static var vsphereVolume: JSONName { JSONName(13, 0x5665726568707376, 0x656D756C6F566572) }
    package static var quobyte: JSONName { JSONName(7, 0x657479626F7571, 0x0) }
    package static var azureDisk: JSONName { JSONName(9, 0x7369446572757A61, 0x6B7369446572757A) }
    package static var photonPersistentDisk: JSONName {
        JSONName(20, 0x65506E6F746F6870, 0x6B736944746E6574, 0x746E657473697372)
    }
    package static var storageos: JSONName { JSONName(9, 0x6F656761726F7473, 0x736F656761726F74) }
    package static var projected: JSONName { JSONName(9, 0x657463656A6F7270, 0x64657463656A6F72) }
    package static var portworxVolume: JSONName { JSONName(14, 0x78726F7774726F70, 0x656D756C6F567872) }
    package static var scaleIO: JSONName { JSONName(7, 0x4F49656C616373, 0x0) }
    package static var csi: JSONName { JSONName(3, 0x697363, 0x0) }
    package static var ephemeral: JSONName { JSONName(9, 0x6172656D65687065, 0x6C6172656D656870) }
    package static var path: JSONName { JSONName(4, 0x68746170, 0x0) }
    package static var driver: JSONName { JSONName(6, 0x726576697264, 0x0) }
    package static var secretName: JSONName { JSONName(10, 0x614E746572636573, 0x656D614E74657263) }
    package static var sources: JSONName { JSONName(7, 0x73656372756F73, 0x0) }
    package static var serviceAccountToken: JSONName {
        JSONName(19, 0x4165636976726573, 0x6E656B6F54746E75, 0x6F54746E756F6363)
    }
    package static var audience: JSONName { JSONName(8, 0x65636E6569647561, 0x0) }
    package static var items: JSONName { JSONName(5, 0x736D657469, 0x0) }
    package static var fieldRef: JSONName { JSONName(8, 0x666552646C656966, 0x0) }
    package static var fieldPath: JSONName { JSONName(9, 0x746150646C656966, 0x68746150646C6569) }

    // Values and beginnings of keys.
    package static var v1: JSONName { JSONName(2, 0x3176, 0x0) }
    package static var pod: JSONName { JSONName(3, 0x646F50, 0x0) }
    package static var empty: JSONName { JSONName(0, 0x0, 0x0) }
    package static var token: JSONName { JSONName(5, 0x6E656B6F74, 0x0) }
    package static var rootCertificates: JSONName { JSONName(16, 0x6F6F722D6562756B, 0x7472632E61632D74) }
    package static var metadataNamespace: JSONName {
        JSONName(18, 0x617461646174656D, 0x6563617073656D61, 0x617073656D616E2E)
    }
    package static var runtimeDefault: JSONName { JSONName(14, 0x44656D69746E7552, 0x746C756166654465) }
    package static var localhost: JSONName { JSONName(9, 0x736F686C61636F4C, 0x74736F686C61636F) }
    package static var unconfined: JSONName { JSONName(10, 0x6E69666E6F636E55, 0x64656E69666E6F63) }
    package static var apiVersionLowered: JSONName { JSONName(10, 0x6973726576697061, 0x6E6F697372657669) }
    package static var kubernetesStart: JSONName { JSONName(8, 0x74656E726562756B, 0x0) }
    package static var seccompStart: JSONName { JSONName(8, 0x2E706D6F63636573, 0x0) }
    package static var containerStart: JSONName { JSONName(8, 0x656E6961746E6F63, 0x0) }
}

extension JSONName {
    /// Every name above, for the test of their numbers.
    package static var all: [(text: String, name: JSONName)] {
        [
            ("apiVersion", .apiVersion),
            ("kind", .kind),
            ("metadata", .metadata),
            ("spec", .spec),
            ("template", .template),
            ("jobTemplate", .jobTemplate),
            ("name", .name),
            ("generateName", .generateName),
            ("namespace", .namespace),
            ("annotations", .annotations),
            ("labels", .labels),
            ("ownerReferences", .ownerReferences),
            ("controller", .controller),
            ("selfLink", .selfLink),
            ("uid", .uid),
            ("resourceVersion", .resourceVersion),
            ("clusterName", .clusterName),
            ("generation", .generation),
            ("deletionGracePeriodSeconds", .deletionGracePeriodSeconds),
            ("creationTimestamp", .creationTimestamp),
            ("deletionTimestamp", .deletionTimestamp),
            ("finalizers", .finalizers),
            ("managedFields", .managedFields),
            ("manager", .manager),
            ("operation", .operation),
            ("fieldsType", .fieldsType),
            ("time", .time),
            ("blockOwnerDeletion", .blockOwnerDeletion),
            ("volumes", .volumes),
            ("initContainers", .initContainers),
            ("containers", .containers),
            ("ephemeralContainers", .ephemeralContainers),
            ("serviceAccountName", .serviceAccountName),
            ("serviceAccount", .serviceAccount),
            ("automountServiceAccountToken", .automountServiceAccountToken),
            ("hostNetwork", .hostNetwork),
            ("hostPID", .hostPID),
            ("hostIPC", .hostIPC),
            ("securityContext", .securityContext),
            ("runtimeClassName", .runtimeClassName),
            ("seLinuxOptions", .seLinuxOptions),
            ("runAsUser", .runAsUser),
            ("runAsGroup", .runAsGroup),
            ("runAsNonRoot", .runAsNonRoot),
            ("supplementalGroups", .supplementalGroups),
            ("fsGroup", .fsGroup),
            ("sysctls", .sysctls),
            ("seccompProfile", .seccompProfile),
            ("user", .user),
            ("role", .role),
            ("type", .type),
            ("level", .level),
            ("localhostProfile", .localhostProfile),
            ("ports", .ports),
            ("volumeMounts", .volumeMounts),
            ("resources", .resources),
            ("limits", .limits),
            ("requests", .requests),
            ("containerPort", .containerPort),
            ("hostPort", .hostPort),
            ("mountPath", .mountPath),
            ("readOnly", .readOnly),
            ("capabilities", .capabilities),
            ("privileged", .privileged),
            ("readOnlyRootFilesystem", .readOnlyRootFilesystem),
            ("allowPrivilegeEscalation", .allowPrivilegeEscalation),
            ("procMount", .procMount),
            ("add", .add),
            ("drop", .drop),
            ("hostPath", .hostPath),
            ("emptyDir", .emptyDir),
            ("gcePersistentDisk", .gcePersistentDisk),
            ("awsElasticBlockStore", .awsElasticBlockStore),
            ("gitRepo", .gitRepo),
            ("secret", .secret),
            ("nfs", .nfs),
            ("iscsi", .iscsi),
            ("glusterfs", .glusterfs),
            ("persistentVolumeClaim", .persistentVolumeClaim),
            ("rbd", .rbd),
            ("flexVolume", .flexVolume),
            ("cinder", .cinder),
            ("cephfs", .cephfs),
            ("flocker", .flocker),
            ("downwardAPI", .downwardAPI),
            ("fc", .fc),
            ("azureFile", .azureFile),
            ("configMap", .configMap),
            ("vsphereVolume", .vsphereVolume),
            ("quobyte", .quobyte),
            ("azureDisk", .azureDisk),
            ("photonPersistentDisk", .photonPersistentDisk),
            ("storageos", .storageos),
            ("projected", .projected),
            ("portworxVolume", .portworxVolume),
            ("scaleIO", .scaleIO),
            ("csi", .csi),
            ("ephemeral", .ephemeral),
            ("path", .path),
            ("driver", .driver),
            ("secretName", .secretName),
            ("sources", .sources),
            ("serviceAccountToken", .serviceAccountToken),
            ("audience", .audience),
            ("items", .items),
            ("fieldRef", .fieldRef),
            ("fieldPath", .fieldPath),
            ("v1", .v1),
            ("Pod", .pod),
            ("", .empty),
            ("token", .token),
            ("kube-root-ca.crt", .rootCertificates),
            ("metadata.namespace", .metadataNamespace),
            ("RuntimeDefault", .runtimeDefault),
            ("Localhost", .localhost),
            ("Unconfined", .unconfined),
            ("apiversion", .apiVersionLowered),
            ("kubernet", .kubernetesStart),
            ("seccomp.", .seccompStart),
            ("containe", .containerStart),
        ]
    }
}
