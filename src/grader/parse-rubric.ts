/** Reads a rubric; what is wrong with one is told with its file, line and column. */
import { type CheckedYaml, checkYaml, type YamlPath } from '../checked-yaml.js';
import { type FailAt, parseCondition } from './parse-condition.js';
import type { Check, Condition, Deduction, Rubric } from './rubric.js';
import { rubricSchema, type WrittenRubric } from './rubric-schema.js';

/**
 * The rubric in `text`; `file` is for messages. Throws RUBRIC_INVALID with line, column and a caret for the first thing
 * that is wrong: YAML, shape, an id that is there twice or names no earlier check, an expression that cannot be judged, a
 * check that would be passed by doing nothing.
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
    const requires = [written.requires].flat();
    for (const [at, wanted] of requires.entries()) {
      if (checks.some((check) => check.id === wanted)) continue;
      const place = Array.isArray(written.requires) ? [...path, 'requires', at] : [...path, 'requires'];
      failAt(place, 'names no earlier check', 'name the id of a check further up');
    }
    const condition = parseCondition(written, path, checks, failAt);
    refuseIdle(condition, path, failAt);
    if (count > 1 && !isCountable(condition)) {
      failAt([...path, 'count'], 'counts what cannot be there twice', 'leave it out, or ask for requests or objects');
    }
    checks.push({ id, title, task, points, hints, visibility, requires, count, condition });
  }
  const deductions = value.deductions.map((written, index): Deduction => {
    const path: YamlPath = ['deductions', index];
    claim(path, written.id);
    const { id, title, points, visibility } = written;
    return { id, title, points, visibility, condition: parseCondition(written, path, checks, failAt) };
  });
  return { exercise: value.exercise, title: value.title, file, checks, deductions };
}

/** A check earns by something that was done. */
function refuseIdle(condition: Condition, path: YamlPath, failAt: FailAt): void {
  if (asksForADeed(condition)) return;
  failAt(
    path,
    'is passed by doing nothing',
    'put it under "all", together with the request or object that it is about',
  );
}

/** False for what holds on an empty cluster, too: that something is gone, or is refused. */
function asksForADeed(condition: Condition): boolean {
  switch (condition.is) {
    case 'object':
      return condition.object.exists;
    case 'access':
      return condition.access.allowed;
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
      return false;
    case 'all':
    case 'any':
      return condition.of.some(isCountable);
    default:
      return true;
  }
}
