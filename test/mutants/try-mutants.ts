/** Tries the faults of one file after the other, each with the tests that come by its place. */
import type { Mutant } from './instrument.js';
import type { NearestTests } from './nearest-tests.js';
import type { Baseline, TestsOfFile } from './worker.js';
import type { Worker } from './worker-process.js';

/** What became of a fault; `unclear` when the tests failed without it, too, after it had been tried. */
export type Fate = 'killed' | 'timeout' | 'survived' | 'not reached' | 'once' | 'unclear';

/** A fault and what became of it. */
export interface Tried {
  mutant: Mutant;
  fate: Fate;
  /** The test that noticed, or that failed without the fault, too. */
  by?: string;
}

/**
 * Which tests are used, in milliseconds: those of a file that takes no longer in all, and that take no longer themselves. A fault
 * that tests of `faultMs` did not notice, the nearest first, counts as unnoticed.
 */
export interface Patience {
  fileMs: number;
  testMs: number;
  faultMs: number;
}

/** What fits into a run with a limit of time. */
export const USUAL: Patience = { fileMs: 60_000, testMs: 3000, faultMs: Number.POSITIVE_INFINITY };

/** What is known of test files, for all workers: what their tests reach is found out when they are first needed. */
export type Baselines = Map<string, Promise<Baseline>>;

/** Tries faults with a worker. */
export function trying(
  worker: Worker,
  nearest: NearestTests,
  baselines: Baselines = new Map(),
  { fileMs, testMs, faultMs }: Patience = USUAL,
): (mutant: Mutant) => Promise<Tried> {
  const findOut = async (file: string): Promise<Baseline> => {
    // asked twice: a machine that stood still for a while is no reason to leave out a file's tests
    const baseline = { baseline: file, slowestMs: testMs };
    let answer = await worker.ask(baseline, fileMs);
    if (answer === undefined || answer === 'blocked') answer = await worker.ask(baseline, fileMs);
    const found =
      typeof answer === 'object' && 'tests' in answer ? answer : { tests: [], hookMs: 0, once: [], onlyFirst: [] };
    if (found.tests.length === 0) worker.end();
    return found;
  };
  const baselineOf = (file: string): Promise<Baseline> => {
    const known = baselines.get(file) ?? findOut(file);
    baselines.set(file, known);
    return known;
  };
  const withTests = async (mutant: Mutant, tests: TestsOfFile, limit: number): Promise<Tried> => {
    let by: string | undefined;
    for (let attempt = 0; attempt < 2; attempt++) {
      const answer = await worker.ask({ mutant: mutant.id, tests }, limit);
      if (answer === 'blocked') return { mutant, fate: 'timeout' };
      // tried twice: a machine that stood still for a while is no test that noticed
      if (answer === undefined) {
        if (attempt > 0) return { mutant, fate: 'timeout' };
        continue;
      }
      if (!('tests' in answer)) {
        if (answer.killedBy === undefined) return { mutant, fate: 'survived' };
        by = answer.killedBy;
        if (!answer.spoiled) return { mutant, fate: 'killed', by };
      }
      worker.end();
      // a test that waited in vain would take as long again; any other may have failed of what an earlier fault left behind
      if (!('tests' in answer) && answer.spoiled === 'runs on') break;
    }
    // in a fresh process the tests are to pass without it
    const without = await worker.ask({ mutant: 0, tests }, limit);
    const passes = typeof without === 'object' && !('tests' in without) && without.killedBy === undefined;
    if (!passes) worker.end();
    return { mutant, fate: passes ? 'killed' : 'unclear', ...(by === undefined ? {} : { by }) };
  };
  return async (mutant) => {
    let fate: Fate = 'not reached';
    let spent = 0;
    for (const file of nearest(mutant.file)) {
      const found = await baselineOf(file);
      if (fate === 'not reached' && found.once.includes(mutant.id)) fate = 'once';
      const reaching = found.tests.filter(({ reached }) => reached.includes(mutant.id));
      if (reaching.length === 0) continue;
      const usual = reaching.reduce((sum, { ms }) => sum + ms, 0);
      if (fate === 'survived' && spent + usual >= faultMs) return { mutant, fate };
      spent += usual;
      const limit = 5000 + 5 * usual;
      const tests = { file, tests: reaching.map(({ title, ms }) => ({ title, ms })), hookMs: found.hookMs };
      const tried = await withTests(mutant, tests, limit);
      if (tried.fate !== 'survived') return tried;
      fate = 'survived';
    }
    return { mutant, fate };
  };
}
