import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { formatCsv } from '../../../src/course/grading/csv.js';
import { formatJunit } from '../../../src/course/grading/junit.js';
import { formatResults, gradedResult, notGradedResult, type Result } from '../../../src/course/grading/results.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import { check, hostile } from '../../report/hand-made.js';

const schema = JSON.parse(readFileSync('src/course/grading/results.schema.json', 'utf8')) as object;
const graded = gradedResult('ada', {
  exercise: 'small',
  points: 2.5,
  maxPoints: 6,
  checks: [check('made', 2), check('read', 1.001), check('listed', 0)],
  deductions: [{ id: 'loud', title: 'Too loud', visibility: 'shown', points: 0.5, seen: 'it was loud' }],
  byOwnRecord: false,
});
const marked: Result = {
  ...graded,
  learner: 'bob',
  marks: [
    { kind: 'points', points: 1, comment: 'asked well' },
    { kind: 'late', points: -0.5 },
  ],
};
const refused = notGradedResult('cleo', 'small', 6, `the notebook is ${hostile}`);
const all = [graded, marked, refused];

describe('course/grading/results', () => {
  const validate = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

  it('fit the published schema', () => {
    assert.ok(validate(JSON.parse(formatResults(all))), JSON.stringify(validate.errors));
    assert.ok(validate(JSON.parse(formatResults([]))));
  });

  const unfit: [string, object][] = [
    ['an unknown entry', { ...graded, token: 'x' }],
    ['a check without points', { ...graded, checks: [{ id: 'made', maxPoints: 1, seen: '' }] }],
    ['points below zero', { ...graded, points: -1 }],
    ['no reason', { ...refused, reason: undefined }],
    ['a reason of what was graded', { ...graded, reason: 'why' }],
    ['another status', { ...graded, status: 'lost' }],
  ];
  for (const [what, result] of unfit) {
    it(`do not fit it with ${what}`, () => {
      assert.equal(validate(JSON.parse(JSON.stringify({ version: 1, results: [result] }))), false);
    });
  }

  it('G7: say why a person should look at one, and fit the schema so', () => {
    const looked = gradedResult('dora', {
      exercise: 'small',
      points: 0,
      maxPoints: 2,
      checks: [check('made', 0)],
      deductions: [],
      byOwnRecord: false,
      faults: [{ id: 'made', message: 'field not found: data' }],
    });
    assert.deepEqual(looked.look, ['the expression of made failed: field not found: data']);
    assert.ok(validate(JSON.parse(formatResults([looked]))), JSON.stringify(validate.errors));
    assert.equal('look' in graded, false);
  });

  it('stand in the order of learner and exercise, whatever order they came in', () => {
    assert.equal(formatResults([refused, marked, graded]), formatResults(all));
    const of = (learner: string, exercise: string): Result => ({ ...graded, learner, exercise });
    const mixed = [of('b', 'z'), of('a', 'y'), of('b', 'x'), of('a', 'z'), of('a', 'x')];
    const { results } = JSON.parse(formatResults(mixed)) as { results: Result[] };
    const names = results.map(({ learner, exercise }) => `${learner} ${exercise}`);
    assert.deepEqual(names, ['a x', 'a y', 'a z', 'b x', 'b z']);
  });

  it('say that the record was the own of the client, and nothing of it otherwise', () => {
    const verdict = { exercise: 'small', points: 0, maxPoints: 2, checks: [], deductions: [] };
    assert.equal(gradedResult('ada', { ...verdict, byOwnRecord: true }).byOwnRecord, true);
    assert.equal('byOwnRecord' in gradedResult('ada', { ...verdict, byOwnRecord: false }), false);
  });

  it('hold what the verdict says, and none of its ids of events', () => {
    assert.deepEqual(graded.checks[1], { id: 'read', points: 1, maxPoints: 2, seen: 'what was seen of read' });
    assert.deepEqual(Object.keys(graded), [
      'learner',
      'exercise',
      'points',
      'maxPoints',
      'status',
      'checks',
      'deductions',
    ]);
  });
});

