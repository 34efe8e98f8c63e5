/** The fields of pods that the controllers read and write. Other fields stay as they are. */
import type { ObjectMeta, StoredObject } from '../../kube/object.js';
import type { LabelSelector } from '../../kube/selector.js';
import type { Condition } from './objects.js';

/** A reference to what a container asks for or is limited to; a file names the container. */
export interface ResourceFieldRef {
  containerName?: string;
  /** `requests.cpu`, `limits.memory` and such. */
  resource: string;
  /** The amount that the value is counted in, such as `1Mi`. */
  divisor?: string;
}

/** The source of a container variable's value. */
export interface EnvVarSource {
  fieldRef?: { fieldPath: string };
  resourceFieldRef?: ResourceFieldRef;
  secretKeyRef?: { name?: string; key: string; optional?: boolean };
  configMapKeyRef?: { name?: string; key: string; optional?: boolean };
}

/** Which keys of a ConfigMap or Secret become files, and how they are called. */
export interface KeyToPath {
  key: string;
  path: string;
}

interface Keyed {
  items?: KeyToPath[];
  optional?: boolean;
}

/** A file of the downward API: a field of the pod, or of what a container asks for. */
export interface DownwardFile {
  path: string;
  fieldRef?: { fieldPath: string };
  resourceFieldRef?: ResourceFieldRef;
}

/** One source of a projected volume. */
export interface VolumeProjection {
  serviceAccountToken?: { path: string; expirationSeconds?: number; audience?: string };
  configMap?: Keyed & { name?: string };
  secret?: Keyed & { name?: string };
  downwardAPI?: { items?: DownwardFile[] };
}

/** A volume of a pod. */
export interface Volume {
  name: string;
  projected?: { sources?: VolumeProjection[] };
  configMap?: Keyed & { name?: string };
  secret?: Keyed & { secretName?: string };
  downwardAPI?: { items?: DownwardFile[] };
  emptyDir?: { medium?: string };
  hostPath?: { path: string };
}

/** How the kubelet asks a container how it is; one without a command asks over the network. */
export interface Probe {
  exec?: { command?: string[] };
  initialDelaySeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

/** A step at the begin or the end of a container; one without a command or a pause asks over the network. */
export interface Hook {
  exec?: { command?: string[] };
  sleep?: { seconds: number };
}

/** A container of a pod. */
export interface Container {
  name: string;
  image?: string;
  imagePullPolicy?: string;
  command?: string[];
  args?: string[];
  workingDir?: string;
  env?: { name: string; value?: string; valueFrom?: EnvVarSource }[];
  envFrom?: {
    prefix?: string;
    configMapRef?: { name?: string; optional?: boolean };
    secretRef?: { name?: string; optional?: boolean };
  }[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean; subPath?: string }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: { runAsUser?: number; runAsGroup?: number; runAsNonRoot?: boolean };
  ports?: { name?: string; containerPort: number; hostPort?: number; hostIP?: string; protocol?: string }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  lifecycle?: { postStart?: Hook; preStop?: Hook };
  /** `Always` for an init container that goes on beside the others. */
  restartPolicy?: string;
  stdin?: boolean;
  stdinOnce?: boolean;
  tty?: boolean;
}

/** The state of a container; one of the three. */
export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt: string };
  terminated?: {
    exitCode: number;
    reason: string;
    message?: string;
    startedAt: string;
    finishedAt: string;
    containerID?: string;
  };
}

/** status.containerStatuses[]. */
export interface ContainerStatus {
  name: string;
  state: ContainerState;
  lastState: ContainerState;
  ready: boolean;
  started?: boolean;
  restartCount: number;
  image: string;
  imageID: string;
  containerID?: string;
  allocatedResources?: Record<string, string>;
  resources?: Container['resources'];
  user?: { linux: { gid: number; supplementalGroups: number[]; uid: number } };
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean; recursiveReadOnly?: string }[];
}

/** status of a pod. */
export interface PodStatus {
  phase?: string;
  reason?: string;
  message?: string;
  conditions?: Condition[];
  hostIP?: string;
  hostIPs?: { ip: string }[];
  podIP?: string;
  podIPs?: { ip: string }[];
  startTime?: string;
  initContainerStatuses?: ContainerStatus[];
  containerStatuses?: ContainerStatus[];
  ephemeralContainerStatuses?: ContainerStatus[];
  qosClass?: string;
  observedGeneration?: number;
}

/** A condition of a node's label or, for `matchFields`, of its name. */
export interface NodeSelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** Terms of which one must hold; each holds when all its requirements do. */
export interface NodeSelector {
  nodeSelectorTerms: { matchExpressions?: NodeSelectorRequirement[]; matchFields?: NodeSelectorRequirement[] }[];
}

/** Pods, and the label of nodes by which they count as near. */
export interface PodAffinityTerm {
  labelSelector?: LabelSelector;
  topologyKey: string;
  namespaces?: string[];
  namespaceSelector?: LabelSelector;
}

/** core/v1 Pod. */
export interface Pod extends StoredObject {
  spec: {
    containers: Container[];
    initContainers?: Container[];
    ephemeralContainers?: Container[];
    volumes?: Volume[];
    nodeName?: string;
    nodeSelector?: Record<string, string>;
    affinity?: {
      nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector };
      podAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[] };
      podAntiAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[] };
    };
    tolerations?: Toleration[];
    schedulerName?: string;
    schedulingGates?: { name: string }[];
    /** Conditions that others set; the pod is ready only when all of them are true. */
    readinessGates?: { conditionType: string }[];
    /** The pod fails when it has been on the node for so long. */
    activeDeadlineSeconds?: number;
    restartPolicy?: string;
    serviceAccountName?: string;
    hostNetwork?: boolean;
    hostname?: string;
    subdomain?: string;
    terminationGracePeriodSeconds?: number;
    securityContext?: {
      runAsUser?: number;
      runAsGroup?: number;
      runAsNonRoot?: boolean;
      fsGroup?: number;
      supplementalGroups?: number[];
    };
    enableServiceLinks?: boolean;
  };
  status?: PodStatus;
}

/** The template that pods are made from. */
export interface PodTemplate {
  metadata?: ObjectMeta;
  spec: Pod['spec'];
}

/** A toleration of a taint; for so many seconds, where the taint drives pods away. */
export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}
