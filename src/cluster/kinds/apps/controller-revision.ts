/** ControllerRevision: one of the templates that a StatefulSet or DaemonSet has had. */

import { equalJson } from '../../../kube/equal-json.js';
import { isFields } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';

/** The definition of ControllerRevisions. */
export const controllerRevision: KindDefinition = {
  validation: {
    always: ({ revision }) => nonNegative(revision, 'revision'),
    create: validateData,
    update: keepsData,
    order: ['metadata', 'new metadata', 'always', 'update'],
  },
};

function validateData({ data }: KubeObject): FieldError[] {
  if (data === undefined || data === null) return [required('data', 'data is mandatory')];
  return isFields(data) ? [] : [required('data', 'data must be a valid JSON object')];
}

function keepsData(object: KubeObject, old: KubeObject): FieldError[] {
  return equalJson(object.data, old.data) ? [] : [invalid('data', object.data, 'field is immutable')];
}
