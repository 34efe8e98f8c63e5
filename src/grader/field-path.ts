/** Fields of objects by path, and whether they hold the values of a rubric. */
import { isDeepStrictEqual } from 'node:util';

/** A step of a path: a key, a place in a list, or `*` for every item of one. */
export type Step = { key: string } | { index: number } | 'every';

const LONGEST_TEXT = 10_000;
const step = /^(?:\.?([A-Za-z_$][\w$-]*)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\[(\*)\])/;

/** True for `spec.replicas`, `subjects[0].name`, `subjects[*].name` and `metadata.labels["app.kubernetes.io/name"]`. */
export function isFieldPath(path: string): boolean {
  return stepsOf(path) !== undefined;
}

/** True for a text that is compared as it is, and for `~` with a regular expression behind it. */
export function isPattern(expected: unknown): boolean {
  if (typeof expected !== 'string' || !expected.startsWith('~')) return true;
  try {
    new RegExp(expected.slice(1), 'u');
    return true;
  } catch {
    return false;
  }
}

/** The first of `fields` that `object` does not hold; undefined when it holds them all. */
export function differingField(object: unknown, fields: Readonly<Record<string, unknown>>): string | undefined {
  return differingFields(object, fields)[0];
}

/**
 * The paths of `fields` that `object` does not hold. Fields of the items of one list (`subjects[*].kind` and
 * `subjects[*].name`) have to be met by one item; when no item meets all, the paths are those that the nearest item lacks.
 */
export function differingFields(object: unknown, fields: Readonly<Record<string, unknown>>): string[] {
  const lists = new Map<string, string[]>();
  const differing = new Set<string>();
  for (const [path, expected] of Object.entries(fields)) {
    const list = expected === null ? undefined : listOf(path);
    if (list !== undefined) lists.set(list, [...(lists.get(list) ?? []), path]);
    else if (!holds(object, path, expected)) differing.add(path);
  }
  for (const [list, paths] of lists) {
    const below = new Map(paths.map((path) => [`item${path.slice(list.length + '[*]'.length)}`, path]));
    const asked = Object.fromEntries([...below].map(([path, whole]) => [path, fields[whole]]));
    const lacking = valuesOf(object, `${list}[*]`).map((item) =>
      differingFields({ item }, asked).map((path) => below.get(path) ?? path),
    );
    const nearest = lacking.sort((a, b) => a.length - b.length)[0] ?? paths;
    for (const path of nearest) differing.add(path);
  }
  return Object.keys(fields).filter((path) => differing.has(path));
}

/** The list of which a path asks something of every item: `subjects` for `subjects[*].name`. */
function listOf(path: string): string | undefined {
  const at = path.indexOf('[*]');
  return at === -1 ? undefined : path.slice(0, at);
}

function holds(object: unknown, path: string, expected: unknown): boolean {
  const values = valuesAt(object, stepsOf(path) ?? []);
  // null in a rubric: the field must not be set
  if (expected === null) return !values.some((value) => value !== undefined && value !== null);
  return values.some((value) => fits(value, expected));
}

/** The values at `path`: one, or several for a path with `*`; absent and null values are left out. */
export function valuesOf(object: unknown, path: string): unknown[] {
  return valuesAt(object, stepsOf(path) ?? []).filter((value) => value !== undefined && value !== null);
}

/** True when `value` equals `expected`, or its text fits the regular expression behind `~`. */
export function fits(value: unknown, expected: unknown): boolean {
  if (typeof expected !== 'string' || !expected.startsWith('~')) return isDeepStrictEqual(value, expected);
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value);
  return text.length <= LONGEST_TEXT && new RegExp(expected.slice(1), 'u').test(text);
}

/** True for an object with fields, as JSON has them. */
export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The steps of a path; undefined for a text that is no path. */
export function stepsOf(path: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let rest = path; rest !== ''; ) {
    const found = step.exec(rest);
    if (!found || (steps.length === 0) !== !/^[.[]/.test(found[0])) return undefined;
    const [whole, word, quoted, index, every] = found;
    if (every) steps.push('every');
    else if (index !== undefined) steps.push({ index: Number(index) });
    else steps.push({ key: word ?? (quoted ?? '').replace(/\\(.)/g, '$1') });
    rest = rest.slice(whole.length);
  }
  return steps.length > 0 ? steps : undefined;
}

function valuesAt(value: unknown, steps: readonly Step[]): unknown[] {
  const [first, ...rest] = steps;
  if (first === undefined) return [value];
  if (first === 'every') return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  if ('index' in first) return Array.isArray(value) ? valuesAt(value[first.index], rest) : [];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first.key)) return [undefined];
  return valuesAt((value as Record<string, unknown>)[first.key], rest);
}
