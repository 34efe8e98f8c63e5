/**
 * A process that keeps test files loaded, and runs their tests again and again with another fault switched on each time.
 * Its parent (`worker-process.ts`) sends a request, it answers.
 */
import Mocha from 'mocha';
import { endWaitsAt } from '../helpers/until.js';

/** A test: what it is called, how long it took, and the faults whose place it came by. */
export interface SeenTest {
  title: string;
  ms: number;
  reached: number[];
}

/** Tests of one file, with the milliseconds that they and the slowest hook take without a fault. */
export interface TestsOfFile {
  file: string;
  tests: readonly Pick<SeenTest, 'title' | 'ms'>[];
  hookMs: number;
}

/** What a file's tests did without a fault: those that passed twice and are quick enough to be used, and the slowest hook. */
export interface Baseline {
  tests: SeenTest[];
  hookMs: number;
  /** The faults that only the first run came by. */
  once: number[];
  /** The tests that passed the first time alone: they cannot be used. */
  onlyFirst: string[];
}

export type Request = { baseline: string; slowestMs: number } | { mutant: number; tests: TestsOfFile };
/**
 * For a mutant the test that failed. `spoiled`: why this process is of no use any more. The test fails without the mutant, too; or it waited
 * in vain, was given up, and may run on.
 */
export type Answer = Baseline | { killedBy?: string; spoiled?: 'fails without it' | 'runs on' };

let active = 0;
/** By the number of a fault, 1 when its place was come by: a set would slow down loops. */
const newReached = (): Uint8Array => new Uint8Array(100_000);
let reached = newReached();
Object.assign(globalThis, {
  __mutant: (id: number): boolean => {
    reached[id] = 1;
    return id === active;
  },
});

class Silent extends Mocha.reporters.Base {
  override epilogue(): void {}
}

const loaded = new Map<string, Mocha>();

async function load(file: string): Promise<Mocha> {
  const known = loaded.get(file);
  if (known) return known;
  const mocha = new Mocha({ reporter: Silent, timeout: 60_000 });
  mocha.cleanReferencesAfterRun(false);
  mocha.addFile(file);
  await mocha.loadFilesAsync();
  loaded.set(file, mocha);
  return mocha;
}

function numbersOf(set: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let id = set.indexOf(1); id >= 0; id = set.indexOf(1, id + 1)) numbers.push(id);
  return numbers;
}

interface Outcome {
  passed: SeenTest[];
  failed: string[];
  /** A test or hook was given up: it may end later, and mocha would take this for an end of its next run. */
  runsOn: boolean;
}

/** Ends a run at its first failure, with the hooks that stop what was started. */
function endAtFirst(suite: Mocha.Suite): void {
  suite.bail(true);
  for (const inner of suite.suites) endAtFirst(inner);
}

/** Lets what a test waits for end before the test is given up: then its hooks stop what it started, and the process can be used again. */
function endWaitsBefore(runnable: Mocha.Runnable): void {
  endWaitsAt(Date.now() + runnable.timeout() - 500);
}

/** Runs the tests that are wanted; reached faults of hooks count for all tests below their suite. */
function run(mocha: Mocha, wanted: (title: string) => boolean): Promise<Outcome> {
  const passed: { test: Mocha.Test; reached: Uint8Array }[] = [];
  const failed: string[] = [];
  let runsOn = false;
  const ofSuite = new Map<Mocha.Suite, Uint8Array>();
  const setOf = (suite: Mocha.Suite): Uint8Array => {
    const known = ofSuite.get(suite) ?? newReached();
    ofSuite.set(suite, known);
    return known;
  };
  // mocha asks no more of it than `test`
  mocha.grep({ test: wanted } as unknown as RegExp);
  return new Promise((done) => {
    const runner = mocha.run(() => {
      const all = (test: Mocha.Test, own: Uint8Array): number[] => {
        const sets = [own];
        for (let suite = test.parent; suite; suite = suite.parent) {
          const set = ofSuite.get(suite);
          if (set) sets.push(set);
        }
        return [...new Set(sets.flatMap(numbersOf))];
      };
      const tests = passed.map(({ test, reached: own }) => ({
        title: test.fullTitle(),
        ms: test.duration ?? 0,
        reached: all(test, own),
      }));
      // else it goes on to listen for what nobody caught, beside the runners of other files
      runner.dispose();
      done({ passed: tests, failed, runsOn });
    });
    runner.on('hook', (hook) => {
      endWaitsBefore(hook);
      if (/before all|after all/.test(hook.title) && hook.parent) reached = setOf(hook.parent);
    });
    let own = newReached();
    runner.on('test', (test) => {
      endWaitsBefore(test);
      own = newReached();
      reached = own;
    });
    runner.on('hook end', () => {
      if (runner.test) endWaitsBefore(runner.test);
    });
    runner.on('pass', (test) => passed.push({ test, reached: own }));
    runner.on('fail', (test, error: Error & { code?: string }) => {
      failed.push(test.fullTitle());
      if (error.code === 'ERR_MOCHA_TIMEOUT') runsOn = true;
    });
  });
}

