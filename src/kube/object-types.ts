/**
 * The kinds of this module's table as TypeScript sees them: for Tab and for the compiler, not for a check at run time. They
 * name the fields that people of this subject use; every other field is there as well, of any type. All but the metadata is
 * optional, since an answer may be a Status instead. Long, because it is one vocabulary. Types only: every first cell reads it.
 */

type Anything = ReturnType<typeof JSON.parse>;

/**
 * A map from names to texts, such as labels. It has no names for Tab to offer, and as a Record the common `data ?? {}` could
 * not be read on, so it is of any type.
 */
type Texts = Anything;

/** Fields beside those that are named. */
interface Open {
  [field: string]: Anything;
}

/** The `metadata` of an answer. */
export interface Metadata extends Open {
  name: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Texts;
  annotations?: Texts;
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
  finalizers?: string[];
  managedFields?: { manager?: string; operation?: string; subresource?: string; time?: string; fieldsV1?: Anything }[];
}

interface Base extends Open {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
}

/** A list, as a GET of a collection answers it. */
export interface ListOf<T> extends Open {
  apiVersion: string;
  kind: string;
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items: T[];
}

/** An entry of `status.conditions`. */
export interface Condition extends Open {
  type: string;
  /** `True`, `False` or `Unknown`. */
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

interface EnvVar extends Open {
  name: string;
  value?: string;
  valueFrom?: Anything;
}

interface Container extends Open {
  name: string;
  image?: string;
  imagePullPolicy?: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  ports?: { name?: string; containerPort: number; protocol?: string }[];
  resources?: { requests?: Texts; limits?: Texts };
  volumeMounts?: { name: string; mountPath: string; subPath?: string; readOnly?: boolean }[];
  securityContext?: Anything;
  livenessProbe?: Anything;
  readinessProbe?: Anything;
  startupProbe?: Anything;
}

interface TokenSource extends Open {
  audience?: string;
  expirationSeconds?: number;
  path?: string;
}

interface Volume extends Open {
  name: string;
  configMap?: { name?: string; items?: { key: string; path: string }[]; optional?: boolean };
  secret?: { secretName?: string; items?: { key: string; path: string }[]; optional?: boolean };
  emptyDir?: Anything;
  hostPath?: { path: string; type?: string };
  projected?: {
    sources?: { serviceAccountToken?: TokenSource; configMap?: Anything; secret?: Anything; downwardAPI?: Anything }[];
  };
}

interface PodSpec extends Open {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  nodeName?: string;
  nodeSelector?: Texts;
  containers?: Container[];
  initContainers?: Container[];
  volumes?: Volume[];
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  imagePullSecrets?: { name?: string }[];
  hostNetwork?: boolean;
  securityContext?: Anything;
  tolerations?: { key?: string; operator?: string; value?: string; effect?: string; tolerationSeconds?: number }[];
  schedulerName?: string;
  priorityClassName?: string;
}

interface PodTemplate extends Open {
  metadata?: Partial<Metadata>;
  spec?: PodSpec;
}

interface ContainerState extends Open {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: { exitCode: number; reason?: string; message?: string; startedAt?: string; finishedAt?: string };
}

interface ContainerStatus extends Open {
  name: string;
  ready?: boolean;
  started?: boolean;
  restartCount?: number;
  image?: string;
  imageID?: string;
  containerID?: string;
  state?: ContainerState;
  lastState?: ContainerState;
}

/** v1 Pod. */
export interface Pod extends Base {
  spec?: PodSpec;
  status?: Open & {
    /** `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`. */
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
    podIP?: string;
    podIPs?: { ip: string }[];
    hostIP?: string;
    startTime?: string;
    qosClass?: string;
  };
}

/** v1 ConfigMap. */
export interface ConfigMap extends Base {
  data?: Texts;
  binaryData?: Texts;
  immutable?: boolean;
}

/** v1 Secret. */
export interface Secret extends Base {
  type?: string;
  /** Each value in base64. */
  data?: Texts;
  stringData?: Texts;
  immutable?: boolean;
}

/** v1 ServiceAccount. */
export interface ServiceAccount extends Base {
  secrets?: { name?: string }[];
  imagePullSecrets?: { name?: string }[];
  automountServiceAccountToken?: boolean;
}

/** v1 Namespace. */
export interface Namespace extends Base {
  spec?: Open & { finalizers?: string[] };
  status?: Open & { phase?: string; conditions?: Condition[] };
}

/** v1 Node. */
export interface Node extends Base {
  spec?: Open & {
    unschedulable?: boolean;
    taints?: { key: string; value?: string; effect: string }[];
    podCIDR?: string;
    providerID?: string;
  };
  status?: Open & {
    conditions?: Condition[];
    addresses?: { type: string; address: string }[];
    capacity?: Texts;
    allocatable?: Texts;
    nodeInfo?: Open & { kubeletVersion?: string; osImage?: string; architecture?: string; kernelVersion?: string };
  };
}

/** v1 Service. */
export interface Service extends Base {
  spec?: Open & {
    type?: string;
    clusterIP?: string;
    clusterIPs?: string[];
    selector?: Texts;
    ports?: { name?: string; port: number; targetPort?: number | string; protocol?: string; nodePort?: number }[];
    externalName?: string;
  };
  status?: Open & { loadBalancer?: Anything; conditions?: Condition[] };
}

/** v1 LimitRange. */
export interface LimitRange extends Base {
  spec: {
    limits: {
      type: string;
      max?: Texts;
      min?: Texts;
      default?: Texts;
      defaultRequest?: Texts;
      maxLimitRequestRatio?: Texts;
    }[];
  };
}

/** v1 Endpoints. */
export interface Endpoints extends Base {
  subsets?: { addresses?: Anything[]; notReadyAddresses?: Anything[]; ports?: Anything[] }[];
}

/** discovery.k8s.io/v1 EndpointSlice. */
export interface EndpointSlice extends Base {
  addressType?: string;
  endpoints?: { addresses: string[]; conditions?: { ready?: boolean }; targetRef?: Anything; nodeName?: string }[];
  ports?: { name?: string; port?: number; protocol?: string }[];
}

/** v1 Event; that of events.k8s.io/v1 has other names for some fields. */
export interface Event extends Base {
  involvedObject?: {
    kind?: string;
    namespace?: string;
    name?: string;
    uid?: string;
    apiVersion?: string;
    fieldPath?: string;
  };
  /** `Normal` or `Warning`. */
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  firstTimestamp?: string;
  lastTimestamp?: string;
  eventTime?: string;
  source?: { component?: string; host?: string };
  reportingComponent?: string;
}

interface LabelSelector extends Open {
  matchLabels?: Texts;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** apps/v1 Deployment. */
export interface Deployment extends Base {
  spec?: Open & {
    replicas?: number;
    selector?: LabelSelector;
    template?: PodTemplate;
    strategy?: Open & {
      type?: string;
      rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string };
    };
    paused?: boolean;
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    progressDeadlineSeconds?: number;
  };
  status?: Open & {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    conditions?: Condition[];
  };
}

/** apps/v1 ReplicaSet. */
export interface ReplicaSet extends Base {
  spec?: Open & { replicas?: number; selector?: LabelSelector; template?: PodTemplate; minReadySeconds?: number };
  status?: Open & {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    fullyLabeledReplicas?: number;
    conditions?: Condition[];
  };
}

/** apps/v1 StatefulSet. */
export interface StatefulSet extends Base {
  spec?: Open & {
    replicas?: number;
    selector?: LabelSelector;
    template?: PodTemplate;
    serviceName?: string;
    podManagementPolicy?: string;
    updateStrategy?: Open & { type?: string; rollingUpdate?: { partition?: number } };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
  };
  status?: Open & {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
  };
}

/** apps/v1 DaemonSet. */
export interface DaemonSet extends Base {
  spec?: Open & {
    selector?: LabelSelector;
    template?: PodTemplate;
    updateStrategy?: Open & {
      type?: string;
      rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string };
    };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
  };
  status?: Open & {
    observedGeneration?: number;
    desiredNumberScheduled?: number;
    currentNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberReady?: number;
    numberAvailable?: number;
  };
}

