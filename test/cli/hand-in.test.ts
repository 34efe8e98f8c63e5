import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Result, Results } from '../../src/course/grading/results.js';
import { courseFile, learners, notebookOf } from '../fixtures/class/class.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { makeZip } from '../helpers/make-zip.js';

const validate = new Ajv2020().compile(
  JSON.parse(readFileSync('src/course/grading/results.schema.json', 'utf8')) as object,
);

describe("kubelab grade: a platform's download as it is", function () {
  this.timeout(300_000);
  const { home, remove } = makeHome();
  const root = mkdtempSync(join(tmpdir(), 'kubelab-hand-in-'));
  after(() => {
    rmSync(root, { recursive: true, force: true });
    remove();
  });
  const out = join(root, 'out');
  const text = (name: string): string => readFileSync(join(out, name), 'utf8');
  const rows = (): Record<string, Result> => {
    const results = JSON.parse(text('results.json')) as Results;
    assert.ok(validate(results), JSON.stringify(validate.errors));
    return Object.fromEntries(results.results.map((row) => [row.learner, row]));
  };
  /** As Jupyter of nbformat 4.4 saves it. */
  const withoutIds = (notebook: string): string => {
    const { cells, ...rest } = JSON.parse(notebook) as { cells: { id?: string }[] };
    return JSON.stringify({ ...rest, nbformat_minor: 4, cells: cells.map(({ id: _, ...cell }) => cell) });
  };

  it('G6, G12, G13: a zip of zips, a notebook without ids, late ones and what is none, in a course of its own', async () => {
    const notebook = notebookOf(learners.ada ?? {});
    const own = makeZip([{ name: 'work/01-small.ipynb', content: withoutIds(notebook) }]);
    const on = (day: number): Date => new Date(2026, 11, day, 12);
    const zip = join(root, 'Course-Exercise-42.zip');
    writeFileSync(
      zip,
      makeZip([
        { name: 'Ada Lovelace_12_assignsubmission_file/01-small.ipynb', content: notebook, modified: on(1) },
        { name: 'Bob Smith_13_assignsubmission_file/abgabe.zip', content: own, modified: on(3) },
        { name: 'Cleo Ray_14_assignsubmission_file/main.ts', content: 'console.log(1)', modified: on(1) },
      ]),
    );
    const roster = join(root, 'class.csv');
    writeFileSync(
      roster,
      'id,first_name,last_name,due\nada,Ada,Lovelace,\nbob,Bob,Smith,\ncleo,Cleo,Ray,\nzoe,Zoe,Z,\n',
    );
    const due = on(2).toISOString();
    const words = ['grade', zip, '--out', out, '--roster', roster, '--course', dirname(courseFile)];
    const late = ['--due', due, '--late', '25%', '--grace', '10'];
    const { code, stdout, stderr } = await runKubelab(home, [...words, ...late]);
    assert.equal(code, 1, stderr);
    const { ada, bob, cleo, zoe } = rows();
    assert.deepEqual(
      [ada?.points, ada?.handedIn?.clock, ada?.handedIn?.daysLate, ada?.marks],
      [4, 'zip', 0, undefined],
    );
    assert.deepEqual([bob?.points, bob?.handedIn?.daysLate, bob?.marks?.[0]?.points], [3, 1, -1]);
    assert.deepEqual([cleo?.exercise, cleo?.reason], ['small', 'handed in main.ts: no notebook']);
    assert.deepEqual([zoe?.exercise, zoe?.reason], ['small', 'nothing was handed in']);
    assert.match(stdout, /Handed in: 3 by the time in the zip\. Late: bob \(a day\)\./);
    assert.match(text('results.csv'), /^bob,Smith,Bob,,small,3,4,graded,0,0,1,.*,zip,1,/m);
    assert.match(text('report.html'), /up to a day after .*, by the time in the zip/);
    assert.match(text(`log/bob.small.${hashIn('bob')}`), /known again: 4 by their text, 2 by their place/);

    // without --due the lateness stays, and a teacher's word comes before it
    writeFileSync(join(out, 'marks.yaml'), '- { learner: bob, late: 0, comment: was ill }\n');
    const again = await runKubelab(home, [...words, '--resume', '--only', 'Bob Smith']);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual([rows().bob?.points, rows().bob?.handedIn?.daysLate], [4, 1]);
    assert.equal(Object.keys(rows()).length, 4);

    // judging again without a run knows when it was handed in, too
    rmSync(join(out, 'marks.yaml'));
    const judged = await runKubelab(home, ['rejudge', out]);
    assert.equal(judged.code, 0, judged.stderr);
    assert.deepEqual([rows().bob?.points, rows().bob?.handedIn?.daysLate], [3, 1]);
  });

  const hashIn = (learner: string): string =>
    readdirSync(join(out, 'log'))
      .find((name) => name.startsWith(`${learner}.small.`))
      ?.slice(`${learner}.small.`.length) ?? '';

  it('refuses what is no time, no cost and no minutes, with what it should be', async () => {
    for (const [option, value, said] of [
      ['--due', '2026-12-01', /Give a day and an hour, as 2026-12-01T18:00\+01:00/],
      ['--late', 'much', /Give points such as 2, or a share such as 10%/],
      ['--grace', '-1', /Give a number of minutes/],
    ] as const) {
      const { code, stderr } = await runKubelab(home, ['grade', root, option, value]);
      assert.equal(code, 2);
      assert.match(stderr, said);
    }
    const { code, stderr } = await runKubelab(home, ['grade', root, '--out', join(root, 'none'), '--late', '10%']);
    assert.equal(code, 2);
    assert.match(stderr, /it is not said when the work was due/);
  });

  it('G13: --course stands in the help of grade and start, for a file or a folder', async () => {
    for (const command of ['grade', 'start']) {
      const { stdout } = await runKubelab(home, [command, '--help']);
      assert.match(
        stdout.replaceAll(/\s+/g, ' '),
        /--course <path> another course than the lessons of this package: its course\.yaml, or its folder/,
      );
    }
  });
});
