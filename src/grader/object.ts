/** An object that the server holds at the end, or holds no more. */
import type { KubeObject } from '../kube/object.js';
import { parseApiVersion } from '../kube/object.js';
import { describeField } from './describe-field.js';
import { differingField, fits } from './field-path.js';
import { type Case, type Finding, stateFinding } from './finding.js';
import { namedKind } from './resource-name.js';
import type { ObjectCondition } from './rubric.js';
import { quoted, sentence } from './show-text.js';

/** The finding about an object condition. An object that was as it should be before the first cell ran counts for nothing. */
export function judgeObject(condition: ObjectCondition, { objects, before }: Case): Finding {
  const what = describeObject(condition);
  const candidates = objects.filter((object) => isMeant(condition, object));
  const fitting = candidates.filter((object) => differenceOf(condition, object) === undefined);
  if (!condition.exists) {
    return fitting.length === 0
      ? stateFinding(Number.POSITIVE_INFINITY, sentence(`${what} is gone`), 'state')
      : stateFinding(
          0,
          sentence(`${what} is still there${fitting.every(isHeld) ? ', held by a finalizer' : ''}`),
          'state',
        );
  }
  const old = new Set(before.filter((object) => differenceOf(condition, object) === undefined).map(keyOf));
  const made = fitting.filter((object) => !old.has(keyOf(object)));
  if (made.length > 0) return stateFinding(made.length, sentence(`${what} is there`), 'state');
  if (fitting.length > 0) return stateFinding(0, sentence(`${what} was there from the beginning`), 'state');
  const differing = candidates
    .map((object) => differenceOf(condition, object) ?? '')
    .sort()
    .at(0);
  return differing === undefined
    ? stateFinding(0, sentence(`there is no ${what}`), 'nothing')
    : stateFinding(0, sentence(`${what} is there; its ${differing}`), 'near');
}

function isMeant({ kind, namespace, name }: ObjectCondition, object: KubeObject): boolean {
  const wanted = namedKind(kind);
  return (
    object.kind === wanted.kind &&
    parseApiVersion(object.apiVersion).group === wanted.group &&
    // an object that is being deleted counts as gone, unless a finalizer holds it
    (object.metadata.deletionTimestamp === undefined || isHeld(object)) &&
    (namespace === undefined || (object.metadata.namespace ?? '') === namespace) &&
    (name === undefined || fits(object.metadata.name, name))
  );
}

/** Finalizers by which the garbage collector itself ends an object. */
const collectors = ['foregroundDeletion', 'orphan'];

/** True for a deleted object that stays, with all that it grants: a finalizer holds it, or holds an object in that namespace. */
function isHeld({ metadata, status }: KubeObject & { status?: unknown }): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  if (metadata.finalizers?.some((finalizer) => !collectors.includes(finalizer))) return true;
  return (
    differingField(
      { status },
      { 'status.conditions[*].type': 'NamespaceFinalizersRemaining', 'status.conditions[*].status': 'True' },
    ) === undefined
  );
}

/** The first field that is not as it should be, in words with its value; undefined for an object that fits. */
function differenceOf(condition: ObjectCondition, object: KubeObject): string | undefined {
  if (!isMeant(condition, object)) return 'metadata';
  const { labels = {}, fields = {}, tell = false } = condition;
  const label = Object.keys(labels).find((key) => object.metadata.labels?.[key] !== labels[key]);
  if (label !== undefined) return describeField(object, `metadata.labels[${JSON.stringify(label)}]`, 'is');
  const field = differingField(object, fields);
  return field === undefined ? undefined : describeField(object, field, 'is', tell ? fields : undefined);
}

/** The key of an object; an object that was deleted and made again has another. */
function keyOf({ apiVersion, kind, metadata }: KubeObject): string {
  const { group } = parseApiVersion(apiVersion);
  return JSON.stringify([group, kind, metadata.namespace, metadata.name, metadata.uid]);
}

function describeObject({ kind, namespace, name }: ObjectCondition): string {
  const one = name !== undefined && !name.startsWith('~') ? ` ${quoted(name)}` : '';
  return `${namedKind(kind).kind}${one}${namespace ? ` in ${quoted(namespace)}` : ''}`;
}
