/** Whether a patch says anything about a field: the value of any other field is the work of somebody else. */
import { isFields, type Step, stepsOf } from './field-path.js';

/** True when the patch, an object to merge or a list of JSON patch operations, sets or removes something at `path`. */
export function patchTouches(patch: unknown, path: string): boolean {
  const steps = stepsOf(path) ?? [];
  if (!Array.isArray(patch)) return reaches(patch, steps);
  return patch.some(
    (operation: unknown) =>
      isFields(operation) &&
      operation.op !== 'test' &&
      typeof operation.path === 'string' &&
      agrees(segmentsOf(operation.path), steps),
  );
}

/** A list in a merged object is touched as a whole: which of its items are merged depends on its kind. */
function reaches(value: unknown, [first, ...rest]: readonly Step[]): boolean {
  if (value === undefined) return false;
  if (first === undefined || !isFields(value)) return true;
  return first !== 'every' && 'key' in first && Object.hasOwn(value, first.key) && reaches(value[first.key], rest);
}

/** True when one of both paths lies at or below the other. */
function agrees(segments: readonly string[], steps: readonly Step[]): boolean {
  return steps.slice(0, segments.length).every((step, index) => {
    const segment = segments[index] ?? '';
    if (step === 'every') return /^(\d+|-)$/.test(segment);
    return 'key' in step ? step.key === segment : segment === String(step.index) || segment === '-';
  });
}

/** The segments of a JSON pointer (RFC 6901). */
function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
