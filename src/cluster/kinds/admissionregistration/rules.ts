/** Rules that say which requests a policy or webhook is about. */
import { type Fields, list, text, texts } from '../../../kube/fields.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { oneOf } from '../field-rules.js';
import { setDefault } from '../prepare-fields.js';

/** Fills in defaults of rules, in place. */
export function defaultRules(rules: unknown): void {
  for (const rule of list(rules)) setDefault(rule, 'scope', '*');
}

/** Defaults of what policies and webhooks say of the requests that they are about. */
export const matchDefaults = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} } as const;

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

/** The faults of rules at `path`. */
export function validateRules(rules: unknown, path: string): FieldError[] {
  return list(rules).flatMap((rule, i) => validateRule(rule, `${path}[${i}]`));
}

function validateRule(rule: Fields, at: string): FieldError[] {
  const errors = alone(rule.operations, `${at}.operations`, 'operations');
  for (const [i, operation] of texts(rule.operations).entries()) {
    errors.push(...oneOf(operation, `${at}.operations[${i}]`, operations));
  }
  errors.push(...alone(rule.apiGroups, `${at}.apiGroups`, 'API groups'));
  errors.push(...alone(rule.apiVersions, `${at}.apiVersions`, 'API versions'));
  for (const [i, version] of texts(rule.apiVersions).entries()) {
    if (version === '') errors.push(required(`${at}.apiVersions[${i}]`));
  }
  if (texts(rule.resources).length === 0) errors.push(required(`${at}.resources`));
  for (const [i, resource] of texts(rule.resources).entries()) {
    if (resource === '') errors.push(required(`${at}.resources[${i}]`));
  }
  return [...errors, ...oneOf(rule.scope, `${at}.scope`, ['*', 'Cluster', 'Namespaced'])];
}

/** The fault of a `*` beside other values. */
function alone(values: unknown, path: string, what: string): FieldError[] {
  const all = texts(values);
  if (all.length === 0) return [required(path)];
  const why = `if '*' is present, must not specify other ${text(what)}`;
  return all.length > 1 && all.includes('*') ? [invalid(path, all, why)] : [];
}
