/** PersistentVolumeClaim: a request for storage. */

import { fields } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { betaClass } from '../../../kube/storage-class.js';
import type { KindDefinition } from '../definition.js';
import { setDefaults } from '../prepare-fields.js';
import { normalizeDataSources } from './claim-data-source.js';
import { validateClaim, validateClaimChange, validateClaimStatus } from './claim-validation.js';
import { fractions } from './pod/warnings/fractions.js';

/** The definition of PersistentVolumeClaims. */
export const persistentVolumeClaim: KindDefinition = {
  defaults: (object) => {
    fields(object.spec).volumeMode ??= 'Filesystem';
    setDefaults(object, { status: { phase: 'Pending' } });
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
  const { requests, limits } = fields(fields(spec).resources);
  return [
    ...(metadata.annotations?.[betaClass] === undefined ? [] : [`metadata.annotations[${betaClass}]: ${deprecated}`]),
    ...fractions(requests, 'spec.resources.requests', 'storage'),
    ...fractions(limits, 'spec.resources.limits', 'storage'),
  ];
}
