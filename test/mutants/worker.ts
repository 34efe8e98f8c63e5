/**
 * A process that keeps test files loaded, and runs their tests again and again with another fault switched on each time.
 * Its parent (`worker-process.ts`) sends a request, it answers.
 */
import Mocha from 'mocha';

/** A test: what it is called, how long it took, and the faults whose place it came by. */
export interface SeenTest {
  title: string;
  ms: number;
  reached: number[];
}

/** Tests of one file. */
export interface TestsOfFile {
  file: string;
  titles: string[];
}

export type Request = { baseline: string } | { mutant: number; tests: readonly TestsOfFile[] };
/** For a baseline the tests that passed twice; for a mutant the test that failed. `spoiled`: that test fails without it, too. */
export type Answer = { tests: SeenTest[]; once: number[] } | { killedBy?: string; spoiled?: boolean };

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
  const mocha = new Mocha({ reporter: Silent, timeout: 10_000 });
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
}

/** Ends a run at its first failure, with the hooks that stop what was started. */
function endAtFirst(suite: Mocha.Suite): void {
  suite.bail(true);
  for (const inner of suite.suites) endAtFirst(inner);
}

/** Runs the tests that are wanted; reached faults of hooks count for all tests below their suite. */
function run(mocha: Mocha, wanted: (title: string) => boolean): Promise<Outcome> {
  const passed: { test: Mocha.Test; reached: Uint8Array }[] = [];
  const failed: string[] = [];
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
      done({ passed: tests, failed });
    });
    runner.on('hook', (hook) => {
      if (/before all|after all/.test(hook.title) && hook.parent) reached = setOf(hook.parent);
    });
    let own = newReached();
    runner.on('test', () => {
      own = newReached();
      reached = own;
    });
    runner.on('pass', (test) => passed.push({ test, reached: own }));
    runner.on('fail', (test) => failed.push(test.fullTitle()));
  });
}

/** Gives a test or hook five times the time that it took, and 1.5 seconds: a fault may make it wait for ever. */
function limit(runnable: Mocha.Runnable): void {
  runnable.timeout(1500 + 5 * (runnable.duration ?? 0));
  // mocha starts the clock of one that ran before
  runnable.clearTimeout();
}

function limitHooks(suite: Mocha.Suite): void {
  // mocha keeps them in fields that its types leave out
  const lists = suite as unknown as Record<`_${'before' | 'after'}${'All' | 'Each'}`, Mocha.Hook[]>;
  for (const hook of [...lists._beforeAll, ...lists._beforeEach, ...lists._afterEach, ...lists._afterAll]) limit(hook);
  for (const inner of suite.suites) limitHooks(inner);
}

async function baseline(file: string): Promise<Answer> {
  const mocha = await load(file);
  const first = await run(mocha, () => true);
  const left = new Set(first.failed);
  const second = await run(mocha, (title) => !left.has(title));
  for (const title of second.failed) left.add(title);
  mocha.suite.eachTest(limit);
  limitHooks(mocha.suite);
  endAtFirst(mocha.suite);
  const again = new Set(second.passed.flatMap((test) => test.reached));
  // what only the first run came by is kept in the process, and a fault of it would not be seen later
  const once = new Set(first.passed.flatMap((test) => test.reached).filter((id) => !again.has(id)));
  return { tests: second.passed.filter(({ title }) => !left.has(title)), once: [...once] };
}

async function attempt(mutant: number, tests: readonly TestsOfFile[]): Promise<Answer> {
  for (const { file, titles } of tests) {
    const mocha = await load(file);
    const wanted = new Set(titles);
    active = mutant;
    const { failed } = await run(mocha, (title) => wanted.has(title));
    active = 0;
    const [killedBy] = failed;
    if (killedBy === undefined) continue;
    const alone = wanted.has(killedBy) ? new Set([killedBy]) : wanted;
    const without = await run(mocha, (title) => alone.has(title));
    return without.failed.length > 0 ? { killedBy, spoiled: true } : { killedBy };
  }
  return {};
}

process.on('message', (request: Request) => {
  const answered = 'baseline' in request ? baseline(request.baseline) : attempt(request.mutant, request.tests);
  answered.then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ tests: [], once: [], killedBy: String(error) }),
  );
});
process.on('unhandledRejection', () => {});
process.on('disconnect', () => process.exit());
process.send?.('ready');
