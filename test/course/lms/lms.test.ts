import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { pageNames } from '../../../src/course/grading/file-names.js';
import {
  formatResults,
  isMissing,
  missingResult,
  notGradedResult,
  type Result,
} from '../../../src/course/grading/results.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import { fillGradebook } from '../../../src/course/lms/canvas-gradebook.js';
import { feedbackComment, isOwnComment } from '../../../src/course/lms/feedback-comment.js';
import { type GradedWork, readGradedWork, readPage } from '../../../src/course/lms/graded-work.js';
import { feedbackFiles } from '../../../src/course/lms/moodle-feedback.js';
import { fillWorksheet } from '../../../src/course/lms/moodle-worksheet.js';
import { formatNbgraderGrades } from '../../../src/course/lms/nbgrader-grades.js';
import { formatSheet, parseSheet } from '../../../src/course/lms/sheet.js';
import type { KubelabError } from '../../../src/errors.js';
import { check, hostile } from '../../report/hand-made.js';

const result = (learner: string, points: number, more: Partial<Result> = {}): Result => {
  return { learner, exercise: 'activity', points, maxPoints: 20, status: 'graded', checks: [], ...more };
};
const work = (learner: string, points: number, more: Partial<Result> = {}): GradedWork => {
  return { result: result(learner, points, more) };
};
const refused: GradedWork = { result: notGradedResult('Cleo Kowalski', 'activity', 20, 'it is empty') };

const worksheet = [
  '\uFEFFIdentifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"',
  '"Participant 304","Bob ""the"" Builder",bob@example.org,"Submitted for grading - ",,20.00,Yes,"Thursday, 26 November 2026, 10:01 AM",-,',
  '"Participant 301","Ada Lovelace",ada@example.org,"Submitted for grading - ",,20.00,Yes,"Thursday, 26 November 2026, 9:12 AM",-,',
  '"Participant 302","Cleo Kowalski",cleo@example.org,"No submission - ",,20.00,Yes,-,-,',
  '',
].join('\n');

describe('course/lms/sheet', () => {
  const texts: [string, string][] = [
    ["Moodle's worksheet", worksheet],
    ['a file with semicolons and line ends of Windows', 'a;"b ""c"""\r\n1;"x;y"\r\n'],
    ['a file without a line end behind its last line', 'a,b\n1,2'],
    ['line breaks in a field', 'a,b\n"1\n2",3\n'],
  ];
  for (const [what, text] of texts) {
    it(`gives back ${what} to the byte when nothing is filled in`, () => {
      assert.equal(formatSheet(parseSheet(text, 'f')), text);
    });
  }

  const wrong: [string, string, RegExp][] = [
    ['an empty file', '', /empty/],
    ['a quote that is never closed', 'a,b\n"1,2\n', /not CSV/],
  ];
  for (const [what, text, message] of wrong) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseSheet(text, 'f'), { code: 'ARGUMENT_INVALID', message });
    });
  }
});

