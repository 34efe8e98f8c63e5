/**
 * The types of the Kubernetes 1.36 API in the notation that schema.ts reads; long because it is data. A line without
 * indent names a type, the lines below it are its fields in Go's order: name, mark, type, flags.
 *
 * Marks: `!` the field is required (and always written), `+` it is always written. Types: `*T` a pointer (a zero value
 * is kept), `[]T` a list, `{T}` a map, `string/Name` a string that Go calls Name (in v1, or as it is written). Flags:
 * `atomic`, `set` and `map=KEYS` say how server-side apply sees a list or map, `merge=KEY`, `merge` and `retainKeys` how
 * a strategic merge patch does, `go=NAME` is Go's name of a map, and `in=NAME` the Go struct that embeds the field.
 */
export const schemaText: string = `
apps.v1.Deployment
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ apps.v1.DeploymentSpec
 status+ apps.v1.DeploymentStatus
apps.v1.DeploymentCondition
 type! string/DeploymentConditionType
 status! string/ConditionStatus
 lastUpdateTime+ time
 lastTransitionTime+ time
 reason string
 message string
apps.v1.DeploymentSpec
 replicas *int32
 selector! *meta.v1.LabelSelector
 template! core.v1.PodTemplateSpec
 strategy+ apps.v1.DeploymentStrategy retainKeys
 minReadySeconds int32
 revisionHistoryLimit *int32
 paused bool
 progressDeadlineSeconds *int32
apps.v1.DeploymentStatus
 observedGeneration int64
 replicas int32
 updatedReplicas int32
 readyReplicas int32
 availableReplicas int32
 unavailableReplicas int32
 terminatingReplicas *int32
 conditions []apps.v1.DeploymentCondition map=type merge=type
 collisionCount *int32
apps.v1.DeploymentStrategy
 type string/DeploymentStrategyType
 rollingUpdate *apps.v1.RollingUpdateDeployment
apps.v1.ReplicaSet
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ apps.v1.ReplicaSetSpec
 status+ apps.v1.ReplicaSetStatus
apps.v1.ReplicaSetCondition
 type! string/ReplicaSetConditionType
 status! string/ConditionStatus
 lastTransitionTime+ time
 reason string
 message string
apps.v1.ReplicaSetSpec
 replicas *int32
 minReadySeconds int32
 selector! *meta.v1.LabelSelector
 template+ core.v1.PodTemplateSpec
apps.v1.ReplicaSetStatus
 replicas! int32
 fullyLabeledReplicas int32
 readyReplicas int32
 availableReplicas int32
 terminatingReplicas *int32
 observedGeneration int64
 conditions []apps.v1.ReplicaSetCondition map=type merge=type
apps.v1.RollingUpdateDeployment
 maxUnavailable *intOrString
 maxSurge *intOrString
authentication.v1.BoundObjectReference
 kind string
 apiVersion string
 name string
 uid string/types.UID
authentication.v1.SelfSubjectReview
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 status+ authentication.v1.SelfSubjectReviewStatus
authentication.v1.SelfSubjectReviewStatus
 userInfo+ authentication.v1.UserInfo
authentication.v1.TokenRequest
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ authentication.v1.TokenRequestSpec
 status+ authentication.v1.TokenRequestStatus
authentication.v1.TokenRequestSpec
 audiences+ []string atomic
 expirationSeconds+ *int64
 boundObjectRef+ *authentication.v1.BoundObjectReference
authentication.v1.TokenRequestStatus
 token string
 expirationTimestamp time
authentication.v1.TokenReview
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! authentication.v1.TokenReviewSpec
 status+ authentication.v1.TokenReviewStatus
authentication.v1.TokenReviewSpec
 token! string
 audiences []string atomic
authentication.v1.TokenReviewStatus
 authenticated bool
 user+ authentication.v1.UserInfo
 audiences []string atomic
 error string
authentication.v1.UserInfo
 username string
 uid string
 groups []string atomic
 extra {[]string} of=ExtraValue
authorization.v1.FieldSelectorAttributes
 rawSelector string
 requirements []meta.v1.FieldSelectorRequirement atomic
authorization.v1.LabelSelectorAttributes
 rawSelector string
 requirements []meta.v1.LabelSelectorRequirement atomic
authorization.v1.LocalSubjectAccessReview
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! authorization.v1.SubjectAccessReviewSpec
 status+ authorization.v1.SubjectAccessReviewStatus
authorization.v1.NonResourceAttributes
 path string
 verb string
authorization.v1.NonResourceRule
 verbs! []string atomic
 nonResourceURLs []string atomic
authorization.v1.ResourceAttributes
 namespace string
 verb string
 group string
 version string
 resource string
 subresource string
 name string
 fieldSelector *authorization.v1.FieldSelectorAttributes
 labelSelector *authorization.v1.LabelSelectorAttributes
authorization.v1.ResourceRule
 verbs! []string atomic
 apiGroups []string atomic
 resources []string atomic
 resourceNames []string atomic
authorization.v1.SelfSubjectAccessReview
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! authorization.v1.SelfSubjectAccessReviewSpec
 status+ authorization.v1.SubjectAccessReviewStatus
authorization.v1.SelfSubjectAccessReviewSpec
 resourceAttributes *authorization.v1.ResourceAttributes
 nonResourceAttributes *authorization.v1.NonResourceAttributes
authorization.v1.SelfSubjectRulesReview
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! authorization.v1.SelfSubjectRulesReviewSpec
 status+ authorization.v1.SubjectRulesReviewStatus
authorization.v1.SelfSubjectRulesReviewSpec
 namespace string
authorization.v1.SubjectAccessReview
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! authorization.v1.SubjectAccessReviewSpec
 status+ authorization.v1.SubjectAccessReviewStatus
authorization.v1.SubjectAccessReviewSpec
 resourceAttributes *authorization.v1.ResourceAttributes
 nonResourceAttributes *authorization.v1.NonResourceAttributes
 user string
 groups []string atomic
 extra {[]string} of=ExtraValue
 uid string
authorization.v1.SubjectAccessReviewStatus
 allowed! bool
 denied bool
 reason string
 evaluationError string
authorization.v1.SubjectRulesReviewStatus
 resourceRules! []authorization.v1.ResourceRule atomic
 nonResourceRules! []authorization.v1.NonResourceRule atomic
 incomplete! bool
 evaluationError string
autoscaling.v1.Scale
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ autoscaling.v1.ScaleSpec
 status+ autoscaling.v1.ScaleStatus
autoscaling.v1.ScaleSpec
 replicas int32
autoscaling.v1.ScaleStatus
 replicas! int32
 selector string
batch.v1.CronJob
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! batch.v1.CronJobSpec
 status+ batch.v1.CronJobStatus
batch.v1.CronJobSpec
 schedule! string
 timeZone *string
 startingDeadlineSeconds *int64
 concurrencyPolicy string/ConcurrencyPolicy
 suspend *bool
 jobTemplate! batch.v1.JobTemplateSpec
 successfulJobsHistoryLimit *int32
 failedJobsHistoryLimit *int32
batch.v1.CronJobStatus
 active []core.v1.ObjectReference atomic
 lastScheduleTime *time
 lastSuccessfulTime *time
batch.v1.Job
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ batch.v1.JobSpec
 status+ batch.v1.JobStatus
batch.v1.JobCondition
 type! string/JobConditionType
 status! string/ConditionStatus
 lastProbeTime+ time
 lastTransitionTime+ time
 reason string
 message string
batch.v1.JobSpec
 parallelism *int32
 completions *int32
 activeDeadlineSeconds *int64
 podFailurePolicy *batch.v1.PodFailurePolicy
 successPolicy *batch.v1.SuccessPolicy
 backoffLimit *int32
 backoffLimitPerIndex *int32
 maxFailedIndexes *int32
 selector *meta.v1.LabelSelector
 manualSelector *bool
 template! core.v1.PodTemplateSpec
 ttlSecondsAfterFinished *int32
 completionMode *string/CompletionMode
 suspend *bool
 podReplacementPolicy *string/PodReplacementPolicy
 managedBy *string
batch.v1.JobStatus
 conditions []batch.v1.JobCondition atomic merge=type
 startTime *time
 completionTime *time
 active int32
 succeeded int32
 failed int32
 terminating *int32
 completedIndexes string
 failedIndexes *string
 uncountedTerminatedPods *batch.v1.UncountedTerminatedPods
 ready *int32
batch.v1.JobTemplateSpec
 metadata+ meta.v1.ObjectMeta
 spec+ batch.v1.JobSpec
batch.v1.PodFailurePolicy
 rules! []batch.v1.PodFailurePolicyRule atomic
batch.v1.PodFailurePolicyOnExitCodesRequirement
 containerName *string
 operator! string/PodFailurePolicyOnExitCodesOperator
 values! []int32 set
batch.v1.PodFailurePolicyOnPodConditionsPattern
 type! string/PodConditionType
 status string/ConditionStatus
batch.v1.PodFailurePolicyRule
 action! string/PodFailurePolicyAction
 onExitCodes *batch.v1.PodFailurePolicyOnExitCodesRequirement
 onPodConditions []batch.v1.PodFailurePolicyOnPodConditionsPattern atomic
batch.v1.SuccessPolicy
 rules! []batch.v1.SuccessPolicyRule atomic
batch.v1.SuccessPolicyRule
 succeededIndexes *string
 succeededCount *int32
batch.v1.UncountedTerminatedPods
 succeeded []string/types.UID set
 failed []string/types.UID set
certificates.v1.CertificateSigningRequest
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! certificates.v1.CertificateSigningRequestSpec
 status+ certificates.v1.CertificateSigningRequestStatus
certificates.v1.CertificateSigningRequestCondition
 type! string/RequestConditionType
 status! string/ConditionStatus
 reason string
 message string
 lastUpdateTime+ time
 lastTransitionTime+ time
certificates.v1.CertificateSigningRequestSpec
 request! bytes
 signerName! string
 expirationSeconds *int32
 usages []string/KeyUsage atomic
 username string
 uid string
 groups []string atomic
 extra {[]string} of=ExtraValue
certificates.v1.CertificateSigningRequestStatus
 conditions []certificates.v1.CertificateSigningRequestCondition map=type
 certificate bytes
coordination.v1.Lease
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ coordination.v1.LeaseSpec
coordination.v1.LeaseSpec
 holderIdentity *string
 leaseDurationSeconds *int32
 acquireTime *microTime
 renewTime *microTime
 leaseTransitions *int32
 strategy *string/CoordinatedLeaseStrategy
 preferredHolder *string
core.v1.AWSElasticBlockStoreVolumeSource
 volumeID! string
 fsType string
 partition int32
 readOnly bool
core.v1.Affinity
 nodeAffinity *core.v1.NodeAffinity
 podAffinity *core.v1.PodAffinity
 podAntiAffinity *core.v1.PodAntiAffinity
core.v1.AppArmorProfile
 type! string/AppArmorProfileType
 localhostProfile *string
core.v1.AttachedVolume
 name! string/UniqueVolumeName
 devicePath! string
core.v1.AzureDiskVolumeSource
 diskName! string
 diskURI! string
 cachingMode *string/AzureDataDiskCachingMode
 fsType *string
 readOnly *bool
 kind *string/AzureDataDiskKind
core.v1.AzureFileVolumeSource
 secretName! string
 shareName! string
 readOnly bool
core.v1.CSIVolumeSource
 driver! string
 readOnly *bool
 fsType *string
 volumeAttributes {string}
 nodePublishSecretRef *core.v1.LocalObjectReference
core.v1.Binding
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 target! core.v1.ObjectReference
core.v1.Capabilities
 add []string/Capability atomic
 drop []string/Capability atomic
core.v1.CephFSVolumeSource
 monitors! []string atomic
 path string
 user string
 secretFile string
 secretRef *core.v1.LocalObjectReference
 readOnly bool
core.v1.CinderVolumeSource
 volumeID! string
 fsType string
 readOnly bool
 secretRef *core.v1.LocalObjectReference
core.v1.ClientIPConfig
 timeoutSeconds *int32
core.v1.ClusterTrustBundleProjection
 name *string
 signerName *string
 labelSelector *meta.v1.LabelSelector
 optional *bool
 path! string
core.v1.ConfigMap
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 immutable *bool
 data {string}
 binaryData {bytes}
core.v1.ConfigMapEnvSource
 name string in=LocalObjectReference
 optional *bool
core.v1.ConfigMapKeySelector atomic
 name string in=LocalObjectReference
 key! string
 optional *bool
core.v1.ConfigMapNodeConfigSource
 namespace! string
 name! string
 uid string/types.UID
 resourceVersion string
 kubeletConfigKey! string
core.v1.ConfigMapProjection
 name string in=LocalObjectReference
 items []core.v1.KeyToPath atomic
 optional *bool
core.v1.ConfigMapVolumeSource
 name string in=LocalObjectReference
 items []core.v1.KeyToPath atomic
 defaultMode *int32
 optional *bool
core.v1.Container
 name! string
 image string
 command []string atomic
 args []string atomic
 workingDir string
 ports []core.v1.ContainerPort map=containerPort,protocol merge=containerPort
 envFrom []core.v1.EnvFromSource atomic
 env []core.v1.EnvVar map=name merge=name
 resources+ core.v1.ResourceRequirements
 resizePolicy []core.v1.ContainerResizePolicy atomic
 restartPolicy *string/ContainerRestartPolicy
 restartPolicyRules []core.v1.ContainerRestartRule atomic
 volumeMounts []core.v1.VolumeMount map=mountPath merge=mountPath
 volumeDevices []core.v1.VolumeDevice map=devicePath merge=devicePath
 livenessProbe *core.v1.Probe
 readinessProbe *core.v1.Probe
 startupProbe *core.v1.Probe
 lifecycle *core.v1.Lifecycle
 terminationMessagePath string
 terminationMessagePolicy string/TerminationMessagePolicy
 imagePullPolicy string/PullPolicy
 securityContext *core.v1.SecurityContext
 stdin bool
 stdinOnce bool
 tty bool
core.v1.ContainerExtendedResourceRequest
 containerName! string
 resourceName! string
 requestName! string
core.v1.ContainerImage
 names+ []string atomic
 sizeBytes int64
core.v1.ContainerPort
 name string
 hostPort int32
 containerPort! int32
 protocol string/Protocol
 hostIP string
core.v1.ContainerResizePolicy
 resourceName! string/ResourceName
 restartPolicy! string/ResourceResizeRestartPolicy
core.v1.ContainerRestartRule
 action! string/ContainerRestartRuleAction
 exitCodes *core.v1.ContainerRestartRuleOnExitCodes
core.v1.ContainerRestartRuleOnExitCodes
 operator! string/ContainerRestartRuleOnExitCodesOperator
 values []int32 set
core.v1.ContainerState
 waiting *core.v1.ContainerStateWaiting
 running *core.v1.ContainerStateRunning
 terminated *core.v1.ContainerStateTerminated
core.v1.ContainerStateRunning
 startedAt+ time
core.v1.ContainerStateTerminated
 exitCode! int32
 signal int32
 reason string
 message string
 startedAt+ time
 finishedAt+ time
 containerID string
core.v1.ContainerStateWaiting
 reason string
 message string
core.v1.ContainerStatus
 name! string
 state+ core.v1.ContainerState
 lastState+ core.v1.ContainerState
 ready! bool
 restartCount! int32
 image! string
 imageID! string
 containerID string
 started *bool
 allocatedResources {quantity} go=ResourceList
 resources *core.v1.ResourceRequirements
 volumeMounts []core.v1.VolumeMountStatus map=mountPath merge=mountPath
 user *core.v1.ContainerUser
 allocatedResourcesStatus []core.v1.ResourceStatus map=name merge=name
 stopSignal *string/Signal
core.v1.ContainerUser
 linux *core.v1.LinuxContainerUser
core.v1.DaemonEndpoint
 Port! int32
core.v1.DownwardAPIProjection
 items []core.v1.DownwardAPIVolumeFile atomic
core.v1.DownwardAPIVolumeFile
 path! string
 fieldRef *core.v1.ObjectFieldSelector
 resourceFieldRef *core.v1.ResourceFieldSelector
 mode *int32
core.v1.DownwardAPIVolumeSource
 items []core.v1.DownwardAPIVolumeFile atomic
 defaultMode *int32
core.v1.EmptyDirVolumeSource
 medium string/StorageMedium
 sizeLimit *quantity
core.v1.EndpointAddress
 ip! string
 hostname string
 nodeName *string
 targetRef *core.v1.ObjectReference
core.v1.EndpointPort
 name string
 port! int32
 protocol string/Protocol
 appProtocol *string
core.v1.EndpointSubset
 addresses []core.v1.EndpointAddress atomic
 notReadyAddresses []core.v1.EndpointAddress atomic
 ports []core.v1.EndpointPort atomic
core.v1.Endpoints
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 subsets []core.v1.EndpointSubset atomic
core.v1.EnvFromSource
 prefix string
 configMapRef *core.v1.ConfigMapEnvSource
 secretRef *core.v1.SecretEnvSource
core.v1.EnvVar
 name! string
 value string
 valueFrom *core.v1.EnvVarSource
core.v1.EnvVarSource
 fieldRef *core.v1.ObjectFieldSelector
 resourceFieldRef *core.v1.ResourceFieldSelector
 configMapKeyRef *core.v1.ConfigMapKeySelector
 secretKeyRef *core.v1.SecretKeySelector
 fileKeyRef *core.v1.FileKeySelector
core.v1.EphemeralContainer
 name! string in=EphemeralContainerCommon
 image string in=EphemeralContainerCommon
 command []string atomic in=EphemeralContainerCommon
 args []string atomic in=EphemeralContainerCommon
 workingDir string in=EphemeralContainerCommon
 ports []core.v1.ContainerPort map=containerPort,protocol merge=containerPort in=EphemeralContainerCommon
 envFrom []core.v1.EnvFromSource atomic in=EphemeralContainerCommon
 env []core.v1.EnvVar map=name merge=name in=EphemeralContainerCommon
 resources+ core.v1.ResourceRequirements in=EphemeralContainerCommon
 resizePolicy []core.v1.ContainerResizePolicy atomic in=EphemeralContainerCommon
 restartPolicy *string/ContainerRestartPolicy in=EphemeralContainerCommon
 restartPolicyRules []core.v1.ContainerRestartRule atomic in=EphemeralContainerCommon
 volumeMounts []core.v1.VolumeMount map=mountPath merge=mountPath in=EphemeralContainerCommon
 volumeDevices []core.v1.VolumeDevice map=devicePath merge=devicePath in=EphemeralContainerCommon
 livenessProbe *core.v1.Probe in=EphemeralContainerCommon
 readinessProbe *core.v1.Probe in=EphemeralContainerCommon
 startupProbe *core.v1.Probe in=EphemeralContainerCommon
 lifecycle *core.v1.Lifecycle in=EphemeralContainerCommon
 terminationMessagePath string in=EphemeralContainerCommon
 terminationMessagePolicy string/TerminationMessagePolicy in=EphemeralContainerCommon
 imagePullPolicy string/PullPolicy in=EphemeralContainerCommon
 securityContext *core.v1.SecurityContext in=EphemeralContainerCommon
 stdin bool in=EphemeralContainerCommon
 stdinOnce bool in=EphemeralContainerCommon
 tty bool in=EphemeralContainerCommon
 targetContainerName string
core.v1.EphemeralVolumeSource
 volumeClaimTemplate *core.v1.PersistentVolumeClaimTemplate
core.v1.Event
 kind string
 apiVersion string
 metadata! meta.v1.ObjectMeta
 involvedObject! core.v1.ObjectReference
 reason string
 message string
 source+ core.v1.EventSource
 firstTimestamp+ time
 lastTimestamp+ time
 count int32
 type string
 eventTime+ microTime
 series *core.v1.EventSeries
 action string
 related *core.v1.ObjectReference
 reportingComponent+ string
 reportingInstance+ string
core.v1.EventSeries
 count int32
 lastObservedTime+ microTime
core.v1.EventSource
 component string
 host string
core.v1.ExecAction
 command []string atomic
core.v1.FCVolumeSource
 targetWWNs []string atomic
 lun *int32
 fsType string
 readOnly bool
 wwids []string atomic
core.v1.FileKeySelector atomic
 volumeName! string
 path! string
 key! string
 optional *bool
core.v1.FlexVolumeSource
 driver! string
 fsType string
 secretRef *core.v1.LocalObjectReference
 readOnly bool
 options {string}
core.v1.FlockerVolumeSource
 datasetName string
 datasetUUID string
core.v1.GCEPersistentDiskVolumeSource
 pdName! string
 fsType string
 partition int32
 readOnly bool
core.v1.GRPCAction
 port! int32
 service *string
core.v1.GitRepoVolumeSource
 repository! string
 revision string
 directory string
core.v1.GlusterfsVolumeSource
 endpoints! string
 path! string
 readOnly bool
core.v1.HTTPGetAction
 path string
 port! intOrString
 host string
 scheme string/URIScheme
 httpHeaders []core.v1.HTTPHeader atomic
core.v1.HTTPHeader
 name! string
 value! string
core.v1.HostAlias
 ip! string
 hostnames []string atomic
core.v1.HostIP
 ip! string
core.v1.HostPathVolumeSource
 path! string
 type *string/HostPathType
core.v1.ISCSIVolumeSource
 targetPortal! string
 iqn! string
 lun! int32
 iscsiInterface string
 fsType string
 readOnly bool
 portals []string atomic
 chapAuthDiscovery bool
 chapAuthSession bool
 secretRef *core.v1.LocalObjectReference
 initiatorName *string
core.v1.ImageVolumeSource
 reference string
 pullPolicy string/PullPolicy
core.v1.ImageVolumeStatus
 imageRef! string
core.v1.KeyToPath
 key! string
 path! string
 mode *int32
core.v1.Lifecycle
 postStart *core.v1.LifecycleHandler
 preStop *core.v1.LifecycleHandler
 stopSignal string/Signal
core.v1.LifecycleHandler
 exec *core.v1.ExecAction
 httpGet *core.v1.HTTPGetAction
 tcpSocket *core.v1.TCPSocketAction
 sleep *core.v1.SleepAction
core.v1.LinuxContainerUser
 uid! int64
 gid! int64
 supplementalGroups []int64 atomic
core.v1.LoadBalancerIngress
 ip string
 hostname string
 ipMode *string/LoadBalancerIPMode
 ports []core.v1.PortStatus atomic
core.v1.LoadBalancerStatus
 ingress []core.v1.LoadBalancerIngress atomic
core.v1.LocalObjectReference atomic
 name string
core.v1.NFSVolumeSource
 server! string
 path! string
 readOnly bool
core.v1.Namespace
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ core.v1.NamespaceSpec
 status+ core.v1.NamespaceStatus
core.v1.NamespaceCondition
 type! string/NamespaceConditionType
 status! string/ConditionStatus
 lastTransitionTime+ time
 reason string
 message string
core.v1.NamespaceSpec
 finalizers []string/FinalizerName atomic
core.v1.NamespaceStatus
 phase string/NamespacePhase
 conditions []core.v1.NamespaceCondition map=type merge=type
core.v1.Node
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ core.v1.NodeSpec
 status+ core.v1.NodeStatus
core.v1.NodeAddress
 type! string/NodeAddressType
 address! string
core.v1.NodeAffinity
 requiredDuringSchedulingIgnoredDuringExecution *core.v1.NodeSelector
 preferredDuringSchedulingIgnoredDuringExecution []core.v1.PreferredSchedulingTerm atomic
core.v1.NodeAllocatableResourceClaimStatus
 resourceClaimName! string
 containers []string set
 resources! {quantity}
core.v1.NodeCondition
 type! string/NodeConditionType
 status! string/ConditionStatus
 lastHeartbeatTime+ time
 lastTransitionTime+ time
 reason string
 message string
core.v1.NodeConfigSource
 configMap *core.v1.ConfigMapNodeConfigSource
core.v1.NodeConfigStatus
 assigned *core.v1.NodeConfigSource
 active *core.v1.NodeConfigSource
 lastKnownGood *core.v1.NodeConfigSource
 error string
core.v1.NodeDaemonEndpoints
 kubeletEndpoint+ core.v1.DaemonEndpoint
core.v1.NodeFeatures
 supplementalGroupsPolicy *bool
core.v1.NodeRuntimeHandler
 name+ string
 features *core.v1.NodeRuntimeHandlerFeatures
core.v1.NodeRuntimeHandlerFeatures
 recursiveReadOnlyMounts *bool
 userNamespaces *bool
core.v1.NodeSelector atomic
 nodeSelectorTerms! []core.v1.NodeSelectorTerm atomic
core.v1.NodeSelectorRequirement
 key! string
 operator! string/NodeSelectorOperator
 values []string atomic
core.v1.NodeSelectorTerm atomic
 matchExpressions []core.v1.NodeSelectorRequirement atomic
 matchFields []core.v1.NodeSelectorRequirement atomic
core.v1.NodeSpec
 podCIDR string
 podCIDRs []string set merge
 providerID string
 unschedulable bool
 taints []core.v1.Taint atomic
 configSource *core.v1.NodeConfigSource
 externalID string
core.v1.NodeStatus
 capacity {quantity} go=ResourceList
 allocatable {quantity} go=ResourceList
 phase string/NodePhase
 conditions []core.v1.NodeCondition map=type merge=type
 addresses []core.v1.NodeAddress map=type merge=type
 daemonEndpoints+ core.v1.NodeDaemonEndpoints
 nodeInfo+ core.v1.NodeSystemInfo
 images []core.v1.ContainerImage atomic
 volumesInUse []string/UniqueVolumeName atomic
 volumesAttached []core.v1.AttachedVolume atomic
 config *core.v1.NodeConfigStatus
 runtimeHandlers []core.v1.NodeRuntimeHandler atomic
 features *core.v1.NodeFeatures
 declaredFeatures []string atomic
core.v1.NodeSwapStatus
 capacity *int64
core.v1.NodeSystemInfo
 machineID! string
 systemUUID! string
 bootID! string
 kernelVersion! string
 osImage! string
 containerRuntimeVersion! string
 kubeletVersion! string
 kubeProxyVersion! string
 operatingSystem! string
 architecture! string
 swap *core.v1.NodeSwapStatus
core.v1.ObjectFieldSelector atomic
 apiVersion string
 fieldPath! string
core.v1.ObjectReference atomic
 kind string
 namespace string
 name string
 uid string/types.UID
 apiVersion string
 resourceVersion string
 fieldPath string
core.v1.PersistentVolumeClaimSpec
 accessModes []string/PersistentVolumeAccessMode atomic
 selector *meta.v1.LabelSelector
 resources+ core.v1.VolumeResourceRequirements
 volumeName string
 storageClassName *string
 volumeMode *string/PersistentVolumeMode
 dataSource *core.v1.TypedLocalObjectReference
 dataSourceRef *core.v1.TypedObjectReference
 volumeAttributesClassName *string
core.v1.PersistentVolumeClaimTemplate
 metadata+ meta.v1.ObjectMeta
 spec! core.v1.PersistentVolumeClaimSpec
core.v1.PersistentVolumeClaimVolumeSource
 claimName! string
 readOnly bool
core.v1.PhotonPersistentDiskVolumeSource
 pdID! string
 fsType string
core.v1.Pod
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ core.v1.PodSpec
 status+ core.v1.PodStatus
core.v1.PodAffinity
 requiredDuringSchedulingIgnoredDuringExecution []core.v1.PodAffinityTerm atomic
 preferredDuringSchedulingIgnoredDuringExecution []core.v1.WeightedPodAffinityTerm atomic
core.v1.PodAffinityTerm
 labelSelector *meta.v1.LabelSelector
 namespaces []string atomic
 topologyKey! string
 namespaceSelector *meta.v1.LabelSelector
 matchLabelKeys []string atomic
 mismatchLabelKeys []string atomic
core.v1.PodAntiAffinity
 requiredDuringSchedulingIgnoredDuringExecution []core.v1.PodAffinityTerm atomic
 preferredDuringSchedulingIgnoredDuringExecution []core.v1.WeightedPodAffinityTerm atomic
core.v1.PodCertificateProjection
 signerName! string
 keyType! string
 maxExpirationSeconds *int32
 credentialBundlePath string
 keyPath string
 certificateChainPath string
 userAnnotations {string}
core.v1.PodCondition
 type! string/PodConditionType
 observedGeneration int64
 status! string/ConditionStatus
 lastProbeTime+ time
 lastTransitionTime+ time
 reason string
 message string
core.v1.PodDNSConfig
 nameservers []string atomic
 searches []string atomic
 options []core.v1.PodDNSConfigOption atomic
core.v1.PodDNSConfigOption
 name string
 value *string
core.v1.PodExtendedResourceClaimStatus
 requestMappings! []core.v1.ContainerExtendedResourceRequest atomic
 resourceClaimName! string
core.v1.PodIP
 ip! string
core.v1.PodOS
 name! string/OSName
core.v1.PodReadinessGate
 conditionType! string/PodConditionType
core.v1.PodResourceClaim
 name! string
 resourceClaimName *string
 resourceClaimTemplateName *string
core.v1.PodResourceClaimStatus
 name! string
 resourceClaimName *string
core.v1.PodSchedulingGate
 name! string
core.v1.PodSchedulingGroup
 podGroupName *string
core.v1.PodSecurityContext
 seLinuxOptions *core.v1.SELinuxOptions
 windowsOptions *core.v1.WindowsSecurityContextOptions
 runAsUser *int64
 runAsGroup *int64
 runAsNonRoot *bool
 supplementalGroups []int64 atomic
 supplementalGroupsPolicy *string/SupplementalGroupsPolicy
 fsGroup *int64
 sysctls []core.v1.Sysctl atomic
 fsGroupChangePolicy *string/PodFSGroupChangePolicy
 seccompProfile *core.v1.SeccompProfile
 appArmorProfile *core.v1.AppArmorProfile
 seLinuxChangePolicy *string/PodSELinuxChangePolicy
core.v1.PodSpec
 volumes []core.v1.Volume map=name merge=name retainKeys
 initContainers []core.v1.Container map=name merge=name
 containers! []core.v1.Container map=name merge=name
 ephemeralContainers []core.v1.EphemeralContainer map=name merge=name
 restartPolicy string/RestartPolicy
 terminationGracePeriodSeconds *int64
 activeDeadlineSeconds *int64
 dnsPolicy string/DNSPolicy
 nodeSelector {string} atomic
 serviceAccountName string
 serviceAccount string
 automountServiceAccountToken *bool
 nodeName string
 hostNetwork bool
 hostPID bool
 hostIPC bool
 shareProcessNamespace *bool
 securityContext *core.v1.PodSecurityContext
 imagePullSecrets []core.v1.LocalObjectReference map=name merge=name
 hostname string
 subdomain string
 affinity *core.v1.Affinity
 schedulerName string
 tolerations []core.v1.Toleration atomic
 hostAliases []core.v1.HostAlias map=ip merge=ip
 priorityClassName string
 priority *int32
 dnsConfig *core.v1.PodDNSConfig
 readinessGates []core.v1.PodReadinessGate atomic
 runtimeClassName *string
 enableServiceLinks *bool
 preemptionPolicy *string/PreemptionPolicy
 overhead {quantity} go=ResourceList
 topologySpreadConstraints []core.v1.TopologySpreadConstraint map=topologyKey,whenUnsatisfiable merge=topologyKey
 setHostnameAsFQDN *bool
 os *core.v1.PodOS
 hostUsers *bool
 schedulingGates []core.v1.PodSchedulingGate map=name merge=name
 resourceClaims []core.v1.PodResourceClaim map=name merge=name retainKeys
 resources *core.v1.ResourceRequirements
 hostnameOverride *string
 schedulingGroup *core.v1.PodSchedulingGroup
core.v1.PodStatus
 observedGeneration int64
 phase string/PodPhase
 conditions []core.v1.PodCondition map=type merge=type
 message string
 reason string
 nominatedNodeName string
 hostIP string
 hostIPs []core.v1.HostIP atomic merge=ip
 podIP string
 podIPs []core.v1.PodIP map=ip merge=ip
 startTime *time
 initContainerStatuses []core.v1.ContainerStatus atomic
 containerStatuses []core.v1.ContainerStatus atomic
 qosClass string/PodQOSClass
 ephemeralContainerStatuses []core.v1.ContainerStatus atomic
 resize string/PodResizeStatus
 resourceClaimStatuses []core.v1.PodResourceClaimStatus map=name merge=name retainKeys
 extendedResourceClaimStatus *core.v1.PodExtendedResourceClaimStatus
 allocatedResources {quantity} go=ResourceList
 resources *core.v1.ResourceRequirements
 nodeAllocatableResourceClaimStatuses []core.v1.NodeAllocatableResourceClaimStatus atomic
core.v1.PodTemplateSpec
 metadata+ meta.v1.ObjectMeta
 spec+ core.v1.PodSpec
core.v1.PortStatus
 port! int32
 protocol! string/Protocol
 error *string
core.v1.PortworxVolumeSource
 volumeID! string
 fsType string
 readOnly bool
core.v1.PreferredSchedulingTerm
 weight! int32
 preference! core.v1.NodeSelectorTerm
core.v1.Probe
 exec *core.v1.ExecAction in=ProbeHandler
 httpGet *core.v1.HTTPGetAction in=ProbeHandler
 tcpSocket *core.v1.TCPSocketAction in=ProbeHandler
 grpc *core.v1.GRPCAction in=ProbeHandler
 initialDelaySeconds int32
 timeoutSeconds int32
 periodSeconds int32
 successThreshold int32
 failureThreshold int32
 terminationGracePeriodSeconds *int64
core.v1.ProjectedVolumeSource
 sources+ []core.v1.VolumeProjection atomic
 defaultMode *int32
core.v1.QuobyteVolumeSource
 registry! string
 volume! string
 readOnly bool
 user string
 group string
 tenant string
core.v1.RBDVolumeSource
 monitors! []string atomic
 image! string
 fsType string
 pool string
 user string
 keyring string
 secretRef *core.v1.LocalObjectReference
 readOnly bool
core.v1.ResourceClaim
 name! string
 request string
core.v1.ResourceFieldSelector atomic
 containerName string
 resource! string
 divisor+ quantity
core.v1.ResourceHealth
 resourceID! string/ResourceID
 health string/ResourceHealthStatus
 message string
core.v1.ResourceRequirements
 limits {quantity} go=ResourceList
 requests {quantity} go=ResourceList
 claims []core.v1.ResourceClaim map=name
core.v1.ResourceStatus
 name! string/ResourceName
 resources []core.v1.ResourceHealth map=resourceID
core.v1.SELinuxOptions
 user string
 role string
 type string
 level string
core.v1.ScaleIOVolumeSource
 gateway! string
 system! string
 secretRef! *core.v1.LocalObjectReference
 sslEnabled bool
 protectionDomain string
 storagePool string
 storageMode string
 volumeName string
 fsType string
 readOnly bool
core.v1.SeccompProfile
 type! string/SeccompProfileType
 localhostProfile *string
core.v1.Secret
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 immutable *bool
 data {bytes}
 stringData {string}
 type string/SecretType
core.v1.SecretEnvSource
 name string in=LocalObjectReference
 optional *bool
core.v1.SecretKeySelector atomic
 name string in=LocalObjectReference
 key! string
 optional *bool
core.v1.SecretProjection
 name string in=LocalObjectReference
 items []core.v1.KeyToPath atomic
 optional *bool
core.v1.SecretVolumeSource
 secretName string
 items []core.v1.KeyToPath atomic
 defaultMode *int32
 optional *bool
core.v1.SecurityContext
 capabilities *core.v1.Capabilities
 privileged *bool
 seLinuxOptions *core.v1.SELinuxOptions
 windowsOptions *core.v1.WindowsSecurityContextOptions
 runAsUser *int64
 runAsGroup *int64
 runAsNonRoot *bool
 readOnlyRootFilesystem *bool
 allowPrivilegeEscalation *bool
 procMount *string/ProcMountType
 seccompProfile *core.v1.SeccompProfile
 appArmorProfile *core.v1.AppArmorProfile
core.v1.Service
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ core.v1.ServiceSpec
 status+ core.v1.ServiceStatus
core.v1.ServiceAccount
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 secrets []core.v1.ObjectReference map=name merge=name
 imagePullSecrets []core.v1.LocalObjectReference atomic
 automountServiceAccountToken *bool
core.v1.ServiceAccountTokenProjection
 audience string
 expirationSeconds *int64
 path! string
core.v1.ServicePort
 name string
 protocol string/Protocol
 appProtocol *string
 port! int32
 targetPort+ intOrString
 nodePort int32
core.v1.ServiceSpec
 ports []core.v1.ServicePort map=port,protocol merge=port
 selector {string} atomic
 clusterIP string
 clusterIPs []string atomic
 type string/ServiceType
 externalIPs []string atomic
 sessionAffinity string/ServiceAffinity
 loadBalancerIP string
 loadBalancerSourceRanges []string atomic
 externalName string
 externalTrafficPolicy string/ServiceExternalTrafficPolicy
 healthCheckNodePort int32
 publishNotReadyAddresses bool
 sessionAffinityConfig *core.v1.SessionAffinityConfig
 ipFamilies []string/IPFamily atomic
 ipFamilyPolicy *string/IPFamilyPolicy
 allocateLoadBalancerNodePorts *bool
 loadBalancerClass *string
 internalTrafficPolicy *string/ServiceInternalTrafficPolicy
 trafficDistribution *string
core.v1.ServiceStatus
 loadBalancer+ core.v1.LoadBalancerStatus
 conditions []meta.v1.Condition map=type merge=type
core.v1.SessionAffinityConfig
 clientIP *core.v1.ClientIPConfig
core.v1.SleepAction
 seconds! int64
core.v1.StorageOSVolumeSource
 volumeName string
 volumeNamespace string
 fsType string
 readOnly bool
 secretRef *core.v1.LocalObjectReference
core.v1.Sysctl
 name! string
 value! string
core.v1.TCPSocketAction
 port! intOrString
 host string
core.v1.Taint
 key! string
 value string
 effect! string/TaintEffect
 timeAdded *time
core.v1.Toleration
 key string
 operator string/TolerationOperator
 value string
 effect string/TaintEffect
 tolerationSeconds *int64
core.v1.TopologySpreadConstraint
 maxSkew! int32
 topologyKey! string
 whenUnsatisfiable! string/UnsatisfiableConstraintAction
 labelSelector *meta.v1.LabelSelector
 minDomains *int32
 nodeAffinityPolicy *string/NodeInclusionPolicy
 nodeTaintsPolicy *string/NodeInclusionPolicy
 matchLabelKeys []string atomic
core.v1.TypedLocalObjectReference atomic
 apiGroup+ *string
 kind! string
 name! string
core.v1.TypedObjectReference
 apiGroup+ *string
 kind! string
 name! string
 namespace *string
core.v1.Volume
 name! string
 hostPath *core.v1.HostPathVolumeSource in=VolumeSource
 emptyDir *core.v1.EmptyDirVolumeSource in=VolumeSource
 gcePersistentDisk *core.v1.GCEPersistentDiskVolumeSource in=VolumeSource
 awsElasticBlockStore *core.v1.AWSElasticBlockStoreVolumeSource in=VolumeSource
 gitRepo *core.v1.GitRepoVolumeSource in=VolumeSource
 secret *core.v1.SecretVolumeSource in=VolumeSource
 nfs *core.v1.NFSVolumeSource in=VolumeSource
 iscsi *core.v1.ISCSIVolumeSource in=VolumeSource
 glusterfs *core.v1.GlusterfsVolumeSource in=VolumeSource
 persistentVolumeClaim *core.v1.PersistentVolumeClaimVolumeSource in=VolumeSource
 rbd *core.v1.RBDVolumeSource in=VolumeSource
 flexVolume *core.v1.FlexVolumeSource in=VolumeSource
 cinder *core.v1.CinderVolumeSource in=VolumeSource
 cephfs *core.v1.CephFSVolumeSource in=VolumeSource
 flocker *core.v1.FlockerVolumeSource in=VolumeSource
 downwardAPI *core.v1.DownwardAPIVolumeSource in=VolumeSource
 fc *core.v1.FCVolumeSource in=VolumeSource
 azureFile *core.v1.AzureFileVolumeSource in=VolumeSource
 configMap *core.v1.ConfigMapVolumeSource in=VolumeSource
 vsphereVolume *core.v1.VsphereVirtualDiskVolumeSource in=VolumeSource
 quobyte *core.v1.QuobyteVolumeSource in=VolumeSource
 azureDisk *core.v1.AzureDiskVolumeSource in=VolumeSource
 photonPersistentDisk *core.v1.PhotonPersistentDiskVolumeSource in=VolumeSource
 projected *core.v1.ProjectedVolumeSource in=VolumeSource
 portworxVolume *core.v1.PortworxVolumeSource in=VolumeSource
 scaleIO *core.v1.ScaleIOVolumeSource in=VolumeSource
 storageos *core.v1.StorageOSVolumeSource in=VolumeSource
 csi *core.v1.CSIVolumeSource in=VolumeSource
 ephemeral *core.v1.EphemeralVolumeSource in=VolumeSource
 image *core.v1.ImageVolumeSource in=VolumeSource
core.v1.VolumeDevice
 name! string
 devicePath! string
core.v1.VolumeMount
 name! string
 readOnly bool
 recursiveReadOnly *string/RecursiveReadOnlyMode
 mountPath! string
 subPath string
 mountPropagation *string/MountPropagationMode
 subPathExpr string
core.v1.VolumeMountStatus
 name! string
 mountPath! string
 readOnly bool
 recursiveReadOnly *string/RecursiveReadOnlyMode
 volumeStatus *core.v1.VolumeStatus
core.v1.VolumeProjection
 secret *core.v1.SecretProjection
 downwardAPI *core.v1.DownwardAPIProjection
 configMap *core.v1.ConfigMapProjection
 serviceAccountToken *core.v1.ServiceAccountTokenProjection
 clusterTrustBundle *core.v1.ClusterTrustBundleProjection
 podCertificate *core.v1.PodCertificateProjection
core.v1.VolumeResourceRequirements
 limits {quantity} go=ResourceList
 requests {quantity} go=ResourceList
core.v1.VolumeStatus
 image *core.v1.ImageVolumeStatus
core.v1.VsphereVirtualDiskVolumeSource
 volumePath! string
 fsType string
 storagePolicyName string
 storagePolicyID string
core.v1.WeightedPodAffinityTerm
 weight! int32
 podAffinityTerm! core.v1.PodAffinityTerm
core.v1.WindowsSecurityContextOptions
 gmsaCredentialSpecName *string
 gmsaCredentialSpec *string
 runAsUserName *string
 hostProcess *bool
discovery.v1.Endpoint
 addresses! []string set
 conditions+ discovery.v1.EndpointConditions
 hostname *string
 targetRef *core.v1.ObjectReference
 deprecatedTopology {string}
 nodeName *string
 zone *string
 hints *discovery.v1.EndpointHints
discovery.v1.EndpointConditions
 ready *bool
 serving *bool
 terminating *bool
discovery.v1.EndpointHints
 forZones []discovery.v1.ForZone atomic
 forNodes []discovery.v1.ForNode atomic
discovery.v1.EndpointPort atomic
 name *string
 protocol *string/Protocol
 port *int32
 appProtocol *string
discovery.v1.EndpointSlice
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 addressType! string/AddressType
 endpoints+ []discovery.v1.Endpoint atomic
 ports+ []discovery.v1.EndpointPort atomic
discovery.v1.ForNode
 name! string
discovery.v1.ForZone
 name! string
events.v1.Event
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 eventTime! microTime
 series *events.v1.EventSeries
 reportingController string
 reportingInstance string
 action string
 reason string
 regarding+ core.v1.ObjectReference
 related *core.v1.ObjectReference
 note string
 type string
 deprecatedSource+ core.v1.EventSource
 deprecatedFirstTimestamp+ time
 deprecatedLastTimestamp+ time
 deprecatedCount int32
events.v1.EventSeries
 count! int32
 lastObservedTime! microTime
meta.v1.Condition
 type! string
 status! string/ConditionStatus
 observedGeneration int64
 lastTransitionTime! time
 reason! string
 message! string
meta.v1.DeleteOptions
 kind string
 apiVersion string
 gracePeriodSeconds *int64
 preconditions *meta.v1.Preconditions
 orphanDependents *bool
 propagationPolicy *string/DeletionPropagation
 dryRun []string atomic
 ignoreStoreReadErrorWithClusterBreakingPotential *bool
meta.v1.FieldSelectorRequirement
 key! string
 operator! string/FieldSelectorOperator
 values []string atomic
meta.v1.LabelSelector atomic
 matchLabels {string}
 matchExpressions []meta.v1.LabelSelectorRequirement atomic
meta.v1.LabelSelectorRequirement
 key! string
 operator! string/LabelSelectorOperator
 values []string atomic
meta.v1.ListMeta
 selfLink string
 resourceVersion string
 continue string
 remainingItemCount *int64
 shardInfo *meta.v1.ShardInfo
meta.v1.ManagedFieldsEntry
 manager string
 operation string/ManagedFieldsOperationType
 apiVersion string
 time time
 fieldsType string
 fieldsV1 fieldsV1
 subresource string
meta.v1.ObjectMeta
 name string
 generateName string
 namespace string
 selfLink string
 uid string/types.UID
 resourceVersion string
 generation int64
 creationTimestamp time
 deletionTimestamp *time
 deletionGracePeriodSeconds *int64
 labels {string}
 annotations {string}
 ownerReferences []meta.v1.OwnerReference map=uid merge=uid
 finalizers []string set merge
 managedFields []meta.v1.ManagedFieldsEntry atomic
meta.v1.OwnerReference atomic
 apiVersion! string
 kind! string
 name! string
 uid! string/types.UID
 controller *bool
 blockOwnerDeletion *bool
meta.v1.Preconditions
 uid *string/types.UID
 resourceVersion *string
meta.v1.ShardInfo
 selector! string
meta.v1.Status
 kind string
 apiVersion string
 metadata+ meta.v1.ListMeta
 status string
 message string
 reason string/StatusReason
 details *meta.v1.StatusDetails
 code int32
meta.v1.StatusCause
 reason string/CauseType
 message string
 field string
meta.v1.StatusDetails
 name string
 group string
 kind string
 uid string/types.UID
 causes []meta.v1.StatusCause atomic
 retryAfterSeconds int32
policy.v1.Eviction
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 deleteOptions *meta.v1.DeleteOptions
rbac.v1.AggregationRule
 clusterRoleSelectors []meta.v1.LabelSelector atomic
rbac.v1.ClusterRole
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 rules+ []rbac.v1.PolicyRule atomic
 aggregationRule *rbac.v1.AggregationRule
rbac.v1.ClusterRoleBinding
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 subjects []rbac.v1.Subject atomic
 roleRef! rbac.v1.RoleRef
rbac.v1.PolicyRule
 verbs! []string atomic
 apiGroups []string atomic
 resources []string atomic
 resourceNames []string atomic
 nonResourceURLs []string atomic
rbac.v1.Role
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 rules+ []rbac.v1.PolicyRule atomic
rbac.v1.RoleBinding
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 subjects []rbac.v1.Subject atomic
 roleRef! rbac.v1.RoleRef
rbac.v1.RoleRef atomic
 apiGroup string
 kind! string
 name! string
rbac.v1.Subject atomic
 kind! string
 apiGroup string
 name! string
 namespace string
`;
