/** Keeps the EndpointSlices and the Endpoints of Services that select pods (endpointslice- and endpoint-controller). */
import type { NamedObject, StoredObject } from '../../kube/object.js';
import { isApiError, isNamespaceTerminating } from '../../kube/status.js';
import type { ControllerContext } from './context.js';
import { eventRecorder, type Recorder } from './events.js';
import { controllerReference, equalJson, keyOf, resources, splitKey, target } from './objects.js';
import type { Pod } from './pod-objects.js';
import {
  type EndpointSubset,
  isHeadless,
  isSelecting,
  type Service,
  type SliceContent,
  selectedPods,
  slicesOf,
  subsetsOf,
} from './service-endpoints.js';
import { triggered, triggerTimes } from './trigger-times.js';
import { allowing } from './while-there.js';

/** core/v1 Endpoints. */
interface Endpoints extends StoredObject {
  subsets?: EndpointSubset[];
}

/** discovery/v1 EndpointSlice; an empty list may be null. */
interface EndpointSlice extends StoredObject {
  addressType: string;
  ports?: SliceContent['ports'] | null;
  endpoints?: SliceContent['endpoints'] | null;
}

const serviceName = 'kubernetes.io/service-name';
const managedBy = 'endpointslice.kubernetes.io/managed-by';
const sliceController = 'endpointslice-controller.k8s.io';

const labelsOf = (service: Service, own: Record<string, string>): Record<string, string> => ({
  ...service.metadata.labels,
  ...own,
  ...(isHeadless(service) ? { 'service.kubernetes.io/headless': '' } : {}),
});

/** Starts both controllers. */
export function startEndpointsControllers(context: ControllerContext): void {
  startFor(context, 'endpointslice-controller', resources.endpointSlices, syncSlices(context));
  startFor(context, 'endpoint-controller', resources.endpoints, syncEndpoints(context));
}

type Sync = (service: Service, pods: readonly Pod[]) => Promise<void>;

/** Calls `sync` for a Service when it, a pod of its namespace, or an object kept for it changes. */
function startFor(
  context: ControllerContext,
  name: string,
  kept: (typeof resources)['endpoints'],
  sync: { whenThere: Sync; whenGone(key: string): Promise<void> },
): void {
  const queue = context.queue(name, async (key) => {
    const { namespace, name: service } = splitKey(key);
    const found = services.get(namespace, service);
    // an object that is gone by now needs no endpoints
    await allowing(['NotFound', 'NamespaceTerminating'], async () => {
      if (!found) await sync.whenGone(key);
      else if (isSelecting(found) && !found.metadata.deletionTimestamp) {
        await sync.whenThere(found, pods.list(namespace));
      }
    });
  });
  const services = context.watch<Service>(resources.services, ({ object }) => queue.add(keyOf(object)));
  const queueAll = (namespace?: string): void => {
    for (const service of services.list(namespace)) if (isSelecting(service)) queue.add(keyOf(service));
  };
  // a pod that changes its labels may leave any of them
  const pods = context.watch<Pod>(resources.pods, ({ object }) => queueAll(object.metadata.namespace));
  // a pod whose node was missing gets into the slices of its Services with the node
  context.watch(resources.nodes, ({ type }) => {
    if (type === 'ADDED') queueAll();
  });
  context.watch(kept, ({ type, object }) => {
    const { namespace = '', labels = {} } = object.metadata;
    const service = services.get(namespace, labels[serviceName] ?? object.metadata.name);
    if (type !== 'ADDED' && service) queue.add(keyOf(service));
  });
}

/** Writes, and tells by an Event of `about` why it failed. Rejects with the refusal. */
async function writeOrTell(
  write: Promise<unknown>,
  record: Recorder,
  about: NamedObject,
  reason: string,
  words: (message: string) => string,
): Promise<void> {
  try {
    await write;
  } catch (error) {
    // these go away by themselves
    const isOver = ['NotFound', 'Conflict'].some((why) => isApiError(error, why)) || isNamespaceTerminating(error);
    if (!isOver) record(about, 'Warning', reason, words((error as Error).message));
    throw error;
  }
}