describe('course/lms/moodle-worksheet', () => {
  const fill = (text: string, works: GradedWork[], roster = ''): ReturnType<typeof fillWorksheet> =>
    fillWorksheet(text, 'w.csv', works, roster === '' ? [] : parseRoster(roster, 'r'));
  const rows = (text: string): string[][] => parse(text, { bom: true });

  it('fills in grade and comment, and leaves every other field and the order of rows as they were', () => {
    const filled = fill(worksheet, [work('Ada Lovelace', 17.5), work('Bob "the" Builder', 20), refused]);
    const [before, after] = [rows(worksheet), rows(filled.text)];
    assert.deepEqual(
      after.map((row) => row.slice(0, 4).concat(row.slice(5, 9))),
      before.map((row) => row.slice(0, 4).concat(row.slice(5, 9))),
    );
    assert.deepEqual(
      after.map((row) => row[4]),
      ['Grade', '20', '17.5', ''],
    );
    assert.equal(after[2]?.[9], '<p>17.5 of 20 points</p>');
    assert.equal(after[3]?.[9], '');
    assert.ok(filled.text.startsWith('\uFEFFIdentifier,"Full name"'));
    assert.deepEqual(filled.notes, ['Cleo Kowalski is not graded, and the row stays as it was']);
    // the row of whoever was not graded is the same to the byte
    assert.ok(filled.text.endsWith(worksheet.split('\n').slice(-2).join('\n')));
  });

  it('finds rows by the roster that the class was graded with', () => {
    const filled = fill(worksheet, [work('s1', 3)], 'id,email\ns1,Ada@example.org\n');
    assert.deepEqual(
      filled.filled.map(({ number }) => number),
      ['301'],
    );
  });

  it('reads a German worksheet with decimal commas, and writes them', () => {
    const german =
      'ID,"Vollständiger Name",Status,Bewertung,Bestwertung,"Feedback als Kommentar"\nTeilnehmer/in301,"Ada Lovelace",,,"20,00",\n';
    assert.deepEqual(rows(fill(german, [work('Ada Lovelace', 17.5)]).text)[1]?.slice(3, 5), ['17,5', '20,00']);
  });

  it('writes a share of another maximum, never more than it, and says so', () => {
    const hundred = worksheet.replaceAll('20.00', '100.00');
    const filled = fill(hundred, [work('Ada Lovelace', 17), work('Bob "the" Builder', 21)]);
    assert.deepEqual(
      rows(filled.text).map((row) => row[4]),
      ['Grade', '100', '85', ''],
    );
    assert.match(filled.notes[0] ?? '', /maximum in Moodle is 100, here it is 20/);
    assert.match(filled.notes[1] ?? '', /Bob .* has 21 of 20/);
  });

  it('keeps the comment of somebody else, and replaces its own', () => {
    const said = (comment: string): string => worksheet.replace(/-,$/m, `-,"${comment}"`);
    const theirs = fill(said('See me after class'), [work('Bob "the" Builder', 1)]);
    assert.equal(rows(theirs.text)[1]?.[9], 'See me after class');
    assert.match(theirs.notes.join(), /keeps the comment/);
    const own = fill(said('<p dir=""ltr"">3 of 20 points</p>'), [work('Bob "the" Builder', 1)]);
    assert.equal(rows(own.text)[1]?.[9], '<p>1 of 20 points</p>');
  });

  it('gives no grade to a row that two fit, nor to one of two rows alike', () => {
    const twins = worksheet.replace('Cleo Kowalski', 'Ada Lovelace');
    const two = fill(twins, [work('Ada Lovelace', 5)]);
    assert.equal(two.filled.length, 0);
    assert.equal(two.notes[0], 'no row of the worksheet fits Ada Lovelace alone');
    assert.match(two.notes[1] ?? '', /--roster FILE/);
    const both = fill(worksheet, [work('Ada Lovelace', 5), work('ada_lovelace', 6)]);
    assert.equal(both.filled.length, 0);
  });

  it('tells the participants that it found, in their order, and who was graded', () => {
    const filled = fill(worksheet, [refused, work('Ada Lovelace', 17.5), work('nobody', 1)]);
    const seen = (list: typeof filled.participants) =>
      list.map(({ number, name, work: { result: r } }) => [number, name, r.learner]);
    assert.deepEqual(seen(filled.participants), [
      ['301', 'Ada Lovelace', 'Ada Lovelace'],
      ['302', 'Cleo Kowalski', 'Cleo Kowalski'],
    ]);
    assert.deepEqual(seen(filled.filled), [['301', 'Ada Lovelace', 'Ada Lovelace']]);
    assert.match(filled.notes.join('\n'), /no row of the worksheet fits nobody alone/);
  });

  it('reads short rows, an identifier without a number, and a worksheet without names and comments', () => {
    const short = 'Identifier,Grade,"ID number"\nParticipant 7\nHidden,,ann\n"Participant 9 ",,bob\n';
    const filled = fill(short, [work('Participant 7', 3), work('ann', 4), work('bob', 5)]);
    assert.equal(filled.text, 'Identifier,Grade,"ID number"\nParticipant 7,3\nHidden,,ann\n"Participant 9 ",5,bob\n');
    assert.deepEqual(
      filled.filled.map(({ number, name }) => [number, name]),
      [
        ['7', ''],
        ['9', ''],
      ],
    );
    assert.deepEqual(filled.notes, [
      'the worksheet has no column for feedback comments: switch them on in the assignment',
    ]);
  });

  const wrong: [string, string, RegExp][] = [
    ['another CSV file', 'a,b\n1,2\n', /no column Identifier/],
    ['a worksheet without grades', 'Identifier,Status\nParticipant 1,x\n', /no column Grade/],
    ['an assignment graded by a scale', 'Identifier,Grade,Scale\nParticipant 1,,"a, b"\n', /by a scale/],
  ];
  for (const [what, text, message] of wrong) {
    it(`refuses ${what}`, () => {
      assert.throws(() => fill(text, []), { code: 'ARGUMENT_INVALID', message });
    });
  }

  it("S15: a learner's words are no formula in a comment, and no markup", () => {
    const said = work('Ada Lovelace', 1, { marks: [{ kind: 'points', points: 0, comment: `=cmd|x ${hostile}` }] });
    const comment = rows(fill(worksheet, [said]).text)[2]?.[9] ?? '';
    assert.match(comment, /^<p>/);
    assert.ok(!comment.includes('<script'));
  });
});

