/**
 * The values that Kubernetes fills in where a field was left out (defaults.go of each API group); those of pods are in
 * pod-defaults.ts.
 */
import type { KubeObject } from '../../kube/object.js';
import { type Fields, fields, isFields, list, textMap, texts } from './access.js';
import { defaultPod, defaultPodSpec, setDefault } from './pod-defaults.js';

const rbacGroup = 'rbac.authorization.k8s.io';

const byKind: Record<string, (object: KubeObject) => void> = {
  Pod: (object) => {
    const spec = fields(object.spec);
    defaultPodSpec(spec);
    defaultPod(spec);
  },
  Deployment: defaultDeployment,
  ReplicaSet: (object) => {
    const spec = fields(object.spec);
    setDefault(spec, 'replicas', 1);
    defaultTemplate(spec);
  },
  Service: defaultService,
  Secret: (object) => {
    setDefault(object, 'type', 'Opaque');
    foldStringData(object);
  },
  Namespace: (object) => {
    setDefault(fields(object.status), 'phase', 'Active');
    const { name } = object.metadata;
    if (name) object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': name };
  },
  Node: (object) => {
    const status = fields(object.status);
    if (status.capacity !== undefined) setDefault(status, 'allocatable', structuredClone(status.capacity));
  },
  RoleBinding: defaultBinding,
  ClusterRoleBinding: defaultBinding,
  TokenRequest: (object) => {
    const spec = fields(object.spec);
    setDefault(spec, 'expirationSeconds', 3600);
  },
  EndpointSlice: (object) => {
    for (const port of list(object.ports)) {
      setDefault(port, 'name', '');
      setDefault(port, 'protocol', 'TCP');
    }
  },
  Endpoints: (object) => {
    for (const subset of list(object.subsets)) {
      for (const port of list(subset.ports)) setDefault(port, 'protocol', 'TCP');
    }
  },
};

/** Fills in the defaults of the object's kind, in place, and gives the object back. */
export function applyDefaults<T extends KubeObject>(object: T): T {
  byKind[object.kind]?.(object);
  return object;
}

function defaultTemplate(spec: Fields): void {
  const template = fields(spec.template);
  if (isFields(template.spec)) defaultPodSpec(template.spec);
}

function defaultDeployment(object: KubeObject): void {
  const spec = fields(object.spec);
  setDefault(spec, 'replicas', 1);
  setDefault(spec, 'strategy', {});
  const strategy = fields(spec.strategy);
  setDefault(strategy, 'type', 'RollingUpdate');
  if (strategy.type === 'RollingUpdate') {
    setDefault(strategy, 'rollingUpdate', {});
    const rolling = fields(strategy.rollingUpdate);
    setDefault(rolling, 'maxUnavailable', '25%');
    setDefault(rolling, 'maxSurge', '25%');
  }
  setDefault(spec, 'revisionHistoryLimit', 10);
  setDefault(spec, 'progressDeadlineSeconds', 600);
  defaultTemplate(spec);
}

function defaultService(object: KubeObject): void {
  const spec = fields(object.spec);
  setDefault(spec, 'sessionAffinity', 'None');
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP') {
    const given = fields(fields(spec.sessionAffinityConfig).clientIP).timeoutSeconds;
    if (given === undefined) spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10_800 } };
  }
  setDefault(spec, 'type', 'ClusterIP');
  for (const port of list(spec.ports)) {
    setDefault(port, 'protocol', 'TCP');
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
  }
  const [onNodes, inside] = [spec.type === 'NodePort' || spec.type === 'LoadBalancer', spec.type === 'ClusterIP'];
  if (onNodes || (inside && texts(spec.externalIPs).length > 0)) setDefault(spec, 'externalTrafficPolicy', 'Cluster');
  if (onNodes || inside) setDefault(spec, 'internalTrafficPolicy', 'Cluster');
  if (spec.type !== 'LoadBalancer') return;
  setDefault(spec, 'allocateLoadBalancerNodePorts', true);
  for (const ingress of list(fields(fields(object.status).loadBalancer).ingress)) {
    if (ingress.ip) setDefault(ingress, 'ipMode', 'VIP');
  }
}

function defaultBinding(object: KubeObject): void {
  const roleRef = fields(object.roleRef);
  setDefault(roleRef, 'apiGroup', rbacGroup);
  for (const subject of list(object.subjects)) {
    if (subject.kind === 'User' || subject.kind === 'Group') setDefault(subject, 'apiGroup', rbacGroup);
  }
}

/** stringData is a way to write, never to read: its values go into data as base64. */
function foldStringData(secret: KubeObject): void {
  const plain = Object.entries(textMap(secret.stringData));
  delete (secret as Fields).stringData;
  if (plain.length === 0) return;
  const encoded = plain.map(([key, value]) => [key, Buffer.from(value).toString('base64')] as const);
  (secret as Fields).data = { ...fields(secret.data), ...Object.fromEntries(encoded) };
}
