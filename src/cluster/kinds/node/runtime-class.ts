/** RuntimeClass: which runtime runs the containers of a pod. */

import { fields, list, text, textMap } from '../../../kube/fields.js';
import { dnsLabelFaults } from '../../../kube/names.js';
import { validateLabels } from '../../validation/metadata.js';
import { validateTolerations } from '../core/pod/validation/scheduling.js';
import type { KindDefinition } from '../definition.js';
import { named, unchanged } from '../field-rules.js';

/** The definition of RuntimeClasses. */
export const runtimeClass: KindDefinition = {
  validation: {
    create: ({ handler, scheduling }) => [
      ...named(text(handler), 'handler', dnsLabelFaults),
      ...validateLabels(textMap(fields(scheduling).nodeSelector), 'scheduling.nodeSelector'),
      ...validateTolerations(list(fields(scheduling).tolerations), 'scheduling.tolerations'),
    ],
    update: (object, old) => unchanged(object, old, 'handler'),
  },
};
