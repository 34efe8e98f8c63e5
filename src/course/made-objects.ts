/**
 * The objects that a lesson makes in a cluster, as its entry in course.yaml says it (`makes`), held against those that its runs made.
 * Other people read the entry before they let the lesson into a cluster of their own.
 */
import { join } from 'node:path';
import type { Evidence } from '../grader/evidence.js';
import type { AuditEvent } from '../kube/audit-event.js';
import { kindOfObject, kindOfResource } from '../kube/kinds.js';
import { type KubeObject, parseApiVersion } from '../kube/object.js';
import type { CourseFault } from './check-files.js';
import type { Lesson, LessonMakes } from './course.js';

/** The objects that one run made, in the notation of `makes`. */
export interface MadeObjects {
  made: string[];
  /** The made objects that were still there at the end. */
  left: string[];
}

/** The objects of a run that can be listed, save those in namespaces that it, or the lesson in an earlier run, made. */
export function madeObjects(
  { audit, objects }: Pick<Evidence, 'audit' | 'objects'>,
  makes: LessonMakes = { untilItsEnd: [], stays: [] },
): MadeObjects {
  const all = [...new Set(audit.flatMap(madeBy))];
  const own = [...all, ...makes.untilItsEnd, ...makes.stays].flatMap((name) =>
    /^namespaces\/[^/]+$/.test(name) ? [name.replace('namespaces/', '')] : [],
  );
  const made = all.filter((name) => !own.some((namespace) => name.startsWith(`${namespace}/`)));
  const there = new Set(objects.filter(({ metadata }) => !metadata.deletionTimestamp).flatMap(nameOf));
  return { made, left: made.filter((name) => there.has(name)) };
}

/**
 * The faults of a lesson's `makes` by the objects that its runs made; none for a lesson without `makes`.
 */
export function madeFaults({ makes, id, ...lesson }: Lesson, runs: readonly Evidence[]): CourseFault[] {
  if (!makes) return [];
  const seen = runs.map((run) => madeObjects(run, makes));
  const made = [...new Set(seen.flatMap((run) => run.made))];
  const left = [...new Set(seen.flatMap((run) => run.left))];
  const said = [...makes.untilItsEnd, ...makes.stays];
  const isSaid = (entries: readonly string[], name: string): boolean => entries.some((entry) => matches(entry, name));
  const isSeen = (names: readonly string[], entry: string): boolean => names.some((name) => matches(entry, name));
  const messages = [
    ...made.filter((name) => !isSaid(said, name)).map((name) => `it makes ${name}, which "makes" does not name`),
    ...said.filter((entry) => !isSeen(made, entry)).map((entry) => `"makes" names ${entry}, which it does not make`),
    ...left
      .filter((name) => isSaid(makes.untilItsEnd, name) && !isSaid(makes.stays, name))
      .map((name) => `${name} is still there at its end, and "makes" has it under untilItsEnd`),
    ...makes.stays
      .filter((entry) => isSeen(made, entry) && !isSeen(left, entry))
      .map((entry) => `${entry} is gone at its end, and "makes" has it under stays`),
  ];
  return messages.map((message) => ({
    lesson: id,
    message,
    hint: 'mend the lesson, or what its entry in course.yaml says under "makes"',
    place: { file: join(lesson.file, '..', 'course.yaml') },
  }));
}

/** Whether an entry means this object. */
function matches(entry: string, name: string): boolean {
  return entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : entry === name;
}

/** The object that an event made: an apply of a missing object is a patch answered with 201. Reviews are made, but never stored. */
function madeBy({ stage, verb, objectRef, responseStatus }: AuditEvent): string[] {
  const { resource = '', apiGroup = '', namespace, name, subresource } = objectRef ?? {};
  const makes = ['create', 'update', 'patch'].includes(verb) && responseStatus?.code === 201;
  if (!makes || stage !== 'ResponseComplete' || subresource || !name) return [];
  if (kindOfResource(apiGroup, resource)?.verbs.includes('list') === false) return [];
  return [resource === 'namespaces' ? `namespaces/${name}` : [namespace, resource, name].filter(Boolean).join('/')];
}

function nameOf({ apiVersion, kind, metadata }: KubeObject): string[] {
  const resource = kindOfObject(parseApiVersion(apiVersion).group, kind)?.resource;
  return resource === undefined ? [] : [[metadata.namespace, resource, metadata.name].filter(Boolean).join('/')];
}
