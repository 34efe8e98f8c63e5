/** Fields of objects by path, and whether they hold what a rubric asks for. */
import { isDeepStrictEqual } from 'node:util';

/** A step of a path: a key, a place in a list, or `*` for every item of one. */
type Step = { key: string } | { index: number } | 'every';

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

/** Those of `fields` that `object` does not hold. */
export function differingFields(object: unknown, fields: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(fields).filter((path) => {
    const expected = fields[path];
    const values = valuesAt(object, stepsOf(path) ?? []);
    // what must not be there
    if (expected === null) return values.some((value) => value !== undefined && value !== null);
    return !values.some((value) => fits(value, expected));
  });
}

/** What stands at `path`: one value, or several for a path with `*`; those that are absent or null are left out. */
export function valuesOf(object: unknown, path: string): unknown[] {
  return valuesAt(object, stepsOf(path) ?? []).filter((value) => value !== undefined && value !== null);
}

/** True when `value` is what is expected, or its text fits the regular expression behind `~`. */
export function fits(value: unknown, expected: unknown): boolean {
  if (typeof expected !== 'string' || !expected.startsWith('~')) return isDeepStrictEqual(value, expected);
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value);
  return text.length <= LONGEST_TEXT && new RegExp(expected.slice(1), 'u').test(text);
}

function stepsOf(path: string): Step[] | undefined {
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
