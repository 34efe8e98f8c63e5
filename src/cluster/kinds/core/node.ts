/** Node. */

import { type Fields, fields, text, texts } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { nameField } from '../field-labels.js';
import { keepField, setDefault } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';
import { validateNode, validateNodeUpdate } from './node-validation.js';
import { nodeProxy } from './proxy.js';

/** The definition of Nodes. */
export const node: KindDefinition = {
  selectableFields: [nameField, ['spec.unschedulable', (object) => String(fields(object.spec).unschedulable === true)]],
  defaults: (object) => {
    const status = fields(object.status);
    if (status.capacity !== undefined) setDefault(status, 'allocatable', structuredClone(status.capacity));
    alignNetworks(fields(object.spec));
  },
  prepare: {
    create: dropConfig,
    update: dropConfig,
    through: {
      status: (object, old) => {
        keepField(object, old, 'spec');
        dropConfig(object);
      },
    },
  },
  status: {},
  folder: 'minions',
  validation: {
    always: validateNode,
    update: validateNodeUpdate,
    order: asNewFirst,
    through: { status: validateNodeUpdate },
  },
  warnings,
  subresources: { proxy: nodeProxy },
};

/** podCIDR is the first of podCIDRs; where they differ, it is the one that counts. */
function alignNetworks(spec: Fields): void {
  const first = text(spec.podCIDR);
  if (first !== '' && texts(spec.podCIDRs)[0] !== first) spec.podCIDRs = [first];
  const [network] = texts(spec.podCIDRs);
  if (network) spec.podCIDR = network;
}

/** Drops what no kubelet reads any more. */
function dropConfig({ spec, status }: KubeObject): void {
  delete fields(spec).configSource;
  delete fields(status).config;
}

function warnings(node: KubeObject): string[] {
  const spec = fields(node.spec);
  return text(spec.externalID) ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : [];
}
