/** The types of CEL as far as expressions are checked, each with the most that a value of it can hold, from which costs are estimated. */

/** A type of CEL, as far as expressions are checked; `dyn` is known only when one runs. */
export interface ExpressionType {
  is:
    | 'bool'
    | 'int'
    | 'uint'
    | 'double'
    | 'string'
    | 'bytes'
    | 'null_type'
    | 'timestamp'
    | 'duration'
    | 'type'
    | 'list'
    | 'map'
    | 'object'
    | 'opaque'
    | 'optional'
    | 'dyn';
  /** The keys of a map; texts where nothing is said. */
  key?: ExpressionType;
  /** The items of a list, the values of a map or of an optional, the type that a type is. */
  of?: ExpressionType;
  fields?: ReadonlyMap<string, ExpressionType>;
  /** The most items, entries, characters. */
  max: number;
  /** The name to show, where it is not `is`. */
  name?: string;
  /** True where nothing says the type, as of the items of an empty list: it is taken for any. */
  isFree?: true;
}

/** Bytes of a request, and so of any value (the limit of a body). */
export const maxBytes: number = 3 * 1024 * 1024;

const scalar = (is: ExpressionType['is']): ExpressionType => ({ is, max: 1 });
/** Types without parts. */
export const types: Record<
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'nothing'
  | 'timestamp'
  | 'duration'
  | 'type'
  | 'opaque'
  | 'string'
  | 'bytes'
  | 'dyn',
  ExpressionType
> = {
  bool: scalar('bool'),
  int: scalar('int'),
  uint: scalar('uint'),
  double: scalar('double'),
  nothing: scalar('null_type'),
  timestamp: scalar('timestamp'),
  duration: scalar('duration'),
  type: scalar('type'),
  opaque: scalar('opaque'),
  string: { is: 'string', max: maxBytes },
  bytes: { is: 'bytes', max: maxBytes },
  dyn: { is: 'dyn', max: maxBytes },
};

/** The type of what an empty list or map would hold. */
export const freeType: ExpressionType = { ...types.dyn, isFree: true };

/** A list of that many items at most. */
export const listOf = (of: ExpressionType, max: number): ExpressionType => ({ is: 'list', of, max });

/** An optional value. */
export const optionalOf = (of: ExpressionType): ExpressionType => ({ is: 'optional', of, max: of.max });

const authorization = (name: string, fields: [string, ExpressionType][] = []): ExpressionType => ({
  is: 'object',
  name: `kubernetes.authorization.${name}`,
  fields: new Map(fields),
  max: 1,
});
const resourceCheck = authorization('ResourceCheck');
/** The types with which expressions ask the authorizer. */
export const authorizerTypes: Record<
  'Authorizer' | 'PathCheck' | 'GroupCheck' | 'ResourceCheck' | 'Decision',
  ExpressionType
> = {
  Authorizer: authorization('Authorizer', [['requestResource', resourceCheck]]),
  PathCheck: authorization('PathCheck'),
  GroupCheck: authorization('GroupCheck'),
  ResourceCheck: resourceCheck,
  Decision: authorization('Decision'),
};

/** How a type is shown in messages. */
export function typeText(type: ExpressionType): string {
  if (type.is === 'list') return `list(${typeText(type.of ?? types.dyn)})`;
  if (type.is === 'map') return `map(${typeText(type.key ?? types.string)}, ${typeText(type.of ?? types.dyn)})`;
  if (type.is === 'optional') return `optional_type(${typeText(type.of ?? types.dyn)})`;
  if (type.is === 'type' && type.of) return `type(${typeText(type.of)})`;
  return type.is === 'null_type' ? 'null' : (type.name ?? type.is);
}
