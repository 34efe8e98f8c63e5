/** Where the rubrics lie that a self-check goes by, and what of them a learner may know. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubelabError } from '../errors.js';
import { parseRubric } from '../grader/parse-rubric.js';
import type { Check, Rubric } from '../grader/rubric.js';

/** The folders that are looked through, the first one that has the rubric counts: beside the notebook, in the package. */
export function rubricFolders(workingFolder: string): string[] {
  return [join(workingFolder, 'rubrics'), join(import.meta.dirname, '..', '..', 'notebooks', 'rubrics')];
}

/**
 * The rubric of a lesson, `rbac` or `03-rbac`, without its hidden checks; undefined where there are no rubrics at all, as in
 * a grader's sandbox. Throws ARGUMENT_INVALID for a lesson that has none, and what `parseRubric` throws.
 */
export function findRubric(lesson: string, folders: readonly string[]): Rubric | undefined {
  for (const folder of folders) {
    const names = namesIn(folder);
    const name = names.find((one) => one === lesson || one.replace(/^\d+-/, '') === lesson);
    if (name === undefined) continue;
    return readRubric(join(folder, `${name}.yaml`));
  }
  const lessons = [...new Set(folders.flatMap(namesIn))];
  if (lessons.length === 0) return undefined;
  throw new KubelabError('ARGUMENT_INVALID', `there is nothing to check for ${JSON.stringify(lesson)}`, {
    hint: `choose from ${lessons.join(', ')}`,
  });
}

const known = new Map<string, { text: string; rubric: Rubric }>();

/** A lesson asks for its rubric with every task; it is taken apart again when the file has changed. */
function readRubric(file: string): Rubric {
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
    checks: checks.map((check): Check => ({ ...check, requires: check.requires.filter((id) => ids.includes(id)) })),
    deductions: rubric.deductions.filter(({ visibility }) => visibility === 'shown'),
  };
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}
