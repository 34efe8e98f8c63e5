/** ControllerRevision: one of the templates that a StatefulSet or DaemonSet has had. */
import { equalJson } from '../../../kube/equal-json.js';
import { number } from '../../../kube/fields.js';
import { type KubeObject, parseApiVersion } from '../../../kube/object.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { age, ageColumn, column, nameColumn, none } from '../printer.js';

/** What the server knows of it. */
export const controllerRevision: KindDefinition = {
  printer: {
    columns: [
      nameColumn,
      column('Controller', 'The object whose template it is.'),
      column('Revision', 'The number of the template.'),
      ageColumn,
    ],
    cells: (object, now) => [object.metadata.name, ownerOf(object), number(object.revision) ?? 0, age(object, now)],
  },
  validation: {
    always: ({ data, revision }) => [
      ...(data === undefined || data === null ? [required('data', 'data is mandatory')] : []),
      ...nonNegative(revision, 'revision'),
    ],
    update: keepsData,
    order: ['metadata', 'new metadata', 'always', 'update'],
  },
};

/** `statefulset.apps/web`. */
function ownerOf({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return none;
  const { group } = parseApiVersion(owner.apiVersion);
  return `${owner.kind.toLowerCase()}${group ? `.${group}` : ''}/${owner.name}`;
}

function keepsData(object: KubeObject, old: KubeObject): FieldError[] {
  return equalJson(object.data, old.data) ? [] : [invalid('data', object.data, 'field is immutable')];
}
