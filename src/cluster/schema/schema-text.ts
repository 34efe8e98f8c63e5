/**
 * The types of the Kubernetes 1.36 API in the notation that schema.ts reads; long because it is data. A line without
 * indent names a type, the lines below it are its fields: name, mark, type, flags.
 *
 * Marks: `!` the field is required (and always written), `+` it is always written. Types: `*T` a pointer (a zero value
 * is kept), `[]T` a list, `{T}` a map, `string/Name` a string that Go calls Name. Flags: `atomic`, `set` and
 * `map=KEYS` say how server-side apply sees a list or map, `merge=KEY`, `merge` and `retainKeys` how a strategic merge
 * patch does.
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
 lastTransitionTime+ time
 lastUpdateTime+ time
 message string
 reason string
 status! string/ConditionStatus
apps.v1.DeploymentSpec
 replicas *int32
 selector! *meta.v1.LabelSelector
 template! core.v1.PodTemplateSpec
 strategy+ apps.v1.DeploymentStrategy retainKeys
 minReadySeconds int32
 paused bool
 progressDeadlineSeconds *int32
 revisionHistoryLimit *int32
apps.v1.DeploymentStatus
 availableReplicas int32
 collisionCount *int32
 conditions []apps.v1.DeploymentCondition map=type merge=type
 observedGeneration int64
 readyReplicas int32
 replicas int32
 terminatingReplicas *int32
 unavailableReplicas int32
 updatedReplicas int32
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
 type! string
 lastTransitionTime+ time
 message string
 reason string
 status! string
apps.v1.ReplicaSetSpec
 replicas *int32
 selector! *meta.v1.LabelSelector
 template+ core.v1.PodTemplateSpec
 minReadySeconds int32
apps.v1.ReplicaSetStatus
 availableReplicas int32
 conditions []apps.v1.ReplicaSetCondition map=type merge=type
 fullyLabeledReplicas int32
 observedGeneration int64
 readyReplicas int32
 replicas! int32
 terminatingReplicas *int32
apps.v1.RollingUpdateDeployment
 maxSurge *intOrString
 maxUnavailable *intOrString
authentication.v1.BoundObjectReference
 kind string
 apiVersion string
 name string
 uid string/UID
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
 audiences []string atomic
 boundObjectRef+ *authentication.v1.BoundObjectReference
 expirationSeconds+ *int64
authentication.v1.TokenRequestStatus
 expirationTimestamp time
 token string
authentication.v1.TokenReview
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! authentication.v1.TokenReviewSpec
 status+ authentication.v1.TokenReviewStatus
authentication.v1.TokenReviewSpec
 audiences []string atomic
 token! string
authentication.v1.TokenReviewStatus
 audiences []string atomic
 authenticated bool
 error string
 user+ authentication.v1.UserInfo
authentication.v1.UserInfo
 extra {[]string}
 groups []string atomic
 uid string
 username string
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
 nonResourceURLs []string atomic
 verbs! []string atomic
authorization.v1.ResourceAttributes
 name string
 fieldSelector *authorization.v1.FieldSelectorAttributes
 group string
 labelSelector *authorization.v1.LabelSelectorAttributes
 namespace string
 resource string
 subresource string
 verb string
 version string
authorization.v1.ResourceRule
 apiGroups []string atomic
 resourceNames []string atomic
 resources []string atomic
 verbs! []string atomic
authorization.v1.SelfSubjectAccessReview
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! authorization.v1.SelfSubjectAccessReviewSpec
 status+ authorization.v1.SubjectAccessReviewStatus
authorization.v1.SelfSubjectAccessReviewSpec
 nonResourceAttributes *authorization.v1.NonResourceAttributes
 resourceAttributes *authorization.v1.ResourceAttributes
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
 extra {[]string}
 groups []string atomic
 nonResourceAttributes *authorization.v1.NonResourceAttributes
 resourceAttributes *authorization.v1.ResourceAttributes
 uid string
 user string
authorization.v1.SubjectAccessReviewStatus
 allowed! bool
 denied bool
 evaluationError string
 reason string
authorization.v1.SubjectRulesReviewStatus
 evaluationError string
 incomplete! bool
 nonResourceRules! []authorization.v1.NonResourceRule atomic
 resourceRules! []authorization.v1.ResourceRule atomic
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
 concurrencyPolicy string
 failedJobsHistoryLimit *int32
 jobTemplate! batch.v1.JobTemplateSpec
 schedule! string
 startingDeadlineSeconds *int64
 successfulJobsHistoryLimit *int32
 suspend *bool
 timeZone *string
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
 type! string
 lastProbeTime+ time
 lastTransitionTime+ time
 message string
 reason string
 status! string
batch.v1.JobSpec
 activeDeadlineSeconds *int64
 backoffLimit *int32
 backoffLimitPerIndex *int32
 completionMode *string
 completions *int32
 managedBy *string
 manualSelector *bool
 maxFailedIndexes *int32
 parallelism *int32
 podFailurePolicy *batch.v1.PodFailurePolicy
 podReplacementPolicy *string
 selector *meta.v1.LabelSelector
 successPolicy *batch.v1.SuccessPolicy
 suspend *bool
 template! core.v1.PodTemplateSpec
 ttlSecondsAfterFinished *int32
batch.v1.JobStatus
 active int32
 completedIndexes string
 completionTime *time
 conditions []batch.v1.JobCondition atomic merge=type
 failed int32
 failedIndexes *string
 ready *int32
 startTime *time
 succeeded int32
 terminating *int32
 uncountedTerminatedPods *batch.v1.UncountedTerminatedPods
batch.v1.JobTemplateSpec
 metadata+ meta.v1.ObjectMeta
 spec+ batch.v1.JobSpec
batch.v1.PodFailurePolicy
 rules! []batch.v1.PodFailurePolicyRule atomic
batch.v1.PodFailurePolicyOnExitCodesRequirement
 containerName *string
 operator! string
 values! []int32 set
batch.v1.PodFailurePolicyOnPodConditionsPattern
 type! string
 status string
batch.v1.PodFailurePolicyRule
 action! string
 onExitCodes *batch.v1.PodFailurePolicyOnExitCodesRequirement
 onPodConditions []batch.v1.PodFailurePolicyOnPodConditionsPattern atomic
batch.v1.SuccessPolicy
 rules! []batch.v1.SuccessPolicyRule atomic
batch.v1.SuccessPolicyRule
 succeededCount *int32
 succeededIndexes *string
batch.v1.UncountedTerminatedPods
 failed []string set
 succeeded []string set
certificates.v1.CertificateSigningRequest
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec! certificates.v1.CertificateSigningRequestSpec
 status+ certificates.v1.CertificateSigningRequestStatus
certificates.v1.CertificateSigningRequestCondition
 type! string/RequestConditionType
 lastTransitionTime+ time
 lastUpdateTime+ time
 message string
 reason string
 status! string/ConditionStatus
certificates.v1.CertificateSigningRequestSpec
 expirationSeconds *int32
 extra {[]string}
 groups []string atomic
 request! bytes
 signerName! string
 uid string
 usages []string/KeyUsage atomic
 username string
certificates.v1.CertificateSigningRequestStatus
 certificate bytes
 conditions []certificates.v1.CertificateSigningRequestCondition map=type
coordination.v1.Lease
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ coordination.v1.LeaseSpec
coordination.v1.LeaseSpec
 acquireTime *microTime
 holderIdentity *string
 leaseDurationSeconds *int32
 leaseTransitions *int32
 preferredHolder *string
 renewTime *microTime
 strategy *string
core.v1.AWSElasticBlockStoreVolumeSource
 fsType string
 partition int32
 readOnly bool
 volumeID! string
core.v1.Affinity
 nodeAffinity *core.v1.NodeAffinity
 podAffinity *core.v1.PodAffinity
 podAntiAffinity *core.v1.PodAntiAffinity
core.v1.AppArmorProfile
 type! string
 localhostProfile *string
core.v1.AttachedVolume
 name! string
 devicePath! string
core.v1.AzureDiskVolumeSource
 kind *string
 cachingMode *string
 diskName! string
 diskURI! string
 fsType *string
 readOnly *bool
core.v1.AzureFileVolumeSource
 readOnly bool
 secretName! string
 shareName! string
core.v1.CSIVolumeSource
 driver! string
 fsType *string
 nodePublishSecretRef *core.v1.LocalObjectReference
 readOnly *bool
 volumeAttributes {string}
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
 readOnly bool
 secretFile string
 secretRef *core.v1.LocalObjectReference
 user string
core.v1.CinderVolumeSource
 fsType string
 readOnly bool
 secretRef *core.v1.LocalObjectReference
 volumeID! string
core.v1.ClientIPConfig
 timeoutSeconds *int32
core.v1.ClusterTrustBundleProjection
 name *string
 labelSelector *meta.v1.LabelSelector
 optional *bool
 path! string
 signerName *string
core.v1.ConfigMap
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 binaryData {bytes}
 data {string}
 immutable *bool
core.v1.ConfigMapEnvSource
 name string
 optional *bool
core.v1.ConfigMapKeySelector atomic
 name string
 key! string
 optional *bool
core.v1.ConfigMapNodeConfigSource
 name! string
 kubeletConfigKey! string
 namespace! string
 resourceVersion string
 uid string
core.v1.ConfigMapProjection
 name string
 items []core.v1.KeyToPath atomic
 optional *bool
core.v1.ConfigMapVolumeSource
 name string
 defaultMode *int32
 items []core.v1.KeyToPath atomic
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
 restartPolicy *string
 volumeMounts []core.v1.VolumeMount map=mountPath merge=mountPath
 imagePullPolicy string/PullPolicy
 lifecycle *core.v1.Lifecycle
 livenessProbe *core.v1.Probe
 readinessProbe *core.v1.Probe
 restartPolicyRules []core.v1.ContainerRestartRule atomic
 securityContext *core.v1.SecurityContext
 startupProbe *core.v1.Probe
 stdin bool
 stdinOnce bool
 terminationMessagePath string
 terminationMessagePolicy string/TerminationMessagePolicy
 tty bool
 volumeDevices []core.v1.VolumeDevice map=devicePath merge=devicePath
core.v1.ContainerExtendedResourceRequest
 containerName! string
 requestName! string
 resourceName! string
core.v1.ContainerImage
 names+ []string atomic
 sizeBytes int64
core.v1.ContainerPort
 name string
 containerPort! int32
 hostIP string
 hostPort int32
 protocol string/Protocol
core.v1.ContainerResizePolicy
 resourceName! string
 restartPolicy! string
core.v1.ContainerRestartRule
 action! string
 exitCodes *core.v1.ContainerRestartRuleOnExitCodes
core.v1.ContainerRestartRuleOnExitCodes
 operator! string
 values []int32 set
core.v1.ContainerState
 running *core.v1.ContainerStateRunning
 terminated *core.v1.ContainerStateTerminated
 waiting *core.v1.ContainerStateWaiting
core.v1.ContainerStateRunning
 startedAt+ time
core.v1.ContainerStateTerminated
 containerID string
 exitCode! int32
 finishedAt+ time
 message string
 reason string
 signal int32
 startedAt+ time
core.v1.ContainerStateWaiting
 message string
 reason string
core.v1.ContainerStatus
 name! string
 allocatedResources {quantity}
 allocatedResourcesStatus []core.v1.ResourceStatus map=name merge=name
 containerID string
 image! string
 imageID! string
 lastState+ core.v1.ContainerState
 ready! bool
 resources *core.v1.ResourceRequirements
 restartCount! int32
 started *bool
 state+ core.v1.ContainerState
 stopSignal *string
 user *core.v1.ContainerUser
 volumeMounts []core.v1.VolumeMountStatus map=mountPath merge=mountPath
core.v1.ContainerUser
 linux *core.v1.LinuxContainerUser
core.v1.DaemonEndpoint
 Port! int32
core.v1.DownwardAPIProjection
 items []core.v1.DownwardAPIVolumeFile atomic
core.v1.DownwardAPIVolumeFile
 fieldRef *core.v1.ObjectFieldSelector
 mode *int32
 path! string
 resourceFieldRef *core.v1.ResourceFieldSelector
core.v1.DownwardAPIVolumeSource
 defaultMode *int32
 items []core.v1.DownwardAPIVolumeFile atomic
core.v1.EmptyDirVolumeSource
 medium string/StorageMedium
 sizeLimit *quantity
core.v1.EndpointAddress
 hostname string
 ip! string
 nodeName *string
 targetRef *core.v1.ObjectReference
core.v1.EndpointPort
 name string
 appProtocol *string
 port! int32
 protocol string
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
 configMapRef *core.v1.ConfigMapEnvSource
 prefix string
 secretRef *core.v1.SecretEnvSource
core.v1.EnvVar
 name! string
 value string
 valueFrom *core.v1.EnvVarSource
core.v1.EnvVarSource
 configMapKeyRef *core.v1.ConfigMapKeySelector
 fieldRef *core.v1.ObjectFieldSelector
 fileKeyRef *core.v1.FileKeySelector
 resourceFieldRef *core.v1.ResourceFieldSelector
 secretKeyRef *core.v1.SecretKeySelector
core.v1.EphemeralContainer
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
 restartPolicy *string
 volumeMounts []core.v1.VolumeMount map=mountPath merge=mountPath
 imagePullPolicy string/PullPolicy
 lifecycle *core.v1.Lifecycle
 livenessProbe *core.v1.Probe
 readinessProbe *core.v1.Probe
 restartPolicyRules []core.v1.ContainerRestartRule atomic
 securityContext *core.v1.SecurityContext
 startupProbe *core.v1.Probe
 stdin bool
 stdinOnce bool
 targetContainerName string
 terminationMessagePath string
 terminationMessagePolicy string
 tty bool
 volumeDevices []core.v1.VolumeDevice map=devicePath merge=devicePath
core.v1.EphemeralVolumeSource
 volumeClaimTemplate *core.v1.PersistentVolumeClaimTemplate
core.v1.Event
 kind string
 apiVersion string
 metadata! meta.v1.ObjectMeta
 type string
 action string
 count int32
 eventTime+ microTime
 firstTimestamp+ time
 involvedObject! core.v1.ObjectReference
 lastTimestamp+ time
 message string
 reason string
 related *core.v1.ObjectReference
 reportingComponent+ string
 reportingInstance+ string
 series *core.v1.EventSeries
 source+ core.v1.EventSource
core.v1.EventSeries
 count int32
 lastObservedTime+ microTime
core.v1.EventSource
 component string
 host string
core.v1.ExecAction
 command []string atomic
core.v1.FCVolumeSource
 fsType string
 lun *int32
 readOnly bool
 targetWWNs []string atomic
 wwids []string atomic
core.v1.FileKeySelector atomic
 key! string
 optional *bool
 path! string
 volumeName! string
core.v1.FlexVolumeSource
 driver! string
 fsType string
 options {string}
 readOnly bool
 secretRef *core.v1.LocalObjectReference
core.v1.FlockerVolumeSource
 datasetName string
 datasetUUID string
core.v1.GCEPersistentDiskVolumeSource
 fsType string
 partition int32
 pdName! string
 readOnly bool
core.v1.GRPCAction
 port! int32
 service *string
core.v1.GitRepoVolumeSource
 directory string
 repository! string
 revision string
core.v1.GlusterfsVolumeSource
 endpoints! string
 path! string
 readOnly bool
core.v1.HTTPGetAction
 host string
 httpHeaders []core.v1.HTTPHeader atomic
 path string
 port! intOrString
 scheme string/URIScheme
core.v1.HTTPHeader
 name! string
 value! string
core.v1.HostAlias
 hostnames []string atomic
 ip! string
core.v1.HostIP
 ip! string
core.v1.HostPathVolumeSource
 type *string/HostPathType
 path! string
core.v1.ISCSIVolumeSource
 chapAuthDiscovery bool
 chapAuthSession bool
 fsType string
 initiatorName *string
 iqn! string
 iscsiInterface string
 lun! int32
 portals []string atomic
 readOnly bool
 secretRef *core.v1.LocalObjectReference
 targetPortal! string
core.v1.ImageVolumeSource
 pullPolicy string
 reference string
core.v1.ImageVolumeStatus
 imageRef! string
core.v1.KeyToPath
 key! string
 mode *int32
 path! string
core.v1.Lifecycle
 postStart *core.v1.LifecycleHandler
 preStop *core.v1.LifecycleHandler
 stopSignal string
core.v1.LifecycleHandler
 exec *core.v1.ExecAction
 httpGet *core.v1.HTTPGetAction
 sleep *core.v1.SleepAction
 tcpSocket *core.v1.TCPSocketAction
core.v1.LinuxContainerUser
 gid! int64
 supplementalGroups []int64 atomic
 uid! int64
core.v1.LoadBalancerIngress
 hostname string
 ip string
 ipMode *string
 ports []core.v1.PortStatus atomic
core.v1.LoadBalancerStatus
 ingress []core.v1.LoadBalancerIngress atomic
core.v1.LocalObjectReference atomic
 name string
core.v1.NFSVolumeSource
 path! string
 readOnly bool
 server! string
core.v1.Namespace
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ core.v1.NamespaceSpec
 status+ core.v1.NamespaceStatus
core.v1.NamespaceCondition
 type! string
 lastTransitionTime+ time
 message string
 reason string
 status! string
core.v1.NamespaceSpec
 finalizers []string/FinalizerName atomic
core.v1.NamespaceStatus
 conditions []core.v1.NamespaceCondition map=type merge=type
 phase string/NamespacePhase
core.v1.Node
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ core.v1.NodeSpec
 status+ core.v1.NodeStatus
core.v1.NodeAddress
 type! string
 address! string
core.v1.NodeAffinity
 preferredDuringSchedulingIgnoredDuringExecution []core.v1.PreferredSchedulingTerm atomic
 requiredDuringSchedulingIgnoredDuringExecution *core.v1.NodeSelector
core.v1.NodeAllocatableResourceClaimStatus
 containers []string set
 resourceClaimName! string
 resources! {quantity}
core.v1.NodeCondition
 type! string/NodeConditionType
 lastHeartbeatTime+ time
 lastTransitionTime+ time
 message string
 reason string
 status! string/ConditionStatus
core.v1.NodeConfigSource
 configMap *core.v1.ConfigMapNodeConfigSource
core.v1.NodeConfigStatus
 active *core.v1.NodeConfigSource
 assigned *core.v1.NodeConfigSource
 error string
 lastKnownGood *core.v1.NodeConfigSource
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
 configSource *core.v1.NodeConfigSource
 externalID string
 podCIDR string
 podCIDRs []string set merge
 providerID string
 taints []core.v1.Taint atomic
 unschedulable bool
core.v1.NodeStatus
 addresses []core.v1.NodeAddress map=type merge=type
 allocatable {quantity}
 capacity {quantity}
 conditions []core.v1.NodeCondition map=type merge=type
 config *core.v1.NodeConfigStatus
 daemonEndpoints+ core.v1.NodeDaemonEndpoints
 declaredFeatures []string atomic
 features *core.v1.NodeFeatures
 images []core.v1.ContainerImage atomic
 nodeInfo+ core.v1.NodeSystemInfo
 phase string
 runtimeHandlers []core.v1.NodeRuntimeHandler atomic
 volumesAttached []core.v1.AttachedVolume atomic
 volumesInUse []string atomic
core.v1.NodeSwapStatus
 capacity *int64
core.v1.NodeSystemInfo
 architecture! string
 bootID! string
 containerRuntimeVersion! string
 kernelVersion! string
 kubeProxyVersion! string
 kubeletVersion! string
 machineID! string
 operatingSystem! string
 osImage! string
 swap *core.v1.NodeSwapStatus
 systemUUID! string
core.v1.ObjectFieldSelector atomic
 apiVersion string
 fieldPath! string
core.v1.ObjectReference atomic
 kind string
 apiVersion string
 name string
 fieldPath string
 namespace string
 resourceVersion string
 uid string/UID
core.v1.PersistentVolumeClaimSpec
 accessModes []string/PersistentVolumeAccessMode atomic
 dataSource *core.v1.TypedLocalObjectReference
 dataSourceRef *core.v1.TypedObjectReference
 resources+ core.v1.VolumeResourceRequirements
 selector *meta.v1.LabelSelector
 storageClassName *string
 volumeAttributesClassName *string
 volumeMode *string
 volumeName string
core.v1.PersistentVolumeClaimTemplate
 metadata+ meta.v1.ObjectMeta
 spec! core.v1.PersistentVolumeClaimSpec
core.v1.PersistentVolumeClaimVolumeSource
 claimName! string
 readOnly bool
core.v1.PhotonPersistentDiskVolumeSource
 fsType string
 pdID! string
core.v1.Pod
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 spec+ core.v1.PodSpec
 status+ core.v1.PodStatus
core.v1.PodAffinity
 preferredDuringSchedulingIgnoredDuringExecution []core.v1.WeightedPodAffinityTerm atomic
 requiredDuringSchedulingIgnoredDuringExecution []core.v1.PodAffinityTerm atomic
core.v1.PodAffinityTerm
 labelSelector *meta.v1.LabelSelector
 matchLabelKeys []string atomic
 mismatchLabelKeys []string atomic
 namespaceSelector *meta.v1.LabelSelector
 namespaces []string atomic
 topologyKey! string
core.v1.PodAntiAffinity
 preferredDuringSchedulingIgnoredDuringExecution []core.v1.WeightedPodAffinityTerm atomic
 requiredDuringSchedulingIgnoredDuringExecution []core.v1.PodAffinityTerm atomic
core.v1.PodCertificateProjection
 certificateChainPath string
 credentialBundlePath string
 keyPath string
 keyType! string
 maxExpirationSeconds *int32
 signerName! string
 userAnnotations {string}
core.v1.PodCondition
 type! string/PodConditionType
 lastProbeTime+ time
 lastTransitionTime+ time
 message string
 observedGeneration int64
 reason string
 status! string/ConditionStatus
core.v1.PodDNSConfig
 nameservers []string atomic
 options []core.v1.PodDNSConfigOption atomic
 searches []string atomic
core.v1.PodDNSConfigOption
 name string
 value *string
core.v1.PodExtendedResourceClaimStatus
 requestMappings! []core.v1.ContainerExtendedResourceRequest atomic
 resourceClaimName! string
core.v1.PodIP
 ip! string
core.v1.PodOS
 name! string
core.v1.PodReadinessGate
 conditionType! string
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
 appArmorProfile *core.v1.AppArmorProfile
 fsGroup *int64
 fsGroupChangePolicy *string
 runAsGroup *int64
 runAsNonRoot *bool
 runAsUser *int64
 seLinuxChangePolicy *string
 seLinuxOptions *core.v1.SELinuxOptions
 seccompProfile *core.v1.SeccompProfile
 supplementalGroups []int64 atomic
 supplementalGroupsPolicy *string
 sysctls []core.v1.Sysctl atomic
 windowsOptions *core.v1.WindowsSecurityContextOptions
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
 affinity *core.v1.Affinity
 dnsConfig *core.v1.PodDNSConfig
 enableServiceLinks *bool
 hostAliases []core.v1.HostAlias map=ip merge=ip
 hostIPC bool
 hostNetwork bool
 hostPID bool
 hostUsers *bool
 hostname string
 hostnameOverride *string
 imagePullSecrets []core.v1.LocalObjectReference map=name merge=name
 os *core.v1.PodOS
 overhead {quantity}
 preemptionPolicy *string/PreemptionPolicy
 priority *int32
 priorityClassName string
 readinessGates []core.v1.PodReadinessGate atomic
 resourceClaims []core.v1.PodResourceClaim map=name merge=name retainKeys
 resources *core.v1.ResourceRequirements
 runtimeClassName *string
 schedulerName string
 schedulingGates []core.v1.PodSchedulingGate map=name merge=name
 schedulingGroup *core.v1.PodSchedulingGroup
 securityContext *core.v1.PodSecurityContext
 setHostnameAsFQDN *bool
 shareProcessNamespace *bool
 subdomain string
 tolerations []core.v1.Toleration atomic
 topologySpreadConstraints []core.v1.TopologySpreadConstraint map=topologyKey,whenUnsatisfiable merge=topologyKey
core.v1.PodStatus
 allocatedResources {quantity}
 conditions []core.v1.PodCondition map=type merge=type
 containerStatuses []core.v1.ContainerStatus atomic
 ephemeralContainerStatuses []core.v1.ContainerStatus atomic
 extendedResourceClaimStatus *core.v1.PodExtendedResourceClaimStatus
 hostIP string
 hostIPs []core.v1.HostIP atomic merge=ip
 initContainerStatuses []core.v1.ContainerStatus atomic
 message string
 nodeAllocatableResourceClaimStatuses []core.v1.NodeAllocatableResourceClaimStatus atomic
 nominatedNodeName string
 observedGeneration int64
 phase string/PodPhase
 podIP string
 podIPs []core.v1.PodIP map=ip merge=ip
 qosClass string/PodQOSClass
 reason string
 resize string
 resourceClaimStatuses []core.v1.PodResourceClaimStatus map=name merge=name retainKeys
 resources *core.v1.ResourceRequirements
 startTime *time
core.v1.PodTemplateSpec
 metadata+ meta.v1.ObjectMeta
 spec+ core.v1.PodSpec
core.v1.PortStatus
 error *string
 port! int32
 protocol! string
core.v1.PortworxVolumeSource
 fsType string
 readOnly bool
 volumeID! string
core.v1.PreferredSchedulingTerm
 preference! core.v1.NodeSelectorTerm
 weight! int32
core.v1.Probe
 exec *core.v1.ExecAction
 failureThreshold int32
 grpc *core.v1.GRPCAction
 httpGet *core.v1.HTTPGetAction
 initialDelaySeconds int32
 periodSeconds int32
 successThreshold int32
 tcpSocket *core.v1.TCPSocketAction
 terminationGracePeriodSeconds *int64
 timeoutSeconds int32
core.v1.ProjectedVolumeSource
 defaultMode *int32
 sources+ []core.v1.VolumeProjection atomic
core.v1.QuobyteVolumeSource
 group string
 readOnly bool
 registry! string
 tenant string
 user string
 volume! string
core.v1.RBDVolumeSource
 fsType string
 image! string
 keyring string
 monitors! []string atomic
 pool string
 readOnly bool
 secretRef *core.v1.LocalObjectReference
 user string
core.v1.ResourceClaim
 name! string
 request string
core.v1.ResourceFieldSelector atomic
 containerName string
 divisor+ quantity
 resource! string
core.v1.ResourceHealth
 health string
 message string
 resourceID! string
core.v1.ResourceRequirements
 claims []core.v1.ResourceClaim map=name
 limits {quantity}
 requests {quantity}
core.v1.ResourceStatus
 name! string
 resources []core.v1.ResourceHealth map=resourceID
core.v1.SELinuxOptions
 type string
 level string
 role string
 user string
core.v1.ScaleIOVolumeSource
 fsType string
 gateway! string
 protectionDomain string
 readOnly bool
 secretRef! *core.v1.LocalObjectReference
 sslEnabled bool
 storageMode string
 storagePool string
 system! string
 volumeName string
core.v1.SeccompProfile
 type! string/SeccompProfileType
 localhostProfile *string
core.v1.Secret
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 type string/SecretType
 data {bytes}
 immutable *bool
 stringData {string}
core.v1.SecretEnvSource
 name string
 optional *bool
core.v1.SecretKeySelector atomic
 name string
 key! string
 optional *bool
core.v1.SecretProjection
 name string
 items []core.v1.KeyToPath atomic
 optional *bool
core.v1.SecretVolumeSource
 defaultMode *int32
 items []core.v1.KeyToPath atomic
 optional *bool
 secretName string
core.v1.SecurityContext
 allowPrivilegeEscalation *bool
 appArmorProfile *core.v1.AppArmorProfile
 capabilities *core.v1.Capabilities
 privileged *bool
 procMount *string
 readOnlyRootFilesystem *bool
 runAsGroup *int64
 runAsNonRoot *bool
 runAsUser *int64
 seLinuxOptions *core.v1.SELinuxOptions
 seccompProfile *core.v1.SeccompProfile
 windowsOptions *core.v1.WindowsSecurityContextOptions
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
 automountServiceAccountToken *bool
 imagePullSecrets []core.v1.LocalObjectReference atomic
 secrets []core.v1.ObjectReference map=name merge=name
core.v1.ServiceAccountTokenProjection
 audience string
 expirationSeconds *int64
 path! string
core.v1.ServicePort
 name string
 appProtocol *string
 nodePort int32
 port! int32
 protocol string/Protocol
 targetPort+ intOrString
core.v1.ServiceSpec
 type string/ServiceType
 allocateLoadBalancerNodePorts *bool
 clusterIP string
 clusterIPs []string atomic
 externalIPs []string atomic
 externalName string
 externalTrafficPolicy string/ServiceExternalTrafficPolicy
 healthCheckNodePort int32
 internalTrafficPolicy *string
 ipFamilies []string/IPFamily atomic
 ipFamilyPolicy *string
 loadBalancerClass *string
 loadBalancerIP string
 loadBalancerSourceRanges []string atomic
 ports []core.v1.ServicePort map=port,protocol merge=port
 publishNotReadyAddresses bool
 selector {string} atomic
 sessionAffinity string/ServiceAffinity
 sessionAffinityConfig *core.v1.SessionAffinityConfig
 trafficDistribution *string
core.v1.ServiceStatus
 conditions []meta.v1.Condition map=type merge=type
 loadBalancer+ core.v1.LoadBalancerStatus
core.v1.SessionAffinityConfig
 clientIP *core.v1.ClientIPConfig
core.v1.SleepAction
 seconds! int64
core.v1.StorageOSVolumeSource
 fsType string
 readOnly bool
 secretRef *core.v1.LocalObjectReference
 volumeName string
 volumeNamespace string
core.v1.Sysctl
 name! string
 value! string
core.v1.TCPSocketAction
 host string
 port! intOrString
core.v1.Taint
 effect! string/TaintEffect
 key! string
 timeAdded *time
 value string
core.v1.Toleration
 effect string/TaintEffect
 key string
 operator string/TolerationOperator
 tolerationSeconds *int64
 value string
core.v1.TopologySpreadConstraint
 labelSelector *meta.v1.LabelSelector
 matchLabelKeys []string atomic
 maxSkew! int32
 minDomains *int32
 nodeAffinityPolicy *string
 nodeTaintsPolicy *string
 topologyKey! string
 whenUnsatisfiable! string
core.v1.TypedLocalObjectReference atomic
 kind! string
 name! string
 apiGroup+ *string
core.v1.TypedObjectReference
 kind! string
 name! string
 apiGroup+ *string
 namespace *string
core.v1.Volume
 name! string
 awsElasticBlockStore *core.v1.AWSElasticBlockStoreVolumeSource
 azureDisk *core.v1.AzureDiskVolumeSource
 azureFile *core.v1.AzureFileVolumeSource
 cephfs *core.v1.CephFSVolumeSource
 cinder *core.v1.CinderVolumeSource
 configMap *core.v1.ConfigMapVolumeSource
 csi *core.v1.CSIVolumeSource
 downwardAPI *core.v1.DownwardAPIVolumeSource
 emptyDir *core.v1.EmptyDirVolumeSource
 ephemeral *core.v1.EphemeralVolumeSource
 fc *core.v1.FCVolumeSource
 flexVolume *core.v1.FlexVolumeSource
 flocker *core.v1.FlockerVolumeSource
 gcePersistentDisk *core.v1.GCEPersistentDiskVolumeSource
 gitRepo *core.v1.GitRepoVolumeSource
 glusterfs *core.v1.GlusterfsVolumeSource
 hostPath *core.v1.HostPathVolumeSource
 image *core.v1.ImageVolumeSource
 iscsi *core.v1.ISCSIVolumeSource
 nfs *core.v1.NFSVolumeSource
 persistentVolumeClaim *core.v1.PersistentVolumeClaimVolumeSource
 photonPersistentDisk *core.v1.PhotonPersistentDiskVolumeSource
 portworxVolume *core.v1.PortworxVolumeSource
 projected *core.v1.ProjectedVolumeSource
 quobyte *core.v1.QuobyteVolumeSource
 rbd *core.v1.RBDVolumeSource
 scaleIO *core.v1.ScaleIOVolumeSource
 secret *core.v1.SecretVolumeSource
 storageos *core.v1.StorageOSVolumeSource
 vsphereVolume *core.v1.VsphereVirtualDiskVolumeSource
core.v1.VolumeDevice
 name! string
 devicePath! string
core.v1.VolumeMount
 name! string
 mountPath! string
 mountPropagation *string
 readOnly bool
 recursiveReadOnly *string
 subPath string
 subPathExpr string
core.v1.VolumeMountStatus
 name! string
 mountPath! string
 readOnly bool
 recursiveReadOnly *string
 volumeStatus *core.v1.VolumeStatus
core.v1.VolumeProjection
 clusterTrustBundle *core.v1.ClusterTrustBundleProjection
 configMap *core.v1.ConfigMapProjection
 downwardAPI *core.v1.DownwardAPIProjection
 podCertificate *core.v1.PodCertificateProjection
 secret *core.v1.SecretProjection
 serviceAccountToken *core.v1.ServiceAccountTokenProjection
core.v1.VolumeResourceRequirements
 limits {quantity}
 requests {quantity}
core.v1.VolumeStatus
 image *core.v1.ImageVolumeStatus
core.v1.VsphereVirtualDiskVolumeSource
 fsType string
 storagePolicyID string
 storagePolicyName string
 volumePath! string
core.v1.WeightedPodAffinityTerm
 podAffinityTerm! core.v1.PodAffinityTerm
 weight! int32
core.v1.WindowsSecurityContextOptions
 gmsaCredentialSpec *string
 gmsaCredentialSpecName *string
 hostProcess *bool
 runAsUserName *string
discovery.v1.Endpoint
 addresses! []string set
 conditions+ discovery.v1.EndpointConditions
 deprecatedTopology {string}
 hints *discovery.v1.EndpointHints
 hostname *string
 nodeName *string
 targetRef *core.v1.ObjectReference
 zone *string
discovery.v1.EndpointConditions
 ready *bool
 serving *bool
 terminating *bool
discovery.v1.EndpointHints
 forNodes []discovery.v1.ForNode atomic
 forZones []discovery.v1.ForZone atomic
discovery.v1.EndpointPort
 name *string
 appProtocol *string
 port *int32
 protocol *string
discovery.v1.EndpointSlice
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 addressType! string
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
 type string
 action string
 deprecatedCount int32
 deprecatedFirstTimestamp+ time
 deprecatedLastTimestamp+ time
 deprecatedSource+ core.v1.EventSource
 eventTime! microTime
 note string
 reason string
 regarding+ core.v1.ObjectReference
 related *core.v1.ObjectReference
 reportingController string
 reportingInstance string
 series *events.v1.EventSeries
events.v1.EventSeries
 count! int32
 lastObservedTime! microTime
meta.v1.Condition
 type! string
 lastTransitionTime! time
 message! string
 observedGeneration int64
 reason! string
 status! string
meta.v1.DeleteOptions
 kind string
 apiVersion string
 dryRun []string atomic
 gracePeriodSeconds *int64
 ignoreStoreReadErrorWithClusterBreakingPotential *bool
 orphanDependents *bool
 preconditions *meta.v1.Preconditions
 propagationPolicy *string/DeletionPropagation
meta.v1.FieldSelectorRequirement
 key! string
 operator! string
 values []string atomic
meta.v1.LabelSelector atomic
 matchExpressions []meta.v1.LabelSelectorRequirement atomic
 matchLabels {string}
meta.v1.LabelSelectorRequirement
 key! string
 operator! string/LabelSelectorOperator
 values []string atomic
meta.v1.ListMeta
 continue string
 remainingItemCount *int64
 resourceVersion string
 selfLink string
 shardInfo *meta.v1.ShardInfo
meta.v1.ManagedFieldsEntry
 apiVersion string
 fieldsType string
 fieldsV1 fieldsV1
 manager string
 operation string/ManagedFieldsOperationType
 subresource string
 time time
meta.v1.ObjectMeta
 name string
 generateName string
 namespace string
 selfLink string
 uid string/UID
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
 kind! string
 apiVersion! string
 name! string
 blockOwnerDeletion *bool
 controller *bool
 uid! string/UID
meta.v1.Preconditions
 resourceVersion *string
 uid *string
meta.v1.ShardInfo
 selector! string
meta.v1.Status
 kind string
 apiVersion string
 metadata+ meta.v1.ListMeta
 code int32
 details *meta.v1.StatusDetails
 message string
 reason string
 status string
meta.v1.StatusCause
 field string
 message string
 reason string
meta.v1.StatusDetails
 kind string
 name string
 causes []meta.v1.StatusCause atomic
 group string
 retryAfterSeconds int32
 uid string
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
 aggregationRule *rbac.v1.AggregationRule
 rules+ []rbac.v1.PolicyRule atomic
rbac.v1.ClusterRoleBinding
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 roleRef! rbac.v1.RoleRef
 subjects []rbac.v1.Subject atomic
rbac.v1.PolicyRule
 apiGroups []string atomic
 nonResourceURLs []string atomic
 resourceNames []string atomic
 resources []string atomic
 verbs! []string atomic
rbac.v1.Role
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 rules+ []rbac.v1.PolicyRule atomic
rbac.v1.RoleBinding
 kind string
 apiVersion string
 metadata+ meta.v1.ObjectMeta
 roleRef! rbac.v1.RoleRef
 subjects []rbac.v1.Subject atomic
rbac.v1.RoleRef atomic
 kind! string
 name! string
 apiGroup string
rbac.v1.Subject atomic
 kind! string
 name! string
 apiGroup string
 namespace string
`;