describe('course/lms/feedback-comment', () => {
  it('says what was seen of shown checks, and of hidden ones the sum alone', () => {
    const checks = [check('made', 2), check('read', 1), check('sly', 0, { visibility: 'hidden', seen: 'a secret' })];
    const verdict = { exercise: 'activity', points: 3, maxPoints: 6, checks, deductions: [], byOwnRecord: false };
    const marks: Result['marks'] = [
      { kind: 'points', points: 1, check: 'made', comment: 'well done' },
      { kind: 'points', points: 0, check: 'sly', comment: 'an idea' },
    ];
    const html = feedbackComment({ ...work('ada', 3, { marks }), verdict });
    assert.match(
      html,
      /<li>Title of made: 2 of 2\. well done<\/li><li>Title of read: 1 of 2 \(what was seen of read\)<\/li>/,
    );
    assert.match(html, /Further checks: 0 of 2<\/li><li>From your teacher: an idea</);
    assert.doesNotMatch(html, /sly|a secret/);
    assert.ok(isOwnComment(html));
    assert.ok(!isOwnComment('well done'));
  });

  it('tells deductions and marks, each with its sign, and of a hidden one what it cost', () => {
    const deductions = [
      { id: 'late', title: 'Too many requests', visibility: 'shown' as const, points: 1.5, seen: '' },
      { id: 'sly', title: 'A secret', visibility: 'hidden' as const, points: -2, seen: '' },
    ];
    const verdict = { exercise: 'activity', points: 3, maxPoints: 6, checks: [], deductions, byOwnRecord: false };
    const marks: Result['marks'] = [
      { kind: 'points', points: 1, comment: 'a good idea' },
      { kind: 'points', points: 0.5 },
      { kind: 'late', points: -2 },
      { kind: 'mark', points: 0, comment: 'read' },
      { kind: 'mark', points: 0 },
    ];
    const html = feedbackComment({ ...work('ada', 3, { marks }), verdict: verdict as never });
    const lines = [...html.matchAll(/<li>(.*?)<\/li>/g)].map(([, line]) => line);
    assert.deepEqual(lines, [
      'Too many requests: −1.5',
      'Taken off: −2',
      'From your teacher: +1 (a good idea)',
      'From your teacher: +0.5',
      'Handed in late: −2',
      'Marked by hand: read',
      'Marked by hand: 0',
    ]);
    assert.equal(feedbackComment(work('ada', 3)), '<p>3 of 20 points</p>');
  });

  it('says a mark beside its check, and another check without it', () => {
    const checks = [check('made', 2), check('read', 2)];
    const verdict = { exercise: 'activity', points: 4, maxPoints: 4, checks, deductions: [], byOwnRecord: false };
    const marks: Result['marks'] = [
      { kind: 'points', points: 1, check: 'made', comment: 'first' },
      { kind: 'points', points: 1, check: 'made' },
      { kind: 'points', points: 1, check: 'gone', comment: 'of no check' },
    ];
    assert.match(
      feedbackComment({ ...work('ada', 4, { marks }), verdict }),
      /<li>Title of made: 2 of 2\. first<\/li><li>Title of read: 2 of 2<\/li><li>From your teacher: \+1 \(of no check\)<\/li><\/ul>$/,
    );
  });

  it('is known again by its beginning alone', () => {
    for (const own of ['<p>−1 of 20 points</p>', ' <div><p><b>1.5 of 2.5 points</b>', '3 of 4 points and more']) {
      assert.ok(isOwnComment(own), own);
    }
    const later = `${' '.repeat(1000)}<p>3 of 20 points</p>`;
    for (const other of ['<a><b><c><d>3 of 4 points', 'You have 3 of 4 points', '3 of 4 pointsX', later]) {
      assert.ok(!isOwnComment(other), other.trim());
    }
  });
});

