/**
 * An object with one field changed, sent to a server that stores nothing (`dryRun`), and what a real kube-apiserver answered:
 * `../fixtures/changed-fields` holds the objects, and of each change a line with five columns: the object, the path of
 * the field (empty for the object as it is), its value in JSON (empty for a field that is taken away), the status code, and the rest of
 * the answer.
 */
import { fields, text } from '../../src/kube/fields.js';
import type { KubeObject } from '../../src/kube/object.js';

/** A line of the recordings. */
export interface ChangedField {
  object: string;
  path: string;
  value: string;
  answer: string;
}

/** What a server answers, as far as it says the same each time. */
export interface Answered {
  code: number;
  body: unknown;
  warnings: readonly string[];
}

/** The lines of a file of recordings. */
export function changedFields(recordings: string): ChangedField[] {
  const lines = recordings.trimEnd().split('\n');
  return lines.map((line) => {
    const [object = '', path = '', value = '', ...answer] = line.split('\t');
    return { object, path, value, answer: answer.join('\t') };
  });
}

/** A copy of the object with the value at the path, such as `spec.ports.0.port`; a list or an object is made on the way. */
export function withChange(object: KubeObject, path: string, value: string): KubeObject {
  const copy = structuredClone(object) as unknown as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() ?? '';
  let place = copy;
  for (const [index, name] of names.entries()) {
    if (typeof place[name] !== 'object' || place[name] === null) {
      place[name] = /^\d+$/.test(names[index + 1] ?? last) ? [] : {};
    }
    place = place[name] as Record<string, unknown>;
  }
  if (value !== '') place[last] = JSON.parse(value);
  else if (Array.isArray(place)) place.splice(Number(last), 1);
  else delete place[last];
  return copy as unknown as KubeObject;
}

/** What is another each time it is asked for. */
const CHANCE =
  /^(metadata\.(uid|creationTimestamp|resourceVersion|managedFields.*|generateName|name)|.*[cC]lusterIPs?(\.\d+)?|.*[nN]odePort|.*TransitionTime|.*controller-uid)$/;

/** Each value of an object by its path; empty lists and objects are values. */
function values(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || (path !== '' && Object.keys(value).length === 0)) {
    return CHANCE.test(path) ? [] : [[path, value]];
  }
  return Object.entries(value).flatMap(([name, item]) => values(item, path === '' ? name : `${path}.${name}`));
}

/**
 * The code and the rest of an answer: of a refusal its message, of an object what is other than in the answer to the object
 * without the change (null for what is missing), and the warnings.
 */
export function answerOf({ code, body, warnings }: Answered, unchanged: unknown): string {
  const told = warnings.length > 0 ? [`warnings: ${JSON.stringify(warnings)}`] : [];
  if (fields(body).kind === 'Status') return [code, JSON.stringify(text(fields(body).message)), ...told].join('\t');
  const before = new Map(values(unchanged));
  const after = new Map(values(body));
  const differing = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)))
    .sort()
    .map((path) => [path, after.get(path) ?? null]);
  return [code, JSON.stringify(Object.fromEntries(differing)), ...told].join('\t');
}
