/** PersistentVolumeClaim: a request for storage. */

import { type Fields, fields, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { normalizeDataSources } from './claim-data-source.js';
import { betaClass, validateClaim, validateClaimChange, validateClaimStatus } from './claim-validation.js';
import { fractions } from './pod/warnings/fractions.js';

/** The definition of PersistentVolumeClaims. */
export const persistentVolumeClaim: KindDefinition = {
  defaults: (object) => {
    fields(object.spec).volumeMode ??= 'Filesystem';
    object.status = pendingFirst(object.status);
  },
  prepare: {
    create: (object) => {
      object.status = pendingFirst({});
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

/** The status with its phase, which is Pending where none is given. */
export const pendingFirst = (status: unknown): Fields => ({
  ...fields(status),
  phase: text(fields(status).phase) || 'Pending',
});

function warnings({ metadata, spec }: KubeObject): string[] {
  const deprecated = 'deprecated since v1.8; use "storageClassName" attribute instead';
  const { requests, limits } = fields(fields(spec).resources);
  return [
    ...(metadata.annotations?.[betaClass] === undefined ? [] : [`metadata.annotations[${betaClass}]: ${deprecated}`]),
    ...fractions(requests, 'spec.resources.requests', 'storage'),
    ...fractions(limits, 'spec.resources.limits', 'storage'),
  ];
}
