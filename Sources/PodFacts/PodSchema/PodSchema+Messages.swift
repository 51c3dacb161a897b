extension PodSchema {
    /// Every message that a v1 Pod can hold: for each field its JSON name, its protobuf number and its type.
    ///
    /// `*T` is optional (absent is not the zero value), `[]T` a list, `{T}` a map from texts. `~` is a message that is nested
    /// in protobuf and inline in JSON. `+` marks a field that Kubernetes 1.20 does not know and 1.24 does: its protobuf
    /// bytes are skipped like any unknown field's, but a change of it is a change.
    /// What 1.24 calls `ProbeHandler` and `LifecycleHandler` is one `Handler` in 1.20.
    /// Source: Kubernetes 1.20.2 and 1.24.0, `core/v1` and `meta/v1`, `generated.proto`.
    static let text = """
        Pod:
            metadata 1 ObjectMeta, spec 2 PodSpec, status 3 PodStatus
        ObjectMeta:
            name 1 string, generateName 2 string, namespace 3 string, selfLink 4 string, uid 5 string,
            resourceVersion 6 string, generation 7 int64, creationTimestamp 8 Time, deletionTimestamp 9 *Time,
            deletionGracePeriodSeconds 10 *int64, labels 11 {string}, annotations 12 {string},
            ownerReferences 13 []OwnerReference, finalizers 14 []string, clusterName 15 string,
            managedFields 17 []ManagedFieldsEntry
        PodSpec:
            volumes 1 []Volume, containers 2 []Container, restartPolicy 3 string,
            terminationGracePeriodSeconds 4 *int64, activeDeadlineSeconds 5 *int64, dnsPolicy 6 string,
            nodeSelector 7 {string}, serviceAccountName 8 string, serviceAccount 9 string, nodeName 10 string,
            hostNetwork 11 bool, hostPID 12 bool, hostIPC 13 bool, securityContext 14 *PodSecurityContext,
            imagePullSecrets 15 []LocalObjectReference, hostname 16 string, subdomain 17 string,
            affinity 18 *Affinity, schedulerName 19 string, initContainers 20 []Container,
            automountServiceAccountToken 21 *bool, tolerations 22 []Toleration, hostAliases 23 []HostAlias,
            priorityClassName 24 string, priority 25 *int32, dnsConfig 26 *PodDNSConfig,
            shareProcessNamespace 27 *bool, readinessGates 28 []PodReadinessGate, runtimeClassName 29 *string,
            enableServiceLinks 30 *bool, preemptionPolicy 31 *string, overhead 32 {Quantity},
            topologySpreadConstraints 33 []TopologySpreadConstraint, ephemeralContainers 34 []EphemeralContainer,
            setHostnameAsFQDN 35 *bool, os 36 +*PodOS
        PodStatus:
            phase 1 string, conditions 2 []PodCondition, message 3 string, reason 4 string, hostIP 5 string,
            podIP 6 string, startTime 7 *Time, containerStatuses 8 []ContainerStatus, qosClass 9 string,
            initContainerStatuses 10 []ContainerStatus, nominatedNodeName 11 string, podIPs 12 []PodIP,
            ephemeralContainerStatuses 13 []ContainerStatus
        OwnerReference:
            kind 1 string, name 3 string, uid 4 string, apiVersion 5 string, controller 6 *bool,
            blockOwnerDeletion 7 *bool
        ManagedFieldsEntry:
            manager 1 string, operation 2 string, apiVersion 3 string, time 4 *Time, fieldsType 6 string,
            fieldsV1 7 *FieldsV1, subresource 8 +string
        Volume:
            name 1 string, ~ 2 VolumeSource
        Container:
            name 1 string, image 2 string, command 3 []string, args 4 []string, workingDir 5 string,
            ports 6 []ContainerPort, env 7 []EnvVar, resources 8 ResourceRequirements,
            volumeMounts 9 []VolumeMount, livenessProbe 10 *Probe, readinessProbe 11 *Probe,
            lifecycle 12 *Lifecycle, terminationMessagePath 13 string, imagePullPolicy 14 string,
            securityContext 15 *SecurityContext, stdin 16 bool, stdinOnce 17 bool, tty 18 bool,
            envFrom 19 []EnvFromSource, terminationMessagePolicy 20 string, volumeDevices 21 []VolumeDevice,
            startupProbe 22 *Probe
        PodSecurityContext:
            seLinuxOptions 1 *SELinuxOptions, runAsUser 2 *int64, runAsNonRoot 3 *bool,
            supplementalGroups 4 []int64, fsGroup 5 *int64, runAsGroup 6 *int64, sysctls 7 []Sysctl,
            windowsOptions 8 *WindowsSecurityContextOptions, fsGroupChangePolicy 9 *string,
            seccompProfile 10 *SeccompProfile
        LocalObjectReference:
            name 1 string
        Affinity:
            nodeAffinity 1 *NodeAffinity, podAffinity 2 *PodAffinity, podAntiAffinity 3 *PodAntiAffinity
        Toleration:
            key 1 string, operator 2 string, value 3 string, effect 4 string, tolerationSeconds 5 *int64
        HostAlias:
            ip 1 string, hostnames 2 []string
        PodDNSConfig:
            nameservers 1 []string, searches 2 []string, options 3 []PodDNSConfigOption
        PodReadinessGate:
            conditionType 1 string
        TopologySpreadConstraint:
            maxSkew 1 int32, topologyKey 2 string, whenUnsatisfiable 3 string, labelSelector 4 *LabelSelector,
            minDomains 5 +*int32
        EphemeralContainer:
            ~ 1 Container, targetContainerName 2 string
        PodOS:
            name 1 +string
        PodCondition:
            type 1 string, status 2 string, lastProbeTime 3 Time, lastTransitionTime 4 Time, reason 5 string,
            message 6 string
        ContainerStatus:
            name 1 string, state 2 ContainerState, lastState 3 ContainerState, ready 4 bool,
            restartCount 5 int32, image 6 string, imageID 7 string, containerID 8 string, started 9 *bool
        PodIP:
            ip 1 string
        VolumeSource:
            hostPath 1 *HostPathVolumeSource, emptyDir 2 *EmptyDirVolumeSource,
            gcePersistentDisk 3 *GCEPersistentDiskVolumeSource,
            awsElasticBlockStore 4 *AWSElasticBlockStoreVolumeSource, gitRepo 5 *GitRepoVolumeSource,
            secret 6 *SecretVolumeSource, nfs 7 *NFSVolumeSource, iscsi 8 *ISCSIVolumeSource,
            glusterfs 9 *GlusterfsVolumeSource, persistentVolumeClaim 10 *PersistentVolumeClaimVolumeSource,
            rbd 11 *RBDVolumeSource, flexVolume 12 *FlexVolumeSource, cinder 13 *CinderVolumeSource,
            cephfs 14 *CephFSVolumeSource, flocker 15 *FlockerVolumeSource,
            downwardAPI 16 *DownwardAPIVolumeSource, fc 17 *FCVolumeSource, azureFile 18 *AzureFileVolumeSource,
            configMap 19 *ConfigMapVolumeSource, vsphereVolume 20 *VsphereVirtualDiskVolumeSource,
            quobyte 21 *QuobyteVolumeSource, azureDisk 22 *AzureDiskVolumeSource,
            photonPersistentDisk 23 *PhotonPersistentDiskVolumeSource, portworxVolume 24 *PortworxVolumeSource,
            scaleIO 25 *ScaleIOVolumeSource, projected 26 *ProjectedVolumeSource,
            storageos 27 *StorageOSVolumeSource, csi 28 *CSIVolumeSource, ephemeral 29 *EphemeralVolumeSource
        ContainerPort:
            name 1 string, hostPort 2 int32, containerPort 3 int32, protocol 4 string, hostIP 5 string
        EnvVar:
            name 1 string, value 2 string, valueFrom 3 *EnvVarSource
        ResourceRequirements:
            limits 1 {Quantity}, requests 2 {Quantity}
        VolumeMount:
            name 1 string, readOnly 2 bool, mountPath 3 string, subPath 4 string, mountPropagation 5 *string,
            subPathExpr 6 string
        Probe:
            ~ 1 ProbeHandler, initialDelaySeconds 2 int32, timeoutSeconds 3 int32, periodSeconds 4 int32,
            successThreshold 5 int32, failureThreshold 6 int32, terminationGracePeriodSeconds 7 +*int64
        Lifecycle:
            postStart 1 *LifecycleHandler, preStop 2 *LifecycleHandler
        SecurityContext:
            capabilities 1 *Capabilities, privileged 2 *bool, seLinuxOptions 3 *SELinuxOptions,
            runAsUser 4 *int64, runAsNonRoot 5 *bool, readOnlyRootFilesystem 6 *bool,
            allowPrivilegeEscalation 7 *bool, runAsGroup 8 *int64, procMount 9 *string,
            windowsOptions 10 *WindowsSecurityContextOptions, seccompProfile 11 *SeccompProfile
        EnvFromSource:
            prefix 1 string, configMapRef 2 *ConfigMapEnvSource, secretRef 3 *SecretEnvSource
        VolumeDevice:
            name 1 string, devicePath 2 string
        SELinuxOptions:
            user 1 string, role 2 string, type 3 string, level 4 string
        Sysctl:
            name 1 string, value 2 string
        WindowsSecurityContextOptions:
            gmsaCredentialSpecName 1 *string, gmsaCredentialSpec 2 *string, runAsUserName 3 *string,
            hostProcess 4 +*bool
        SeccompProfile:
            type 1 string, localhostProfile 2 *string
        NodeAffinity:
            requiredDuringSchedulingIgnoredDuringExecution 1 *NodeSelector,
            preferredDuringSchedulingIgnoredDuringExecution 2 []PreferredSchedulingTerm
        PodAffinity:
            requiredDuringSchedulingIgnoredDuringExecution 1 []PodAffinityTerm,
            preferredDuringSchedulingIgnoredDuringExecution 2 []WeightedPodAffinityTerm
        PodAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution 1 []PodAffinityTerm,
            preferredDuringSchedulingIgnoredDuringExecution 2 []WeightedPodAffinityTerm
        PodDNSConfigOption:
            name 1 string, value 2 *string
        LabelSelector:
            matchLabels 1 {string}, matchExpressions 2 []LabelSelectorRequirement
        ContainerState:
            waiting 1 *ContainerStateWaiting, running 2 *ContainerStateRunning,
            terminated 3 *ContainerStateTerminated
        HostPathVolumeSource:
            path 1 string, type 2 *string
        EmptyDirVolumeSource:
            medium 1 string, sizeLimit 2 *Quantity
        GCEPersistentDiskVolumeSource:
            pdName 1 string, fsType 2 string, partition 3 int32, readOnly 4 bool
        AWSElasticBlockStoreVolumeSource:
            volumeID 1 string, fsType 2 string, partition 3 int32, readOnly 4 bool
        GitRepoVolumeSource:
            repository 1 string, revision 2 string, directory 3 string
        SecretVolumeSource:
            secretName 1 string, items 2 []KeyToPath, defaultMode 3 *int32, optional 4 *bool
        NFSVolumeSource:
            server 1 string, path 2 string, readOnly 3 bool
        ISCSIVolumeSource:
            targetPortal 1 string, iqn 2 string, lun 3 int32, iscsiInterface 4 string, fsType 5 string,
            readOnly 6 bool, portals 7 []string, chapAuthDiscovery 8 bool, secretRef 10 *LocalObjectReference,
            chapAuthSession 11 bool, initiatorName 12 *string
        GlusterfsVolumeSource:
            endpoints 1 string, path 2 string, readOnly 3 bool
        PersistentVolumeClaimVolumeSource:
            claimName 1 string, readOnly 2 bool
        RBDVolumeSource:
            monitors 1 []string, image 2 string, fsType 3 string, pool 4 string, user 5 string, keyring 6 string,
            secretRef 7 *LocalObjectReference, readOnly 8 bool
        FlexVolumeSource:
            driver 1 string, fsType 2 string, secretRef 3 *LocalObjectReference, readOnly 4 bool,
            options 5 {string}
        CinderVolumeSource:
            volumeID 1 string, fsType 2 string, readOnly 3 bool, secretRef 4 *LocalObjectReference
        CephFSVolumeSource:
            monitors 1 []string, path 2 string, user 3 string, secretFile 4 string,
            secretRef 5 *LocalObjectReference, readOnly 6 bool
        FlockerVolumeSource:
            datasetName 1 string, datasetUUID 2 string
        DownwardAPIVolumeSource:
            items 1 []DownwardAPIVolumeFile, defaultMode 2 *int32
        FCVolumeSource:
            targetWWNs 1 []string, lun 2 *int32, fsType 3 string, readOnly 4 bool, wwids 5 []string
        AzureFileVolumeSource:
            secretName 1 string, shareName 2 string, readOnly 3 bool
        ConfigMapVolumeSource:
            ~ 1 LocalObjectReference, items 2 []KeyToPath, defaultMode 3 *int32, optional 4 *bool
        VsphereVirtualDiskVolumeSource:
            volumePath 1 string, fsType 2 string, storagePolicyName 3 string, storagePolicyID 4 string
        QuobyteVolumeSource:
            registry 1 string, volume 2 string, readOnly 3 bool, user 4 string, group 5 string, tenant 6 string
        AzureDiskVolumeSource:
            diskName 1 string, diskURI 2 string, cachingMode 3 *string, fsType 4 *string, readOnly 5 *bool,
            kind 6 *string
        PhotonPersistentDiskVolumeSource:
            pdID 1 string, fsType 2 string
        PortworxVolumeSource:
            volumeID 1 string, fsType 2 string, readOnly 3 bool
        ScaleIOVolumeSource:
            gateway 1 string, system 2 string, secretRef 3 *LocalObjectReference, sslEnabled 4 bool,
            protectionDomain 5 string, storagePool 6 string, storageMode 7 string, volumeName 8 string,
            fsType 9 string, readOnly 10 bool
        ProjectedVolumeSource:
            sources 1 []VolumeProjection, defaultMode 2 *int32
        StorageOSVolumeSource:
            volumeName 1 string, volumeNamespace 2 string, fsType 3 string, readOnly 4 bool,
            secretRef 5 *LocalObjectReference
        CSIVolumeSource:
            driver 1 string, readOnly 2 *bool, fsType 3 *string, volumeAttributes 4 {string},
            nodePublishSecretRef 5 *LocalObjectReference
        EphemeralVolumeSource:
            volumeClaimTemplate 1 *PersistentVolumeClaimTemplate, readOnly 2 bool
        EnvVarSource:
            fieldRef 1 *ObjectFieldSelector, resourceFieldRef 2 *ResourceFieldSelector,
            configMapKeyRef 3 *ConfigMapKeySelector, secretKeyRef 4 *SecretKeySelector
        ProbeHandler:
            exec 1 *ExecAction, httpGet 2 *HTTPGetAction, tcpSocket 3 *TCPSocketAction, grpc 4 +*GRPCAction
        LifecycleHandler:
            exec 1 *ExecAction, httpGet 2 *HTTPGetAction, tcpSocket 3 *TCPSocketAction
        Capabilities:
            add 1 []string, drop 2 []string
        ConfigMapEnvSource:
            ~ 1 LocalObjectReference, optional 2 *bool
        SecretEnvSource:
            ~ 1 LocalObjectReference, optional 2 *bool
        NodeSelector:
            nodeSelectorTerms 1 []NodeSelectorTerm
        PreferredSchedulingTerm:
            weight 1 int32, preference 2 NodeSelectorTerm
        PodAffinityTerm:
            labelSelector 1 *LabelSelector, namespaces 2 []string, topologyKey 3 string,
            namespaceSelector 4 +*LabelSelector
        WeightedPodAffinityTerm:
            weight 1 int32, podAffinityTerm 2 PodAffinityTerm
        LabelSelectorRequirement:
            key 1 string, operator 2 string, values 3 []string
        ContainerStateWaiting:
            reason 1 string, message 2 string
        ContainerStateRunning:
            startedAt 1 Time
        ContainerStateTerminated:
            exitCode 1 int32, signal 2 int32, reason 3 string, message 4 string, startedAt 5 Time,
            finishedAt 6 Time, containerID 7 string
        KeyToPath:
            key 1 string, path 2 string, mode 3 *int32
        DownwardAPIVolumeFile:
            path 1 string, fieldRef 2 *ObjectFieldSelector, resourceFieldRef 3 *ResourceFieldSelector,
            mode 4 *int32
        VolumeProjection:
            secret 1 *SecretProjection, downwardAPI 2 *DownwardAPIProjection, configMap 3 *ConfigMapProjection,
            serviceAccountToken 4 *ServiceAccountTokenProjection
        PersistentVolumeClaimTemplate:
            metadata 1 ObjectMeta, spec 2 PersistentVolumeClaimSpec
        ObjectFieldSelector:
            apiVersion 1 string, fieldPath 2 string
        ResourceFieldSelector:
            containerName 1 string, resource 2 string, divisor 3 Quantity
        ConfigMapKeySelector:
            ~ 1 LocalObjectReference, key 2 string, optional 3 *bool
        SecretKeySelector:
            ~ 1 LocalObjectReference, key 2 string, optional 3 *bool
        ExecAction:
            command 1 []string
        HTTPGetAction:
            path 1 string, port 2 IntOrString, host 3 string, scheme 4 string, httpHeaders 5 []HTTPHeader
        TCPSocketAction:
            port 1 IntOrString, host 2 string
        GRPCAction:
            port 1 +int32, service 2 +*string
        NodeSelectorTerm:
            matchExpressions 1 []NodeSelectorRequirement, matchFields 2 []NodeSelectorRequirement
        SecretProjection:
            ~ 1 LocalObjectReference, items 2 []KeyToPath, optional 4 *bool
        DownwardAPIProjection:
            items 1 []DownwardAPIVolumeFile
        ConfigMapProjection:
            ~ 1 LocalObjectReference, items 2 []KeyToPath, optional 4 *bool
        ServiceAccountTokenProjection:
            audience 1 string, expirationSeconds 2 *int64, path 3 string
        PersistentVolumeClaimSpec:
            accessModes 1 []string, resources 2 ResourceRequirements, volumeName 3 string,
            selector 4 *LabelSelector, storageClassName 5 *string, volumeMode 6 *string,
            dataSource 7 *TypedLocalObjectReference, dataSourceRef 8 +*TypedLocalObjectReference
        HTTPHeader:
            name 1 string, value 2 string
        NodeSelectorRequirement:
            key 1 string, operator 2 string, values 3 []string
        TypedLocalObjectReference:
            apiGroup 1 *string, kind 2 string, name 3 string
        Time:
            seconds 1 int64, nanos 2 int32
        Quantity:
            string 1 string
        IntOrString:
            type 1 int64, intVal 2 int32, strVal 3 string
        FieldsV1:
            Raw 1 bytes
        """
}
