/** Which pods stand behind a Service, as its EndpointSlices and its Endpoints tell it (k8s.io/endpointslice). Pure. */
import type { StoredObject } from '../../kube/object.js';
import { hasEnded } from '../../kube/pod-phase.js';
import type { Pod } from './pod-objects.js';
import { isReady } from './replica-set-pods.js';

/** core/v1 Service, as far as its pods are concerned. */
export interface Service extends StoredObject {
  spec: {
    type?: string;
    clusterIP?: string;
    selector?: Record<string, string>;
    ports?: { name?: string; protocol?: string; port: number; targetPort?: number | string; appProtocol?: string }[];
    publishNotReadyAddresses?: boolean;
  };
}

/** A port of the pods. */
export interface EndpointPort {
  name: string;
  port: number;
  protocol: string;
  appProtocol?: string;
}

interface TargetRef {
  kind: 'Pod';
  namespace: string;
  name: string;
  uid: string;
}

/** discovery/v1 Endpoint: a pod. */
export interface Endpoint {
  addresses: string[];
  conditions: { ready: boolean; serving: boolean; terminating: boolean };
  hostname?: string;
  nodeName?: string;
  targetRef: TargetRef;
}

/** The contents of an EndpointSlice: pods that have the same ports. */
export interface SliceContent {
  ports: EndpointPort[];
  endpoints: Endpoint[];
}

interface EndpointAddress {
  ip: string;
  hostname?: string;
  nodeName?: string;
  targetRef: TargetRef;
}

/** core/v1 EndpointSubset: a port without a name says none. */
export interface EndpointSubset {
  addresses?: EndpointAddress[];
  notReadyAddresses?: EndpointAddress[];
  ports?: (Omit<EndpointPort, 'name'> & { name?: string })[];
}

/** True for a Service whose endpoints are the control plane's matter, and not its author's. */
export function isSelecting(service: Service): boolean {
  return Object.keys(service.spec.selector ?? {}).length > 0 && service.spec.type !== 'ExternalName';
}

/** True for a Service without an address of its own. */
export function isHeadless({ spec }: Service): boolean {
  return !spec.clusterIP || spec.clusterIP === 'None';
}

/** The contents of the slices, one for each set of ports that pods have; one without anything when there is no pod. */
export function slicesOf(service: Service, pods: readonly Pod[]): SliceContent[] {
  const groups = grouped(service, podsBehind(service, pods));
  if (groups.length === 0) return [{ ports: [], endpoints: [] }];
  return groups.map(({ ports, pods: members }) => ({ ports, endpoints: members.map((pod) => endpoint(service, pod)) }));
}

/** The subsets of the Endpoints; none when there is no pod. A pod that is ending is left out. */
export function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const { publishNotReadyAddresses = false, ports: wanted = [] } = service.spec;
  const staying = podsBehind(service, pods).filter(
    (pod) => publishNotReadyAddresses || !pod.metadata.deletionTimestamp,
  );
  return grouped(service, staying)
    .filter(({ ports }) => ports.length > 0 || wanted.length === 0)
    .map(({ ports, pods: members }) => {
      const isShown = (pod: Pod): boolean => publishNotReadyAddresses || isReady(pod);
      const addresses = members.filter(isShown).map((pod) => address(service, pod));
      const notReadyAddresses = members.filter((pod) => !isShown(pod)).map((pod) => address(service, pod));
      return {
        ...(addresses.length ? { addresses } : {}),
        ...(notReadyAddresses.length ? { notReadyAddresses } : {}),
        ...(ports.length ? { ports: ports.map(({ name, ...port }) => (name ? { name, ...port } : port)) } : {}),
      };
    });
}

const ipOf = (pod: Pod): string => pod.status?.podIP ?? '';

/** The pods that the selector matches. */
export function selectedPods({ spec, metadata }: Service, pods: readonly Pod[]): Pod[] {
  const selector = Object.entries(spec.selector ?? {});
  return pods
    .filter((pod) => pod.metadata.namespace === metadata.namespace)
    .filter((pod) => selector.every(([key, value]) => pod.metadata.labels?.[key] === value));
}

/** The selected pods that have an address and are not over, by their addresses. */
function podsBehind(service: Service, pods: readonly Pod[]): Pod[] {
  return selectedPods(service, pods)
    .filter((pod) => ipOf(pod) && !hasEnded(pod))
    .sort((a, b) => (ipOf(a) < ipOf(b) ? -1 : 1));
}

function grouped(service: Service, pods: readonly Pod[]): { ports: EndpointPort[]; pods: Pod[] }[] {
  const groups = new Map<string, { ports: EndpointPort[]; pods: Pod[] }>();
  for (const pod of pods) {
    const ports = portsOf(service, pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, pods: [] };
    group.pods.push(pod);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The ports of a pod that the Service's ports stand for; a name that no container has stands for no port. */
function portsOf({ spec }: Service, pod: Pod): EndpointPort[] {
  return (spec.ports ?? []).flatMap(({ name = '', protocol = 'TCP', port: own, targetPort = own, appProtocol }) => {
    const containers = pod.spec.containers.flatMap(({ ports }) => ports ?? []);
    const port =
      typeof targetPort === 'number'
        ? targetPort
        : containers.find((p) => p.name === targetPort && (p.protocol ?? 'TCP') === protocol)?.containerPort;
    return port === undefined ? [] : [{ name, port, protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function endpoint(service: Service, pod: Pod): Endpoint {
  const { ip, ...rest } = address(service, pod);
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  return { addresses: [ip], conditions: { ready, serving, terminating }, ...rest };
}

function address(service: Service, pod: Pod): EndpointAddress {
  const { namespace = '', name, uid } = pod.metadata;
  const { hostname, subdomain, nodeName } = pod.spec;
  return {
    ip: ipOf(pod),
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}
