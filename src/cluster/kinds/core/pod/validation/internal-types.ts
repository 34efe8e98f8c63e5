/**
 * The types that a pod is made of inside kube-apiserver (pkg/apis/core/types.go), in Go's order of fields: some answers show
 * a value as the server holds it, not as a client wrote it.
 */
import { type Fields, isFields } from '../../../../schema/access.js';

/**
 * A type a line: its fields, each with its type. `*` stands for a pointer, `~` for a struct whose fields are written beside
 * the others, `=` for another name in JSON. What has no line of its own here is shown without a type.
 */
const text = `
PodSpec Volumes:[]Volume InitContainers:[]Container Containers:[]Container EphemeralContainers:[]EphemeralContainer RestartPolicy:string TerminationGracePeriodSeconds:*int ActiveDeadlineSeconds:*int DNSPolicy=dnsPolicy:string NodeSelector:map ServiceAccountName:string AutomountServiceAccountToken:*bool NodeName:string SecurityContext:*PodSecurityContext ImagePullSecrets:[]LocalObjectReference Hostname:string Subdomain:string SetHostnameAsFQDN:*bool Affinity:*Affinity SchedulerName:string Tolerations:[]Toleration HostAliases:[]HostAlias PriorityClassName:string Priority:*int PreemptionPolicy:*string DNSConfig=dnsConfig:*PodDNSConfig ReadinessGates:[]PodReadinessGate RuntimeClassName:*string Overhead:ResourceList EnableServiceLinks:*bool TopologySpreadConstraints:[]TopologySpreadConstraint OS=os:*PodOS SchedulingGates:[]PodSchedulingGate ResourceClaims:[]PodResourceClaim Resources:*ResourceRequirements HostnameOverride:*string SchedulingGroup:*PodSchedulingGroup
Volume Name:string VolumeSource:~VolumeSource
VolumeSource HostPath:*HostPathVolumeSource EmptyDir:*EmptyDirVolumeSource GCEPersistentDisk=gcePersistentDisk:* AWSElasticBlockStore=awsElasticBlockStore:* GitRepo:* Secret:*SecretVolumeSource NFS=nfs:*NFSVolumeSource ISCSI=iscsi:* Glusterfs:* PersistentVolumeClaim:*PersistentVolumeClaimVolumeSource RBD=rbd:* Quobyte:* FlexVolume:* Cinder:* CephFS=cephfs:* Flocker:* DownwardAPI:*DownwardAPIVolumeSource FC=fc:* AzureFile:* ConfigMap:*ConfigMapVolumeSource VsphereVolume:* AzureDisk:* PhotonPersistentDisk:* Projected:*ProjectedVolumeSource PortworxVolume:* ScaleIO:* StorageOS=storageos:* CSI=csi:*CSIVolumeSource Ephemeral:* Image:*ImageVolumeSource
HostPathVolumeSource Path:string Type:*string
EmptyDirVolumeSource Medium:string SizeLimit:*Quantity
SecretVolumeSource SecretName:string Items:[]KeyToPath DefaultMode:*int Optional:*bool
NFSVolumeSource Server:string Path:string ReadOnly:bool
PersistentVolumeClaimVolumeSource ClaimName:string ReadOnly:bool
DownwardAPIVolumeSource Items:[]DownwardAPIVolumeFile DefaultMode:*int
DownwardAPIVolumeFile Path:string FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector Mode:*int
ObjectFieldSelector APIVersion=apiVersion:string FieldPath:string
ResourceFieldSelector ContainerName:string Resource:string Divisor:Quantity
ConfigMapVolumeSource LocalObjectReference:~LocalObjectReference Items:[]KeyToPath DefaultMode:*int Optional:*bool
LocalObjectReference Name:string
KeyToPath Key:string Path:string Mode:*int
ProjectedVolumeSource Sources:[]VolumeProjection DefaultMode:*int
VolumeProjection Secret:*SecretProjection DownwardAPI:*DownwardAPIProjection ConfigMap:*ConfigMapProjection ServiceAccountToken:*ServiceAccountTokenProjection ClusterTrustBundle:* PodCertificate:*
SecretProjection LocalObjectReference:~LocalObjectReference Items:[]KeyToPath Optional:*bool
ConfigMapProjection LocalObjectReference:~LocalObjectReference Items:[]KeyToPath Optional:*bool
DownwardAPIProjection Items:[]DownwardAPIVolumeFile
ServiceAccountTokenProjection Audience:string ExpirationSeconds:int Path:string
CSIVolumeSource Driver:string ReadOnly:*bool FSType=fsType:*string VolumeAttributes:map NodePublishSecretRef:*LocalObjectReference
ImageVolumeSource Reference:string PullPolicy:string
Container Name:string Image:string Command:[]string Args:[]string WorkingDir:string Ports:[]ContainerPort EnvFrom:[]EnvFromSource Env:[]EnvVar Resources:ResourceRequirements ResizePolicy:[]ContainerResizePolicy RestartPolicy:*string RestartPolicyRules:[]ContainerRestartRule VolumeMounts:[]VolumeMount VolumeDevices:[]VolumeDevice LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:string TerminationMessagePolicy:string ImagePullPolicy:string SecurityContext:*SecurityContext Stdin:bool StdinOnce:bool TTY=tty:bool
EphemeralContainer EphemeralContainerCommon:~Container TargetContainerName:string
ContainerPort Name:string HostPort:int ContainerPort:int Protocol:string HostIP:string
EnvFromSource Prefix:string ConfigMapRef:*ConfigMapEnvSource SecretRef:*SecretEnvSource
ConfigMapEnvSource LocalObjectReference:~LocalObjectReference Optional:*bool
SecretEnvSource LocalObjectReference:~LocalObjectReference Optional:*bool
EnvVar Name:string Value:string ValueFrom:*EnvVarSource
EnvVarSource FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector ConfigMapKeyRef:*ConfigMapKeySelector SecretKeyRef:*SecretKeySelector FileKeyRef:*FileKeySelector
ConfigMapKeySelector LocalObjectReference:~LocalObjectReference Key:string Optional:*bool
SecretKeySelector LocalObjectReference:~LocalObjectReference Key:string Optional:*bool
FileKeySelector VolumeName:string Path:string Key:string Optional:*bool
ResourceRequirements Limits:ResourceList Requests:ResourceList Claims:[]ResourceClaim
ResourceClaim Name:string Request:string
ContainerResizePolicy ResourceName:string RestartPolicy:string
ContainerRestartRule Action:string ExitCodes:*ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes Operator:string Values:[]int32
VolumeMount Name:string ReadOnly:bool RecursiveReadOnly:*string MountPath:string SubPath:string MountPropagation:*string SubPathExpr:string
VolumeDevice Name:string DevicePath:string
Probe ProbeHandler:~ProbeHandler InitialDelaySeconds:int TimeoutSeconds:int PeriodSeconds:int SuccessThreshold:int FailureThreshold:int TerminationGracePeriodSeconds:*int
ProbeHandler Exec:*ExecAction HTTPGet=httpGet:*HTTPGetAction TCPSocket=tcpSocket:*TCPSocketAction GRPC=grpc:*GRPCAction
Lifecycle PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:*string
LifecycleHandler Exec:*ExecAction HTTPGet=httpGet:*HTTPGetAction TCPSocket=tcpSocket:*TCPSocketAction Sleep:*SleepAction
ExecAction Command:[]string
HTTPGetAction Path:string Port:IntOrString Host:string Scheme:string HTTPHeaders=httpHeaders:[]HTTPHeader
HTTPHeader Name:string Value:string
TCPSocketAction Port:IntOrString Host:string
GRPCAction Port:int Service:*string
SleepAction Seconds:int
SecurityContext Capabilities:*Capabilities Privileged:*bool SELinuxOptions=seLinuxOptions:*SELinuxOptions WindowsOptions:* RunAsUser:*int RunAsGroup:*int RunAsNonRoot:*bool ReadOnlyRootFilesystem:*bool AllowPrivilegeEscalation:*bool ProcMount:*string SeccompProfile:*SeccompProfile AppArmorProfile:*AppArmorProfile
PodSecurityContext HostNetwork:bool HostPID=hostPID:bool HostIPC=hostIPC:bool ShareProcessNamespace:*bool HostUsers:*bool SELinuxOptions=seLinuxOptions:*SELinuxOptions WindowsOptions:* RunAsUser:*int RunAsGroup:*int RunAsNonRoot:*bool SupplementalGroups:[]int64 SupplementalGroupsPolicy:*string FSGroup=fsGroup:*int FSGroupChangePolicy=fsGroupChangePolicy:*string Sysctls:[]Sysctl SeccompProfile:*SeccompProfile AppArmorProfile:*AppArmorProfile SELinuxChangePolicy=seLinuxChangePolicy:*string
Capabilities Add:[]Capability Drop:[]Capability
SELinuxOptions User:string Role:string Type:string Level:string
SeccompProfile Type:string LocalhostProfile:*string
AppArmorProfile Type:string LocalhostProfile:*string
Sysctl Name:string Value:string
Affinity NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAntiAffinity
NodeAffinity RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm
NodeSelector NodeSelectorTerms:[]NodeSelectorTerm
NodeSelectorTerm MatchExpressions:[]NodeSelectorRequirement MatchFields:[]NodeSelectorRequirement
NodeSelectorRequirement Key:string Operator:string Values:[]string
PreferredSchedulingTerm Weight:int Preference:NodeSelectorTerm
PodAffinity RequiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
PodAntiAffinity RequiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
PodAffinityTerm LabelSelector:*v1.LabelSelector Namespaces:[]string TopologyKey:string NamespaceSelector:*v1.LabelSelector MatchLabelKeys:[]string MismatchLabelKeys:[]string
WeightedPodAffinityTerm Weight:int PodAffinityTerm:PodAffinityTerm
v1.LabelSelector MatchLabels:map MatchExpressions:[]v1.LabelSelectorRequirement
v1.LabelSelectorRequirement Key:string Operator:string Values:[]string
Toleration Key:string Operator:string Value:string Effect:string TolerationSeconds:*int
HostAlias IP=ip:string Hostnames:[]string
PodDNSConfig Nameservers:[]string Searches:[]string Options:[]PodDNSConfigOption
PodDNSConfigOption Name:string Value:*string
PodReadinessGate ConditionType:string
TopologySpreadConstraint MaxSkew:int TopologyKey:string WhenUnsatisfiable:string LabelSelector:*v1.LabelSelector MinDomains:*int NodeAffinityPolicy:*string NodeTaintsPolicy:*string MatchLabelKeys:[]string
PodOS Name:string
PodSchedulingGate Name:string
PodResourceClaim Name:string ResourceClaimName:*string ResourceClaimTemplateName:*string
PodSchedulingGroup PodGroupName:*string
`;