/** apps/v1 ControllerRevision. */
export interface ControllerRevision extends Base {
  revision: number;
  data?: Anything;
}

/** v1 ReplicationController. */
export interface ReplicationController extends Base {
  spec?: Open & { replicas?: number; selector?: Texts; template?: PodTemplate; minReadySeconds?: number };
  status?: Open & { observedGeneration?: number; replicas?: number; readyReplicas?: number; conditions?: Condition[] };
}

/** v1 PersistentVolumeClaim. */
export interface PersistentVolumeClaim extends Base {
  spec?: Open & { accessModes?: string[]; storageClassName?: string; volumeName?: string };
  status?: Open & { phase?: string };
}

interface JobSpec extends Open {
  parallelism?: number;
  completions?: number;
  completionMode?: string;
  backoffLimit?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  suspend?: boolean;
  selector?: LabelSelector;
  template?: PodTemplate;
}

/** batch/v1 Job. */
export interface Job extends Base {
  spec?: JobSpec;
  status?: Open & {
    active?: number;
    ready?: number;
    succeeded?: number;
    failed?: number;
    completedIndexes?: string;
    startTime?: string;
    completionTime?: string;
    conditions?: Condition[];
  };
}

/** batch/v1 CronJob. */
export interface CronJob extends Base {
  spec?: Open & {
    schedule?: string;
    timeZone?: string;
    concurrencyPolicy?: string;
    suspend?: boolean;
    startingDeadlineSeconds?: number;
    successfulJobsHistoryLimit?: number;
    failedJobsHistoryLimit?: number;
    jobTemplate?: Open & { spec?: JobSpec };
  };
  status?: Open & { active?: Open[]; lastScheduleTime?: string; lastSuccessfulTime?: string };
}

