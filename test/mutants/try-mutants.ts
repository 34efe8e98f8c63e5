/** Tries the faults of one file after the other, each with the tests that come by its place. */
import type { Mutant } from './instrument.js';
import type { NearestTests } from './nearest-tests.js';
import type { SeenTest, TestsOfFile } from './worker.js';
import type { Worker } from './worker-process.js';

/** What became of a fault; `unclear` when the tests failed without it, too, after it had been tried. */
export type Fate = 'killed' | 'timeout' | 'survived' | 'not reached' | 'once' | 'unclear';

/** A fault and what became of it. */
export interface Tried {
  mutant: Mutant;
  fate: Fate;
  /** The test that noticed. */
  by?: string;
}

/** Tests that take longer in themselves are not used. */
const SLOWEST_MS = 3000;
/** Files of tests that take longer, twice, are not used. */
const BASELINE_MS = 60_000;

/**
 * Tries faults with a worker; what tests reach is found out when a file's tests are first needed. Files whose tests took too long
 * are kept in `tooSlow`, for all workers.
 */
export function trying(
  worker: Worker,
  nearest: NearestTests,
  tooSlow = new Set<string>(),
): (mutant: Mutant) => Promise<Tried> {
  const baselines = new Map<string, { tests: SeenTest[]; once: number[] }>();
  const baselineOf = async (file: string) => {
    const known = baselines.get(file);
    if (known) return known;
    // asked twice: a machine that stood still for a while is no reason to leave out a file's tests
    const baseline = { baseline: file };
    const answer = (await worker.ask(baseline, BASELINE_MS)) ?? (await worker.ask(baseline, BASELINE_MS));
    const found = answer && 'tests' in answer ? answer : { tests: [], once: [] };
    if (found.tests.length === 0) worker.end();
    if (answer === undefined) tooSlow.add(file);
    baselines.set(file, found);
    return found;
  };
  const withTests = async (mutant: Mutant, tests: TestsOfFile, limit: number): Promise<Tried> => {
    for (let attempt = 0; attempt < 2; attempt++) {
      const answer = await worker.ask({ mutant: mutant.id, tests: [tests] }, limit);
      // tried twice: a machine that stood still for a while is no test that noticed
      if (answer === undefined) {
        if (attempt > 0) return { mutant, fate: 'timeout' };
        continue;
      }
      if (!('tests' in answer)) {
        if (answer.killedBy === undefined) return { mutant, fate: 'survived' };
        if (!answer.spoiled) return { mutant, fate: 'killed', by: answer.killedBy };
      }
      // a fault that was tried before may have left something behind
      worker.end();
    }
    return { mutant, fate: 'unclear' };
  };
  return async (mutant) => {
    let fate: Fate = 'not reached';
    for (const file of nearest(mutant.file)) {
      if (tooSlow.has(file)) continue;
      const found = await baselineOf(file);
      if (fate === 'not reached' && found.once.includes(mutant.id)) fate = 'once';
      const reaching = found.tests.filter(({ reached, ms }) => ms < SLOWEST_MS && reached.includes(mutant.id));
      if (reaching.length === 0) continue;
      const limit = 5000 + 5 * reaching.reduce((sum, { ms }) => sum + ms, 0);
      const tried = await withTests(mutant, { file, titles: reaching.map(({ title }) => title) }, limit);
      if (tried.fate !== 'survived') return tried;
      fate = 'survived';
    }
    return { mutant, fate };
  };
}
