/** The Service `kubernetes`, by which pods find the API server, and its controller (pkg/controlplane/controller/kubernetesservice). */
import type { NamedObject } from '../../kube/object.js';
import type { ControllerContext } from './context.js';
import { nodeIP } from './node.js';
import { resources, target } from './objects.js';

/** The first address of the service network belongs to the API server. */
const serviceIP = '10.96.0.1';
/** The API server's port on its node, to which the Service leads, whatever port this process was given. */
const apiServerPort = 6443;
/** The API server looks after them so often, in milliseconds. */
const interval = 10_000;
const metadata = { name: 'kubernetes', namespace: 'default' };

/** The Service as in a new cluster, without the fields that only a store gives. */
export function apiServerService(): NamedObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: apiServerPort }],
      clusterIP: serviceIP,
      clusterIPs: [serviceIP],
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    },
    status: { loadBalancer: {} },
  };
}

/** The endpoints of that address: the API server itself sees to these two (pkg/controlplane/reconcilers). */
export function apiServerEndpoints(): [endpoints: NamedObject, slice: NamedObject] {
  const ports = [{ name: 'https', port: apiServerPort, protocol: 'TCP' }];
  return [
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: nodeIP }], ports }],
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [nodeIP], conditions: { ready: true } }],
      ports,
    },
  ];
}

/** Starts the API server's own controller: after `kubectl delete all --all` the Service is there again in ten seconds. */
export function startApiServerServiceController(context: ControllerContext): void {
  const client = context.clientFor('system:apiserver');
  const [endpoints, slice] = apiServerEndpoints();
  const own = [
    { row: resources.services, object: apiServerService() },
    { row: resources.endpoints, object: endpoints },
    { row: resources.endpointSlices, object: slice },
  ];
  const queue = context.queue('kubernetes-service-controller', async () => {
    for (const { row, object } of own) {
      const isThere = context.watch(row).get(metadata.namespace, metadata.name);
      if (!isThere) await client.create(target(row, { namespace: metadata.namespace }), object);
    }
  });
  for (const { row } of own) {
    // the queue looks which of the three objects is missing
    context.watch(row, ({ type }) => {
      if (type === 'DELETED') queue.addAfter(metadata.name, interval);
    });
  }
}
