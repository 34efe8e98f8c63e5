/**
 * Shows hand-written Endpoints of a Service without a selector as EndpointSlices, which clients read nowadays
 * (pkg/controller/endpointslicemirroring).
 */
import { isIPv6 } from 'node:net';
import type { StoredObject } from '../../kube/object.js';
import type { ControllerContext } from './context.js';
import { controllerReference, equalJson, keyOf, resources, splitKey, target } from './objects.js';
import type { EndpointSubset, Service } from './service-endpoints.js';
import { allowing } from './while-there.js';

/** core/v1 Endpoints. */
interface Endpoints extends StoredObject {
  subsets?: EndpointSubset[] | null;
}

/** A slice as this controller writes it. */
interface Mirror extends StoredObject {
  addressType: string;
  ports?: object[] | null;
  endpoints?: object[] | null;
}

const managedBy = 'endpointslice.kubernetes.io/managed-by';
const serviceName = 'kubernetes.io/service-name';
const controllerName = 'endpointslicemirroring-controller.k8s.io';
/** Labels and annotations of Endpoints that are not mirrored here. */
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror';
const leader = 'control-plane.alpha.kubernetes.io/leader';
const notMirrored = new Set([
  'endpoints.kubernetes.io/last-change-trigger-time',
  'kubectl.kubernetes.io/last-applied-configuration',
]);

type Address = NonNullable<EndpointSubset['addresses']>[number];

const endpointOf = ({ ip, hostname, nodeName, targetRef }: Address, ready: boolean): object => ({
  addresses: [ip],
  conditions: { ready },
  ...(hostname ? { hostname } : {}),
  ...(nodeName ? { nodeName } : {}),
  ...(targetRef ? { targetRef } : {}),
});

/** The contents of the slices: one for each subset and kind of address. */
function mirrorsOf({ subsets }: Endpoints): Pick<Mirror, 'addressType' | 'ports' | 'endpoints'>[] {
  return (subsets ?? []).flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) =>
    (['IPv4', 'IPv6'] as const).flatMap((addressType) => {
      const isOf = ({ ip }: Address): boolean => isIPv6(ip) === (addressType === 'IPv6');
      const endpoints = [
        ...addresses.filter(isOf).map((address) => endpointOf(address, true)),
        ...notReadyAddresses.filter(isOf).map((address) => endpointOf(address, false)),
      ];
      const named = ports.map((port) => ({ ...port, name: port.name ?? '' }));
      return endpoints.length ? [{ addressType, ports: named, endpoints }] : [];
    }),
  );
}

/** Starts the controller. */
export function startEndpointsMirroring(context: ControllerContext): void {
  const client = context.clientOf('endpointslicemirroring-controller');

  const isMirrored = (endpoints: Endpoints | undefined, service: Service | undefined): boolean =>
    endpoints !== undefined &&
    service !== undefined &&
    !service.spec.selector &&
    endpoints.metadata.labels?.[skipLabel] !== 'true' &&
    endpoints.metadata.annotations?.[leader] === undefined;

  const queue = context.queue('endpointslicemirroring-controller', async (key) => {
    const { namespace, name } = splitKey(key);
    const found = all.get(namespace, name);
    const wanted = found && isMirrored(found, services.get(namespace, name)) ? mirrorsOf(found) : [];
    const own = { [serviceName]: name, [managedBy]: controllerName };
    const isOwn = ({ metadata: { labels = {} } }: Mirror): boolean =>
      Object.entries(own).every(([label, value]) => labels[label] === value);
    if (wanted.length === 0 && !slices.list(namespace).some(isOwn)) return;
    // asked for, since their names are made up: one that the watch has not told yet would be made twice
    const labelSelector = Object.entries(own)
      .map(([label, value]) => `${label}=${value}`)
      .join();
    const left = await client.list<Mirror>(target(resources.endpointSlices, { namespace }), { labelSelector });
    // an object that is gone by now needs no endpoints
    await allowing(['NotFound', 'NamespaceTerminating'], async () => {
      for (const content of wanted) {
        const metadata = {
          labels: { ...found?.metadata.labels, ...own },
          annotations: Object.fromEntries(
            Object.entries(found?.metadata.annotations ?? {}).filter(([annotation]) => !notMirrored.has(annotation)),
          ),
        };
        const at = left.findIndex(({ addressType, ports }) =>
          equalJson([addressType, ports], [content.addressType, content.ports]),
        );
        const [slice] = at < 0 ? [] : left.splice(at, 1);
        if (!slice) {
          await client.create(target(resources.endpointSlices, { namespace }), {
            apiVersion: 'discovery.k8s.io/v1',
            kind: 'EndpointSlice',
            metadata: {
              generateName: `${name}-`,
              namespace,
              ...metadata,
              ownerReferences: found ? [controllerReference(found)] : [],
            },
            ...content,
          });
        } else if (
          !equalJson(slice.endpoints, content.endpoints) ||
          !equalJson(slice.metadata.labels, metadata.labels) ||
          !equalJson(slice.metadata.annotations ?? {}, metadata.annotations)
        ) {
          const changed = { ...slice, metadata: { ...slice.metadata, ...metadata }, ...content };
          const sliceAt = { namespace, name: slice.metadata.name };
          await client.update(target(resources.endpointSlices, sliceAt), changed);
        }
      }
      for (const { metadata } of left) {
        await client.delete(target(resources.endpointSlices, { namespace, name: metadata.name }));
      }
    });
  });

  const all = context.watch<Endpoints>(resources.endpoints, ({ object }) => queue.add(keyOf(object)));
  const services = context.watch<Service>(resources.services, ({ object }) => {
    if (!object.spec.selector) queue.add(keyOf(object));
  });
  const slices = context.watch<Mirror>(resources.endpointSlices, ({ type, object }) => {
    const { namespace = '', labels = {} } = object.metadata;
    if (type !== 'ADDED' && labels[managedBy] === controllerName)
      queue.add(`${namespace}/${labels[serviceName] ?? ''}`);
  });
}
