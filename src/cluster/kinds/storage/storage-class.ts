/** StorageClass: how volumes are made for claims. */
import { text, textMap } from '../../../kube/fields.js';
import { qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredText, unchanged } from '../field-rules.js';
import { setDefault } from '../prepare-fields.js';
import { nameColumn, printerOf, shown, shownAge } from '../printer.js';
import { asNewFirst } from '../validation-order.js';

/** True for the class that claims without one get; its annotation has an older name too. */
function isDefaultClass({ metadata }: KubeObject): boolean {
  const annotations = metadata.annotations ?? {};
  return ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some(
    (name) => annotations[name] === 'true',
  );
}

/** What the server knows of it. */
export const storageClass: KindDefinition = {
  printer: printerOf(
    { column: nameColumn, cell: (object) => `${object.metadata.name}${isDefaultClass(object) ? ' (default)' : ''}` },
    shown('Provisioner', 'Who makes its volumes.', ({ provisioner }) => provisioner),
    shown('ReclaimPolicy', 'What becomes of a volume without its claim.', ({ reclaimPolicy }) => reclaimPolicy),
    shown('VolumeBindingMode', 'When a claim gets its volume.', ({ volumeBindingMode }) => volumeBindingMode),
    shown('AllowVolumeExpansion', 'Whether its volumes may grow.', (object) => object.allowVolumeExpansion ?? false),
    shownAge,
  ),
  defaults: (object) => {
    setDefault(object, 'reclaimPolicy', 'Delete');
    setDefault(object, 'volumeBindingMode', 'Immediate');
  },
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
