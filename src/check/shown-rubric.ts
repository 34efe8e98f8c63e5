/** The rubric that a check goes by: the part a learner may know, and for nbgrader the whole. */
import { readFileSync } from 'node:fs';
import { parseRubric } from '../grader/parse-rubric.js';
import type { Check, Rubric } from '../grader/rubric.js';
import { dealtRubric } from './dealt-rubric.js';

const known = new Map<string, { text: string; rubric: Rubric }>();

/**
 * The rubric in a file, without its hidden checks; where the environment of the kernel deals the lesson's cases, the rubric of
 * that deal. Throws the errors of `dealtRubric` and `parseRubric`, and the file system's.
 */
export function readShownRubric(file: string, env: Record<string, string | undefined> = process.env): Rubric {
  const rubric = rubricIn(file);
  return dealtRubric(rubric, env) ?? rubric;
}

/** A rubric with its hidden checks. */
export function readWholeRubric(file: string, env: Record<string, string | undefined> = process.env): Rubric {
  const rubric = parseRubric(readFileSync(file, 'utf8'), file);
  return dealtRubric(rubric, env) ?? rubric;
}

/** A lesson asks for its rubric with every task; it is taken apart again when the file has changed. */
function rubricIn(file: string): Rubric {
  const text = readFileSync(file, 'utf8');
  const before = known.get(file);
  if (before?.text === text) return before.rubric;
  const rubric = shownRubric(parseRubric(text, file));
  known.set(file, { text, rubric });
  return rubric;
}

/** The rubric as learners may see it: hidden checks and deductions are not there, and nothing waits for them. */
export function shownRubric(rubric: Rubric): Rubric {
  const checks = rubric.checks.filter(({ visibility }) => visibility === 'shown');
  const ids = checks.map(({ id }) => id);
  return {
    ...rubric,
    checks: checks.map(
      (check): Check => ({
        ...check,
        requires: check.requires.filter((id) => ids.includes(id)),
        follows: check.follows.filter((id) => ids.includes(id)),
      }),
    ),
    deductions: rubric.deductions.filter(({ visibility }) => visibility === 'shown'),
  };
}
