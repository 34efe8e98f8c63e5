import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processesWith } from '../../src/sandbox/process-tree.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';
import { instrument, type Mutant } from './instrument.js';
import { nearestTests } from './nearest-tests.js';
import { trying, USUAL } from './try-mutants.js';
import { startWorker, type Worker } from './worker-process.js';

const source = `export function within(n: number, most: number): boolean {
  return n <= most;
}
export function until(most: number): number {
  let n = 0;
  while (n < most) n += 1;
  return n;
}
export const unseen = (a: boolean): boolean => !a;
`;
const strong = `import assert from 'node:assert/strict';
import { until, within } from '../../src/part/bound.js';
describe('strong', () => {
  it('up to the bound itself', () => assert.deepEqual([within(2, 2), within(3, 2)], [true, false]));
  it('stops', () => assert.equal(until(2), 2));
});
`;
const weak = strong.replace('[within(2, 2), within(3, 2)], [true, false]', '[within(1, 2)], [true]');

describe('trying faults', () => {
  let root: string;
  let scratch: string;
  let worker: Worker;
  let mutants: Mutant[];

  before(function () {
    root = mkdtempSync(join(tmpdir(), 'kubelab-try-'));
    scratch = mkdtempSync(join(tmpdir(), 'kubelab-scratch-'));
    for (const folder of ['src/part', 'test/part']) mkdirSync(join(root, folder), { recursive: true });
    cpSync(import.meta.dirname, join(root, 'test/mutants'), { recursive: true });
    cpSync(resolve('test/helpers/until.ts'), join(root, 'test/helpers/until.ts'));
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    const made = instrument('src/part/bound.ts', source, 1);
    mutants = made.mutants;
    writeFileSync(join(root, 'src/part/bound.ts'), made.code);
    writeFileSync(join(root, 'test/part/bound.test.ts'), weak);
    writeFileSync(join(root, 'test/part/other.test.ts'), `${strong}\n// a library: 'ajv/dist/2020.js'\n`);
    writeFileSync(join(root, 'test/part/far.test.ts'), `${strong}\n// from '../helpers/command.js'\n`);
    writeFileSync(join(root, 'src/part/built.ts'), "export { within } from './bound.js';\n");
    const starting = "import { within } from '../../src/part/built.js';\n// from '../../dist/index.js'\n";
    writeFileSync(join(root, 'test/part/built.test.ts'), starting);
    try {
      worker = startWorker(root, scratch);
    } catch (error) {
      skip(this, String(error));
    }
  });
  after(() => {
    worker?.end();
    for (const folder of [root, scratch]) rmSync(folder, { recursive: true });
  });

  const mutant = (line: number, kind: string): Mutant => {
    const found = mutants.find((each) => each.line === line && each.kind === kind);
    assert.ok(found, `no ${kind} in line ${line} of ${JSON.stringify(mutants)}`);
    return found;
  };

  it('takes the tests that import the file, the one of its name first, and none that starts the package', () => {
    const both = ['test/part/bound.test.ts', 'test/part/other.test.ts'];
    for (const hasTime of [false, true]) assert.deepEqual(nearestTests(root, hasTime)('src/part/bound.ts'), both);
  });

  it('takes the tests of a like name before those of other names', () => {
    const files = ['aside', 'bound-too'].map((name) => join(root, `test/part/${name}.test.ts`));
    for (const file of files) writeFileSync(file, strong);
    const wanted = ['bound', 'bound-too', 'aside', 'other'].map((name) => `test/part/${name}.test.ts`);
    assert.deepEqual(nearestTests(root)('src/part/bound.ts'), wanted);
    for (const file of files) rmSync(file);
  });

  it('takes a test that starts the package for the file that it is called after, where there is time', () => {
    assert.deepEqual(nearestTests(root)('src/part/built.ts'), []);
    assert.deepEqual(nearestTests(root, true)('src/part/built.ts'), ['test/part/built.test.ts']);
  });

  it('a weak test lets a fault live which a strong one notices, and a fault leaves nothing behind', async () => {
    const weakly = trying(worker, () => ['test/part/bound.test.ts']);
    const bound = mutant(2, 'bound');
    assert.deepEqual(await weakly(bound), { mutant: bound, fate: 'survived' });
    const returned = mutant(7, 'return');
    assert.deepEqual(await weakly(returned), { mutant: returned, fate: 'killed', by: 'strong stops' });
    const both = trying(worker, nearestTests(root));
    assert.deepEqual(await both(bound), { mutant: bound, fate: 'killed', by: 'strong up to the bound itself' });
    assert.equal((await both(mutant(9, 'negation'))).fate, 'not reached');
    assert.equal((await weakly(bound)).fate, 'survived');
    const brief = trying(worker, nearestTests(root), new Map(), { ...USUAL, faultMs: 0 });
    assert.deepEqual(await brief(bound), { mutant: bound, fate: 'survived' }, 'the nearest file is the weak one');
  });

  it('a test that needs the one before it notices a fault, too', async () => {
    writeFileSync(
      join(root, 'test/part/inrow.test.ts'),
      `import assert from 'node:assert/strict';
import { until } from '../../src/part/bound.js';
describe('in a row', () => {
  let most = 0;
  before(() => { most = 0; });
  it('begins', () => { until(0); most = 2; });
  it('goes on', () => assert.equal(until(most), 2));
});
`,
    );
    const returned = mutant(7, 'return');
    const tried = await trying(worker, () => ['test/part/inrow.test.ts'])(returned);
    assert.deepEqual(tried, { mutant: returned, fate: 'killed', by: 'in a row goes on' });
  });

  it('a test that waits for what the fault keeps from it notices the fault, and what runs on of it spoils no other', async () => {
    writeFileSync(
      join(root, 'test/part/waits.test.ts'),
      `import { until } from '../../src/part/bound.js';
import { setTimeout } from 'node:timers/promises';
describe('waits', () => {
  before(async () => { await setTimeout(100); while (until(2) !== 2) await setTimeout(10); });
  it('passes', () => {});
});
`,
    );
    const waiting = trying(worker, () => ['test/part/waits.test.ts']);
    const returned = mutant(7, 'return');
    const { fate, by } = await waiting(returned);
    assert.deepEqual([fate, by], ['killed', 'waits "before all" hook for "passes"']);
    assert.equal((await waiting(mutant(6, 'bound'))).fate, 'killed');
    assert.equal((await waiting(mutant(2, 'bound'))).fate, 'not reached');
  });

  it('a wait ends before its test is given up, and the process is used again', async () => {
    writeFileSync(
      join(root, 'test/part/until.test.ts'),
      `import { until } from '../../src/part/bound.js';
import { until as wait } from '../helpers/until.js';
describe('until', () => {
  beforeEach(() => wait('nothing', () => true));
  it('two', () => wait('two', () => until(2) === 2));
});
`,
    );
    const tests = { file: 'test/part/until.test.ts', tests: [{ title: 'until two', ms: 1 }], hookMs: 0 };
    const answer = await worker.ask({ mutant: mutant(7, 'return').id, tests }, 20_000);
    assert.deepEqual(answer, { killedBy: 'until two' });
  });

  it('sees no process but its own, in a session of its own, and ends with all that its tests started, in whatever session', async () => {
    const mark = `KUBELAB_LEFT=${randomUUID()}`;
    const outside = JSON.stringify(readlinkSync('/proc/self/ns/pid'));
    writeFileSync(
      join(root, 'test/part/leaves.test.ts'),
      `import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
describe('leaves', () => {
  it('its session', () => assert.equal(readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[3], '1'));
  it('its namespace', () => assert.notEqual(readlinkSync('/proc/self/ns/pid'), ${outside}));
  it('processes', () => void spawnSync('sh', ['-c', '${mark} setsid sleep 86398 & ${mark} sleep 86398 &'], { stdio: 'ignore' }));
});
`,
    );
    const titles = ['leaves its session', 'leaves its namespace', 'leaves processes'];
    const tests = { file: 'test/part/leaves.test.ts', tests: titles.map((title) => ({ title, ms: 100 })), hookMs: 0 };
    assert.deepEqual(await worker.ask({ mutant: 0, tests }, 20_000), {});
    await until('both run', () => processesWith(mark).length === 2);
    worker.end();
    await until('they are gone', () => processesWith(mark).length === 0);
  });

  it('can write to its own folder and to that for temporary files alone', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'kubelab outside '));
    writeFileSync(
      join(root, 'test/part/writes.test.ts'),
      `import assert from 'node:assert/strict';
import { mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
describe('writes', () => {
  for (const folder of ['.', mkdtempSync(join(tmpdir(), 'a-')), homedir()]) {
    it('inside', () => writeFileSync(join(folder, 'written'), ''));
  }
  it('outside', () => {
    for (const folder of [${JSON.stringify(outside)}, ${JSON.stringify(resolve('src'))}, '/etc', '/tmp', '/var/tmp']) {
      assert.throws(() => writeFileSync(join(folder, 'written'), ''), { code: 'EROFS' }, folder);
    }
    assert.throws(() => rmdirSync(${JSON.stringify(outside)}), { code: 'EROFS' });
  });
});
`,
    );
    const titles = ['writes inside', 'writes outside'];
    const tests = { file: 'test/part/writes.test.ts', tests: titles.map((title) => ({ title, ms: 100 })), hookMs: 0 };
    const answer = await worker.ask({ mutant: 0, tests }, 20_000);
    rmSync(outside, { recursive: true });
    assert.deepEqual(answer, {});
  });

  it('says that its process cannot be started, where its files are gone', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'kubelab-try-'));
    const gone = startWorker(empty, scratch);
    const asked = gone.ask({ baseline: 'test/part/bound.test.ts', slowestMs: 1000 }, 60_000);
    await assert.rejects(asked, /ended before it was ready/);
    rmSync(empty, { recursive: true });
  });

  it('ends a fault that never ends, and goes on with a fresh process', async () => {
    const tests = { file: 'test/part/bound.test.ts', tests: [{ title: 'strong stops', ms: 1 }], hookMs: 0 };
    const endless = { mutant: mutant(6, 'statement').id, tests };
    assert.deepEqual(await worker.ask(endless, 2000), undefined);
    assert.deepEqual(await worker.ask({ mutant: 0, tests }, 20_000), {});
    assert.deepEqual(await worker.ask(endless, 60_000), 'blocked');
    assert.deepEqual(await worker.ask({ mutant: 0, tests }, 20_000), {});
  });
});
