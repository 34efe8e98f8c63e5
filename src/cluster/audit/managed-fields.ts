/** Takes out of what an audit event tells the managed fields of objects (copyWithoutManagedFields in k8s.io/apiserver/pkg/audit). */

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object without its managed fields, and without those of its items when it is a list; a copy where changed. */
export function withoutManagedFields(object: unknown): unknown {
  if (!isFields(object)) return object;
  const bare = bareObject(object);
  return Array.isArray(bare.items) ? { ...bare, items: bare.items.map(bareItem) } : bare;
}

const bareItem = (item: unknown): unknown => (isFields(item) ? bareObject(item) : item);

function bareObject(object: Fields): Fields {
  const { metadata } = object;
  if (!isFields(metadata) || !('managedFields' in metadata)) return object;
  const { managedFields: _managedFields, ...rest } = metadata;
  return { ...object, metadata: rest };
}
