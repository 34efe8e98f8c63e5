/** The results for a learning platform: those of one exercise, in a folder that `grade` wrote. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../../checked-yaml.js';
import { KubelabError } from '../../errors.js';
import type { Verdict } from '../../grader/verdict.js';
import { pageNames } from '../grading/file-names.js';
import { readResults } from '../grading/read-results.js';
import { readRecord } from '../grading/record.js';
import { isMissing, type Result } from '../grading/results.js';

/** One learner's work. */
export interface GradedWork {
  /** The result with a teacher's marks. */
  result: Result;
  /** The verdict behind its page; undefined without a record of the run. */
  verdict?: Verdict;
  /** The learner's page, a path; undefined when there is none. */
  page?: string;
}

/**
 * The work of one exercise in the folder. Throws as for a folder without results, and ARGUMENT_INVALID when the folder holds several
 * exercises and none is named, or not the named one.
 */
export function readGradedWork(folder: string, exercise: string | undefined): GradedWork[] {
  const all = readResults(folder);
  const exercises = [...new Set(all.map((result) => result.exercise))].filter(Boolean);
  const wanted = exercise ?? (exercises.length === 1 ? exercises[0] : undefined);
  if (wanted === undefined || !exercises.includes(wanted)) {
    const near = wanted === undefined ? undefined : nearest(wanted, exercises);
    throw new KubelabError(
      'ARGUMENT_INVALID',
      wanted === undefined ? 'these results are of several exercises' : `there are no results of ${wanted}`,
      { hint: near ? `did you mean ${near}?` : `say --exercise with one of ${exercises.join(', ') || 'none'}` },
    );
  }
  const handedIn = all.filter((result) => !isMissing(result));
  const pages = new Map(pageNames(handedIn).map((page, index) => [handedIn[index], join(folder, 'feedback', page)]));
  return all
    .filter((result) => result.exercise === wanted)
    .map((result): GradedWork => {
      const verdict = readRecord(folder, result.learner, result.exercise)?.verdict;
      const page = pages.get(result);
      return { result, ...(verdict ? { verdict } : {}), ...(page && existsSync(page) ? { page } : {}) };
    });
}

/** The bytes of a learner's page. Throws FILE_UNREADABLE. */
export function readPage(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    const hint = 'grade again, with --resume to keep what is done';
    throw new KubelabError('FILE_UNREADABLE', 'a page cannot be read', { hint, place: { file }, cause });
  }
}