/** Gives a test or hook five times the time that it takes, and 2 seconds: a fault may make it wait for ever. */
function limit(runnable: Mocha.Runnable, ms: number): void {
  runnable.timeout(2000 + 5 * ms);
  // mocha starts the clock of one that ran before
  runnable.clearTimeout();
}

function hooksOf(suite: Mocha.Suite): Mocha.Hook[] {
  // mocha keeps them in fields that its types leave out
  const lists = suite as unknown as Record<`_${'before' | 'after'}${'All' | 'Each'}`, Mocha.Hook[]>;
  const own = [...lists._beforeAll, ...lists._beforeEach, ...lists._afterEach, ...lists._afterAll];
  return [...own, ...suite.suites.flatMap(hooksOf)];
}

/** Tests that take longer than `slowestMs` are not used. */
async function baseline(file: string, slowestMs: number): Promise<Baseline> {
  const mocha = await load(file);
  const first = await run(mocha, () => true);
  const quick = first.passed.filter(({ ms }) => ms < slowestMs);
  const wanted = new Set(quick.map(({ title }) => title));
  for (const title of first.failed) wanted.delete(title);
  const second = await run(mocha, (title) => wanted.has(title));
  const again = new Set(second.passed.flatMap((test) => test.reached));
  // what only the first run came by is kept in the process, and a fault of it would not be seen later
  const once = new Set(quick.flatMap((test) => test.reached).filter((id) => !again.has(id)));
  return {
    tests: second.passed.filter(({ title }) => wanted.has(title) && !second.failed.includes(title)),
    hookMs: Math.max(0, ...hooksOf(mocha.suite).map(({ duration }) => duration ?? 0)),
    once: [...once],
    onlyFirst: second.failed.filter((title) => wanted.has(title)),
  };
}

const limited = new Set<string>();

/** The tests of a file, which end when a fault makes them or their hooks wait. */
async function loadLimited({ file, tests, hookMs }: TestsOfFile): Promise<Mocha> {
  const mocha = await load(file);
  const ms = new Map(tests.map((test) => [test.title, test.ms]));
  mocha.suite.eachTest((test: Mocha.Test) => limit(test, ms.get(test.fullTitle()) ?? 0));
  if (limited.has(file)) return mocha;
  limited.add(file);
  for (const hook of hooksOf(mocha.suite)) limit(hook, hookMs);
  endAtFirst(mocha.suite);
  return mocha;
}

async function attempt(mutant: number, tests: TestsOfFile): Promise<Answer> {
  const mocha = await loadLimited(tests);
  const wanted = new Set(tests.tests.map(({ title }) => title));
  active = mutant;
  const { failed, runsOn } = await run(mocha, (title) => wanted.has(title));
  active = 0;
  const [killedBy] = failed;
  if (killedBy === undefined) return {};
  if (runsOn) return { killedBy, spoiled: 'runs on' };
  const fails = async (titles: ReadonlySet<string>): Promise<boolean> =>
    (await run(mocha, (title) => titles.has(title))).failed.length > 0;
  // it may need those that stand before it
  const spoiled = (!wanted.has(killedBy) || (await fails(new Set([killedBy])))) && (await fails(wanted));
  return spoiled ? { killedBy, spoiled: 'fails without it' } : { killedBy };
}

process.on('message', (request: Request | 'ping') => {
  if (request === 'ping') {
    process.send?.('pong');
    return;
  }
  const answered =
    'baseline' in request ? baseline(request.baseline, request.slowestMs) : attempt(request.mutant, request.tests);
  answered.then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ tests: [], hookMs: 0, once: [], onlyFirst: [], killedBy: String(error) }),
  );
});
process.on('unhandledRejection', () => {});
process.on('disconnect', () => process.exit());
process.send?.('ready');
