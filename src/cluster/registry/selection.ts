/** Which objects of a collection a request is about: label and field selectors together. */
import type { FieldTerm } from '../../kube/field-selector.js';
import type { KubeObject } from '../../kube/object.js';
import { matchesLabels, type Requirement } from '../../kube/selector.js';
import { badRequest } from '../../kube/status.js';
import type { KindDefinition } from '../kinds/definition.js';
import { selectableFields } from './selectable-fields.js';
import { fromStorage } from './stored-form.js';

/** True for an object, as it is stored, that the request is about. */
export type Selection = (object: KubeObject) => boolean;

/** The selection that a query makes; throws an ApiError 400 for a field that does not select objects of this kind. */
export function selection(
  definition: KindDefinition,
  query: { labels: readonly Requirement[]; fields: readonly FieldTerm[] },
): Selection {
  const { labels } = query;
  const { readers, unknown } = selectableFields(definition);
  const fields = query.fields.map((term) => {
    const read = readers.get(term.field);
    if (!read) throw badRequest(unknown(term.field));
    return { ...term, read };
  });
  return (object) => {
    if (!matchesLabels(labels, object.metadata.labels)) return false;
    if (fields.length === 0) return true;
    const shown = fromStorage(definition, object);
    return fields.every(({ read, equal, value }) => (read(shown) === value) === equal);
  };
}
