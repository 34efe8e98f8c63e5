import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { classRows } from '../../../src/course/grading/class-rows.js';
import { knownRubrics } from '../../../src/course/grading/known-rubrics.js';
import { writeRecord } from '../../../src/course/grading/record.js';
import { type HandedIn, missingResult, notGradedResult, type Result } from '../../../src/course/grading/results.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import { courseFile } from '../../fixtures/class/class.js';
import { gradedRecord } from './hand-made-class.js';

const graded = (learner: string, exercise = 'small', points = 3): Result => ({
  ...{ learner, exercise, points, maxPoints: 4, status: 'graded' },
  checks: [{ id: 'made', points, maxPoints: 4, seen: 'it is there' }],
});

describe('course/grading/class-rows', () => {
  const course = readCourse(courseFile);
  const [small, other] = course.lessons;
  let out = '';
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'kubelab-rows-'));
  });
  afterEach(() => rmSync(out, { recursive: true }));

  const rowsOf = (earlier: readonly Result[], learner: string, lesson = small): ReturnType<typeof classRows> =>
    classRows({
      out,
      book: {
        version: 1,
        with: {},
        marks: [],
        rows: earlier.map((result) => ({ result, page: `${result.learner}.html` })),
      },
      tasks: [{ label: learner, submission: { learner, lesson, file: '' } }],
      marks: [],
      roster: parseRoster('id\nada\nbob\nzoe\n', 'r'),
      rubrics: knownRubrics(course, ['small']),
    });

  it('G5: pages that are renamed by a second exercise go along, and nobody of the roster is called absent who has a row', () => {
    assert.ok(small && other);
    mkdirSync(join(out, 'feedback'));
    writeFileSync(join(out, 'feedback/ada.html'), 'of ada');
    const rows = rowsOf([graded('ada'), graded('bob')], 'ada', other);
    rows.set(0, graded('ada', other.id));
    assert.deepEqual(
      rows.all().map(({ result, page }) => [result.learner, result.exercise, page]),
      [
        ['ada', 'small', 'ada.small.html'],
        ['ada', other.id, `ada.${other.id}.html`],
        ['bob', 'small', 'bob.small.html'],
        ['zoe', 'small', undefined],
      ],
    );
    assert.equal(readFileSync(join(out, 'feedback/ada.small.html'), 'utf8'), 'of ada');
    assert.ok(!existsSync(join(out, 'feedback/ada.html')));
  });

  it('keeps what a grading does not touch; an unknown exercise is superseded by a known one', () => {
    const rows = rowsOf([graded('ada'), notGradedResult('ada', '', 0, 'which?'), graded('bob')], 'ada');
    assert.deepEqual(
      rows.kept.map(({ learner, exercise }) => [learner, exercise]),
      [['bob', 'small']],
    );
  });

  it('tells of rows whose marks are others now, and of no others', () => {
    assert.ok(small);
    const rows = classRows({
      out,
      book: {
        version: 1,
        with: {},
        marks: [{ learner: 'bob', points: 1 }],
        rows: [{ result: graded('bob') }, { result: graded('cleo') }, { result: graded('dan') }],
      },
      tasks: [{ label: 'ada', submission: { learner: 'ada', lesson: small, file: '' } }],
      marks: [
        { learner: 'bob', points: 1 },
        { learner: 'cleo', points: -1 },
      ],
      roster: [],
      rubrics: knownRubrics(course, ['small']),
    });
    assert.deepEqual(
      rows.remarked.map(({ unmarked, outcome }) => [unmarked.learner, unmarked.points, outcome.result.points]),
      [['cleo', 3, 2]],
    );
  });

  it('has no row before a task was ever graded, and takes an earlier one or its record until it is graded anew', () => {
    assert.ok(small);
    const rows = rowsOf([graded('bob')], 'ada');
    assert.deepEqual([rows.ofTask(0), rows.unmarkedOf(0)], [undefined, undefined]);
    assert.deepEqual(
      rows.all().map(({ result }) => result.learner),
      ['bob', 'zoe'],
    );
    assert.deepEqual(rows.unmarked()[0], { result: graded('bob'), page: 'bob.html' });
    assert.deepEqual(Object.keys(rows.unmarked()[1] ?? {}), ['result']);
    const again = rowsOf([graded('ada', 'small', 1)], 'ada');
    assert.deepEqual([again.ofTask(0)?.result.points, again.unmarkedOf(0)?.page], [1, 'ada.html']);
    again.set(0, graded('ada', 'small', 2));
    assert.deepEqual([again.ofTask(0)?.result.points, again.unmarkedOf(0)?.result.points], [2, 2]);
  });

  it('G5: goes on where a killed grading had a record that the book has not', () => {
    writeRecord(out, gradedRecord('ada', 'small', 3), undefined);
    assert.equal(rowsOf([], 'ada').ofTask(0)?.result.points, 3);
  });

  it('begins a folder without a book, of submissions whose exercise is not known, too', () => {
    const submission = { learner: 'ada', lesson: undefined, file: '', refusal: 'which?' };
    const rows = classRows({
      ...{ out, book: undefined, tasks: [{ label: 'ada', submission }], marks: [], roster: [] },
      rubrics: knownRubrics(course, ['small']),
    });
    rows.set(0, notGradedResult('ada', '', 0, 'which?'));
    assert.deepEqual(
      rows.all().map(({ result, page }) => [result.learner, result.exercise, page]),
      [['ada', '', 'ada.html']],
    );
    assert.deepEqual(rows.remarked, []);
  });

  it('keeps the unknown submission of another learner, and calls nobody absent who is so already', () => {
    const before = [notGradedResult('bob', '', 0, 'which?'), missingResult('zoe', 'small', 4), graded('bob', 'gone')];
    const rows = rowsOf(before, 'ada');
    rows.set(0, graded('ada'));
    assert.deepEqual(
      rows.all().map(({ result, page }) => [result.learner, result.exercise, page]),
      [
        ['ada', 'small', 'ada.small.html'],
        ['bob', '', 'bob.html'],
        ['bob', 'gone', 'bob.gone.html'],
        ['zoe', 'small', undefined],
      ],
    );
  });

  it('renames both pages, and leaves the folders alone of a learner without one', () => {
    assert.ok(other);
    for (const folder of ['feedback', 'report']) {
      mkdirSync(join(out, folder));
      writeFileSync(join(out, folder, 'bob.html'), 'of bob');
    }
    const book = { version: 1 as const, with: {}, marks: [], rows: [{ result: missingResult('zoe', 'small', 4) }] };
    const tasks = [{ label: 'ada', submission: { learner: 'ada', lesson: other, file: '' } }];
    const options = { out, tasks, marks: [], roster: [], rubrics: knownRubrics(course, ['small']) };
    classRows({ ...options, book: { ...book, rows: [...book.rows, { result: graded('bob'), page: 'bob.html' }] } });
    for (const folder of ['feedback', 'report']) assert.deepEqual(readdirSync(join(out, folder)), ['bob.small.html']);
  });

  it('takes the time that a grading knows itself, and keeps an earlier one before none', () => {
    assert.ok(small);
    const timeOf = (now: HandedIn | undefined, earlier: HandedIn | undefined): HandedIn | undefined => {
      const row = { ...graded('ada'), ...(earlier ? { handedIn: earlier } : {}) };
      const submission = { learner: 'ada', lesson: small, file: '', ...(now ? { handedIn: now } : {}) };
      const rows = classRows({
        ...{ out, marks: [], roster: [], rubrics: knownRubrics(course, ['small']) },
        book: { version: 1, with: {}, marks: [], rows: [{ result: row, page: 'ada.html' }] },
        tasks: [{ label: 'ada', submission }],
      });
      const early = rows.ofTask(0)?.result;
      const late = rows.set(0, graded('ada')).result;
      assert.deepEqual(early?.handedIn, late.handedIn);
      assert.equal('handedIn' in late, late.handedIn !== undefined);
      return late.handedIn;
    };
    const [zip, roster, none] = (['zip', 'roster', 'none'] as const).map((clock): HandedIn => ({ clock }));
    assert.deepEqual(timeOf(roster, zip), roster);
    assert.deepEqual(timeOf(none, zip), zip);
    assert.deepEqual(timeOf(undefined, zip), zip);
    assert.deepEqual(timeOf(none, undefined), none);
    assert.equal(timeOf(undefined, undefined), undefined);
  });

  it('keeps what an earlier grading knew of the time, where this one knows nothing', () => {
    const late = { ...graded('ada'), handedIn: { clock: 'zip' as const, daysLate: 1 } };
    const rows = rowsOf([late], 'ada');
    assert.deepEqual(rows.set(0, graded('ada')).result.handedIn, { clock: 'zip', daysLate: 1 });
  });
});