/** A field of a type inside the server. */
export interface InternalField {
  /** Go's name. */
  name: string;
  /** The name in JSON. */
  json: string;
  /** Go's type, `core.` left out: `string`, `int`, `bool`, `map`, `ResourceList`, `Quantity`, `IntOrString`, `Container`. */
  type: string;
  kind: 'value' | 'pointer' | 'list' | 'inline';
}

let types: Map<string, readonly InternalField[]> | undefined;

/** The fields of the type of that name, or undefined for what is no struct. */
function internalFields(name: string): readonly InternalField[] | undefined {
  types ??= new Map(
    text
      .trim()
      .split('\n')
      .map((line) => {
        const [type = '', ...fields] = line.split(' ');
        return [type, fields.map(parseField)];
      }),
  );
  return types.get(name);
}

function parseField(source: string): InternalField {
  const [names = '', written = ''] = source.split(':');
  const [name = '', json] = names.split('=');
  const mark = /^(\*|~|\[\])?/.exec(written)?.[0] ?? '';
  const kinds = { '*': 'pointer', '~': 'inline', '[]': 'list' } as const;
  const kind = mark === '' ? 'value' : kinds[mark as keyof typeof kinds]; // the pattern has no others
  return { name, json: json ?? `${name[0]?.toLowerCase()}${name.slice(1)}`, type: written.slice(mark.length), kind };
}

