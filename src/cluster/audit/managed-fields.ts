/** Takes the managed fields of objects out of audit events (copyWithoutManagedFields in k8s.io/apiserver/pkg/audit). */

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object without its managed fields, and without those of its items or rows when it is a list or a table; a copy where changed. */
export function withoutManagedFields(object: unknown): unknown {
  if (!isFields(object)) return object;
  const bare = bareObject(object);
  if (Array.isArray(bare.items)) return { ...bare, items: bare.items.map(bareItem) };
  return Array.isArray(bare.rows) ? { ...bare, rows: bare.rows.map(bareRow) } : bare;
}

const bareRow = (row: unknown): unknown => (isFields(row) ? { ...row, object: bareItem(row.object) } : row);

const bareItem = (item: unknown): unknown => (isFields(item) ? bareObject(item) : item);

function bareObject(object: Fields): Fields {
  const { metadata } = object;
  if (!isFields(metadata) || !('managedFields' in metadata)) return object;
  const { managedFields: _managedFields, ...rest } = metadata;
  return { ...object, metadata: rest };
}
