/** Reads a rubric; the error for a faulty one tells its file, line and column. */
import { type CheckedYaml, checkYaml, type YamlPath } from '../checked-yaml.js';
import { type FailAt, parseCondition } from './parse-condition.js';
import type { Check, Condition, Deduction, Rubric } from './rubric.js';
import { rubricSchema, type WrittenCheck, type WrittenRubric } from './rubric-schema.js';

/**
 * The rubric in `text`; `file` is for messages. Throws RUBRIC_INVALID with line, column and a caret for the first fault:
 * YAML, shape, an id that is there twice or names no earlier check, an expression that cannot be judged, a check that would
 * be passed by doing nothing.
 */
export function parseRubric(text: string, file: string): Rubric {
  const { value, failAt }: CheckedYaml<WrittenRubric> = checkYaml(
    { text, file, what: 'the rubric', code: 'RUBRIC_INVALID', hint: 'see "Rubrics" in notebooks/README.md' },
    rubricSchema,
  );
  const ids = new Set<string>();
  const claim = (path: YamlPath, id: string): void => {
    if (ids.has(id)) failAt([...path, 'id'], 'is the id of an earlier check, too', 'give it another');
    ids.add(id);
  };
  const checks: Check[] = [];
  for (const [index, written] of value.checks.entries()) {
    const path: YamlPath = ['checks', index];
    claim(path, written.id);
    const { id, title, task, points, hints, visibility, count } = written;
    const [requires, follows] = [
      earlierIds('requires', written, path, checks, failAt),
      earlierIds('follows', written, path, checks, failAt),
    ];
    const condition = parseCondition(written, path, checks, failAt);
    // a check that nothing has to be done for is passed by an empty notebook, unless it requires another check
    if (requires.length === 0) refuseIdle(condition, path, failAt);
    const instead = parseInstead(written, path, checks, failAt);
    if (count > 1 && !isCountable(condition)) {
      failAt([...path, 'count'], 'counts what cannot be there twice', 'leave it out, or ask for requests or objects');
    }
    checks.push({ id, title, task, points, hints, visibility, requires, follows, ...instead, count, condition });
  }
  const deductions = value.deductions.map((written, index): Deduction => {
    const path: YamlPath = ['deductions', index];
    claim(path, written.id);
    const { id, title, points, visibility } = written;
    return { id, title, points, visibility, condition: parseCondition(written, path, checks, failAt) };
  });
  return { exercise: value.exercise, title: value.title, file, checks, deductions };
}

/** The ids of `key`, each of which has to be that of an earlier check. */
function earlierIds(
  key: 'requires' | 'follows',
  written: WrittenCheck,
  path: YamlPath,
  earlier: readonly Check[],
  failAt: FailAt,
): string[] {
  const ids = [written[key]].flat();
  for (const [at, wanted] of ids.entries()) {
    if (earlier.some(({ id }) => id === wanted)) continue;
    const place = Array.isArray(written[key]) ? [...path, key, at] : [...path, key];
    failAt(place, 'names no earlier check', 'name the id of a check further up');
  }
  return ids;
}

function parseInstead(
  { instead, follows }: WrittenCheck,
  path: YamlPath,
  earlier: readonly Check[],
  failAt: FailAt,
): Pick<Check, 'instead'> {
  if (instead === undefined) return {};
  const place = [...path, 'instead'];
  if ([follows].flat().length === 0) {
    failAt(place, 'stands beside no follows', 'name in follows the checks whose failing it is for');
  }
  const condition = parseCondition(instead, place, earlier, failAt);
  refuseIdle(condition, place, failAt);
  return { instead: condition };
}

/** Refuses a condition that is met by doing nothing: a check earns by something that was done. */
function refuseIdle(condition: Condition, path: YamlPath, failAt: FailAt): void {
  if (asksForADeed(condition)) return;
  failAt(
    path,
    'is passed by doing nothing',
    'put it under "all", together with the request or object that it is about',
  );
}

/** False for a condition that holds on an empty cluster, too: an object is gone, access is refused, nothing else is allowed. */
function asksForADeed(condition: Condition): boolean {
  switch (condition.is) {
    case 'object':
      return condition.object.exists;
    case 'access':
      return condition.access.allowed;
    case 'only':
      return false;
    case 'all':
      return condition.of.some(asksForADeed);
    case 'any':
      return condition.of.every(asksForADeed);
    default:
      return true;
  }
}

function isCountable(condition: Condition): boolean {
  switch (condition.is) {
    case 'object':
      return condition.object.exists;
    case 'access':
    case 'only':
      return false;
    case 'all':
    case 'any':
      return condition.of.some(isCountable);
    default:
      return true;
  }
}