const zeros: Record<string, unknown> = { string: '', int: 0, bool: false, Quantity: '0', IntOrString: 0 };

/** A value of that type as Go writes it as JSON when its fields have no names in JSON: all of them, by Go's names. */
export function internalValue(type: string, value: unknown): unknown {
  const fields = internalFields(type);
  if (!fields || type.startsWith('v1.')) return value ?? zeros[type] ?? null;
  const source: Fields = isFields(value) ? value : {};
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const own = source[field.json];
      if (field.kind === 'inline') return Object.entries(internalValue(field.type, source) as Fields); // always a struct
      if (field.kind === 'value') return [[field.name, internalValue(field.type, own)]];
      if (own === undefined || own === null) return [[field.name, null]];
      return [
        [
          field.name,
          Array.isArray(own) ? own.map((v) => internalValue(field.type, v)) : internalValue(field.type, own),
        ],
      ];
    }),
  );
}

/** A PodSpec as the server holds it: what it shares with the node is part of its security context. */
export function internalPodSpec(spec: Fields): Fields {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];
  const given = shared.filter((field) => spec[field] !== undefined).map((field) => [field, spec[field]] as const);
  const context = isFields(spec.securityContext) ? spec.securityContext : {};
  return { ...spec, securityContext: { ...context, ...Object.fromEntries(given) } };
}
