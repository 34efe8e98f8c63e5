/** StorageClass: how volumes are made for claims. */

import { text, textMap } from '../../../kube/fields.js';
import { qualifiedNameFaults } from '../../../kube/names.js';
import { type FieldError, invalid } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredText, unchanged } from '../field-rules.js';
import { setDefaults } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';

/** The definition of StorageClasses. */
export const storageClass: KindDefinition = {
  defaults: (object) => setDefaults(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  validation: {
    order: asNewFirst,
    always: (object) => [
      ...requiredText(object.provisioner, 'provisioner'),
      ...(object.provisioner
        ? named(text(object.provisioner), 'provisioner', (name) => qualifiedNameFaults(name.toLowerCase()))
        : []),
      ...validateParameters(object.parameters),
      ...oneOf(object.reclaimPolicy, 'reclaimPolicy', ['Delete', 'Retain']),
      ...oneOf(object.volumeBindingMode, 'volumeBindingMode', ['Immediate', 'WaitForFirstConsumer']),
    ],
    update: (object, old) => unchanged(object, old, 'parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'),
  },
};

/** The faults of the parameters of a class. */
export function validateParameters(parameters: unknown): FieldError[] {
  const names = Object.keys(textMap(parameters));
  return names.filter((name) => name === '').map((name) => invalid('parameters', name, 'field can not be empty.'));
}
