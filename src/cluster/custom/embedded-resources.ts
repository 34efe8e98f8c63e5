/** Objects within custom resources (`x-kubernetes-embedded-resource`): their kind and metadata (apiserver/schema/objectmeta). */
import { isFields } from '../../kube/fields.js';
import { dns1035LabelFaults } from '../../kube/names.js';
import type { ObjectMeta } from '../../kube/object.js';
import { type FieldError, invalid, required } from '../../kube/status.js';
import { validateInnerMetadata } from '../validation/metadata.js';
import type { Schema } from './definition-spec.js';

/** The faults of embedded objects in a value; `isResource` where the value itself is one. */
export function embeddedFaults(value: unknown, schema: Schema, isResource = false, path = ''): FieldError[] {
  const at = (name: string): string => (path ? `${path}.${name}` : name);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, i) => embeddedFaults(item, items, false, `${path}[${i}]`)) : [];
  }
  if (!isFields(value)) return [];
  const { properties = {}, additionalProperties: others } = schema;
  const own = isResource || schema['x-kubernetes-embedded-resource'] ? resourceFaults(value, at) : [];
  const below = Object.entries(value).flatMap(([name, child]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property) return embeddedFaults(child, property, false, at(name));
    return isFields(others) ? embeddedFaults(child, others, false, `${path}[${name}]`) : [];
  });
  return [...own, ...below];
}

function resourceFaults(value: Record<string, unknown>, at: (name: string) => string): FieldError[] {
  const { apiVersion, kind, metadata } = value;
  const missing = ['apiVersion', 'kind'].filter((name) => !Object.hasOwn(value, name));
  const faults = missing.map((name) => required(at(name)));
  const look = (name: string, text: unknown, why: (text: string) => string | undefined): void => {
    if (text === undefined) return;
    const fault = typeof text !== 'string' ? 'must be a string' : text === '' ? 'must not be empty' : why(text);
    if (fault !== undefined) faults.push(invalid(at(name), text, fault));
  };
  look('apiVersion', apiVersion, (text) =>
    text.split('/').length > 2 ? `unexpected GroupVersion string: ${text}` : undefined,
  );
  look('kind', kind, (text) => {
    const why = dns1035LabelFaults(text.toLowerCase());
    return why.length ? `may have mixed case, but should otherwise match: ${why.join(',')}` : undefined;
  });
  if (!isFields(metadata)) return faults;
  const inner = validateInnerMetadata(metadata as ObjectMeta); // its types have been checked
  return [...faults, ...inner.map((fault) => ({ ...fault, field: at(fault.field) }))];
}
