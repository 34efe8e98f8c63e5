/** Values of the server's own types as Go sees them: with a type, and with zero values where JSON leaves a field out. */
import { type Fields, isFields } from '../schema/access.js';
import { formatQuantity, parseQuantity } from '../schema/quantity.js';
import { internalFields } from './internal-types.js';

/** A type of Go. `named` is how Go writes it. */
export type GoType =
  | { kind: 'basic'; named: string }
  | { kind: 'struct'; named: string; fields: readonly { name: string; type: GoType; of(value: unknown): unknown }[] }
  | {
      kind: 'slice' | 'map' | 'pointer';
      named: string;
      element: GoType /** Its keys are of a type that has a text. */;
      keyed?: true;
    };

/** The type of that name in the table of the server's own types. */
export function goType(name: string): GoType {
  const fields = internalFields(name);
  if (name === 'map') return { kind: 'map', named: 'map[string]string', element: basic('string') };
  if (name === 'ResourceList') return { kind: 'map', named: 'core.ResourceList', element: quantity, keyed: true };
  if (name === 'Quantity') return quantity;
  if (name === 'IntOrString') return intOrString;
  return fields ? structType(name, name) : basic(name);
}

const basic = (named: string): GoType => ({ kind: 'basic', named });

const known = new Map<string, GoType>();

/** A struct; one that is embedded has the name of its field. */
function structType(name: string, shown: string): GoType {
  const had = known.get(shown);
  if (had) return had;
  const fields: { name: string; type: GoType; of(value: unknown): unknown }[] = [];
  const type: GoType = { kind: 'struct', named: shown.includes('.') ? shown : `core.${shown}`, fields };
  known.set(shown, type);
  for (const field of internalFields(name) ?? []) {
    const read = (value: unknown): unknown => (isFields(value) ? value[field.json] : undefined);
    const element = field.kind === 'inline' ? structType(field.type, field.name) : goType(field.type);
    if (field.kind === 'inline') fields.push({ name: field.name, type: element, of: (value) => value });
    else if (field.kind === 'value') fields.push({ name: field.name, type: element, of: read });
    else if (field.kind === 'pointer') {
      fields.push({ name: field.name, type: { kind: 'pointer', named: `*${element.named}`, element }, of: read });
    } else {
      // the one list of named texts
      const named = field.type === 'Capability' ? 'core.Capability' : element.named;
      fields.push({ name: field.name, type: { kind: 'slice', named: `[]${named}`, element }, of: read });
    }
  }
  return type;
}

const partOf =
  (part: (value: unknown) => unknown): ((value: unknown) => unknown) =>
  (value) =>
    value === undefined || value === null ? undefined : part(value);

/** A quantity is a number with a power of ten, and the text that it was read from. */
const quantity: GoType = {
  kind: 'struct',
  named: 'resource.Quantity',
  fields: [
    {
      name: 'i',
      type: {
        kind: 'struct',
        named: 'resource.int64Amount',
        fields: [
          { name: 'value', type: basic('int64'), of: (amount) => (amount as Amount | undefined)?.value },
          { name: 'scale', type: basic('int32'), of: (amount) => (amount as Amount | undefined)?.scale },
        ],
      },
      of: partOf((value) => amountOf(String(value))),
    },
    { name: 's', type: basic('string'), of: partOf(canonical) },
    { name: 'Format', type: basic('string'), of: partOf((value) => parseQuantity(String(value))?.format) },
  ],
};

interface Amount {
  value: number;
  scale: number;
}

function canonical(value: unknown): string {
  const parsed = parseQuantity(String(value));
  return parsed ? formatQuantity(parsed) : String(value);
}

const powers: Record<string, number> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

function amountOf(text: string): Amount {
  const [, whole = '', suffix = ''] = /^([+-]?\d+)(\D*)$/.exec(canonical(text)) ?? [];
  const power = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].indexOf(suffix);
  if (power > 0) return { value: Number(whole) * 1024 ** power, scale: 0 };
  return { value: Number(whole), scale: powers[suffix] ?? 0 };
}

const intOrString: GoType = {
  kind: 'struct',
  named: 'intstr.IntOrString',
  fields: [
    { name: 'Type', type: basic('int64'), of: (value) => (typeof value === 'string' ? 1 : 0) },
    { name: 'IntVal', type: basic('int32'), of: (value) => (typeof value === 'number' ? value : 0) },
    { name: 'StrVal', type: basic('string'), of: (value) => (typeof value === 'string' ? value : '') },
  ],
};

/** Two values of that type are compared by their Equal method, not field by field. */
export const hasEqual = (type: GoType): boolean => type === quantity;

/** The value is nil: only what can be. */
export function isNil(type: GoType, value: unknown): boolean {
  return (
    (type.kind === 'slice' || type.kind === 'map' || type.kind === 'pointer') && (value ?? undefined) === undefined
  );
}

/** The value is what Go has when nobody sets it. */
export function isZero(type: GoType, value: unknown): boolean {
  if (type.kind === 'struct') return type.fields.every((field) => isZero(field.type, field.of(value)));
  if (type.kind !== 'basic') return isNil(type, value);
  return value === undefined || value === null || value === '' || value === 0 || value === false;
}

/** A text as Go writes it: in quotes, or between backquotes when that needs no escapes. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text);
  if (Buffer.byteLength(escaped) === Buffer.byteLength(text) + 2) return escaped;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what cannot be printed is what is looked for
  return /[`\n\u0000-\u0008\u000b-\u001f\u007f]/.test(text) ? escaped : `\`${text}\``;
}

/** A basic value as Go prints it. */
export function basicText(type: GoType, value: unknown): string {
  if (value !== undefined && value !== null) return typeof value === 'string' ? quoted(value) : String(value);
  if (type.named === 'bool') return 'false';
  return /^int/.test(type.named) ? '0' : '""';
}

/** A PodSpec as the server holds it: what it shares with the node is part of its security context. */
export function internalPodSpec(spec: Fields): Fields {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];
  const given = shared.filter((field) => spec[field] !== undefined).map((field) => [field, spec[field]] as const);
  const context = isFields(spec.securityContext) ? spec.securityContext : {};
  return { ...spec, securityContext: { ...context, ...Object.fromEntries(given) } };
}
