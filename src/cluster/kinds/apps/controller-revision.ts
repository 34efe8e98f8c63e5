/** ControllerRevision: one of the templates that a StatefulSet or DaemonSet has had. */

import { equalJson } from '../../../kube/equal-json.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';

/** The definition of ControllerRevisions. */
export const controllerRevision: KindDefinition = {
  validation: {
    always: ({ data, revision }) => [
      ...(data === undefined || data === null ? [required('data', 'data is mandatory')] : []),
      ...nonNegative(revision, 'revision'),
    ],
    update: keepsData,
    order: ['metadata', 'new metadata', 'always', 'update'],
  },
};

function keepsData(object: KubeObject, old: KubeObject): FieldError[] {
  return equalJson(object.data, old.data) ? [] : [invalid('data', object.data, 'field is immutable')];
}
