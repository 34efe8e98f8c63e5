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
  /** That of the pod's node. */
  zone?: string;
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

/**
 * The contents of the slices, one for each set of ports that pods have; one without anything when there is no pod. A pod whose node
 * `nodeNamed` does not find is left out, unless the Service wants pods before they are ready.
 */
export function slicesOf(
  service: Service,
  pods: readonly Pod[],
  nodeNamed: (name: string) => StoredObject | undefined,
): SliceContent[] {
  const groups = new Map<string, SliceContent>();
  for (const pod of podsBehind(service, pods)) {
    const node = nodeNamed(pod.spec.nodeName ?? '');
    if (!node && service.spec.publishNotReadyAddresses !== true) continue;
    const ports = portsOf(service, pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    group.endpoints.push(endpoint(service, pod, node));
    groups.set(key, group);
  }
  return groups.size > 0 ? [...groups.values()] : [{ ports: [], endpoints: [] }];
}

/** The subsets of the Endpoints; none when there is no pod. A pod that is ending is left out. */
export function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const { publishNotReadyAddresses = false, ports: wanted = [] } = service.spec;
  const staying = podsBehind(service, pods).filter(
    (pod) => publishNotReadyAddresses || !pod.metadata.deletionTimestamp,
  );
  const isShown = (pod: Pod): boolean => publishNotReadyAddresses || isReady(pod);
  const groups = wanted.length > 0 ? sharedPorts(service, staying) : [{ ports: [], pods: staying }];
  return groups
    .filter(({ pods: members }) => members.length > 0)
    .map(({ ports, pods: members }) => {
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

/** The ports of the pods: those together that the same pods have (RepackSubsets in pkg/api/v1/endpoints). */
function sharedPorts(service: Service, pods: readonly Pod[]): { ports: EndpointPort[]; pods: Pod[] }[] {
  const byPort = new Map<string, { port: EndpointPort; pods: Pod[] }>();
  for (const pod of pods) {
    for (const port of portsOf(service, pod)) {
      const key = JSON.stringify(port);
      const entry = byPort.get(key) ?? { port, pods: [] };
      entry.pods.push(pod);
      byPort.set(key, entry);
    }
  }
  const byPods = new Map<string, { ports: EndpointPort[]; pods: Pod[] }>();
  for (const { port, pods: members } of byPort.values()) {
    const key = members.map(({ metadata }) => metadata.name).join();
    const entry = byPods.get(key) ?? { ports: [], pods: members };
    entry.ports.push(port);
    byPods.set(key, entry);
  }
  return [...byPods.values()];
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

function endpoint(service: Service, pod: Pod, node: StoredObject | undefined): Endpoint {
  const { ip, ...rest } = address(service, pod);
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
  return { addresses: [ip], conditions: { ready, serving, terminating }, ...rest, ...(zone ? { zone } : {}) };
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
