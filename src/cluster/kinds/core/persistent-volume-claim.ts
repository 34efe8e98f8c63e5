/** PersistentVolumeClaim: a request for storage. */

import { fields, text, textMap } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { formatQuantity, parseQuantity } from '../../../kube/quantity.js';
import type { KindDefinition } from '../definition.js';
import { normalizeDataSources } from './claim-data-source.js';
import { betaClass, validateClaim, validateClaimChange, validateClaimStatus } from './claim-validation.js';

/** The definition of PersistentVolumeClaims. */
export const persistentVolumeClaim: KindDefinition = {
  defaults: ({ spec }) => {
    fields(spec).volumeMode ??= 'Filesystem';
  },
  prepare: {
    create: (object) => {
      object.status = { phase: 'Pending' };
      normalizeDataSources(fields(object.spec));
    },
    update: (object, old, subresource) => {
      if (subresource === '') normalizeDataSources(fields(object.spec), fields(old.spec));
    },
  },
  status: {},
  validation: {
    always: ({ spec }, old) => validateClaim(fields(spec), 'spec', fields(old?.spec)),
    update: validateClaimChange,
    order: ['metadata', 'new metadata', 'always', 'update'],
    through: { status: validateClaimStatus },
  },
  warnings,
};

function warnings({ metadata, spec }: KubeObject): string[] {
  const deprecated = 'deprecated since v1.8; use "storageClassName" attribute instead';
  const fractions = ['requests', 'limits'].flatMap((field) => {
    const size = parseQuantity(text(textMap(fields(fields(spec).resources)[field]).storage));
    if (!size || size.nanos % 1_000_000_000n === 0n) return [];
    const shown = JSON.stringify(formatQuantity(size));
    return [`spec.resources.${field}[storage]: fractional byte value ${shown} is invalid, must be an integer`];
  });
  return [
    ...(metadata.annotations?.[betaClass] === undefined ? [] : [`metadata.annotations[${betaClass}]: ${deprecated}`]),
    ...fractions,
  ];
}
