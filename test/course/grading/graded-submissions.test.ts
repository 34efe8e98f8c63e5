import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBook, writeBook } from '../../../src/course/grading/class-book.js';
import { gradeClass } from '../../../src/course/grading/grade-class.js';
import { gradedSubmissions, type Wanted } from '../../../src/course/grading/graded-submissions.js';
import { openWorkProcesses } from '../../../src/course/grading/work-processes.js';
import { gradingOf, ofBoth, tasksOf, ungraded } from './hand-made-class.js';

describe('course/grading/graded-submissions', () => {
  let root = '';
  let out = '';
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-graded-'));
    out = join(root, 'out');
    const work = openWorkProcesses({ processes: 1 });
    const file = join(root, 'roster.csv');
    writeFileSync(file, 'id,name\nada,Ada Lovelace\nbob,Bob Roe\n');
    const submitted = join(root, 'submitted');
    // what became of an earlier grading does not count
    await gradeClass(gradingOf({ out, work, tasks: tasksOf(submitted, ['cleo']) }));
    const refused = tasksOf(submitted, ['cleo']).map(({ label, submission }) => ({
      ...{ label, submission: { ...submission, refusal: 'it is a link' } },
    }));
    const tasks = [...tasksOf(submitted, ['ada', 'bob']), ...refused, ...tasksOf(submitted, ['ada'], ungraded)];
    const marks = [{ learner: 'ada', exercise: 'small', points: 1 }];
    await gradeClass(gradingOf({ out, work, tasks, rubrics: ofBoth, marks, with: { roster: file } }));
    await work.close();
  });
  after(() => rmSync(root, { recursive: true, force: true }));
  const found = (wanted: Wanted): unknown[] =>
    gradedSubmissions(out, wanted).map(({ name, result, record, page }) => [
      name,
      result.exercise,
      result.points,
      record?.verdict.points,
      page,
    ]);

  it("finds a learner by the id, with a teacher's marks, record and page", () => {
    const small = ['Ada Lovelace (ada)', 'small', 5, 4, 'ada.small.html'];
    const other = ['Ada Lovelace (ada)', 'ungraded', 1, 1, 'ada.ungraded.html'];
    assert.deepEqual(found({ learner: 'ada' }), [small, other]);
  });

  it('finds those of an exercise, and those that a check judged', () => {
    assert.deepEqual(found({ learner: 'ADA', exercise: 'small' }), [
      ['Ada Lovelace (ada)', 'small', 5, 4, 'ada.small.html'],
    ]);
    assert.deepEqual(found({ learner: 'Bob Roe', check: 'made' }), [
      ['Bob Roe (bob)', 'small', 3, 3, 'bob.small.html'],
    ]);
    assert.deepEqual(found({ learner: 'ada', check: 'there' }), [
      ['Ada Lovelace (ada)', 'ungraded', 1, 1, 'ada.ungraded.html'],
    ]);
  });

  it('gives no record of what could not be graded, and no page of what was not handed in', () => {
    assert.deepEqual(found({ learner: 'cleo', exercise: 'small' }), [
      ['cleo', 'small', 0, undefined, 'cleo.small.html'],
    ]);
    assert.deepEqual(found({ learner: 'zoe', exercise: 'small' }), [['zoe', 'small', 0, undefined, undefined]]);
  });

  const unknown: [string, Wanted, string, RegExp][] = [
    ['learner', { learner: 'adda' }, 'there is no learner "adda" in these results', /^did you mean ada\?$/],
    ['learner', { learner: 'x\ny' }, 'there is no learner "x y" in these results', /^name one of ada, bob, cleo, zoe$/],
    ['exercise', { learner: 'ada', exercise: 'smal' }, 'there is no exercise "smal" in these results', /mean small\?/],
    ['check', { learner: 'ada', check: 'mode' }, 'there is no check "mode" in these results', /mean made\?/],
    [
      'check',
      { learner: 'zoe', check: 'made' },
      'there is no check "made" in these results',
      /^name one that was graded$/,
    ],
  ];
  for (const [what, wanted, message, hint] of unknown) {
    it(`refuses the ${what} of ${JSON.stringify(wanted)}, with the nearest that there is`, () => {
      assert.throws(() => gradedSubmissions(out, wanted), { code: 'ARGUMENT_INVALID', message, hint });
    });
  }

  it('names twelve of many', () => {
    const many = (count: number): string => {
      const folder = join(root, `of-${count}`);
      const book = readBook(out);
      const rows = Array.from({ length: count }, (_, index) => ({
        result: { ...book.rows[0]?.result, learner: `l${index}` } as (typeof book.rows)[number]['result'],
      }));
      writeBook(folder, { ...book, with: {}, rows });
      try {
        gradedSubmissions(folder, { learner: 'somebody else' });
      } catch (error) {
        return (error as { hint: string }).hint;
      }
      return '';
    };
    assert.match(many(12), /l10, l11$/);
    assert.match(many(13), /l10, l11, …$/);
  });
});
