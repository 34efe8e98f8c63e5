import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { type SummaryOptions, summaryOfClass } from '../../src/cli/grade-summary.js';
import { makeTerminal } from '../../src/cli/terminal/terminal.js';
import type { ClassRun, Step } from '../../src/course/grading/grade-class.js';
import type { KnownRubric, Task } from '../../src/course/grading/grade-one.js';
import { missingResult, type Result } from '../../src/course/grading/results.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import { twoTasksRubric } from '../helpers/small-course.js';

const rubric = parseRubric(stringify(twoTasksRubric), 'the rubric');
const known: KnownRubric = { rubric, hash: '', maxPoints: 2, lessonHash: '' };
const ids = rubric.checks.map(({ id }) => id);

function graded(learner: string, ...points: number[]): Result {
  const checks = points.map((each, at) => ({ id: ids[at] ?? '', points: each, maxPoints: 1, seen: '' }));
  const total = points.reduce((sum, each) => sum + each, 0);
  return { learner, exercise: 'small', points: total, maxPoints: 2, status: 'graded', checks };
}

function refused(learner: string, reason: string): Result {
  return { learner, exercise: 'small', points: 0, maxPoints: 2, status: 'not graded', reason, checks: [] };
}

const step = (how: Step['how'], ...why: string[]): Step => ({ learner: 'ada', exercise: 'small', how, why });

function summary(run: Partial<ClassRun>, more: Partial<SummaryOptions> = {}): string {
  const whole = { results: [], notGraded: [], kept: [], left: 0, steps: [], changes: [], faults: [], ...run };
  return summaryOfClass(whole, {
    ...{ out: 'marks', interrupted: false, goOn: 'Go on with --resume.', rubrics: new Map([['small', known]]) },
    ...{ terminal: makeTerminal(process.stdout, { NO_COLOR: '1' }), handedIn: [], ...more },
  });
}

