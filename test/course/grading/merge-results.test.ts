import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bookToGoOn, readBook } from '../../../src/course/grading/class-book.js';
import { evidenceName, recordName } from '../../../src/course/grading/file-names.js';
import { gradeClass } from '../../../src/course/grading/grade-class.js';
import { type MergeOptions, writeMerged } from '../../../src/course/grading/merge-results.js';
import { mergeMarks, mergeRows, type Party } from '../../../src/course/grading/merge-rows.js';
import { readRecord } from '../../../src/course/grading/record.js';
import type { Result } from '../../../src/course/grading/results.js';
import { openWorkProcesses, type WorkProcesses } from '../../../src/course/grading/work-processes.js';
import { gradingOf, ofBoth, pointsOf, resultsIn, roster, small, tasksOf, ungraded } from './hand-made-class.js';

describe('course/grading/merge-results', () => {
  let root = '';
  const folder = (name: string): string => join(root, name);
  let work: WorkProcesses;
  let out = '';
  let count = 0;
  const grade = (name: string, learners: string[], lesson = small, comment?: string): Promise<unknown> => {
    const marks = comment === undefined ? [] : [{ learner: learners[0] ?? '', points: 1, comment }];
    return gradeClass(
      gradingOf({
        out: folder(name),
        work,
        tasks: tasksOf(join(root, 'submitted'), learners, lesson),
        marks,
        rubrics: ofBoth,
      }),
    );
  };
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-merge-'));
    work = openWorkProcesses({ processes: 1 });
    await grade('one', ['ada', 'bob']);
    await grade('two', ['cleo'], small, 'read it aloud');
    await grade('other', ['ada'], ungraded);
  });
  beforeEach(() => {
    out = folder(`out-${++count}`);
    mkdirSync(out);
  });
  after(async () => {
    await work.close();
    rmSync(root, { recursive: true, force: true });
  });
  const merge = (names: string[], into = out, more: Partial<MergeOptions> = {}): Promise<Result[]> => {
    const own = bookToGoOn(into);
    const parties: Party[] = names.map((name) => ({ folder: folder(name), name, book: readBook(folder(name)) }));
    if (own) parties.unshift({ folder: into, name: 'own', book: own });
    const chosen = mergeRows(parties);
    const facts = { roster, rubrics: ofBoth, lessons: [small], machineKey: Buffer.alloc(32), with: {} };
    return writeMerged({ out: into, chosen, marks: mergeMarks(chosen, parties), work, ...facts, ...more });
  };
  const text = (name: string, into = out): string => readFileSync(join(into, name), 'utf8');

  it('writes one class of two folders: results, pages, records, evidence, marks and the book', async () => {
    const results = await merge(['one', 'two']);
    const all = [
      ['ada', 4],
      ['bob', 3],
      ['cleo', 3],
      ['zoe', 'nothing was handed in'],
    ];
    assert.deepEqual(pointsOf(results), all);
    assert.deepEqual(pointsOf(resultsIn(out)), all);
    assert.match(text('results.csv'), /\r\nada,.*\r\nbob,.*\r\ncleo,/);
    for (const pages of ['feedback', 'report']) {
      assert.deepEqual(readdirSync(join(out, pages)), ['ada.html', 'bob.html', 'cleo.html']);
    }
    assert.match(text('feedback/cleo.html'), /read it aloud/);
    // as the folder of the grader has it, with what was seen
    assert.equal(text('feedback/ada.html'), text('feedback/ada.html', folder('one')));
    for (const learner of ['ada', 'bob', 'cleo']) {
      const from = folder(learner === 'cleo' ? 'two' : 'one');
      assert.deepEqual(readRecord(out, learner, 'small'), readRecord(from, learner, 'small'));
      const evidence = join('evidence', evidenceName(learner, 'small'));
      assert.deepEqual(readFileSync(join(out, evidence)), readFileSync(join(from, evidence)));
    }
    assert.equal(statSync(join(out, 'evidence')).mode & 0o777, 0o700);
    assert.equal(
      text('marks.yaml'),
      '# Joined by kubelab merge, of one, two\n\n- { learner: cleo, points: 1, comment: read it aloud, exercise: small }\n',
    );
    assert.equal(statSync(join(out, 'marks.yaml')).mode & 0o777, 0o600);
    assert.deepEqual(
      readBook(out).rows.map(({ result, page }) => [result.learner, result.points, page]),
      [
        ['ada', 4, 'ada.html'],
        ['bob', 3, 'bob.html'],
        ['cleo', 2, 'cleo.html'],
        ['zoe', 0, undefined],
      ],
    );
    assert.match(text('similar.html'), /3 submissions were compared/);
    assert.match(text('report.html'), /Bob Roe \(bob\)/);
  });

  it('puts a second exercise beside the results that are there: their pages are called by both names', async () => {
    await merge(['one']);
    writeFileSync(join(out, 'feedback', 'notes.txt'), 'mine');
    rmSync(join(out, 'report', 'bob.html'));
    const results = await merge(['other']);
    assert.deepEqual(
      results.map(({ learner, exercise, status }) => [learner, exercise, status]),
      [
        ['ada', 'small', 'graded'],
        ['ada', 'ungraded', 'graded'],
        ['bob', 'small', 'graded'],
        ...['bob', 'cleo'].map((learner) => [learner, 'ungraded', 'not graded']),
        ...['cleo', 'zoe'].map((learner) => [learner, 'small', 'not graded']),
        ['zoe', 'ungraded', 'not graded'],
      ].sort((a, b) => order(a) - order(b)),
    );
    const pages = ['ada.small.html', 'ada.ungraded.html', 'bob.small.html'];
    assert.deepEqual(readdirSync(join(out, 'report')), pages);
    assert.deepEqual(readdirSync(join(out, 'feedback')), [...pages, 'notes.txt']);
    // the records of the folder itself are its own
    assert.ok(readRecord(out, 'ada', 'small'));
    assert.ok(!existsSync(join(out, 'marks.yaml')));
  });

  it('replaces the record, evidence and other files of a submission that is taken from another folder', async () => {
    await merge(['one']);
    const stem = recordName('cleo', 'small').replace(/json$/, '');
    // what is left of an earlier grading of the same submission
    for (const name of [`log/${stem}json`, `evidence/${stem}json.gz`, `log/${stem}txt`]) {
      writeFileSync(join(out, name), 'old');
    }
    writeFileSync(join(out, 'log', 'of-nobody.txt'), 'stays');
    await merge(['two']);
    assert.ok(readRecord(out, 'cleo', 'small'));
    assert.notEqual(text(`evidence/${stem}json.gz`), 'old');
    assert.ok(!existsSync(join(out, 'log', `${stem}txt`)));
    assert.equal(text('log/of-nobody.txt'), 'stays');
    assert.ok(readRecord(out, 'ada', 'small'));
  });

  it('leaves a marks.yaml with equal marks as its author wrote it, keeps any other beside the new one', async () => {
    await merge(['one', 'two']);
    writeFileSync(join(out, 'marks.yaml'), '# my words\n- { learner: cleo, points: 1 }\n');
    await merge(['one']);
    assert.match(text('marks.yaml'), /^# my words/);
    assert.ok(!existsSync(join(out, 'marks.before-merge.yaml')));
    // of the third folder come a row and its marks
    await grade('third', ['dan'], small, 'late and well');
    await merge(['third']);
    assert.match(text('marks.before-merge.yaml'), /^# my words/);
    assert.match(text('marks.yaml'), /^# Joined by kubelab merge, of own, third\n\n.*cleo.*\n.*late and well/);
    // no marks are left to stand there
    await merge([], out, { marks: [] });
    assert.ok(!existsSync(join(out, 'marks.yaml')));
    assert.match(text('marks.before-merge.yaml'), /late and well/);
  });

  it('puts those who handed in nothing behind all others', async () => {
    await grade('last', ['zoe']);
    assert.deepEqual(
      (await merge(['one', 'last'])).map(({ learner }) => learner),
      ['ada', 'bob', 'zoe', 'cleo'],
    );
  });

  it('leaves a marks.yaml of which nothing is known, where there are no marks to join, and writes a lost one anew', async () => {
    writeFileSync(join(out, 'marks.yaml'), '# for later\n');
    await merge(['one']);
    assert.equal(text('marks.yaml'), '# for later\n');
    await merge(['two']);
    rmSync(join(out, 'marks.yaml'));
    await merge(['one']);
    assert.match(text('marks.yaml'), /cleo/);
  });

  it('says which file cannot be copied', async () => {
    writeFileSync(join(out, 'evidence'), 'a file in the place of the folder');
    await assert.rejects(merge(['one']), (error: { code: string; message: string; place: { file: string } }) => {
      assert.equal(error.code, 'FILE_UNREADABLE');
      assert.match(error.message, /^it cannot be copied: EEXIST/);
      assert.match(error.place.file, /one\/evidence\/ada\./);
      return true;
    });
  });
});

/** Learners with work before those who handed in nothing, both by their names. */
function order([learner = '', exercise = '', status]: string[]): number {
  const names = ['ada', 'bob', 'cleo', 'zoe'];
  return (status === 'graded' ? 0 : 100) + 10 * names.indexOf(learner) + (exercise === 'small' ? 0 : 1);
}
