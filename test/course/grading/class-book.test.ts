import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addToBook,
  bookToGoOn,
  type ClassRow,
  readBook,
  rowsAhead,
  writeBook,
} from '../../../src/course/grading/class-book.js';
import { notGradedResult, type Result } from '../../../src/course/grading/results.js';
import { changedParts } from '../../helpers/changed-parts.js';

describe('course/grading/class-book', () => {
  let out = '';
  let file = '';
  before(() => {
    out = mkdtempSync(join(tmpdir(), 'kubelab-book-'));
    file = join(out, 'log', 'class.json');
  });
  after(() => rmSync(out, { recursive: true, force: true }));
  const book = {
    with: { anonymous: true as const },
    marks: [{ learner: 'ada', points: 1 }],
    rows: [{ page: 'ada.html', result: notGradedResult('ada', 'small', 4, 'it was empty') }],
  };

  it('is read as it was written', () => {
    writeBook(out, book);
    assert.deepEqual(readBook(out), { version: 1, ...book });
    writeFileSync(join(out, 'results.json'), '{}');
    assert.deepEqual(bookToGoOn(out), { version: 1, ...book });
    rmSync(join(out, 'results.json'));
  });

  it('holds the rows that were added since, the last of each submission, and no half of one', () => {
    writeBook(out, book);
    const row = (learner: string, points: number): ClassRow => ({
      result: notGradedResult(learner, 'small', points, 'x'),
    });
    for (const added of [row('bob', 1), row('ada', 2), row('bob', 3)]) addToBook(out, added);
    appendFileSync(join(out, 'log', 'class-rows.jsonl'), JSON.stringify(row('cleo', 4)).slice(0, 30));
    assert.deepEqual(readBook(out).rows, [row('ada', 2), row('bob', 3)]);
    assert.equal(rowsAhead(out), 2);
    writeBook(out, book);
    assert.deepEqual(readBook(out).rows, book.rows);
    assert.deepEqual(readdirSync(join(out, 'log')), ['class.json']);
    assert.equal(rowsAhead(out), 0);
  });

  it('is none where any part of it is something else, but for what nobody reads', () => {
    const result: Result = {
      ...{
        learner: 'ada',
        exercise: 'small',
        points: 3,
        maxPoints: 4,
        status: 'graded',
        byOwnRecord: true,
        reason: 'r',
      },
      checks: [{ id: 'made', points: 3, maxPoints: 4, seen: 'it is there' }],
      deductions: [{ id: 'd', points: 1, seen: 's' }],
      marks: [{ kind: 'points', points: 1, comment: 'c', check: 'made', cell: 'a' }],
      handedIn: { at: 'a', clock: 'zip', due: 'd', daysLate: 1, cost: '10%' },
      look: ['the expression failed'],
    };
    const mark = { learner: 'ada', exercise: 'small', check: 'made', cell: 'a', points: 1, mark: 2, comment: 'c' };
    const full = {
      version: 1,
      with: { course: 'c', roster: 'r', marks: 'm', anonymous: true },
      marks: [
        { ...mark, late: { share: 0.1 } },
        { learner: 'bob', late: { points: 1 } },
      ],
      rows: [{ page: 'ada.html', result }],
    };
    writeBook(out, book);
    writeFileSync(file, JSON.stringify({ ...full, later: [1] }));
    assert.deepEqual(readBook(out).rows, full.rows);
    const parts = changedParts(full);
    assert.ok(parts.length > 50, `${parts.length}`);
    for (const [name, changed] of parts) {
      writeFileSync(file, JSON.stringify(changed));
      assert.throws(() => readBook(out), { code: 'FILE_MISSING' }, name);
    }
    writeBook(out, book);
  });

  it('holds no row that was written by hand so that its page leads out of the folder', () => {
    writeBook(out, book);
    const result = notGradedResult('bob', 'small', 4, 'x');
    for (const row of [{ page: '../bob.html', result }, { result: { ...result, learner: 7 } }, null]) {
      appendFileSync(join(out, 'log', 'class-rows.jsonl'), `${JSON.stringify(row)}\n`);
    }
    assert.deepEqual(readBook(out).rows, book.rows);
    writeBook(out, book);
  });

  for (const [what, change] of [
    ['a page that leads out of the folder', (text: string) => text.replace('ada.html', '../../ada.html')],
    ['a page that is none', (text: string) => text.replace('ada.html', 'class.json')],
    [
      'one such page among others',
      (text: string) => text.replace(/"rows": \[/, '$&{"page":"a/b.html","result":{"learner":"b"}},'),
    ],
    ['a learner that is no text', (text: string) => text.replace(/"learner": "ada"(,\s+"exercise")/, '"learner": 7$1')],
    ['no word on how it was graded', (text: string) => text.replace('"with"', '"how"')],
    ['no marks', (text: string) => text.replace('"marks"', '"points"')],
    ['another version', (text: string) => text.replace('"version": 1', '"version": 7')],
    ['no rows', (text: string) => text.replace('"rows"', '"lines"')],
    ['half of it', (text: string) => text.slice(0, 40)],
  ] as const) {
    it(`is none with ${what}`, () => {
      writeBook(out, book);
      writeFileSync(file, change(readFileSync(file, 'utf8')));
      assert.equal(bookToGoOn(out), undefined);
      assert.throws(() => readBook(out), { code: 'FILE_MISSING', message: /holds no grading of this version/ });
      writeFileSync(join(out, 'results.json'), '{}');
      assert.throws(() => bookToGoOn(out), { code: 'FILE_UNREADABLE', message: /cannot be gone on with/ });
      rmSync(join(out, 'results.json'));
    });
  }
});
