import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { applyMarks } from '../../../src/course/grading/apply-marks.js';
import { formatCsv } from '../../../src/course/grading/csv.js';
import { filesAt } from '../../../src/course/grading/handed-in-files.js';
import { type DueRules, lateRemark, timesInWords, withTimes } from '../../../src/course/grading/lateness.js';
import { parseMarks } from '../../../src/course/grading/marks.js';
import { readMoment } from '../../../src/course/grading/moment.js';
import type { HandedIn, Result } from '../../../src/course/grading/results.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import { findSubmissions } from '../../../src/course/grading/submissions.js';
import { makeUnpacker } from '../../../src/course/grading/unpack.js';
import { courseFile } from '../../fixtures/class/class.js';
import { makeZip } from '../../helpers/make-zip.js';
import { openFiles } from '../../helpers/open-files.js';

const due = new Date('2026-12-01T17:00:00Z');
const rules: DueRules = { due, graceMinutes: 15, perDay: '10%' };

describe('course/grading/lateness', () => {
  const course = readCourse(courseFile);
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-late-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (file: string, time: string, content: string | Buffer = '{}'): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
    utimesSync(join(root, file), new Date(time), new Date(time));
  };
  const times = async (
    how: DueRules = rules,
    roster = '',
    path = '.',
  ): Promise<Record<string, HandedIn | undefined>> => {
    const unpacker = makeUnpacker(course);
    try {
      const place = await unpacker.unpack(filesAt(join(root, path)));
      const learners = roster === '' ? [] : parseRoster(roster, 'class.csv');
      const { submissions } = findSubmissions({ places: [place], course });
      const timed = withTimes(submissions, how, { file: 'class.csv', learners });
      return Object.fromEntries(timed.map(({ learner, handedIn }) => [learner, handedIn]));
    } finally {
      unpacker.remove();
    }
  };

  it("takes the files' times, with grace, and counts begun days", async () => {
    put('ada/01-small.ipynb', '2026-12-01T16:59:59Z');
    put('bob/01-small.ipynb', '2026-12-01T17:15:00Z');
    put('cleo/01-small.ipynb', '2026-12-01T17:15:01Z');
    put('dan/01-small.ipynb', '2026-12-03T17:00:01Z');
    const at = '2026-12-01T17:00:00Z';
    assert.deepEqual(await times(), {
      ada: { at: '2026-12-01T16:59:59Z', clock: 'file', due: at, daysLate: 0 },
      bob: { at: '2026-12-01T17:15:00Z', clock: 'file', due: at, daysLate: 0 },
      cleo: { at: '2026-12-01T17:15:01Z', clock: 'file', due: at, daysLate: 1, cost: '10%' },
      dan: { at: '2026-12-03T17:00:01Z', clock: 'file', due: at, daysLate: 3, cost: '30%' },
    });
    assert.equal((await times({ ...rules, perDay: 2 })).dan?.cost, 6);
    assert.equal((await times({ ...rules, perDay: '40%' })).dan?.cost, '100%');
    // three times a tenth is no tenth in binary
    assert.equal((await times({ ...rules, perDay: 0.1 })).dan?.cost, 0.3);
    assert.equal((await times({ ...rules, perDay: '3.3%' })).dan?.cost, '9.9%');
    assert.equal((await times({ due, graceMinutes: 0 })).dan?.cost, undefined);
    assert.deepEqual(await times({ graceMinutes: 0 }), {
      ada: undefined,
      bob: undefined,
      cleo: undefined,
      dan: undefined,
    });
  });

  it("takes the times of a class's zip, and for a learner's own zip that of the zip, never those in it", async () => {
    const inIt = makeZip([{ name: '01-small.ipynb', content: '{}', modified: new Date('2026-11-01T12:00:00Z') }]);
    const zip = makeZip([
      { name: 'ada/01-small.ipynb', content: '{}', modified: new Date('2026-11-30T12:00:00Z') },
      { name: 'bob/abgabe.zip', content: inIt, modified: new Date('2026-12-02T12:00:00Z') },
    ]);
    put('all.zip', '2026-12-20T12:00:00Z', zip);
    const all = await times(rules, '', 'all.zip');
    assert.deepEqual([all.ada?.clock, all.ada?.at, all.ada?.daysLate], ['zip', '2026-11-30T12:00:00Z', 0]);
    assert.deepEqual([all.bob?.clock, all.bob?.at, all.bob?.daysLate], ['zip', '2026-12-02T12:00:00Z', 1]);
    put('s/cleo/abgabe.zip', '2026-12-03T12:00:00Z', inIt);
    put('s/dan/01-small.ipynb', '2026-12-01T12:00:00Z');
    const own = await times(rules, '', 's');
    assert.deepEqual([own.cleo?.clock, own.cleo?.at], ['file', '2026-12-03T12:00:00Z']);
  });

  it('does not believe times that are all those of a download or copy', async () => {
    put('ada/01-small.ipynb', '2026-12-09T08:00:00Z');
    put('bob/01-small.ipynb', '2026-12-09T08:00:02Z');
    const all = await times();
    assert.deepEqual(all.ada, { clock: 'none', due: '2026-12-01T17:00:00Z' });
    // one alone may be a copy, too
    assert.equal((await times(rules, '', 'ada')).ada?.clock, 'none');
    const results = Object.entries(all).map(([learner, handedIn]) => resultOf(learner, handedIn));
    assert.match(timesInWords(results) ?? '', /2 at a time that is not known\. Late: nobody\.\n.*column "submitted"/);
  });

  it('does not believe the times of a zip that are all those of its making, and leaves other clocks out of it', async () => {
    const modified = new Date('2026-12-09T08:00:00Z');
    const zip = makeZip(['ada', 'bob'].map((name) => ({ name: `${name}/01-small.ipynb`, content: '{}', modified })));
    put('all.zip', '2026-12-20T12:00:00Z', zip);
    assert.equal((await times(rules, '', 'all.zip')).ada?.clock, 'none');
    // ten minutes are a copy, a second more is a class
    put('s/ada/01-small.ipynb', '2026-12-09T08:00:00Z');
    put('s/bob/01-small.ipynb', '2026-12-09T08:10:00Z');
    put('s/cleo/small/01-small.ipynb', '2026-12-09T08:00:00Z');
    put('s/cleo/small/timestamp.txt', '2026-12-09T08:00:00Z', '2026-11-01 12:00:00 UTC');
    const copied = await times(rules, '', 's');
    assert.deepEqual([copied.ada?.clock, copied.bob?.clock, copied.cleo?.clock], ['none', 'none', 'nbgrader']);
    put('s/bob/01-small.ipynb', '2026-12-09T08:10:01Z');
    assert.equal((await times(rules, '', 's')).ada?.clock, 'file');
  });

  it('has a due date for those alone whom the roster gives one, where none is for all', async () => {
    put('ada/01-small.ipynb', '2026-12-01T18:00:00Z');
    put('bob/01-small.ipynb', '2026-12-03T10:00:00Z');
    const roster = 'id,due,submitted\nada,2026-12-01T17:00Z,\nbob,,\ncleo,,2026-12-02T09:00Z\n';
    put('cleo/01-small.ipynb', '2026-12-04T10:00:00Z');
    assert.deepEqual(await times({ graceMinutes: 0, perDay: 1 }, roster), {
      ada: { at: '2026-12-01T18:00:00Z', clock: 'file', due: '2026-12-01T17:00:00Z', daysLate: 1, cost: 1 },
      bob: undefined,
      cleo: { at: '2026-12-02T09:00:00Z', clock: 'roster' },
    });
  });

  it('knows no time of what cannot be read', () => {
    const refused = { learner: 'ada', lesson: undefined, file: 'x', refusal: 'its folders are more than 32 deep' };
    const [timed] = withTimes([refused], rules, { file: 'class.csv', learners: [] });
    assert.deepEqual(timed?.handedIn, { clock: 'none', due: '2026-12-01T17:00:00Z' });
  });

  it('takes the due date and the time of the roster before all others, one of Moodle too', async () => {
    put('ada/01-small.ipynb', '2026-12-01T18:00:00Z');
    put('bob/01-small.ipynb', '2026-12-01T10:00:00Z');
    const roster = `id,due,submitted
ada,2026-12-05T18:00+01:00,
bob,,2026-12-02 09:00+01:00
`;
    const { ada, bob } = await times(rules, roster);
    assert.deepEqual([ada?.due, ada?.clock, ada?.daysLate], ['2026-12-05T17:00:00Z', 'file', 0]);
    assert.deepEqual([bob?.at, bob?.clock, bob?.daysLate], ['2026-12-02T08:00:00Z', 'roster', 1]);
    const moodle = 'ID number,Last modified (submission)\nada,"Wednesday, 2 December 2026, 6:00 PM"\nbob,-\n';
    const worksheet = await times(rules, moodle);
    assert.deepEqual([worksheet.ada?.clock, worksheet.ada?.daysLate, worksheet.bob?.clock], ['roster', 2, 'file']);
    await assert.rejects(times(rules, 'id,due\nada,tomorrow\n'), {
      code: 'ARGUMENT_INVALID',
      place: { file: 'class.csv', line: 2 },
    });
    // a worksheet in another language hinders nobody who asks for no due date
    assert.deepEqual((await times({ graceMinutes: 0 }, 'id,submitted\nada,gestern\n')).ada, undefined);
  });

  it("takes nbgrader's timestamp.txt, and no file of that name elsewhere", async () => {
    put('ada/small/01-small.ipynb', '2026-12-09T08:00:00Z');
    put('ada/small/timestamp.txt', '2026-12-09T08:00:00Z', '2026-12-01 12:00:00.123456 UTC');
    put('bob/small/01-small.ipynb', '2026-12-10T08:00:00Z');
    put('bob/timestamp.txt', '2026-12-09T08:00:00Z', '2026-12-01 12:00:00 UTC');
    put('Cleo_1_assignsubmission_file/small/01-small.ipynb', '2026-12-11T08:00:00Z');
    put('Cleo_1_assignsubmission_file/small/timestamp.txt', '2026-12-09T08:00:00Z', '2026-12-01 12:00:00 UTC');
    const { ada, bob, Cleo } = await times();
    assert.deepEqual([ada?.clock, ada?.at, ada?.daysLate], ['nbgrader', '2026-12-01T12:00:00Z', 0]);
    assert.deepEqual([bob?.clock, Cleo?.clock], ['file', 'file']);
    assert.deepEqual(
      openFiles().filter((path) => path.endsWith('timestamp.txt')),
      [],
    );
  });

  it("takes no learner's file for nbgrader's: of another name, in another folder, or a zip that begins with a time", async () => {
    const early = '2026-11-01 12:00:00 UTC\n';
    put('ada/01-small.ipynb', '2026-12-09T08:00:00Z');
    put('ada/timestamp.txt', '2026-12-09T08:00:00Z', early);
    put('bob/small/01-small.ipynb', '2026-12-10T08:00:00Z');
    put('bob/small/notes.txt', '2026-12-09T08:00:00Z', early);
    put('bob/small/timestamp.txt', '2026-12-09T08:00:00Z', 'soon');
    const made = [{ name: 'small/01-small.ipynb', content: '{}' }, { name: 'small/timestamp.txt' }];
    put('cleo/work.zip', '2026-12-11T08:00:00Z', makeZip(made, early));
    const ofClass = [{ name: 'dan/small/01-small.ipynb', content: '{}' }, { name: 'dan/small/timestamp.txt' }];
    put('z/all.zip', '2026-12-12T08:00:00Z', makeZip(ofClass, early));
    assert.equal((await times(rules, '', 'z/all.zip')).dan?.clock, 'none');
    rmSync(join(root, 'z'), { recursive: true });
    const { ada, bob, cleo } = await times();
    assert.deepEqual([ada?.clock, bob?.clock, cleo?.clock, cleo?.at], ['file', 'file', 'file', '2026-12-11T08:00:00Z']);
  });

  it("takes nbgrader's time alone of those in a learner's folders, for a notebook that lies deeper, too", async () => {
    const [early, late] = ['2026-11-01 12:00:00 UTC', '2026-12-02 12:00:00 UTC'];
    const timestamp = (folder: string, time: string): void =>
      put(`${folder}/timestamp.txt`, '2026-12-09T08:00:00Z', time);
    put('ada/small/small/01-small.ipynb', '2026-12-09T08:00:00Z');
    timestamp('ada/small', late);
    timestamp('ada/small/small', early);
    put('bob/small/01-small/01-small.ipynb', '2026-12-09T09:00:00Z');
    timestamp('bob/small/01-small', early);
    put('dan/01-small.ipynb', '2026-12-01T09:00:00Z');
    put('cleo/small/work/01-small.ipynb', '2026-12-09T10:00:00Z');
    timestamp('cleo/small', late);
    timestamp('cleo/small/work', early);
    const { ada, bob, cleo } = await times();
    assert.deepEqual([ada?.clock, ada?.at], ['nbgrader', '2026-12-02T12:00:00Z']);
    assert.deepEqual([bob?.clock, bob?.at], ['file', '2026-12-09T09:00:00Z']);
    assert.deepEqual([cleo?.clock, cleo?.at], ['nbgrader', '2026-12-02T12:00:00Z']);
    // the folder of the exercise may have been named itself
    assert.equal((await times(rules, '', 'ada/small')).ada?.at, '2026-12-02T12:00:00Z');
    put('eve/small/01-small.ipynb', '2026-12-09T10:00:00Z');
    timestamp('eve/small', late);
    assert.deepEqual(Object.keys(await times(rules, '', 'eve/small')), ['eve']);
    rmSync(join(root, 'ada/small/timestamp.txt'));
    assert.equal((await times(rules, '', 'ada/small')).ada?.clock, 'none');
  });

  it("takes the time of a learner's own zip that was named, and none of those in it, which the learner may set", async () => {
    const early = new Date('2026-11-01T12:00:00Z');
    const own = (name: string): Buffer => makeZip([{ name, content: '{}', modified: early }]);
    put('ada.zip', '2026-12-03T12:00:00Z', own('01-small.ipynb'));
    put('bob_small.zip', '2026-12-01T12:00:00Z', own('Bob_01-small.ipynb'));
    const unpacker = makeUnpacker(course);
    const places = [];
    for (const name of ['ada.zip', 'bob_small.zip']) places.push(await unpacker.unpack(filesAt(join(root, name))));
    const { submissions } = findSubmissions({ places, course });
    unpacker.remove();
    const timed = withTimes(submissions, rules, { file: 'class.csv', learners: [] });
    assert.deepEqual(
      timed.map(({ handedIn }) => [handedIn?.clock, handedIn?.at, handedIn?.daysLate]),
      [
        ['file', '2026-12-01T12:00:00Z', 0],
        ['file', '2026-12-03T12:00:00Z', 2],
      ],
    );
  });

  it("G18: believes Canvas' LATE, also without a due date, and not the times of its files", async () => {
    put('c/ada_LATE_12_345_01-small.ipynb', '2026-11-01T12:00:00Z');
    put('c/bob_12_345_01-small.ipynb', '2026-12-09T12:00:00Z');
    put('c/cleo_LATE_12_345_x.zip', '2026-11-01T12:00:00Z', makeZip([{ name: '01-small.ipynb', content: '{}' }]));
    const { ada, bob, cleo } = await times(rules, '', 'c');
    assert.deepEqual(ada, { clock: 'canvas', due: '2026-12-01T17:00:00Z', daysLate: 1, cost: '10%' });
    assert.deepEqual(bob, { clock: 'canvas', due: '2026-12-01T17:00:00Z', daysLate: 0 });
    assert.deepEqual(cleo, ada);
    // a notebook in the zip, or in a folder of a learner, is not called so by Canvas
    const named = makeZip([{ name: 'cleo_12_345_01-small.ipynb', content: '{}' }]);
    put('c/cleo_LATE_12_345_x.zip', '2026-11-01T12:00:00Z', named);
    put('c/dan/dan_12_345_01-small.ipynb', '2026-12-09T12:00:00Z');
    const called = await times(rules, '', 'c');
    assert.deepEqual([called.cleo, called.dan?.clock], [ada, 'file']);
    rmSync(join(root, 'c/dan'), { recursive: true });
    const without = await times({ graceMinutes: 0 }, '', 'c');
    assert.deepEqual([without.ada, without.bob], [{ clock: 'canvas', daysLate: 1 }, undefined]);
  });

  const resultOf = (learner: string, handedIn?: HandedIn): Result => ({
    ...{ learner, exercise: 'small', points: 8, maxPoints: 10, status: 'graded', checks: [] },
    ...(handedIn ? { handedIn } : {}),
  });
  const late: HandedIn = {
    at: '2026-12-03T16:00:00Z',
    clock: 'zip',
    due: '2026-12-01T17:00:00Z',
    daysLate: 2,
    cost: '20%',
  };

  it('takes off what the due date costs, unless marks.yaml says a lateness or a mark', () => {
    const marked = (yaml: string): [number, string[]] => {
      const { points, marks = [] } = applyMarks(resultOf('ada', late), parseMarks(yaml, 'marks.yaml'));
      return [points, marks.map(({ kind, points: by }) => `${kind} ${by}`)];
    };
    assert.deepEqual(marked(''), [6.4, ['late -1.6']]);
    assert.equal(applyMarks(resultOf('ada', { ...late, cost: 3 }), []).points, 5);
    const { cost: _, ...free } = late;
    const inTime = resultOf('ada', free);
    assert.equal(applyMarks(inTime, []), inTime);
    assert.deepEqual(marked('- { learner: ada, points: 2 }'), [8, ['points 2', 'late -2']]);
    assert.deepEqual(marked('- { learner: ada, late: 0 }'), [8, ['late 0']]);
    assert.deepEqual(marked('- { learner: ada, late: 50% }'), [4, ['late -4']]);
    assert.deepEqual(marked('- { learner: ada, mark: 9 }'), [9, ['mark 1']]);
    assert.deepEqual(marked('- { learner: bob, late: 0 }'), [6.4, ['late -1.6']]);
    assert.match(marked('- { learner: ada, check: made, mark: 1 }')[1].join(), /late -/);
    const comments = (yaml: string): unknown[] =>
      (applyMarks(resultOf('ada'), parseMarks(yaml, 'marks.yaml')).marks ?? []).map(({ kind, comment }) => [
        kind,
        comment,
      ]);
    // what was said stands once, beside the points where there are some
    assert.deepEqual(comments('- { learner: ada, late: 1, comment: slow }'), [['late', 'slow']]);
    assert.deepEqual(comments('- { learner: ada, late: 1, points: 1, comment: slow }'), [
      ['points', 'slow'],
      ['late', undefined],
    ]);
  });

  it('says so in the comment and in columns of their own, and can be taken back', () => {
    const marked = applyMarks(resultOf('ada', late), []);
    assert.equal(marked.marks?.[0]?.comment, '2 begun days after 2026-12-01T17:00:00Z, by the time in the zip');
    const [head = '', row = '', untimed = ''] = formatCsv([marked, resultOf('bob')]).split('\r\n');
    assert.match(untimed, /,0,0,,,,,$/);
    assert.match(head, /,late_submission_penalty,comment,duedate,timestamp,clock,days_late/);
    assert.match(row, /,1\.6,".*",2026-12-01T17:00:00Z,2026-12-03T16:00:00Z,zip,2$/);
    assert.doesNotMatch(formatCsv([resultOf('ada')]), /duedate/);
  });

  it('says in words when it was handed in, for a remark', () => {
    const due = '2026-12-01T17:00:00Z';
    const rows: [HandedIn, string | undefined][] = [
      [{ clock: 'none', due }, 'handed in at a time that is not known'],
      [{ clock: 'zip', due, daysLate: 0 }, undefined],
      [{ clock: 'zip' }, undefined],
      [{ clock: 'canvas', due, daysLate: 1 }, "handed in late by Canvas' word, by how long is not known"],
      [{ clock: 'file', due, daysLate: 1 }, `handed in up to a day after ${due}, by the file's time`],
      [{ clock: 'roster', due, daysLate: 2 }, `handed in 2 begun days after ${due}, by the roster`],
    ];
    for (const [time, words] of rows) assert.equal(lateRemark(time), words);
  });

  it('says of a class which clocks were believed, and who was late', () => {
    assert.equal(timesInWords([resultOf('ada')]), undefined);
    const zip = (daysLate: number): HandedIn => ({ clock: 'zip', daysLate });
    assert.equal(
      timesInWords([resultOf('ada', zip(0)), resultOf('bob')]),
      'Handed in: 1 by the time in the zip. Late: nobody.',
    );
    const some = [resultOf('ada', zip(1)), resultOf('bob', zip(3)), resultOf('cleo', { clock: 'roster' })];
    assert.equal(
      timesInWords(some),
      'Handed in: 1 by the roster, 2 by the time in the zip. Late: ada (a day), bob (3 days).',
    );
    assert.match(
      timesInWords([resultOf('ada', { clock: 'none' }), resultOf('bob', zip(0))]) ?? '',
      /not known\. Late: nobody\.\nThe times of files/,
    );
    const many = (count: number): string =>
      timesInWords(Array.from({ length: count }, (_, index) => resultOf(`l${index}`, zip(1)))) ?? '';
    assert.match(many(20), / l19 \(a day\)\.$/);
    assert.match(many(21), / l19 \(a day\) and more\.$/);
  });

  const moments: [string, string | undefined][] = [
    ['2026-12-01T18:00+01:00', '2026-12-01T17:00:00.000Z'],
    ['2026-12-01 18:00:30 +0100', '2026-12-01T17:00:30.000Z'],
    ['2026-12-01T18:00Z', '2026-12-01T18:00:00.000Z'],
    ['2026-12-01T18:00', new Date(2026, 11, 1, 18).toISOString()],
    ['Tuesday, 1 December 2026, 6:00 PM', new Date(2026, 11, 1, 18).toISOString()],
    ['2026-12-01', undefined],
    ['2026-02-30T18:00Z', undefined],
    ['2026-13-01T18:00Z', undefined],
    [' 2026-12-01T18:00Z\n', '2026-12-01T18:00:00.000Z'],
    ['tomorrow', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of moments) {
    it(`reads "${text}" as ${expected === undefined ? 'no moment' : 'a moment'}`, () => {
      assert.equal(readMoment(text)?.toISOString(), expected);
    });
  }

  it('takes a time of UTC for that of UTC wherever the machine stands', () => {
    const before = process.env.TZ;
    process.env.TZ = 'Asia/Tokyo';
    try {
      assert.equal(readMoment('2026-12-01T18:00 UTC')?.toISOString(), '2026-12-01T18:00:00.000Z');
      assert.equal(readMoment('2026-12-01T18:00')?.toISOString(), '2026-12-01T09:00:00.000Z');
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });
});
