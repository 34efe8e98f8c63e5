import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { addToBook, writeBook } from '../../src/course/grading/class-book.js';
import { formatResults, type Result } from '../../src/course/grading/results.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { asUser, needOtherUsers } from '../helpers/other-user.js';

const result = (learner: string, points: number): Result => {
  return { learner, exercise: 'small', points, maxPoints: 4, status: 'graded', checks: [] };
};

describe('kubelab export', () => {
  const { home, remove } = makeHome();
  const root = mkdtempSync(join(tmpdir(), 'kubelab-export-'));
  const results = join(root, 'grading');
  const worksheet = join(root, 'Grades.csv');
  const gradebook = join(root, 'canvas.csv');
  before(() => {
    mkdirSync(join(results, 'feedback'), { recursive: true });
    writeFileSync(join(results, 'results.json'), formatResults([result('ada', 3), result('bob', 4)]));
    writeFileSync(join(results, 'feedback', 'ada.html'), '<p>Ada</p>');
    writeFileSync(
      worksheet,
      'Identifier,Full name,Grade,Feedback comments\nParticipant 7,Ada,,\nParticipant 8,Bob,,\n',
    );
    writeFileSync(gradebook, 'Student,ID,Section,Small (5)\nAda,1,A,\nBob,2,A,\n');
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
    remove();
  });

  it('writes what each platform takes into one folder, readable by its owner alone', async () => {
    const end = await runKubelab(home, [
      ...['export', results, '--moodle-worksheet', worksheet, '--canvas-gradebook', gradebook, '--nbgrader'],
    ]);
    assert.equal(end.code, 0, end.stderr);
    const file = (name: string): string => join(results, 'upload', name);
    assert.match(readFileSync(file('moodle-worksheet.csv'), 'utf8'), /Participant 7,Ada,3,<p>3 of 4 points<\/p>\n/);
    assert.match(readFileSync(file('canvas-gradebook.csv'), 'utf8'), /Bob,2,A,4\n/);
    assert.match(readFileSync(file('nbgrader-grades.csv'), 'utf8'), /small,,,ada,,,,3,0,3,4/);
    const zip = unzipSync(readFileSync(file('moodle-feedback.zip')));
    assert.deepEqual(Object.keys(zip), ['Ada_7_assignsubmission_file_/feedback.html']);
    assert.equal(strFromU8(Object.values(zip)[0] ?? new Uint8Array()), '<p>Ada</p>');
    assert.equal(statSync(file('moodle-feedback.zip')).mode & 0o777, 0o600);
    assert.equal(statSync(file('moodle-worksheet.csv')).mode & 0o777, 0o600);
  });

  it('says that a killed grading knows more than its files, and how that comes in', async () => {
    mkdirSync(join(results, 'log'));
    addToBook(results, { result: result('ada', 4) });
    addToBook(results, { result: result('cleo', 4) });
    const { code, stderr } = await runKubelab(home, ['export', results, '--nbgrader', '--to', join(root, 'behind')]);
    rmSync(join(results, 'log'), { recursive: true });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^note: 2 submissions graded since these files were written/);
    assert.ok(stderr.includes(`node dist/bin.js rejudge ${results}\n`), stderr);
  });

  const wrong: [string, string[], RegExp][] = [
    ['no platform', [], /--moodle-worksheet FILE, --canvas-gradebook FILE or --nbgrader/],
    ['a worksheet that is not there', ['--moodle-worksheet', 'none.csv'], /worksheet cannot be read/],
    ['an exercise that is not in the results', ['--nbgrader', '--exercise', 'smal'], /did you mean small/],
    [
      'a folder of output that would write over what was given',
      ['--moodle-worksheet', 'GIVEN', '--to', 'ROOT'],
      /written over/,
    ],
  ];
  for (const [what, more, message] of wrong) {
    it(`refuses ${what}`, async () => {
      const given = join(root, 'moodle-worksheet.csv');
      writeFileSync(given, readFileSync(worksheet));
      const words = more.map((word) => word.replace('GIVEN', given).replace('ROOT', root));
      const end = await runKubelab(home, ['export', results, ...words]);
      assert.equal(end.code, 2);
      assert.match(end.stderr, message);
      assert.deepEqual(readFileSync(given), readFileSync(worksheet));
    });
  }

  it('finds rows by the roster that the class was graded with, and says so when that has gone', async () => {
    const out = join(root, 'by-number');
    const roster = join(root, 'roster.csv');
    mkdirSync(join(out, 'log'), { recursive: true });
    writeFileSync(join(out, 'results.json'), formatResults([result('s1', 3)]));
    writeBook(out, { with: { roster }, marks: [], rows: [{ result: result('s1', 3) }] });
    writeFileSync(roster, 'id,first_name,last_name\ns1,Ada,Byron\n');
    const byName = join(root, 'by-name.csv');
    writeFileSync(byName, 'Identifier,Full name,Grade\nParticipant 7,Ada Byron,\n');
    const words = ['export', out, '--moodle-worksheet', byName];
    const found = await runKubelab(home, words);
    assert.equal(found.code, 0, found.stderr);
    assert.match(readFileSync(join(out, 'upload', 'moodle-worksheet.csv'), 'utf8'), /Participant 7,Ada Byron,3\n/);

    rmSync(roster);
    const gone = await runKubelab(home, words);
    assert.equal(gone.code, 1);
    assert.match(gone.stderr, /note: the roster that was graded with finds no rows: .* --roster names another/);
    assert.match(gone.stderr, /no row of the worksheet fits s1 alone/);
  });

  it("says of another user's results that they are not this user's, as rejudge and explain do", async function () {
    needOtherUsers(this);
    chmodSync(root, 0o755);
    chmodSync(results, 0o700);
    for (const words of [
      ['export', results, '--nbgrader'],
      ['rejudge', results],
      ['explain', results, 'ada'],
    ]) {
      const [program = '', ...argv] = [...asUser(65_534), process.execPath, resolve('dist/bin.js'), ...words];
      const { status, stderr } = spawnSync(program, argv, {
        env: { PATH: process.env.PATH, HOME: '/nonexistent' },
        encoding: 'utf8',
      });
      assert.equal(status, 3, stderr);
      assert.match(stderr, /next: it is of another user/, words.join(' '));
    }
  });

  it('exits with 1 when somebody of the results is in no row', async () => {
    writeFileSync(join(root, 'short.csv'), 'Identifier,Full name,Grade\nParticipant 7,Ada,\n');
    const end = await runKubelab(home, ['export', results, '--moodle-worksheet', join(root, 'short.csv')]);
    assert.equal(end.code, 1);
    assert.match(end.stderr, /no row of the worksheet fits bob alone/);
  });
});
