/** A lesson's record in `check()` from one kernel to the next: its beginning and its solved tasks. */
import type { Rubric } from '../grader/rubric.js';
import { kubelabHome } from '../home.js';
import { readLessonRecord, recordBegun, recordSolved } from '../lesson-record.js';
import type { CheckResult } from './api.js';

/** The record of one lesson, as a check uses it. */
export interface KeptRecord {
  /** Requests since this moment (milliseconds) count: the beginning of the lesson, or of this program. */
  since: number;
  /** The rubric, in which no check waits for one of a task that is solved. */
  relieved(rubric: Rubric): Rubric;
  /** Writes down the tasks that are done by this result. Never throws: a check must not fail for it. */
  keep(result: CheckResult): void;
}

/**
 * The record for a lesson, by `KUBELAB_RECORD` (this kernel's runner) and `KUBELAB_CASES` (the draw of its
 * cases, or of those of the lesson `KUBELAB_CASES_OF`). Without the first nothing is kept, and only this program's requests count.
 */
export function keptRecord(
  lesson: string,
  programBegan: number,
  env: Record<string, string | undefined> = process.env,
): KeptRecord {
  const by = env.KUBELAB_RECORD;
  if (!by) return { since: programBegan, relieved: (rubric) => rubric, keep: () => {} };
  const file = kubelabHome(env).solved;
  const drawn = !env.KUBELAB_CASES_OF || env.KUBELAB_CASES_OF === lesson;
  const recorded = { lesson, cases: (drawn && env.KUBELAB_CASES) || undefined };
  attempt(() => recordBegun(file, recorded, new Date(programBegan)));
  const { begunAt, solved } = readLessonRecord(file, recorded);
  return {
    since: Math.min(programBegan, begunAt === undefined ? programBegan : Date.parse(begunAt)),
    relieved: (rubric) =>
      withoutRequirements(
        rubric,
        solved.map(({ task }) => task),
      ),
    keep(result) {
      const tasks = [...new Set(result.checks.map(({ task }) => task))];
      const done = tasks.filter((task) => result.checks.every((c) => c.task !== task || c.status === 'passed'));
      for (const task of done) attempt(() => recordSolved(file, recorded, { task, at: new Date().toISOString(), by }));
    },
  };
}

/** The rubric, in which no check requires or follows one of these tasks. */
function withoutRequirements(rubric: Rubric, tasks: readonly string[]): Rubric {
  const met = new Set(rubric.checks.filter(({ task }) => tasks.includes(task)).map(({ id }) => id));
  if (met.size === 0) return rubric;
  return {
    ...rubric,
    checks: rubric.checks.map((check) => ({
      ...check,
      requires: check.requires.filter((id) => !met.has(id)),
      follows: check.follows.filter((id) => !met.has(id)),
    })),
  };
}

/** A folder that cannot be written takes nothing from a check. */
function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // without a record the solved tasks are shown all the same
  }
}