describe('course/grading/csv', () => {
  const rows = (results: Result[], roster = ''): Record<string, string>[] =>
    parse(formatCsv(results, roster === '' ? [] : parseRoster(roster, 'r')), { columns: true });

  it('has a row for each submission and a column for each check', () => {
    const [ada, bob, cleo] = rows(all);
    assert.deepEqual(
      [ada?.student_id, ada?.score, ada?.max_score, ada?.made, ada?.read, ada?.listed, ada?.deductions],
      ['ada', '2.5', '6', '2', '1', '0', '0.5'],
    );
    assert.deepEqual([bob?.teacher_points, bob?.late_submission_penalty, bob?.comment], ['1', '0.5', 'asked well']);
    assert.deepEqual([cleo?.score, cleo?.status, cleo?.made], ['', 'not graded', '']);
    assert.equal(cleo?.comment, `the notebook is ${hostile}`);
    const columns =
      'student_id,last_name,first_name,email,assignment,score,max_score,status,deductions,teacher_points,late_submission_penalty,comment,made,read,listed';
    assert.equal(formatCsv(all).split('\r\n')[0], columns);
    // no text stands where there is no value
    assert.match(formatCsv([graded]), /\r\nada,,,,small,2\.5,6,graded,0\.5,0,0,,2,1,0\r\n$/);
  });

  it('has what a teacher changed of a check in its column, and the words with its name', () => {
    const checked: Result = {
      ...graded,
      points: 4.5,
      checks: graded.checks.map((one) => (one.id === 'listed' ? { ...one, points: 2 } : one)),
      marks: [
        { kind: 'points', points: 2, check: 'listed', comment: '=seen' },
        { kind: 'points', points: 0, cell: 'make', comment: 'fine' },
      ],
    };
    const [row] = rows([checked]);
    assert.deepEqual([row?.listed, row?.teacher_points, row?.comment], ['2', '0', 'listed: =seen; make: fine']);
    const validate = new Ajv2020({ strict: true }).compile(schema);
    assert.ok(validate(JSON.parse(formatResults([checked]))), JSON.stringify(validate.errors));
  });

  it('names learners as the roster does', () => {
    const [ada] = rows([graded], 'id,first_name,last_name,email\nada,Ada,"Love, lace",a@b\n');
    assert.deepEqual([ada?.first_name, ada?.last_name, ada?.email], ['Ada', 'Love, lace', 'a@b']);
  });

  it('keeps the checks of several exercises apart', () => {
    const head = Object.keys(rows([graded, { ...graded, exercise: 'other' }])[0] ?? {});
    assert.deepEqual(head.slice(-6), [
      'small/made',
      'small/read',
      'small/listed',
      'other/made',
      'other/read',
      'other/listed',
    ]);
  });

  it('writes numbers as numbers, with two digits at most', () => {
    const marks = [{ kind: 'points' as const, points: -1 / 3 }];
    const [row] = rows([{ ...graded, points: 2 / 3, marks }]);
    assert.deepEqual([row?.score, row?.teacher_points, row?.late_submission_penalty], ['0.67', '-0.33', '0']);
  });

  it('takes the edge off what a spreadsheet would take for a formula', () => {
    for (const learner of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1', '\tada', '\nada']) {
      const [row] = rows([{ ...graded, learner }]);
      assert.equal(row?.student_id, `'${learner}`);
    }
    const [row] = rows([{ ...marked, marks: [{ kind: 'points', points: 1, comment: '=HYPERLINK("x")' }] }]);
    assert.equal(row?.comment, `'=HYPERLINK("x")`);
  });

  it('S15: keeps a text in one column where columns are parted by semicolons or tabs', () => {
    for (const separator of [';', '\t']) {
      const learner = `x${separator}=cmd|calc!A0${separator}y`;
      const text = formatCsv([{ ...graded, learner }]);
      assert.ok(text.includes(`"${learner}"`), text);
    }
  });

  it('quotes what would break a row', () => {
    const [row, ...others] = rows([{ ...graded, learner: 'a,"b"\r\nc' }]);
    assert.equal(row?.student_id, 'a,"b"\r\nc');
    assert.equal(others.length, 0);
  });
});

describe('course/grading/junit', () => {
  interface Suite {
    name: string;
    tests: string;
    failures: string;
    errors: string;
    testcase: { name: string; failure?: { message: string; '#text': string }; error?: { message: string } }[];
  }
  const read = (results: Result[]): { tests: string; failures: string; errors: string; testsuite?: Suite[] } => {
    const text = formatJunit(results);
    assert.equal(XMLValidator.validate(text), true);
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name) => name === 'testsuite' || name === 'testcase',
    });
    return (parser.parse(text) as { testsuites: ReturnType<typeof read> }).testsuites;
  };

  it('has a suite for each submission and a case for each check', () => {
    const { tests, failures, errors, testsuite = [] } = read(all);
    assert.deepEqual([tests, failures, errors], ['7', '4', '1']);
    const [ada, , cleo] = testsuite;
    assert.deepEqual(
      ada?.testcase.map(({ name, failure }) => [name, failure?.message]),
      [
        ['made', undefined],
        ['read', '1 of 2 points'],
        ['listed', '0 of 2 points'],
      ],
    );
    assert.equal(ada?.testcase[2]?.failure?.['#text'], 'what was seen of listed');
    assert.equal(cleo?.testcase[0]?.error?.message, `the notebook is ${hostile}`);
  });

  it('is well-formed whatever learners are called', () => {
    const learner = `a\u0000\u001b\ud800\ufffe${hostile}&]]>`;
    const [suite] = read([{ ...graded, learner }]).testsuite ?? [];
    assert.match(suite?.name ?? '', /^a\ufffd\ufffd\ufffd\ufffd"><script>/);
  });

  it('holds nothing for a class of none', () => assert.equal(read([]).tests, '0'));
});
