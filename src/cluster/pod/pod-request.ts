/** The common part of requests for the inside of a pod: which pod, which container, in Kubernetes' words when there is none. */
import type { KubeObject } from '../../kube/object.js';
import { isOn } from '../../kube/request-info.js';
import { badRequest, notFound } from '../../kube/status.js';
import { type ApiRequest, reach } from '../chain/handler.js';

interface NamedContainer {
  name: string;
  stdin?: boolean;
  stdinOnce?: boolean;
  tty?: boolean;
}

/** A pod as far as its handlers read it. */
export interface PodObject extends KubeObject {
  spec: {
    nodeName?: string;
    containers: NamedContainer[];
    initContainers?: NamedContainer[];
    ephemeralContainers?: NamedContainer[];
  };
  status?: {
    phase?: string;
    containerStatuses?: { name: string; state?: { waiting?: { reason?: string } } }[];
    initContainerStatuses?: { name: string; state?: { waiting?: { reason?: string } } }[];
  };
}

/** Reads the pod as stored; undefined when there is none. */
export type ReadPod = (namespace: string, name: string) => KubeObject | undefined;

/** The pod and container that a request is about; throws the ApiError that Kubernetes answers with. */
export function podOfRequest(request: ApiRequest, readPod: ReadPod): { pod: PodObject; container: NamedContainer } {
  const { namespace, name } = request.info;
  reach(request, 'storage');
  // stored pods have passed validation
  const pod = readPod(namespace, name) as PodObject | undefined;
  if (!pod) throw notFound({ group: '', resource: 'pods' }, name);
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const all = [...initContainers, ...containers, ...ephemeralContainers];
  const wanted = request.query.get('container') ?? '';
  if (wanted === '') {
    const [only, more] = containers;
    if (only && !more) return { pod, container: only };
    const names = all.map((c) => c.name).join(' ');
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names}]`);
  }
  const container = all.find((c) => c.name === wanted);
  if (!container) throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  return { pod, container };
}

/** A flag of a query. */
export function isSet(query: URLSearchParams, name: string): boolean {
  return isOn(query.get(name));
}
