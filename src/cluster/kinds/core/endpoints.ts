/** Endpoints. */

import { list, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { ipWarnings } from '../../validation/ip-address.js';
import type { KindDefinition } from '../definition.js';
import { setDefault } from '../prepare-fields.js';
import { likeNew } from '../validation-order.js';
import { validateEndpoints } from './endpoints-validation.js';

/** The definition of Endpoints. */
export const endpoints: KindDefinition = {
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

function warnings(object: KubeObject): string[] {
  return list(object.subsets).flatMap((subset, i) =>
    ['addresses', 'notReadyAddresses'].flatMap((field) =>
      list(subset[field]).flatMap(({ ip }, j) => ipWarnings(text(ip), `subsets[${i}].${field}[${j}].ip`)),
    ),
  );
}
