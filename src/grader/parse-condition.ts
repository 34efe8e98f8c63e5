/** Parses the conditions of a rubric, and refuses those that could never be met or mean nothing. */
import type { CheckedYaml, YamlPath } from '../checked-yaml.js';
import { nearest } from '../checked-yaml.js';
import { findKind, kinds } from '../kube/kinds.js';
import { groupVersion } from '../kube/object.js';
import { celFault } from './cel.js';
import { isFieldPath, isPattern } from './field-path.js';
import type { Check, Condition, ObjectCondition, RequestCondition } from './rubric.js';
import {
  conditionKeys,
  type WrittenAccess,
  type WrittenCondition,
  type WrittenObject,
  type WrittenOnly,
  type WrittenRequest,
} from './rubric-schema.js';

/** Throws the error that tells of the place. */
export type FailAt = CheckedYaml<unknown>['failAt'];

const resourceVerbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const pathVerbs = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete'];

/** The condition that stands at `path`; `earlier` are the checks that it may refer to. Throws RUBRIC_INVALID. */
export function parseCondition(
  written: WrittenCondition,
  path: YamlPath,
  earlier: readonly Check[],
  failAt: FailAt,
): Condition {
  const given = conditionKeys.filter((key) => written[key] !== undefined);
  if (given.length === 0) failAt(path, `has no condition`, `give it one of: ${conditionKeys.join(', ')}`);
  const second = given[1];
  if (second !== undefined) {
    failAt([...path, second], 'is a second condition', 'join them under "all" or "any"');
  }
  const { request, object, gone, access, only, cel, seen, all, any } = written;
  if (seen !== undefined && cel === undefined) {
    failAt([...path, 'seen'], 'stands beside no cel', 'leave it out: other conditions say by themselves what was seen');
  }
  if (request) return { is: 'request', request: parseRequest(request, [...path, 'request'], earlier, failAt) };
  if (object) return { is: 'object', object: parseObject(object, true, [...path, 'object'], failAt) };
  if (gone) return { is: 'object', object: parseObject(gone, false, [...path, 'gone'], failAt) };
  if (access) return { is: 'access', access: parseAccess(access, [...path, 'access'], failAt) };
  if (only) return { is: 'only', only: parseOnly(only, [...path, 'only'], failAt) };
  if (cel !== undefined) {
    for (const [key, expression] of Object.entries({ cel, ...(seen === undefined ? {} : { seen }) })) {
      const fault = celFault(expression);
      if (fault) failAt([...path, key], `is wrong at its character ${fault.character}: ${fault.message}`, celHint);
    }
    return { is: 'cel', cel, ...(seen === undefined ? {} : { seen }) };
  }
  const is = all ? 'all' : 'any';
  const of = (all ?? any ?? []).map((part, index) => parseCondition(part, [...path, is, index], earlier, failAt));
  return { is, of };
}

const celHint = 'mend the expression; it may ask about audit, objects and before';

function parseRequest(
  written: WrittenRequest,
  path: YamlPath,
  earlier: readonly Check[],
  failAt: FailAt,
): RequestCondition {
  const { verb, resource, path: url, user, after, name, body } = written;
  if (resource === undefined && url === undefined && user === undefined) {
    failAt(path, 'names no resource, no path and no user', 'add one of them');
  }
  if (resource !== undefined && url !== undefined) {
    failAt([...path, 'path'], 'stands beside a resource', 'keep one of them: a path is for what is no resource');
  }
  const known = url === undefined ? resourceVerbs : pathVerbs;
  for (const [index, one] of [verb ?? []].flat().entries()) {
    checkVerb(one, known, Array.isArray(verb) ? [...path, 'verb', index] : [...path, 'verb'], failAt);
  }
  if (resource !== undefined) checkResource(resource, [...path, 'resource'], failAt);
  checkPattern(name, [...path, 'name'], failAt);
  checkPattern(url, [...path, 'path'], failAt);
  checkFields(body, [...path, 'body'], failAt);
  if (after !== undefined) {
    const check = earlier.find(({ id }) => id === after);
    if (!check) failAt([...path, 'after'], 'names no earlier check', 'name the id of a check further up');
    else if (!hasRequest(check.condition)) {
      failAt([...path, 'after'], 'names a check that asks for no request', 'name one that does');
    }
  }
  return written;
}

