/** EndpointSlice. */

import { equalJson } from '../../../kube/equal-json.js';
import { list, texts } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { ipWarnings } from '../../validation/ip-address.js';
import { validateEndpointSlice, validateEndpointSliceUpdate } from '../core/endpoints-validation.js';
import type { KindDefinition } from '../definition.js';

/** The definition of EndpointSlices. */
export const endpointSlice: KindDefinition = {
  defaults: (object) => {
    for (const port of list(object.ports)) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  prepare: { create: dropTopology },
  isNewGeneration,
  // a topology that is dropped counts for the generation
  beforeUpdate: (_registry, _call, object, old) => {
    if (!equalJson(object.endpoints, old.endpoints)) dropTopology(object);
  },
  validation: {
    always: validateEndpointSlice,
    update: validateEndpointSliceUpdate,
    order: ['new metadata', 'always', 'update'],
  },
  warnings,
  writtenLists: ['endpoints', 'ports'],
};

/** A slice has no specification: all but metadata counts, and labels do. An empty list is stored as null. */
function isNewGeneration(object: KubeObject, old: KubeObject): boolean {
  const counted = ({ metadata, endpoints, ports, ...rest }: KubeObject): object => ({
    ...rest,
    endpoints: list(endpoints),
    ports: list(ports),
    labels: metadata.labels ?? {},
  });
  return !equalJson(counted(object), counted(old));
}

/** A field of the older version that is no longer written. */
function dropTopology(slice: KubeObject): void {
  for (const endpoint of list(slice.endpoints)) delete endpoint.deprecatedTopology;
}

const controllers = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

function warnings(slice: KubeObject, old: KubeObject | undefined): string[] {
  const deprecated = !old && slice.addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
  // the controllers of endpoint slices are known to write addresses in their standard form
  if (controllers.includes(slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '')) return deprecated;
  return [
    ...deprecated,
    ...list(slice.endpoints).flatMap((endpoint, i) =>
      texts(endpoint.addresses).flatMap((ip, j) => ipWarnings(ip, `endpoints[${i}].addresses[${j}]`)),
    ),
  ];
}
