/** The lesson on debugging in the real kernel: cases taken alone, dealt at random, left open, and mended too widely. */
import assert from 'node:assert/strict';
import { dirname, resolve } from 'node:path';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { tasksOf } from '../../src/course/tasks.js';
import { type Notebook, readNotebook } from '../../src/notebook/document.js';
import type { NotebookRun } from '../../src/notebook/execute.js';
import { type Deal, dealOf } from '../../src/workshop/deal.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { outputText } from '../helpers/output-text.js';
import { mends } from '../workshop/solutions.js';

const file = resolve(import.meta.dirname, '../../notebooks/07-debugging-access.ipynb');
const notebook = readNotebook(file);

/** The notebook with these sources in the cells of these ids. */
const withCells = (sources: ReadonlyMap<string, string>): Notebook => ({
  ...notebook,
  cells: notebook.cells.map((cell) => ({ ...cell, source: sources.get(cell.id) ?? cell.source })),
});

/** The cells before the first case, and those of one case. */
const alone = (id: string, from: Notebook): Notebook => ({
  ...from,
  cells: from.cells.filter(
    (cell, index) => index < from.cells.findIndex((one) => one.id === 'round-1') || cell.id.startsWith(id),
  ),
});

function solved(deal: Deal): Map<string, string> {
  return new Map(
    deal.cases.map(({ id, fault, choices }) => {
      const it = id.replace('-', '');
      const letter = choices.find((choice) => choice.fault === fault)?.letter;
      return [id, `show(await ${it}.name('${letter}'));\n${mends[fault.id]?.(it)}`];
    }),
  );
}

const said = (run: NotebookRun, id: string): string =>
  outputText(run.cells.find((cell) => cell.id === id)?.outputs ?? []).replace(/\s+/g, ' ');
const failures = (run: NotebookRun): string[] =>
  run.cells.filter(({ passed }) => !passed).map(({ id, outputs }) => `${id}: ${outputText(outputs)}`);

describe('the lesson on debugging access', function () {
  this.timeout(600_000);
  this.slow(60_000);
  let home: LessonCluster;
  before(async () => {
    home = await lessonCluster();
  });
  after(() => home?.stop());

  const run = (what: Notebook, cases = ''): Promise<NotebookRun> =>
    runInFolder(what, dirname(file), { env: { ...home.env, KUBELAB_CASES: cases }, keepGoing: true });

  it('J3: has thirty-three cases whose cells do not say the fault', () => {
    const names = tasksOf(notebook).map(({ name }) => name);
    assert.deepEqual(
      names,
      dealOf({}).cases.map(({ id }) => id),
    );
    const sources = notebook.cells.filter(({ id }) => id.startsWith('case-')).map(({ source }) => source);
    for (const { fault } of dealOf({}).cases) {
      assert.ok(!sources.some((source) => source.includes(fault.id) || source.includes(fault.name)), fault.id);
    }
  });

  it('J17: can be solved after Run all, case by case, each taken alone', async () => {
    assert.deepEqual(failures(await run(notebook)), []);
    const right = withCells(solved(dealOf({})));
    for (const id of ['case-31', 'case-05', 'case-20']) {
      const one = await run(alone(id, right));
      assert.deepEqual(failures(one), []);
      assert.match(said(one, `${id}-check`), /^Done/);
    }
  });

  it('J3: dealt at random is solved by naming and mending what was dealt', async () => {
    const deal = 'random:kernel';
    const untouched = await run(notebook, deal);
    assert.deepEqual(failures(untouched), []);
    for (const { name } of tasksOf(notebook)) assert.match(said(untouched, `${name}-check`), /^Not yet/, name);
    const all = await run(withCells(solved(dealOf({ KUBELAB_CASES: deal }))), deal);
    assert.deepEqual(failures(all), []);
    for (const { name } of tasksOf(notebook)) assert.match(said(all, `${name}-check`), /^Done/, name);
    // the lesson's own answers are for other cases
    const lessons = await run(withCells(solved(dealOf({}))), deal);
    const done = tasksOf(notebook).filter(({ name }) => /^Done/.test(said(lessons, `${name}-check`)));
    assert.ok(done.length <= 5, done.map(({ name }) => name).join());
  });

  it('J3: says what was seen of a wrong name and of a careless cure, and gives no hint before one is asked for', async () => {
    const right = solved(dealOf({}));
    const wrong: Record<string, { source: string; seen: RegExp }> = {
      'case-01': {
        source: `${right.get('case-01')?.split('\n')[0]}\nawait case01.send(case01.client.with({ insecure: true }));`,
        seen: /case-01 was read by "\w+" with its token; the server's certificate was not checked/,
      },
      'case-02': {
        source: `show(await case02.name('a'));\nawait admin.get(case02.path);`,
        seen: /its data\.fault was "[\w-]+".*counts only when .* is done; configmaps\/case-02 was read by "kubelab-admin" with a client certificate; asked for: "\w+" with its token/,
      },
      'case-03': {
        source: `${right.get('case-03')?.split('\n')[0]}
await workshop.allow(case03.id, [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], workshop.account(case03.who));
await case03.send();`,
        seen: /"system:serviceaccount:lesson-debug:\w+" may also do anything to \*\.\* in "lesson-debug" by the RoleBinding "case-03" in "lesson-debug"/,
      },
    };
    const sources = new Map(Object.entries(wrong).map(([id, { source }]) => [id, source]));
    const answered = await run(withCells(sources));
    assert.deepEqual(failures(answered), []);
    for (const [id, { seen }] of Object.entries(wrong)) {
      const told = said(answered, `${id}-check`);
      for (const pattern of [/^Not yet/, seen, /More help: await check\('debugging-access\/case-0\d', { hint: 1 }\)/]) {
        assert.match(told, pattern);
      }
      assert.doesNotMatch(told, /hint \d of 3: /);
    }
  });
});