describe('course/lms/graded-work', () => {
  let folder = '';
  const all = [
    result('ada', 17),
    result('bob', 3),
    { ...result('ada', 4), exercise: 'rbac' },
    missingResult('cleo', 'activity', 20),
  ];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubelab lms-'));
    await writeFile(join(folder, 'results.json'), formatResults(all));
    await mkdir(join(folder, 'feedback'));
    const [ada] = pageNames(all.filter((one) => !isMissing(one)));
    await writeFile(join(folder, 'feedback', ada ?? ''), '<p>page of ada</p>');
  });
  after(() => rm(folder, { recursive: true }));

  it('is that of one exercise, with the pages that there are', () => {
    const works = readGradedWork(folder, 'activity');
    assert.deepEqual(
      works.map((one) => [one.result.learner, one.result.exercise, one.page !== undefined, one.verdict]),
      [
        ['ada', 'activity', true, undefined],
        ['bob', 'activity', false, undefined],
        ['cleo', 'activity', false, undefined],
      ],
    );
    const [{ page = '' } = {}] = works;
    assert.equal(Buffer.from(readPage(page)).toString(), '<p>page of ada</p>');
    assert.throws(() => readPage(join(folder, 'none')), { code: 'FILE_UNREADABLE', message: /a page cannot be read/ });
    assert.equal(readGradedWork(folder, 'rbac').length, 1);
  });

  it('asks which exercise is meant where there are several, and helps with a wrong name', async () => {
    const hintOf = (exercise?: string): string => {
      try {
        readGradedWork(folder, exercise);
      } catch (error) {
        const { code, message, hint } = error as KubelabError;
        return `${code}: ${message}; ${hint}`;
      }
      return 'none';
    };
    const wrong = 'ARGUMENT_INVALID: ';
    assert.equal(hintOf(), `${wrong}these results are of several exercises; say --exercise with one of activity, rbac`);
    assert.equal(hintOf('rbca'), `${wrong}there are no results of rbca; did you mean rbac?`);
    assert.equal(
      hintOf('unheard'),
      `${wrong}there are no results of unheard; say --exercise with one of activity, rbac`,
    );
    await writeFile(join(folder, 'results.json'), formatResults(all.slice(0, 2)));
    assert.equal(readGradedWork(folder, undefined).length, 2);
  });
});

describe('course/lms/moodle-feedback', () => {
  it("names folders as Moodle's import reads them, whatever a name holds", () => {
    const page = 'package.json';
    const names = ['Ada Lovelace', 'a_1_b/../c', '', '.hidden'];
    const files = [...feedbackFiles(names.map((name) => ({ work: { ...work('x', 1), page }, number: '301', name })))];
    for (const { name } of files) {
      const [folder = '', file, ...more] = name.split('/');
      // the import parts a folder's name into five at underscores, and wants the number second
      assert.deepEqual(
        [folder.split('_').slice(1), file, more],
        [['301', 'assignsubmission', 'file', ''], 'feedback.html', []],
      );
      assert.doesNotMatch(folder, /^[.~]/);
    }
    assert.equal(files[0]?.name, 'Ada Lovelace_301_assignsubmission_file_/feedback.html');
  });

  it('leaves out who has no page, and shortens a long name', () => {
    const page = 'package.json';
    const names = ['  Ann  ', '', `${'é'.repeat(59)} ${'z'.repeat(30)}`, '~..x'];
    const files = [
      ...feedbackFiles([
        { work: work('none', 1), number: '1', name: 'none' },
        ...names.map((name, i) => ({ work: { ...work('x', 1), page }, number: String(i + 2), name })),
      ]),
    ];
    assert.deepEqual(
      files.map(({ name }) => name.split('_')[0]),
      ['Ann', 'Participant', 'é'.repeat(59), 'x'],
    );
    assert.ok(
      Buffer.from(files[0]?.bytes ?? [])
        .toString()
        .includes('"name"'),
    );
  });
});

