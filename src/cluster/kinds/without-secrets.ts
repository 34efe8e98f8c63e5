/** Removes from an object the parts that no audit level may log: the data of Secrets, and tokens. */
import { type Fields, isFields, list, text } from '../../kube/fields.js';
import { namedDefinitions } from './definitions.js';
import { withoutLastApplied } from './last-applied.js';

/** Rules by the name of a kind: an object may leave out its group. */
const rules = new Map<string, (object: Fields) => Fields>(
  namedDefinitions.flatMap(([kind, definition]) =>
    definition?.withoutSecrets ? [[kind, definition.withoutSecrets]] : [],
  ),
);

/** The object, list or table without secrets; a copy where any was removed. */
export function withoutSecrets(object: unknown): unknown {
  if (!isFields(object)) return object;
  const kind = text(object.kind);
  if (kind === 'Table') {
    return { ...object, rows: list(object.rows).map((row) => ({ ...row, object: withoutSecrets(row.object) })) };
  }
  // it does not say of which kind it is
  if (kind === 'PartialObjectMetadata') return withoutLastApplied(object);
  if (kind === 'PartialObjectMetadataList') return { ...object, items: list(object.items).map(withoutLastApplied) };
  const ofItems = kind.endsWith('List') ? rules.get(kind.slice(0, -'List'.length)) : undefined;
  if (ofItems) return { ...object, items: list(object.items).map(ofItems) };
  return rules.get(kind)?.(object) ?? object;
}
