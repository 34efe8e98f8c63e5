/** Which objects of a collection a request is about: label and field selectors together. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import { matchesLabels, parseFieldSelector, parseLabelSelector } from '../../kube/selector.js';
import { badRequest } from '../../kube/status.js';
import { selectableFields } from '../schema/fields.js';
import { fromStorage } from './event-groups.js';

/** True for an object, as it is stored, that the request is about. */
export type Selection = (object: KubeObject) => boolean;

/** The selection that a query makes; throws an ApiError 400 for one that cannot be understood. */
export function selection(kind: ResourceKind, query: { labelSelector: string; fieldSelector: string }): Selection {
  const labels = parseLabelSelector(query.labelSelector);
  const known = selectableFields(kind);
  const fields = parseFieldSelector(query.fieldSelector).map((term) => {
    const read = known.get(term.field);
    if (!read) throw badRequest(unknownField(term.field, known));
    return { ...term, read };
  });
  return (object) => {
    if (!matchesLabels(labels, object.metadata.labels)) return false;
    const shown = fromStorage(kind, object);
    return fields.every(({ read, equal, value }) => (read(shown) === value) === equal);
  };
}

/** Kinds with fields of their own are described otherwise than those with the two that all have. */
function unknownField(field: string, known: ReadonlyMap<string, unknown>): string {
  const common = known.size === 2 && known.has('metadata.namespace');
  if (!common) return `field label not supported: ${field}`;
  return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}
