/// The fields of the kinds that bear pods, around the pod itself: what the API server decodes, for each field its name and
/// what its value is made of.
///
/// A value is a message of this text or of `PodSchema`, a list or not; `-` has no fields of its own to look at. `+` marks
/// what Kubernetes 1.20 does not know and 1.24 does. A message that `PodSchema` has too gets further fields here.
/// Source: Kubernetes 1.20.2 and 1.24.0, `apps`, `batch`, `core` and `extensions`, `types.go`.
enum WorkloadSchema {
    /// The message of each kind, by its API versions.
    static let roots: [(kind: WorkloadKind, apiVersions: [String], message: String)] = [
        (.pod, ["v1"], "Pod"),
        (.podTemplate, ["v1"], "PodTemplate"),
        (.replicationController, ["v1"], "ReplicationController"),
        (.replicaSet, ["apps/v1", "apps/v1beta2", "extensions/v1beta1"], "ReplicaSet"),
        (.deployment, ["apps/v1", "apps/v1beta2"], "Deployment"),
        (.deployment, ["apps/v1beta1", "extensions/v1beta1"], "OldDeployment"),
        (.daemonSet, ["apps/v1", "apps/v1beta2"], "DaemonSet"),
        (.daemonSet, ["extensions/v1beta1"], "OldDaemonSet"),
        (.statefulSet, ["apps/v1", "apps/v1beta2", "apps/v1beta1"], "StatefulSet"),
        (.job, ["batch/v1"], "Job"),
        (.cronJob, ["batch/v1", "batch/v1beta1", "batch/v2alpha1"], "CronJob"),
    ]

    static let text = """
        Pod:
            apiVersion -, kind -
        PodTemplate:
            apiVersion -, kind -, metadata ObjectMeta, template PodTemplateSpec
        PodTemplateSpec:
            metadata ObjectMeta, spec PodSpec
        ReplicationController:
            apiVersion -, kind -, metadata ObjectMeta, spec ReplicationControllerSpec, status -
        ReplicationControllerSpec:
            replicas -, minReadySeconds -, selector -, template PodTemplateSpec
        ReplicaSet:
            apiVersion -, kind -, metadata ObjectMeta, spec ReplicaSetSpec, status -
        ReplicaSetSpec:
            replicas -, minReadySeconds -, selector LabelSelector, template PodTemplateSpec
        Deployment:
            apiVersion -, kind -, metadata ObjectMeta, spec DeploymentSpec, status -
        DeploymentSpec:
            replicas -, selector LabelSelector, template PodTemplateSpec, strategy DeploymentStrategy,
            minReadySeconds -, revisionHistoryLimit -, paused -, progressDeadlineSeconds -
        DeploymentStrategy:
            type -, rollingUpdate RollingUpdateDeployment
        RollingUpdateDeployment:
            maxUnavailable -, maxSurge -
        OldDeployment:
            apiVersion -, kind -, metadata ObjectMeta, spec OldDeploymentSpec, status -
        OldDeploymentSpec:
            replicas -, selector LabelSelector, template PodTemplateSpec, strategy DeploymentStrategy,
            minReadySeconds -, revisionHistoryLimit -, paused -, progressDeadlineSeconds -,
            rollbackTo RollbackConfig
        RollbackConfig:
            revision -
        DaemonSet:
            apiVersion -, kind -, metadata ObjectMeta, spec DaemonSetSpec, status -
        DaemonSetSpec:
            selector LabelSelector, template PodTemplateSpec, updateStrategy DaemonSetUpdateStrategy,
            minReadySeconds -, revisionHistoryLimit -
        DaemonSetUpdateStrategy:
            type -, rollingUpdate RollingUpdateDaemonSet
        RollingUpdateDaemonSet:
            maxUnavailable -, maxSurge +-
        OldDaemonSet:
            apiVersion -, kind -, metadata ObjectMeta, spec OldDaemonSetSpec, status -
        OldDaemonSetSpec:
            selector LabelSelector, template PodTemplateSpec, updateStrategy DaemonSetUpdateStrategy,
            minReadySeconds -, revisionHistoryLimit -, templateGeneration -
        StatefulSet:
            apiVersion -, kind -, metadata ObjectMeta, spec StatefulSetSpec, status -
        StatefulSetSpec:
            replicas -, selector LabelSelector, template PodTemplateSpec,
            volumeClaimTemplates PersistentVolumeClaim, serviceName -, podManagementPolicy -,
            updateStrategy StatefulSetUpdateStrategy, revisionHistoryLimit -, minReadySeconds +-,
            persistentVolumeClaimRetentionPolicy +ClaimRetentionPolicy
        StatefulSetUpdateStrategy:
            type -, rollingUpdate RollingUpdateStatefulSet
        RollingUpdateStatefulSet:
            partition -, maxUnavailable +-
        ClaimRetentionPolicy:
            whenDeleted -, whenScaled -
        PersistentVolumeClaim:
            apiVersion -, kind -, metadata ObjectMeta, spec PersistentVolumeClaimSpec, status -
        Job:
            apiVersion -, kind -, metadata ObjectMeta, spec JobSpec, status -
        JobSpec:
            parallelism -, completions -, activeDeadlineSeconds -, backoffLimit -, selector LabelSelector,
            manualSelector -, template PodTemplateSpec, ttlSecondsAfterFinished -, completionMode +-, suspend +-
        CronJob:
            apiVersion -, kind -, metadata ObjectMeta, spec CronJobSpec, status -
        CronJobSpec:
            schedule -, timeZone +-, startingDeadlineSeconds -, concurrencyPolicy -, suspend -,
            jobTemplate JobTemplateSpec, successfulJobsHistoryLimit -, failedJobsHistoryLimit -
        JobTemplateSpec:
            metadata ObjectMeta, spec JobSpec
        """
}