interface PolicyRule extends Open {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

interface Subject extends Open {
  /** `User`, `Group` or `ServiceAccount`. */
  kind: string;
  apiGroup?: string;
  name: string;
  namespace?: string;
}

/** rbac.authorization.k8s.io/v1 Role. */
export interface Role extends Base {
  rules?: PolicyRule[];
}

/** rbac.authorization.k8s.io/v1 ClusterRole. */
export interface ClusterRole extends Base {
  rules?: PolicyRule[];
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
}

/** rbac.authorization.k8s.io/v1 RoleBinding, and ClusterRoleBinding, which has the same fields. */
export interface RoleBinding extends Base {
  roleRef?: { apiGroup: string; kind: string; name: string };
  subjects?: Subject[];
}

/** certificates.k8s.io/v1 CertificateSigningRequest. */
export interface CertificateSigningRequest extends Base {
  spec?: Open & {
    /** The PEM of the request in base64. */
    request?: string;
    signerName?: string;
    usages?: string[];
    expirationSeconds?: number;
    username?: string;
    groups?: string[];
    uid?: string;
    extra?: Texts;
  };
  status?: Open & {
    /** The PEM of the certificate in base64. */
    certificate?: string;
    conditions?: Condition[];
  };
}

interface User extends Open {
  username?: string;
  uid?: string;
  groups?: string[];
  extra?: Texts;
}

/** authentication.k8s.io/v1 SelfSubjectReview. */
export interface SelfSubjectReview extends Base {
  status?: Open & { userInfo?: User };
}

/** authentication.k8s.io/v1 TokenReview. */
export interface TokenReview extends Base {
  spec?: Open & { token?: string; audiences?: string[] };
  status?: Open & { authenticated?: boolean; user?: User; audiences?: string[]; error?: string };
}

/** authorization.k8s.io/v1 SelfSubjectAccessReview, SubjectAccessReview and LocalSubjectAccessReview. */
export interface AccessReview extends Base {
  spec?: Anything;
  status?: Open & { allowed?: boolean; denied?: boolean; reason?: string; evaluationError?: string };
}

/** authorization.k8s.io/v1 SelfSubjectRulesReview. */
export interface SelfSubjectRulesReview extends Base {
  spec?: Open & { namespace?: string };
  status?: Open & {
    resourceRules?: { verbs: string[]; apiGroups?: string[]; resources?: string[]; resourceNames?: string[] }[];
    nonResourceRules?: { verbs: string[]; nonResourceURLs?: string[] }[];
    incomplete?: boolean;
    evaluationError?: string;
  };
}

/** v1 PersistentVolume. */
export interface PersistentVolume extends Base {
  spec?: Open & { capacity?: Texts; accessModes?: string[]; storageClassName?: string; claimRef?: Anything };
  status?: Open & { phase?: string };
}

/** v1 ResourceQuota. */
export interface ResourceQuota extends Base {
  spec?: Open & { hard?: Texts; scopes?: string[] };
  status?: Open & { hard?: Texts; used?: Texts };
}

/** networking.k8s.io/v1 Ingress. */
export interface Ingress extends Base {
  spec?: Open & { ingressClassName?: string; defaultBackend?: Anything; rules?: { host?: string; http?: Anything }[] };
  status?: Anything;
}

/** networking.k8s.io/v1 NetworkPolicy. */
export interface NetworkPolicy extends Base {
  spec?: Open & { podSelector?: Anything; policyTypes?: string[]; ingress?: Anything[]; egress?: Anything[] };
}

/** policy/v1 PodDisruptionBudget. */
export interface PodDisruptionBudget extends Base {
  spec?: Open & { minAvailable?: number | string; maxUnavailable?: number | string; selector?: Anything };
  status?: Open & { disruptionsAllowed?: number; currentHealthy?: number; desiredHealthy?: number };
}

/** autoscaling/v2 HorizontalPodAutoscaler. */
export interface HorizontalPodAutoscaler extends Base {
  spec?: Open & { scaleTargetRef?: Anything; minReplicas?: number; maxReplicas?: number; metrics?: Anything[] };
  status?: Open & { currentReplicas?: number; desiredReplicas?: number };
}

/** storage.k8s.io/v1 StorageClass. */
export interface StorageClass extends Base {
  provisioner?: string;
  reclaimPolicy?: string;
  volumeBindingMode?: string;
}

/** scheduling.k8s.io/v1 PriorityClass. */
export interface PriorityClass extends Base {
  value?: number;
  globalDefault?: boolean;
  preemptionPolicy?: string;
}

/** coordination.k8s.io/v1 Lease. */
export interface Lease extends Base {
  spec?: Open & { holderIdentity?: string; leaseDurationSeconds?: number; renewTime?: string };
}

/** apiextensions.k8s.io/v1 CustomResourceDefinition. */
export interface CustomResourceDefinition extends Base {
  spec?: Open & {
    group?: string;
    scope?: string;
    names?: Open & { plural?: string; singular?: string; kind?: string; shortNames?: string[] };
    versions?: { name: string; served: boolean; storage: boolean; schema?: Anything; subresources?: Anything }[];
  };
  status?: Open & { conditions?: { type: string; status: string; reason?: string; message?: string }[] };
}

/** An object of a kind whose fields are not named here. */
export interface OtherObject extends Base {}

/** Resources to list, by the names that people type. */
export interface ResourceTypes {
  pods: Pod;
  po: Pod;
  services: Service;
  svc: Service;
  configmaps: ConfigMap;
  cm: ConfigMap;
  secrets: Secret;
  serviceaccounts: ServiceAccount;
  sa: ServiceAccount;
  namespaces: Namespace;
  ns: Namespace;
  nodes: Node;
  no: Node;
  events: Event;
  ev: Event;
  endpoints: Endpoints;
  ep: Endpoints;
  limitranges: LimitRange;
  limits: LimitRange;
  endpointslices: EndpointSlice;
  deployments: Deployment;
  deploy: Deployment;
  replicasets: ReplicaSet;
  rs: ReplicaSet;
  statefulsets: StatefulSet;
  sts: StatefulSet;
  daemonsets: DaemonSet;
  ds: DaemonSet;
  controllerrevisions: ControllerRevision;
  replicationcontrollers: ReplicationController;
  rc: ReplicationController;
  persistentvolumeclaims: PersistentVolumeClaim;
  pvc: PersistentVolumeClaim;
  jobs: Job;
  cronjobs: CronJob;
  cj: CronJob;
  roles: Role;
  rolebindings: RoleBinding;
  clusterroles: ClusterRole;
  clusterrolebindings: RoleBinding;
  certificatesigningrequests: CertificateSigningRequest;
  csr: CertificateSigningRequest;
  componentstatuses: OtherObject;
  cs: OtherObject;
  persistentvolumes: PersistentVolume;
  pv: PersistentVolume;
  podtemplates: OtherObject;
  resourcequotas: ResourceQuota;
  quota: ResourceQuota;
  apiservices: OtherObject;
  horizontalpodautoscalers: HorizontalPodAutoscaler;
  hpa: HorizontalPodAutoscaler;
  ingressclasses: OtherObject;
  ingresses: Ingress;
  ing: Ingress;
  ipaddresses: OtherObject;
  ip: OtherObject;
  networkpolicies: NetworkPolicy;
  netpol: NetworkPolicy;
  servicecidrs: OtherObject;
  poddisruptionbudgets: PodDisruptionBudget;
  pdb: PodDisruptionBudget;
  csidrivers: OtherObject;
  csinodes: OtherObject;
  csistoragecapacities: OtherObject;
  storageclasses: StorageClass;
  sc: StorageClass;
  volumeattachments: OtherObject;
  volumeattributesclasses: OtherObject;
  vac: OtherObject;
  mutatingadmissionpolicies: OtherObject;
  mutatingadmissionpolicybindings: OtherObject;
  mutatingwebhookconfigurations: OtherObject;
  validatingadmissionpolicies: OtherObject;
  validatingadmissionpolicybindings: OtherObject;
  validatingwebhookconfigurations: OtherObject;
  customresourcedefinitions: CustomResourceDefinition;
  crd: CustomResourceDefinition;
  crds: CustomResourceDefinition;
  priorityclasses: PriorityClass;
  pc: PriorityClass;
  leases: Lease;
  runtimeclasses: OtherObject;
  deviceclasses: OtherObject;
  resourceclaims: OtherObject;
  resourceclaimtemplates: OtherObject;
  resourceslices: OtherObject;
  flowschemas: OtherObject;
  prioritylevelconfigurations: OtherObject;
}

/** Objects to create, by kind. */
export interface KindTypes {
  Pod: Pod;
  Service: Service;
  ConfigMap: ConfigMap;
  Secret: Secret;
  ServiceAccount: ServiceAccount;
  Namespace: Namespace;
  Node: Node;
  LimitRange: LimitRange;
  Event: Event;
  Endpoints: Endpoints;
  EndpointSlice: EndpointSlice;
  Deployment: Deployment;
  ReplicaSet: ReplicaSet;
  StatefulSet: StatefulSet;
  DaemonSet: DaemonSet;
  ControllerRevision: ControllerRevision;
  ReplicationController: ReplicationController;
  PersistentVolumeClaim: PersistentVolumeClaim;
  Job: Job;
  CronJob: CronJob;
  Role: Role;
  RoleBinding: RoleBinding;
  ClusterRole: ClusterRole;
  ClusterRoleBinding: RoleBinding;
  CertificateSigningRequest: CertificateSigningRequest;
  SelfSubjectReview: SelfSubjectReview;
  TokenReview: TokenReview;
  SelfSubjectAccessReview: AccessReview;
  SubjectAccessReview: AccessReview;
  LocalSubjectAccessReview: AccessReview;
  SelfSubjectRulesReview: SelfSubjectRulesReview;
  ComponentStatus: OtherObject;
  PersistentVolume: PersistentVolume;
  PodTemplate: OtherObject;
  ResourceQuota: ResourceQuota;
  APIService: OtherObject;
  HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  IngressClass: OtherObject;
  Ingress: Ingress;
  IPAddress: OtherObject;
  NetworkPolicy: NetworkPolicy;
  ServiceCIDR: OtherObject;
  PodDisruptionBudget: PodDisruptionBudget;
  CSIDriver: OtherObject;
  CSINode: OtherObject;
  CSIStorageCapacity: OtherObject;
  StorageClass: StorageClass;
  VolumeAttachment: OtherObject;
  VolumeAttributesClass: OtherObject;
  MutatingAdmissionPolicy: OtherObject;
  MutatingAdmissionPolicyBinding: OtherObject;
  MutatingWebhookConfiguration: OtherObject;
  ValidatingAdmissionPolicy: OtherObject;
  ValidatingAdmissionPolicyBinding: OtherObject;
  ValidatingWebhookConfiguration: OtherObject;
  CustomResourceDefinition: CustomResourceDefinition;
  PriorityClass: PriorityClass;
  Lease: Lease;
  RuntimeClass: OtherObject;
  DeviceClass: OtherObject;
  ResourceClaim: OtherObject;
  ResourceClaimTemplate: OtherObject;
  ResourceSlice: OtherObject;
  FlowSchema: OtherObject;
  PriorityLevelConfiguration: OtherObject;
}