function parseObject(written: WrittenObject, exists: boolean, path: YamlPath, failAt: FailAt): ObjectCondition {
  checkPattern(written.name, [...path, 'name'], failAt);
  checkFields(written.fields, [...path, 'fields'], failAt);
  return { ...written, kind: fullKind(written.kind, [...path, 'kind'], failAt), exists };
}

function parseAccess(written: WrittenAccess, path: YamlPath, failAt: FailAt): WrittenAccess {
  // users, groups and uids are resources of this verb alone, and no API serves them
  const served = !written.resource.startsWith('/') && written.verb !== 'impersonate';
  if (served) checkResource(written.resource, [...path, 'resource'], failAt);
  return written;
}

function parseOnly(written: WrittenOnly, path: YamlPath, failAt: FailAt): WrittenOnly {
  for (const [index, { verbs, resource }] of written.may.entries()) {
    const at = [...path, 'may', index];
    checkResource(resource, [...at, 'resource'], failAt);
    for (const [n, verb] of verbs.entries()) checkVerb(verb, [...resourceVerbs, '*'], [...at, 'verbs', n], failAt);
  }
  return written;
}

/** `apps/v1/Deployment`, also where `Deployment` is written. */
function fullKind(kind: string, path: YamlPath, failAt: FailAt): string {
  if (/^(?:[a-z0-9.-]+\/)?v\w+\/[A-Z]\w+$/.test(kind)) return kind;
  const row = kinds.find((one) => one.kind === kind);
  if (row) return `${groupVersion(row.group, row.version)}/${row.kind}`;
  const near = nearest(
    kind,
    kinds.map((one) => one.kind),
  );
  return failAt(path, 'is no kind', near ? `did you mean ${near}?` : 'write it in full: batch/v1/Job');
}

function checkVerb(verb: string, known: readonly string[], path: YamlPath, failAt: FailAt): void {
  if (known.includes(verb)) return;
  const near = nearest(verb, known);
  failAt(path, 'is no verb', near ? `did you mean ${near}?` : `use one of: ${known.join(', ')}`);
}

/** Refuses a resource that is nearly a known one, as misspelt; an unknown resource is of a cluster that has more. */
function checkResource(resource: string, path: YamlPath, failAt: FailAt): void {
  const [whole = ''] = resource.split('/');
  if (findKind(whole)) return;
  const near = nearest(
    whole,
    kinds.map((kind) => kind.resource),
  );
  if (near) failAt(path, 'is no resource', `did you mean ${near}?`);
  if (!whole.includes('.')) failAt(path, 'is not known', 'write it with its API group: jobs.batch');
}

function checkPattern(text: string | undefined, path: YamlPath, failAt: FailAt): void {
  if (!isPattern(text)) {
    failAt(path, 'is no regular expression', 'mend what stands behind the ~');
  }
}

function checkFields(fields: Record<string, unknown> | undefined, path: YamlPath, failAt: FailAt): void {
  for (const [field, expected] of Object.entries(fields ?? {})) {
    const at = [...path, field];
    if (!isFieldPath(field)) failAt(at, 'is no path of a field', 'write it like spec.replicas or subjects[0].name');
    if (!isPattern(expected)) failAt(at, 'is no regular expression', 'mend what stands behind the ~');
  }
}

function hasRequest(condition: Condition): boolean {
  if (condition.is === 'all' || condition.is === 'any') return condition.of.some(hasRequest);
  return condition.is === 'request';
}
