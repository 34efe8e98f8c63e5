/** Rules that say which requests a policy or webhook is about. */
import { type Fields, isFields, list, text, texts } from '../../../kube/fields.js';
import { pathSegmentFaults } from '../../../kube/names.js';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import { oneOf } from '../field-rules.js';

/** Sets fields that are missing, in place; one that is empty stays, and is refused. */
export function setMissing(target: Fields, values: Fields): void {
  for (const [field, value] of Object.entries(values)) target[field] ??= structuredClone(value);
}

/** Fills in defaults of rules, in place. */
export function defaultRules(rules: unknown): void {
  for (const rule of list(rules)) setMissing(rule, { scope: '*' });
}

/** Defaults of what policies and webhooks say of the requests that they are about. */
export const matchDefaults = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} } as const;

/** Fills in the defaults of matched resources, in place. */
export function defaultMatch(match: unknown): void {
  if (!isFields(match)) return;
  setMissing(match, matchDefaults);
  for (const rules of [match.resourceRules, match.excludeResourceRules]) defaultRules(rules);
}

/** The faults of matched resources at `at`. */
export function validateMatch(match: Fields, at: string): FieldError[] {
  const named = (rules: unknown, path: string): FieldError[] =>
    list(rules).flatMap((rule, i) => [
      ...resourceNameFaults(rule.resourceNames, `${path}[${i}].resourceNames`),
      ...validateRule(rule, `${path}[${i}]`),
    ]);
  return [
    ...oneOf(match.matchPolicy, `${at}.matchPolicy`, ['Equivalent', 'Exact']),
    ...validateLabelSelector(match.namespaceSelector, `${at}.namespaceSelector`),
    ...validateLabelSelector(match.objectSelector, `${at}.objectSelector`),
    ...named(match.resourceRules, `${at}.resourceRules`),
    ...named(match.excludeResourceRules, `${at}.excludeResourceRules`),
  ];
}

function resourceNameFaults(names: unknown, at: string): FieldError[] {
  const all = texts(names);
  return all.flatMap((name, i) => [
    ...pathSegmentFaults(name).map((fault) => invalid(`${at}[${i}]`, name, fault)),
    ...(all.indexOf(name) < i ? [duplicate(`${at}[${i}]`, name)] : []),
  ]);
}

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const mutatingOperations = operations.filter((operation) => operation !== 'DELETE');

/** The faults of operations in which nothing can be changed; `at` is the path of all rules. */
export function mutatingOperationFaults(rules: unknown, at: string): FieldError[] {
  const all = list(rules).flatMap((rule) => texts(rule.operations));
  const wrong = all.filter((operation) => !mutatingOperations.includes(operation));
  return wrong.map((operation) => notSupported(`${at}.operations`, operation, mutatingOperations));
}

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
  errors.push(...resourceFaults(texts(rule.resources), `${at}.resources`));
  return [...errors, ...oneOf(rule.scope, `${at}.scope`, ['*', 'Cluster', 'Namespaced'])];
}

/** The faults of resources and sub-resources, of which one may include another. */
function resourceFaults(resources: readonly string[], at: string): FieldError[] {
  if (resources.length === 0) return [required(at)];
  const errors: FieldError[] = [];
  const [ofResource, ofSubresource] = [new Set<string>(), new Set<string>()];
  let hasPlain = false;
  for (const [i, resource] of resources.entries()) {
    const slash = resource.indexOf('/');
    if (resource === '') errors.push(required(`${at}[${i}]`));
    // as Kubernetes counts: the last one without a slash
    else if (slash < 0) hasPlain = resource !== '*';
    if (slash < 0) continue;
    const [name, sub] = [resource.slice(0, slash), resource.slice(slash + 1)];
    const included = (by: string): number =>
      errors.push(invalid(`${at}[${i}]`, resource, `if '${by}' is present, must not specify ${resource}`));
    if (ofResource.has(name)) included(`${name}/*`);
    if (ofSubresource.has(sub)) included(`*/${sub}`);
    if (sub === '*') ofResource.add(name);
    if (name === '*') ofSubresource.add(sub);
  }
  const why = 'is present, must not specify other resources';
  if (resources.length > 1 && resources.includes('*/*')) errors.push(invalid(at, resources, `if '*/*' ${why}`));
  if (hasPlain && resources.includes('*')) {
    errors.push(invalid(at, resources, `if '*' ${why} without subresources`));
  }
  return errors;
}

/** The fault of a `*` beside other values. */
function alone(values: unknown, path: string, what: string): FieldError[] {
  const all = texts(values);
  if (all.length === 0) return [required(path)];
  const why = `if '*' is present, must not specify other ${text(what)}`;
  return all.length > 1 && all.includes('*') ? [invalid(path, all, why)] : [];
}
