import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBook, writeBook } from '../../src/course/grading/class-book.js';
import { evidenceName, recordName } from '../../src/course/grading/file-names.js';
import { lockFolder } from '../../src/course/grading/folder-lock.js';
import type { MarkEntry } from '../../src/course/grading/marks.js';
import { notGradedResult, type Result, type Results } from '../../src/course/grading/results.js';
import { courseFile, handIn, learners, notebookOf } from '../fixtures/class/class.js';
import { type End, makeHome, runKubelab } from '../helpers/command.js';

describe("kubelab grade: a folder of results is a class's book", function () {
  this.timeout(300_000);
  const { home, remove } = makeHome();
  const root = mkdtempSync(join(tmpdir(), 'kubelab-book-'));
  const submitted = join(root, 'submitted');
  const fresh = join(root, 'fresh');
  after(() => {
    rmSync(root, { recursive: true, force: true });
    remove();
  });
  const graded = (
    path: string,
    out: string,
    more: readonly string[] = [],
  ): Promise<End & { stdout: string; stderr: string }> =>
    runKubelab(home, ['grade', path, '--out', out, '--course', courseFile, ...more]);
  const text = (out: string, name = 'results.json'): string => readFileSync(join(out, name), 'utf8');
  const rows = (out: string): Record<string, Result> =>
    Object.fromEntries((JSON.parse(text(out)) as Results).results.map((row) => [row.learner, row]));
  const bookOf = (name: string): string => {
    const out = join(root, name);
    cpSync(fresh, out, { recursive: true });
    return out;
  };
  const same = (out: string, names = ['results.json', 'results.csv', 'results.xml', 'report.html']): void => {
    for (const name of names) assert.equal(text(out, name), text(fresh, name), name);
  };

  before(async () => {
    handIn(submitted);
    const { code, stderr } = await graded(submitted, fresh);
    assert.equal(code, 0, stderr);
  });

  for (const more of [[], ['--resume']]) {
    it(`G5: regrading one learner into the class's folder ${more.join(' ')} keeps all other rows, and says so`, async () => {
      const out = bookOf(`one${more.length}`);
      const { code, stdout, stderr } = await graded(join(submitted, 'ada'), out, more);
      assert.equal(code, 0, stderr);
      same(out);
      assert.match(
        stdout,
        /4 rows of earlier gradings kept as they were; not handed in this time: bob, cleo, dan, eve/,
      );
      assert.match(stdout, /Two ConfigMaps: 5 graded/);
    });
  }

  it('G5: --only grades the learners that it names, and no others', async () => {
    const out = bookOf('only');
    const changed = join(root, 'changed');
    cpSync(submitted, changed, { recursive: true });
    for (const learner of ['bob', 'cleo'])
      writeFileSync(join(changed, learner, 'small/01-small.ipynb'), notebookOf(learners.ada ?? {}));
    const { code, stdout, stderr } = await graded(changed, out, ['--only', 'cleo', '--only', 'dan', '--resume']);
    assert.equal(code, 0, stderr);
    const { ada, bob, cleo, dan } = rows(out);
    assert.deepEqual([ada?.points, bob?.points, cleo?.points, dan?.points], [4, 3, 4, 2]);
    assert.match(stdout, /3 rows of earlier gradings kept as they were$/m);
    const unknown = await graded(changed, out, ['--only', 'cloe']);
    assert.deepEqual(
      [unknown.code, /nothing of cloe was handed in[\s\S]*did you mean cleo\?/.test(unknown.stderr)],
      [2, true],
    );
  });

  it('G5: what is no longer handed in stays, also for the roster, and marks.yaml reaches it', async () => {
    const out = bookOf('gone');
    const fewer = join(root, 'fewer');
    handIn(fewer, ['ada']);
    writeFileSync(join(out, 'marks.yaml'), '- { learner: bob, points: -1, comment: told twice }\n');
    writeFileSync(join(root, 'roster.csv'), 'id\nada\nbob\nzoe\n');
    const { code, stdout, stderr } = await graded(fewer, out, ['--resume', '--roster', join(root, 'roster.csv')]);
    assert.equal(code, 0, stderr);
    const { bob, zoe } = rows(out);
    assert.deepEqual([bob?.points, bob?.marks?.[0]?.comment, zoe?.reason], [2, 'told twice', 'nothing was handed in']);
    assert.match(stdout, /not handed in this time: bob, /);
    assert.match(text(out, 'feedback/bob.html'), /told twice/);
    // and taken back again
    writeFileSync(join(out, 'marks.yaml'), '');
    await graded(fewer, out, ['--resume']);
    assert.equal(rows(out).bob?.points, 3);
    assert.doesNotMatch(text(out, 'feedback/bob.html'), /told twice/);
  });

  it('goes by the course and roster of the last grading where none is named, and refuses one that has gone', async () => {
    const out = join(root, 'named');
    const roster = join(root, 'ids.csv');
    writeFileSync(roster, 'id,name\n17,ada\n18,bob\n');
    const ada = join(root, 'only-ada');
    handIn(ada, ['ada']);
    await graded(ada, out, ['--roster', roster]);
    const { code, stderr } = await runKubelab(home, ['grade', ada, '--out', out, '--resume']);
    assert.equal(code, 0, stderr);
    assert.deepEqual(Object.keys(rows(out)), ['17', '18']);
    rmSync(roster);
    const gone = await graded(ada, out, ['--resume']);
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /the roster that this folder was graded with cannot be found[\s\S]*--roster/);
    assert.deepEqual(Object.keys(rows(out)), ['17', '18']);
  });

  it('G5: refuses to write over a book that it cannot read, and to mix names with pseudonyms', async () => {
    const out = bookOf('damaged');
    writeFileSync(join(out, 'log/class.json'), '{"version":1,');
    const damaged = await graded(submitted, out);
    assert.equal(damaged.code, 3);
    assert.match(damaged.stderr, /cannot be gone on with[\s\S]*put the file back from a copy/);
    same(out);
    const mixed = await graded(submitted, bookOf('mixed'), ['--anonymous']);
    assert.equal(mixed.code, 2);
    assert.match(mixed.stderr, /under names[\s\S]*leave out --anonymous/);
  });

  /** The results of a part of the class, as a second grader has them. */
  const partOf = (
    name: string,
    ids: readonly string[],
    change: (row: Result) => Result = (row) => row,
    more: { rows?: Result[]; marks?: MarkEntry[] } = {},
  ): string => {
    const out = join(root, name);
    const { rows: all, marks } = readBook(fresh);
    const own = all.filter(({ result }) => ids.includes(result.learner));
    const absent = (more.rows ?? []).map((result) => ({ result }));
    const changed = own.map(({ result, ...row }) => ({ ...row, result: change(result) }));
    writeBook(out, { with: {}, marks: more.marks ?? marks, rows: [...changed, ...absent] });
    for (const { learner, exercise } of own.map(({ result }) => result)) {
      for (const file of [
        join('log', recordName(learner, exercise)),
        join('evidence', evidenceName(learner, exercise)),
      ])
        cpSync(join(fresh, file), join(out, file));
    }
    return out;
  };
  const merged = (...words: string[]): Promise<End & { stdout: string; stderr: string }> =>
    runKubelab(home, ['merge', ...words, '--course', courseFile]);

  it('G5: kubelab merge joins two graders, with the marks of each, and grading goes on from there', async () => {
    const absent = notGradedResult('cleo', 'small', 4, 'nothing was handed in');
    const marks: MarkEntry[] = [{ learner: 'bob', points: -1, comment: 'told' }];
    const a = partOf('tutor-a', ['ada', 'bob'], undefined, { rows: [absent], marks });
    const b = partOf('tutor-b', ['cleo', 'dan', 'eve']);
    const out = join(root, 'joined');
    const { code, stdout, stderr } = await merged(out, a, b);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /5 rows in .*joined: 2 of .*tutor-a, 3 of .*tutor-b/);
    const { ada, bob, cleo } = rows(out);
    assert.deepEqual([ada?.points, bob?.points, bob?.marks?.[0]?.comment, cleo?.points], [4, 2, 'told', 2]);
    assert.match(text(out, 'marks.yaml'), /- \{ learner: bob, points: -1, comment: told, exercise: small \}/);
    assert.match(text(out, 'feedback/bob.html'), /told/);
    assert.equal(text(out, 'feedback/ada.html'), text(fresh, 'feedback/ada.html'));
    const again = await graded(submitted, out, ['--resume']);
    assert.equal(again.stdout.match(/as before/g)?.length, 5, again.stdout);
    assert.equal(rows(out).bob?.points, 2);
  });

  it('G5: kubelab merge refuses two different marks with both, writes nothing, and takes the one that is named', async () => {
    const less = (row: Result): Result =>
      row.learner === 'ada' ? { ...row, points: 1, checks: row.checks.slice(0, 1) } : row;
    const failed = (row: Result): Result => notGradedResult(row.learner, 'small', 4, 'its kernel ended');
    const [a, b] = [
      partOf('mine', ['ada', 'bob'], (row) => (row.learner === 'bob' ? failed(row) : row)),
      partOf('yours', ['ada', 'bob'], less),
    ];
    const out = join(root, 'conflict');
    const { code, stderr } = await merged(out, a, b);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /these submissions have two marks, and neither wins:\s+ada small: 4 of 4 in .*mine, 1 of 4 in .*yours/,
    );
    assert.match(stderr, /next: name the folder whose marks count after --prefer/);
    assert.ok(!existsSync(join(out, 'results.json')));
    const chosen = await merged(out, a, b, '--prefer', b);
    assert.equal(chosen.code, 0, chosen.stderr);
    assert.deepEqual([rows(out).ada?.points, rows(out).bob?.points], [1, 3]);
    assert.match(chosen.stdout, /Graded in one folder and not gradable in the other: bob \(.*mine\)/);
    const neither = await merged(out, a, b, '--prefer', root);
    assert.match(neither.stderr, /is none of the folders that are joined/);
    assert.equal((await merged(out, join(root, 'nowhere'))).code, 2);
  });

  it('G4: kubelab merge waits for no grading: it is told who holds a folder, its own or one that it reads', async () => {
    const [a, out] = [partOf('held', ['ada']), join(root, 'held-out')];
    mkdirSync(out);
    for (const folder of [a, out]) {
      const release = lockFolder(folder);
      const { code, stderr } = await merged(out, a);
      release();
      assert.equal(code, 3);
      assert.match(stderr, new RegExp(`another grading writes into ${folder}: process ${process.pid} on `));
    }
    assert.equal((await merged(out, a)).code, 0);
  });

  it('G18: three thousand files that cannot be graded are summed up', async () => {
    const folder = join(root, 'many');
    mkdirSync(folder);
    for (let index = 0; index < 3000; index++) writeFileSync(join(folder, `learner${index}.ipynb`), '{');
    const { code, stdout } = await graded(folder, join(root, 'many-out'));
    assert.equal(code, 1);
    assert.ok(stdout.length < 10_000, `${stdout.length} characters`);
    assert.match(stdout, /3000 submissions not graded/);
    assert.match(stdout, /and 2980 more: see results\.csv/);
    assert.equal(Object.keys(rows(join(root, 'many-out'))).length, 3000);
  });
});
