/** Two states of an object beside one another: each field that differs, with its old and new value. */
import { redactBody } from '../request/redact.js';
import type { Cell, View } from './view.js';

/** Written by the server with every change, whatever was meant. */
const bookkeeping = /^metadata\.(resourceVersion|generation)$/;

/** The fields that differ; values are redacted unless `reveal`, and compared as they are. */
export function diffView(before: unknown, after: unknown, reveal: boolean): View {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const shown = (value: unknown): Map<string, string> => fieldsOf(reveal ? value : redactBody(value));
  const [wasShown, isShown] = [shown(before), shown(after)];
  const differing = [...new Set([...was.keys(), ...is.keys()])].filter((field) => was.get(field) !== is.get(field));
  if (differing.length === 0) return [{ type: 'text', text: 'No field differs.' }];
  const rows = differing.map((field): Cell[] => {
    const mark = !was.has(field) ? '+' : !is.has(field) ? '-' : '~';
    const tone = bookkeeping.test(field) ? 'quiet' : mark === '+' ? 'good' : mark === '-' ? 'bad' : 'warn';
    return [{ text: mark, tone }, { text: field, tone }, wasShown.get(field) ?? '', isShown.get(field) ?? ''];
  });
  const count = differing.length === 1 ? '1 field differs' : `${differing.length} fields differ`;
  return [
    {
      type: 'table',
      caption: `${nameOf(after) ?? nameOf(before) ?? 'The values'}: ${count} (+ added, - removed, ~ changed)`,
      columns: ['Sign', 'Field', 'Before', 'After'],
      rows,
    },
  ];
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const { kind, metadata } = value as { kind: unknown; metadata?: { name?: string } };
  return `${String(kind)} ${metadata?.name ?? ''}`.trim();
}

/** Every leaf by its path: `spec.containers[app].image`. Who manages which field is left out, as kubectl does. */
function fieldsOf(value: unknown, path = '', fields: Map<string, string> = new Map()): Map<string, string> {
  if (path === 'metadata.managedFields' || value === undefined) return fields;
  if (typeof value !== 'object' || value === null) {
    fields.set(path, typeof value === 'string' ? value : String(value));
    return fields;
  }
  const entries = Array.isArray(value)
    ? value.map((item, index): [string, unknown] => [`${path}[${itemName(value, item) ?? index}]`, item])
    : Object.entries(value).map(([key, item]): [string, unknown] => [path ? `${path}.${key}` : key, item]);
  if (entries.length === 0) fields.set(path, Array.isArray(value) ? '[]' : '{}');
  for (const [at, item] of entries) fieldsOf(item, at, fields);
  return fields;
}

/** The name of an item in a list whose items all have own names, so that a new item moves no other. */
function itemName(list: readonly unknown[], item: unknown): string | undefined {
  const names = list.map((one) =>
    typeof one === 'object' && one !== null && 'name' in one ? String(one.name) : undefined,
  );
  if (names.includes(undefined) || new Set(names).size < names.length) return undefined;
  return names[list.indexOf(item)];
}
