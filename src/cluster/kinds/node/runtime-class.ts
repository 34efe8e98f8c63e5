/** RuntimeClass: which runtime runs the containers of a pod. */

import { isDeepStrictEqual } from 'node:util';
import { type Fields, fields, isFields, list, text, textMap } from '../../../kube/fields.js';
import { dnsLabelFaults } from '../../../kube/names.js';
import { duplicate, type FieldError } from '../../../kube/status.js';
import { validateLabels } from '../../validation/metadata.js';
import { validateResources } from '../core/pod/validation/resources.js';
import { validateTolerations } from '../core/pod/validation/scheduling.js';
import type { KindDefinition } from '../definition.js';
import { requiredName, unchanged } from '../field-rules.js';
import { internalValue } from '../internal-value.js';
import { asNewFirst } from '../validation-order.js';

/** The definition of RuntimeClasses. */
export const runtimeClass: KindDefinition = {
  needsVersion: true,
  validation: {
    anyFinalizer: true,
    order: asNewFirst,
    always: ({ handler, overhead, scheduling }) => [
      ...requiredName(handler, 'handler', dnsLabelFaults),
      ...(isFields(overhead) ? validateResources({ limits: overhead.podFixed }, [], 'overhead') : []),
      ...validateLabels(textMap(fields(scheduling).nodeSelector), 'scheduling.nodeSelector'),
      ...validateTolerations(list(fields(scheduling).tolerations), 'scheduling.tolerations'),
      ...repeated(list(fields(scheduling).tolerations), 'scheduling.tolerations'),
    ],
    update: (object, old) => unchanged(object, old, 'handler'),
  },
};

/** The faults of tolerations that are there before, be it for another time. */
function repeated(tolerations: readonly Fields[], path: string): FieldError[] {
  const keys = tolerations.map((toleration) => ['key', 'operator', 'value', 'effect'].map((f) => text(toleration[f])));
  return tolerations.flatMap((toleration, i) =>
    keys.slice(0, i).some((key) => isDeepStrictEqual(key, keys[i]))
      ? [duplicate(`${path}[${i}]`, internalValue('core.v1.Toleration', toleration))]
      : [],
  );
}