describe('course/lms/canvas-gradebook', () => {
  const gradebook = [
    'Student,ID,SIS User ID,SIS Login ID,Section,Quiz (11),Activity (12),Current Score,Final Score',
    ',,,,,Manual Posting,,,',
    '    Points Possible,,,,,5,20,(read only),(read only)',
    '"Lovelace, Ada",901,u1,ada,Course 1,3,,60,15',
    '"Builder, Bob",902,u2,bob,Course 1,4,7,80,20',
    '"Student, Test",903,,x,Course 1,,,,',
    '',
  ].join('\n');
  const fill = (works: GradedWork[], assignment?: string, text = gradebook): ReturnType<typeof fillGradebook> =>
    fillGradebook(text, 'g.csv', works, { roster: [], ...(assignment ? { assignment } : {}) });

  it("holds Canvas' first columns, the row of points possible, and the column of one assignment", () => {
    const { text, filled, assignment } = fill([work('ada', 17.5), work('Bob Builder', 20)]);
    assert.equal(
      text,
      [
        'Student,ID,SIS User ID,SIS Login ID,Section,Activity (12)',
        ',,,,,',
        '    Points Possible,,,,,20',
        '"Lovelace, Ada",901,u1,ada,Course 1,17.5',
        '"Builder, Bob",902,u2,bob,Course 1,20',
        '"Student, Test",903,,x,Course 1,',
        '',
      ].join('\n'),
    );
    assert.deepEqual([filled, assignment], [2, 'Activity (12)']);
  });

  it('keeps the grade that stands there for whoever could not be graded', () => {
    const { text, notes } = fill([{ result: notGradedResult('bob', 'activity', 20, 'x') }]);
    assert.match(text, /"Builder, Bob",902,u2,bob,Course 1,7\n/);
    assert.deepEqual(notes, ['bob is not graded, and the grade stays as it was']);
  });

  it('finds rows where Canvas was set to write last and first names in columns of their own', () => {
    const twoColumns = [
      'LastName,FirstName,ID,SIS Login ID,Section,Activity (12),Current Score',
      '    Points Possible,,,,,20,(read only)',
      'Lovelace,Ada,901,u1,Course 1,,',
      'Builder,Bob,902,ada,Course 1,,',
      '',
    ].join('\n');
    const { text, notes } = fill([work('Ada Lovelace', 17), work('ada', 3)], undefined, twoColumns);
    assert.equal(
      text,
      [
        'LastName,FirstName,ID,SIS Login ID,Section,Activity (12)',
        '    Points Possible,,,,,20',
        'Lovelace,Ada,901,u1,Course 1,17',
        'Builder,Bob,902,ada,Course 1,3',
        '',
      ].join('\n'),
    );
    assert.deepEqual(notes, []);
  });

  it('leaves alone who is excused, or has no such assignment, and says so', () => {
    const excused = gradebook.replace(',3,,60', ',3,EX,60').replace(',4,7,80', ',4,N/A,80');
    const { text, filled, notes } = fill([work('ada', 17), work('bob', 20)], undefined, excused);
    assert.match(text, /"Lovelace, Ada",901,u1,ada,Course 1,EX\n"Builder, Bob",902,u2,bob,Course 1,N\/A\n/);
    assert.equal(filled, 0);
    assert.deepEqual(notes, [
      'ada is excused in Canvas, and that stays as it was',
      'bob is not assigned this in Canvas, and that stays as it was',
    ]);
  });

  it('takes the assignment by name or by number, and asks where it is not clear', () => {
    for (const name of ['quiz', '11', 'Quiz (11)']) assert.equal(fill([work('ada', 4)], name).assignment, 'Quiz (11)');
    assert.match(fill([work('ada', 16)], 'quiz').text, /Course 1,4\n/);
    assert.throws(() => fill([work('ada', 4)], 'Homework'), { code: 'ARGUMENT_INVALID', message: /not clear/ });
    assert.throws(() => fill([work('ada', 4, { exercise: 'rbac' })]), { message: /not clear/ });
    assert.throws(() => fill([work('ada', 4)], undefined, 'a,b\n1,2\n'), { message: /Canvas' gradebook/ });
    assert.throws(() => fill([work('ada', 4)], undefined, 'Student,ID\nx,1\n'), { message: /no column of an assign/ });
  });

  it('is known by its columns of names and ids, in any order', () => {
    const grades = 'Activity (12)';
    const heads: [head: string, isGradebook: boolean][] = [
      [`ID,Student,${grades}`, true],
      [`ID,LastName,FirstName,${grades}`, true],
      [`FirstName,ID,LastName,${grades}`, true],
      [`Student,${grades}`, false],
      [`ID,${grades}`, false],
      [`ID,LastName,${grades}`, false],
      [`ID,FirstName,${grades}`, false],
    ];
    for (const [head, isGradebook] of heads) {
      const one = (): unknown => fill([], undefined, `${head}\n`);
      if (isGradebook) assert.doesNotThrow(one, head);
      else assert.throws(one, { message: /it has no columns Student and ID/ }, head);
    }
  });

  it('takes the only assignment whatever it is called, but not when another is named', () => {
    const text = 'Student,ID,Homework (7)\n"Lovelace, Ada",901,\n';
    const { assignment, notes, filled } = fill([work('Ada Lovelace', 4)], undefined, text);
    assert.deepEqual([assignment, notes, filled], ['Homework (7)', [], 1]);
    assert.throws(() => fill([work('Ada Lovelace', 4)], 'activity', text), { message: /not clear/ });
    const hints = (head: string): string => {
      try {
        fill([work('ada', 1, { exercise: 'x' })], undefined, `Student,ID,${head}\n`);
      } catch (error) {
        return (error as KubelabError).hint ?? '';
      }
      return 'none';
    };
    assert.equal(hints('Current Score'), 'make the assignment in Canvas, and export again');
    assert.equal(hints('A (1),B (2)'), 'say --assignment: A (1), B (2)');
    const many = Array.from({ length: 25 }, (_, i) => `T (${i})`);
    assert.equal(hints(many.join(',')), `say --assignment: ${many.slice(0, 20).join(', ')}`);
    // two of one name
    assert.match(hints('x (1),x (2)'), /^say --assignment: x \(1\), x \(2\)$/);
  });

  it('writes a share of another maximum and says so, and passes over rows that are no student', () => {
    const text = [
      'Student,ID,Activity (12)',
      'Points Possible,,10',
      '"Points Possible, Ann",7,',
      ',,Manual Posting',
      '"Lovelace, Ada", ,3',
      'Bob Builder,902',
      '',
    ].join('\n');
    const { text: written, filled, notes } = fill([work('Bob Builder', 15), work('Ada Lovelace', 1)], undefined, text);
    assert.equal(filled, 1);
    assert.deepEqual(notes.slice(0, 2), [
      'the maximum in Canvas is 10, here it is 20: points are written as a share of 10',
      'no row of the gradebook fits Ada Lovelace alone',
    ]);
    const lines = written.split('\n');
    assert.deepEqual([lines[1], lines[5]], ['Points Possible,,10', 'Bob Builder,902,7.5']);
    assert.deepEqual(fill([], undefined, text).notes, []);
    const spaced = text.replace('"Lovelace, Ada", ,3', '"Lovelace, Ada",901, EX ');
    assert.match(fill([work('Ada Lovelace', 1)], undefined, spaced).notes.join(), /Ada Lovelace is excused in Canvas/);
  });
});

describe('course/lms/nbgrader-grades', () => {
  it('has the columns of nbgrader export, with 0 for what was not handed in', () => {
    const late = result('ada', 15, {
      marks: [{ kind: 'late', points: -2 }],
      handedIn: { at: '2026-12-02T08:30:00Z', clock: 'zip', due: '2026-12-01T17:00:00Z', daysLate: 1 },
    });
    const nothing = missingResult('bob', 'activity', 20);
    const text = formatNbgraderGrades(
      [late, nothing, refused.result],
      parseRoster('id,first_name,last_name,email\nada,Ada,"=L",a@b\n', 'r'),
    );
    assert.deepEqual(text.split('\r\n'), [
      'assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score',
      "activity,2026-12-01 17:00:00,2026-12-02 08:30:00,ada,'=L,Ada,a@b,17,2,15,20",
      'activity,,,bob,,,,0,0,0,20',
      'activity,,,Cleo Kowalski,,,,,0,,20',
      '',
    ]);
  });
});
