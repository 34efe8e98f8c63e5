/** The values of an object as its rules see them. */
import type { CelInput } from '@bufbuild/cel';
import { create } from '@bufbuild/protobuf';
import { DurationSchema, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { isFields } from '../../../kube/fields.js';
import type { Schema } from '../definition-spec.js';
import { ruleName } from './rule-types.js';

/** The value of a schema in CEL: integers apart from other numbers, times as such, and only fields that the schema names. */
export function ruleValue(value: unknown, schema: Schema, isResource: boolean): CelInput {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return schema.type === 'number' || !Number.isInteger(value) ? value : BigInt(value);
  if (typeof value === 'string') return textValue(value, schema);
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    return value.map((item) => ruleValue(item, items, items['x-kubernetes-embedded-resource'] === true));
  }
  if (!isFields(value)) return null;
  const { properties = {}, additionalProperties: others } = schema;
  const entries = new Map<string, CelInput>();
  for (const [name, child] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (isResource && name === 'metadata') entries.set(name, metadataOf(child));
    else if (isResource && (name === 'kind' || name === 'apiVersion')) entries.set(name, String(child));
    else if (own) entries.set(ruleName(name), ruleValue(child, own, own['x-kubernetes-embedded-resource'] === true));
    else if (isFields(others)) entries.set(name, ruleValue(child, others, false));
  }
  return entries;
}

function metadataOf(value: unknown): CelInput {
  const metadata = isFields(value) ? value : {};
  const named = ['name', 'generateName'].flatMap((name): [string, CelInput][] =>
    typeof metadata[name] === 'string' ? [[name, metadata[name]]] : [],
  );
  return new Map(named);
}

const unitSeconds: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

function textValue(text: string, { format }: Schema): CelInput {
  if (format === 'date' || format === 'date-time') {
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? text : timestampFromDate(time);
  }
  if (format === 'byte') return new Uint8Array(Buffer.from(text, 'base64'));
  if (format !== 'duration') return text;
  const parts = [...text.slice(0, 100).matchAll(/(\d+(?:\.\d*)?)(h|ms|m|us|µs|ns|s)/g)];
  const seconds = parts.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (unitSeconds[unit] ?? 0), 0);
  const signed = text.startsWith('-') ? -seconds : seconds;
  const whole = Math.trunc(signed);
  return create(DurationSchema, { seconds: BigInt(whole), nanos: Math.round((signed - whole) * 1e9) });
}
