/** ConfigMap. */

import { textMap } from '../../../kube/fields.js';
import { configKeyFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, tooLong } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { likeNew } from '../validation-order.js';
import { decodedSize, keptFields, maxSize } from './data.js';

/** The definition of ConfigMaps. */
export const configMap: KindDefinition = {
  validation: {
    always: validate,
    update: (map, old) => keptFields(map, old, ['data', 'binaryData']),
    order: likeNew,
  },
};

function validate(map: KubeObject): FieldError[] {
  const [data, binary] = [textMap(map.data), textMap(map.binaryData)];
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    errors.push(...configKeyFaults(key).map((f) => invalid(`data[${key}]`, key, f)));
    if (Object.hasOwn(binary, key)) {
      errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    }
    size += Buffer.byteLength(value);
  }
  for (const [key, value] of Object.entries(binary)) {
    errors.push(...configKeyFaults(key).map((f) => invalid(`binaryData[${key}]`, key, f)));
    size += decodedSize(value);
  }
  // the path of the whole object is empty, which Kubernetes writes so
  if (size > maxSize) errors.push(tooLong('[]', maxSize));
  return errors;
}
