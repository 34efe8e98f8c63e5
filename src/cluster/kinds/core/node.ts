/** Node. */

import { fields, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { nameField } from '../field-labels.js';
import { setDefault } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';
import { validateNode, validateNodeUpdate } from './node-validation.js';
import { nodeProxy } from './proxy.js';

/** The definition of Nodes. */
export const node: KindDefinition = {
  selectableFields: [nameField, ['spec.unschedulable', (object) => String(fields(object.spec).unschedulable === true)]],
  defaults: (object) => {
    const status = fields(object.status);
    if (status.capacity !== undefined) setDefault(status, 'allocatable', structuredClone(status.capacity));
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

function warnings(node: KubeObject): string[] {
  const spec = fields(node.spec);
  const warnings: string[] = [];
  if (spec.configSource !== undefined) warnings.push('spec.configSource: the feature is removed');
  if (text(spec.externalID)) {
    warnings.push('spec.externalID: this field is deprecated, and is unused by Kubernetes');
  }
  return warnings;
}
