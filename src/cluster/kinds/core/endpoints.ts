/** Endpoints. */

import { list, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { ipWarnings } from '../../validation/ip-address.js';
import type { KindDefinition } from '../definition.js';
import { setDefault } from '../prepare-fields.js';
import { age, ageColumn, column, firstThree, nameColumn, none } from '../printer.js';
import { likeNew } from '../validation-order.js';
import { validateEndpoints } from './endpoints-validation.js';

/** What the server knows of it. */
export const endpoints: KindDefinition = {
  printer: {
    columns: [nameColumn, column('Endpoints', 'The addresses that are ready.'), ageColumn],
    cells: (object, now) => [object.metadata.name, addresses(object), age(object, now)],
  },
  defaults: (object) => {
    for (const subset of list(object.subsets)) {
      for (const port of list(subset.ports)) setDefault(port, 'protocol', 'TCP');
    }
  },
  validation: { always: validateEndpoints, order: likeNew },
  warnings,
  createOnUpdate: true,
  folder: 'services/endpoints',
};

/** The ready addresses at each port; nothing, not `<none>`, when there are subsets and none of them has any. */
function addresses(object: KubeObject): string {
  const subsets = list(object.subsets);
  const all = subsets.flatMap((subset) => {
    const addresses = list(subset.addresses).map(({ ip }) => text(ip));
    const ports = list(subset.ports);
    return ports.length ? ports.flatMap(({ port }) => addresses.map((ip) => hostPort(ip, port))) : addresses;
  });
  return subsets.length ? firstThree(all) : none;
}

const hostPort = (ip: string, port: unknown): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

function warnings(object: KubeObject): string[] {
  return list(object.subsets).flatMap((subset, i) =>
    ['addresses', 'notReadyAddresses'].flatMap((field) =>
      list(subset[field]).flatMap(({ ip }, j) => ipWarnings(text(ip), `subsets[${i}].${field}[${j}].ip`)),
    ),
  );
}