describe('the summary of a grading', () => {
  it('counts who was graded, who was not, and who handed in nothing, each apart', () => {
    const results = [graded('ada', 1, 1), graded('bob', 1, 0), graded('cleo', 0, 0)];
    assert.match(summary({ results }), /^\n.*: 3 graded; mean 1, median 1 of 2\n {2}0 % █ {4}█ {3}█ 100 %\n/);
    const others = [...results, refused('dan', 'no notebook'), missingResult('eve', 'small', 2)];
    assert.match(
      summary({ results: others }),
      /: 3 graded, 1 not graded, 1 handed in nothing; mean 1, median 1 of 2\n/,
    );
  });

  it('tells how often each check passed, and which most got wrong', () => {
    const text = summary({ results: [graded('ada', 1, 0), graded('bob', 1, 0), graded('cleo', 0, 1)] });
    assert.match(text, new RegExp(`67 % +2 of 3 +${ids[0]}: ${rubric.checks[0]?.title}\n +33 % +1 of 3 +${ids[1]}: `));
    assert.match(text, new RegExp(`\nMost got wrong: ${ids[1]}\n`));
    assert.doesNotMatch(summary({ results: [graded('ada', 1, 0), graded('bob', 0, 1)] }), /Most got wrong/);
  });

  it('says of an exercise without a graded submission no more than that, and nothing of one that is not known', () => {
    const results = [refused('dan', 'no notebook'), { ...graded('ada', 1, 1), exercise: 'another' }];
    assert.equal(
      summary({ results }),
      `\n${rubric.title}: none graded\n\nResults: marks (report.html, report/, results.csv, results.json, results.xml, feedback/)`,
    );
  });

  it('names who was not graded and why, twenty at most, with the command for them alone', () => {
    const notGraded = Array.from({ length: 22 }, (_, at) => refused(`l${at % 21}`, `broken ${at}`));
    const asked: string[][] = [];
    const gradeAgain = (learners: readonly string[]): string => `kubelab grade --only ${asked.push([...learners])}`;
    const text = summary({ notGraded }, { gradeAgain });
    assert.match(
      text,
      /22 submissions not graded\n {2}l0: broken 0\n[\s\S]* {2}l19: broken 19\n {2}and 2 more: see results\.csv\n/,
    );
    assert.match(text, /To grade what is mended or handed in anew: kubelab grade --only 1\n/);
    assert.deepEqual(
      asked.map((learners) => learners.length),
      [21],
    );
    const one = summary({ notGraded: notGraded.slice(0, 1) });
    assert.match(one, /1 submission not graded\n {2}l0: broken 0\n\n/);
    assert.doesNotMatch(one, /more|To grade/);
  });

  it('tells what was run, judged again and kept, with each reason, where not all was run first', () => {
    const first = [step('run'), step('refused')];
    assert.doesNotMatch(summary({ steps: first }), /Run: /);
    const steps = [
      ...first,
      step('run', 'another notebook'),
      ...[step('judged', 'another rubric'), step('judged', 'another rubric'), step('judged', 'marks.yaml')],
      ...[step('kept'), step('kept')],
    ];
    assert.match(
      summary({ steps }),
      /As before: 2\nJudged again from the evidence: 3 \(another rubric: 2; marks\.yaml: 1\)\nRun: 2 \(another notebook: 1\)\n/,
    );
    assert.match(summary({ steps: steps.slice(3, 5) }), /the evidence: 2 \(another rubric\)\n/);
  });

  it('names the submissions that only a run could tell of', () => {
    const text = summary({
      steps: [{ ...step('stays', 'another lesson', 'no evidence'), learner: 'bob' }, step('kept')],
    });
    assert.match(
      text,
      /1 submission must be run again; the earlier marks stay\n {2}bob: another lesson; no evidence\nTo run them, /,
    );
  });

  it('tells the marks that changed, and the lines of their checks', () => {
    const [before, after] = [
      { points: 1, maxPoints: 2 },
      { points: 2, maxPoints: 2 },
    ];
    const change = { learner: 'ada', exercise: 'small', before, after, why: ['marks.yaml'], checks: ['one: 0 → 1'] };
    assert.match(
      summary({ changes: [change, { ...change, learner: 'bob', why: [], checks: [] }] }),
      /Marks that changed\nada small: 1 of 2 → 2 of 2 \(marks\.yaml\)\n {2}one: 0 → 1\nbob small: 1 of 2 → 2 of 2 \(the same notebook and rubric\)\n/,
    );
  });

  it('tells of rows of earlier gradings, and names those who handed in nothing this time', () => {
    const handedIn = [{ label: 'ada' } as Task];
    assert.match(
      summary({ kept: [graded('ada', 1, 1)] }, { handedIn }),
      /\n1 row of earlier gradings kept as it was\n/,
    );
    const many = Array.from({ length: 10 }, (_, at) => graded(`l${at}`, 1, 1));
    assert.match(
      summary({ kept: [graded('ada', 1, 1), ...many, graded('l0', 1, 1)] }, { handedIn }),
      /\n12 rows of earlier gradings kept as they were; not handed in this time: l0, l1, l2, l3, l4, l5, l6, l7 and 2 more\n/,
    );
  });

  it('says how many are left, why, and how to go on', () => {
    assert.match(
      summary({ left: 2 }, { interrupted: true }),
      /The grading was interrupted; 2 submissions left\. Go on with --resume\./,
    );
    assert.match(summary({ left: 1 }), /The grading ended early; 1 submission left\. Go on/);
    assert.doesNotMatch(summary({}), /left/);
  });

  it('lets no name write to the terminal', () => {
    const name = 'ada\u001b[2J';
    const text = summary({
      ...{ results: [graded('bob', 1, 1)], notGraded: [refused(name, name)], kept: [graded(name, 1, 1)] },
      ...{ steps: [{ ...step('stays', name), learner: name }], left: 1 },
    });
    assert.ok(!text.includes('\u001b'), JSON.stringify(text));
  });
});