function syncEndpoints(context: ControllerContext): Parameters<typeof startFor>[3] {
  const client = context.clientOf('endpoint-controller');
  const record = eventRecorder(client, context.clock, 'endpoint-controller', (error) =>
    context.onError(error, 'endpoint-controller'),
  );
  const all = context.watch<Endpoints>(resources.endpoints);
  const times = triggerTimes();
  return {
    whenThere: async (service, pods) => {
      const { namespace = '', name } = service.metadata;
      const existing = all.get(namespace, name);
      const labels = labelsOf(service, { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' });
      const subsets = subsetsOf(service, pods);
      const since = times.since(keyOf(service), service, selectedPods(service, pods));
      const annotations = triggered(existing?.metadata.annotations, since);
      if (!existing) {
        const metadata = { name, namespace, labels, annotations };
        const made = { apiVersion: 'v1', kind: 'Endpoints', metadata, ...(subsets.length ? { subsets } : {}) };
        const write = client.create(target(resources.endpoints, { namespace }), made);
        await writeOrTell(write, record, made, 'FailedToCreateEndpoint', (message) => {
          return `Failed to create endpoint for service ${namespace}/${name}: ${message}`;
        });
      } else if (!equalJson(existing.subsets ?? [], subsets) || !equalJson(existing.metadata.labels ?? {}, labels)) {
        const changed = { ...existing, metadata: { ...existing.metadata, labels, annotations }, subsets };
        const write = client.update(target(resources.endpoints, { namespace, name }), changed);
        await writeOrTell(write, record, changed, 'FailedToUpdateEndpoint', (message) => {
          return `Failed to update endpoint ${namespace}/${name}: ${message}`;
        });
      }
    },
    // they have no owner who would take them along
    whenGone: async (key) => {
      const { namespace, name } = splitKey(key);
      times.forget(key);
      if (all.get(namespace, name)) await client.delete(target(resources.endpoints, { namespace, name }));
    },
  };
}

function syncSlices(context: ControllerContext): Parameters<typeof startFor>[3] {
  const client = context.clientOf('endpointslice-controller');
  const record = eventRecorder(client, context.clock, 'endpoint-slice-controller', (error) =>
    context.onError(error, 'endpointslice-controller'),
  );
  const writeFor = (service: Service, what: string, write: Promise<unknown>): Promise<void> => {
    const of = `${service.metadata.namespace}/${service.metadata.name}`;
    return writeOrTell(write, record, service, 'FailedToUpdateEndpointSlices', (message) => {
      return `Error updating Endpoint Slices for Service ${of}: failed to ${what} for Service ${of}: ${message}`;
    });
  };
  const nodes = context.watch(resources.nodes);
  const times = triggerTimes();
  const isSame = (slice: EndpointSlice, content: SliceContent): boolean =>
    equalJson(slice.ports ?? [], content.ports) && equalJson(slice.endpoints ?? [], content.endpoints);
  return {
    whenThere: async (service, pods) => {
      const { namespace = '', name } = service.metadata;
      const own = { [serviceName]: name, [managedBy]: sliceController };
      const labels = labelsOf(service, own);
      const labelSelector = Object.entries(own)
        .map(([key, value]) => `${key}=${value}`)
        .join();
      const since = times.since(keyOf(service), service, selectedPods(service, pods));
      // asked for, since their names are made up: one that the watch has not told yet would be made twice
      const left = await client.list<EndpointSlice>(target(resources.endpointSlices, { namespace }), { labelSelector });
      await nodes.synced;
      for (const content of slicesOf(service, pods, (node) => nodes.get('', node))) {
        const at = Math.max(
          left.findIndex((slice) => equalJson(slice.ports ?? [], content.ports)),
          0,
        );
        const [slice] = left.splice(at, 1);
        if (!slice) {
          const made = {
            apiVersion: 'discovery.k8s.io/v1',
            kind: 'EndpointSlice',
            metadata: {
              generateName: `${name}-`,
              namespace,
              labels,
              annotations: triggered(undefined, since),
              ownerReferences: [controllerReference(service)],
            },
            addressType: 'IPv4',
            ...content,
          };
          const write = client.create(target(resources.endpointSlices, { namespace }), made);
          await writeFor(service, 'create EndpointSlice', write);
        } else if (!isSame(slice, content) || !equalJson(slice.metadata.labels, labels)) {
          const annotations = triggered(slice.metadata.annotations, since);
          const changed = { ...slice, metadata: { ...slice.metadata, labels, annotations }, ...content };
          const sliceAt = { namespace, name: slice.metadata.name };
          const write = client.update(target(resources.endpointSlices, sliceAt), changed);
          await writeFor(service, `update ${sliceAt.name} EndpointSlice`, write);
        }
      }
      for (const { metadata } of left) {
        await client.delete(target(resources.endpointSlices, { namespace, name: metadata.name }));
      }
    },
    // the garbage collector takes them along
    whenGone: async (key) => times.forget(key),
  };
}
