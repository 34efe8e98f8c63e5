/** `gradeClass` in this process, with runs that are evidence at hand; `grade-class.test.ts` kills processes of it. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBook } from '../../../src/course/grading/class-book.js';
import { type GradingEvent, gradeClass } from '../../../src/course/grading/grade-class.js';
import { openWorkProcesses, type WorkProcesses } from '../../../src/course/grading/work-processes.js';
import { KubelabError } from '../../../src/errors.js';
import { evidence } from '../../grader/evidence.js';
import { changedRubric, gradingOf, ofBoth, pointsOf, resultsIn, tasksOf, ungraded } from './hand-made-class.js';

describe('course/grading/grade-class, in this process', () => {
  let root = '';
  let work: WorkProcesses;
  let submitted = '';
  let out = '';
  let count = 0;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-class-run-'));
    submitted = join(root, 'submitted');
    work = openWorkProcesses({ processes: 1 });
  });
  beforeEach(() => {
    out = join(root, `out-${++count}`);
  });
  after(async () => {
    await work.close();
    rmSync(root, { recursive: true, force: true });
  });
  const text = (name: string): string => readFileSync(join(out, name), 'utf8');
  const missing = (learner: string): [string, string] => [learner, 'nothing was handed in'];

  it('grades each submission, tells of its steps, and writes all files', async () => {
    const events: unknown[] = [];
    const onEvent = (event: GradingEvent): void => {
      const { type, index } = event;
      events.push(type === 'started' ? [type, index] : [type, index, event.how, event.result.points]);
      // whoever looks now sees it
      if (type === 'finished')
        assert.equal(resultsIn(out).filter(({ status }) => status === 'graded').length, index + 1);
    };
    const tasks = tasksOf(submitted, ['bob', 'ada']);
    const done = await gradeClass(gradingOf({ out, work, tasks, with: { course: '/course' }, onEvent }));
    const all = [['ada', 4], ['bob', 3], missing('cleo'), missing('zoe')];
    assert.deepEqual(pointsOf(done.results), all);
    assert.deepEqual(events, [
      ['started', 0],
      ['finished', 0, 'run', 3],
      ['started', 1],
      ['finished', 1, 'run', 4],
    ]);
    const steps = ['bob', 'ada'].map((learner) => ({ learner, exercise: 'small', how: 'run', why: [] }));
    assert.deepEqual(done.steps, steps);
    const { notGraded, kept, left, changes, faults } = done;
    assert.deepEqual(
      { notGraded, kept, left, changes, faults },
      { notGraded: [], kept: [], left: 0, changes: [], faults: [] },
    );
    assert.deepEqual(pointsOf(resultsIn(out)), all);
    assert.match(text('results.csv'), /\r\nada,.*\r\nbob,/);
    assert.match(text('results.xml'), /tests="/);
    assert.match(text('report.html'), /Ada Lovelace \(ada\)/);
    assert.match(text('similar.html'), /<html/);
    for (const folder of ['feedback', 'report'])
      assert.deepEqual(readdirSync(join(out, folder)), ['ada.html', 'bob.html']);
    const book = readBook(out);
    assert.deepEqual(book.with, { course: '/course' });
    assert.deepEqual(
      book.rows.map(({ result, page }) => [result.learner, page]),
      [
        ['ada', 'ada.html'],
        ['bob', 'bob.html'],
        ['cleo', undefined],
        ['zoe', undefined],
      ],
    );
  });

  it('with resume runs what changed alone, judges again what only the rubric changed, and says whose marks are others', async () => {
    const tasks = tasksOf(submitted, ['ada', 'bob']);
    const ran: string[] = [];
    const grading = gradingOf({ out, work, tasks, with: { roster: '/r.csv' }, resume: true }, ran);
    const first = await gradeClass(grading);
    assert.deepEqual([ran.splice(0), first.changes], [['ada', 'bob'], []]);
    assert.deepEqual(first.steps[0]?.why, ['not graded before']);
    const files = ['results.json', 'results.csv', 'report.html', 'log/class.json'];
    const before = files.map(text);
    const again = await gradeClass(grading);
    assert.deepEqual([ran, again.steps.map(({ how }) => how)], [[], ['kept', 'kept']]);
    assert.deepEqual(files.map(text), before);

    const rubrics = changedRubric((rubric) => rubric.replace('points: 2', 'points: 3'));
    const judged = await gradeClass({ ...grading, rubrics, with: { marks: '/m.yaml' } });
    assert.deepEqual(
      [ran, judged.steps.map(({ how, why }) => [how, why])],
      [
        [],
        [
          ['judged', ['another rubric']],
          ['judged', ['another rubric']],
        ],
      ],
    );
    assert.deepEqual(
      judged.changes.map(({ learner, before: was, after: is }) => [learner, was.points, is.points]),
      [
        ['ada', 4, 5],
        ['bob', 3, 4],
      ],
    );
    // what earlier gradings were told of stays
    assert.deepEqual(readBook(out).with, { roster: '/r.csv', marks: '/m.yaml' });
    assert.deepEqual(
      (await gradeClass({ ...grading, rubrics, with: {} })).steps.map(({ how }) => how),
      ['kept', 'kept'],
    );

    const file = tasks[0]?.submission.file ?? '';
    writeFileSync(file, readFileSync(file, 'utf8').replace('"answer"', '"answers"').concat('\n'));
    const changed = await gradeClass({ ...grading, rubrics });
    assert.deepEqual(
      [ran.splice(0), changed.steps.map(({ how, why }) => [how, why])],
      [
        ['ada'],
        [
          ['run', ['another notebook']],
          ['kept', []],
        ],
      ],
    );
    const anew = await gradeClass({ ...grading, resume: false, marks: [{ learner: 'bob', points: 1 }] });
    assert.deepEqual([ran, anew.steps[0]?.why, anew.changes], [['ada', 'bob'], [], []]);
  });

  it('leaves earlier rows, with new marks from marks.yaml on their pages', async () => {
    await gradeClass(gradingOf({ out, work, tasks: tasksOf(submitted, ['ada', 'bob']) }));
    const marks = [{ learner: 'bob', points: 7, comment: 'spoke well' }];
    const done = await gradeClass(gradingOf({ out, work, tasks: tasksOf(submitted, ['cleo']), marks, resume: true }));
    assert.deepEqual(pointsOf(done.results), [['ada', 4], ['bob', 10], ['cleo', 2], missing('zoe')]);
    assert.deepEqual(done.kept.map(({ learner }) => learner).slice(0, 2), ['ada', 'bob']);
    assert.deepEqual(
      done.changes.map(({ learner, why }) => [learner, why]),
      [['bob', ['marks.yaml']]],
    );
    const silent = await gradeClass(gradingOf({ out, work, tasks: tasksOf(submitted, ['cleo']) }));
    // without resume nothing is compared
    assert.deepEqual(silent.changes, []);
    await gradeClass(gradingOf({ out, work, tasks: tasksOf(submitted, ['cleo']), marks, resume: true }));
    assert.match(text('feedback/bob.html'), /spoke well/);
    assert.doesNotMatch(text('feedback/ada.html'), /spoke well/);
    // the cells that were graded are still on the page
    assert.match(text('report/bob.html'), /kubelab 1/);
    assert.deepEqual(readBook(out).marks, marks);
  });

  it('refuses what it cannot grade, and names it among what was not graded', async () => {
    const [ada] = tasksOf(submitted, ['ada']);
    assert.ok(ada);
    const refused = { label: 'bob', submission: { ...ada.submission, learner: 'bob', refusal: 'it is a link' } };
    const without = { label: 'cleo', submission: { ...ada.submission, learner: 'cleo', lesson: ungraded } };
    const unknown = { label: 'dan', submission: { ...refused.submission, learner: 'dan', lesson: undefined } };
    const written: boolean[] = [];
    const done = await gradeClass(
      gradingOf({
        ...{ out, work, tasks: [refused, ada, without, unknown], roster: [] },
        onEvent: ({ type }) => {
          if (type === 'finished') written.push(existsSync(join(out, 'results.json')));
        },
      }),
    );
    // a refusal alone is written with what comes next
    assert.deepEqual([written, done.faults], [[false, true, true, true], []]);
    const reason = 'there is no rubric for An exercise without a rubric';
    assert.deepEqual(pointsOf(done.notGraded), [
      ['bob', 'it is a link'],
      ['cleo', reason],
      ['dan', 'it is a link'],
    ]);
    assert.deepEqual(
      done.steps.map(({ how }) => how),
      ['refused', 'run', 'refused', 'refused'],
    );
    assert.deepEqual(pointsOf(resultsIn(out)), [
      ['ada', 4],
      ['bob', 'it is a link'],
      ['cleo', reason],
      ['dan', 'it is a link'],
    ]);
    assert.match(text('feedback/bob.small.html'), /it is a link/);
  });

  it('reaches no further submission after the signal, and compares none', async () => {
    const controller = new AbortController();
    const tasks = tasksOf(submitted, ['ada', 'bob', 'cleo']);
    const grading = gradingOf({ out, work, tasks, signal: controller.signal });
    const started: number[] = [];
    const done = await gradeClass({
      ...grading,
      onEvent: ({ type, index }) => {
        if (type === 'started') started.push(index);
        if (type === 'finished' && index === 1) controller.abort();
      },
    });
    assert.deepEqual([done.left, started, done.steps.map(({ learner }) => learner)], [1, [0, 1], ['ada', 'bob']]);
    // cleo has handed in, and is not called absent
    assert.deepEqual(pointsOf(done.results), [['ada', 4], ['bob', 3], missing('zoe')]);
    assert.ok(!existsSync(join(out, 'similar.html')));
    const during = await gradeClass({
      ...grading,
      ...{ out: join(root, 'during'), signal: AbortSignal.any([]), tasks: tasks.slice(0, 1) },
      run: () => Promise.reject(new Error('no such learner')),
    });
    assert.deepEqual([during.left, pointsOf(during.notGraded)], [0, [['ada', 'no such learner']]]);
  });

  it('grades as many at once as it is told to', async () => {
    const ended = { status: 'not gradable' as const, reason: 'it was ended', evidence: evidence(), warnings: [] };
    let second: (() => void) | undefined;
    const bothRun = new Promise<void>((resolve) => {
      second = resolve;
    });
    const run = async ({ learner }: { learner: string }): Promise<typeof ended> => {
      // the first ends when the second has begun
      if (learner === 'ada') await bothRun;
      else second?.();
      return ended;
    };
    const done = await gradeClass({
      ...gradingOf({ out, work, tasks: tasksOf(submitted, ['ada', 'bob']), jobs: 2 }),
      run,
    });
    assert.deepEqual(
      done.steps.map(({ learner }) => learner),
      ['bob', 'ada'],
    );
    assert.deepEqual(pointsOf(done.notGraded), [
      ['ada', 'it was ended'],
      ['bob', 'it was ended'],
    ]);
  });

  it('leaves without a result what the signal ended', async () => {
    for (const run of ['resolves', 'rejects'] as const) {
      const controller = new AbortController();
      const done = await gradeClass({
        ...gradingOf({
          out: join(out, run),
          work,
          tasks: tasksOf(submitted, ['ada', 'bob']),
          signal: controller.signal,
        }),
        run: () => {
          controller.abort();
          const ended = { status: 'not gradable' as const, reason: 'it was ended', evidence: evidence(), warnings: [] };
          return run === 'resolves' ? Promise.resolve(ended) : Promise.reject(new Error('ended'));
        },
      });
      assert.deepEqual([done.left, done.steps, done.faults, done.notGraded], [2, [], [], []]);
      assert.deepEqual(pointsOf(done.results), [missing('cleo'), missing('zoe')]);
    }
  });

  it('stops at a fault of the machine that every other submission would meet, and at no other', async () => {
    const tasks = tasksOf(submitted, ['ada', 'bob', 'cleo']);
    const failing = (code: 'KERNEL_MISSING' | 'ENVIRONMENT' | 'FILE_UNREADABLE'): ReturnType<typeof gradeClass> =>
      gradeClass({
        ...gradingOf({ out: join(out, code), work, tasks }),
        run: () => Promise.reject(new KubelabError(code, `it failed\nat ${code}`, { hint: 'mend it' })),
      });
    for (const code of ['KERNEL_MISSING', 'ENVIRONMENT'] as const) {
      const done = await failing(code);
      assert.deepEqual([done.left, done.faults.length, pointsOf(done.notGraded)], [2, 1, [['ada', 'it failed']]]);
    }
    const done = await failing('FILE_UNREADABLE');
    assert.deepEqual([done.left, done.faults.length, done.notGraded.length], [0, 3, 3]);
  });

  it('goes on with no results whose book cannot be read', async () => {
    const grading = gradingOf({ out, work, tasks: tasksOf(submitted, ['ada']) });
    await gradeClass(grading);
    writeFileSync(join(out, 'log', 'class.json'), '{');
    await assert.rejects(gradeClass(grading), { code: 'FILE_UNREADABLE' });
  });

  it('says what could not be written, and gives the results all the same', async () => {
    writeFileSync(out, 'a file in the place of the folder');
    const done = await gradeClass(gradingOf({ out, work, tasks: tasksOf(submitted, ['ada']), roster: [] }));
    const [[learner, reason] = []] = pointsOf(done.results);
    assert.equal(learner, 'ada');
    assert.match(String(reason), /^the file cannot be written: ENOTDIR/);
    // the evidence, the page, the results, the book, and all of them at the end
    assert.deepEqual(
      done.faults.map((fault) => (fault as KubelabError).code),
      Array.from({ length: 5 }, () => 'FILE_UNREADABLE'),
    );
  });

  it('has each result of a large class in its book before the next comes', async () => {
    const many = Array.from({ length: 301 }, (_, index) => ({
      ...{ id: `l${index}`, firstName: '', lastName: '', email: '', names: [], line: index },
    }));
    const known: [number, number][] = [];
    await gradeClass(
      gradingOf({
        ...{ out, work, tasks: tasksOf(submitted, ['ada', 'bob', 'cleo']), roster: many },
        onEvent: ({ type, index }) => {
          if (type !== 'finished') return;
          const isGraded = ({ status }: { status: string }): boolean => status === 'graded';
          known.push([index, readBook(out).rows.filter(({ result }) => isGraded(result)).length]);
        },
      }),
    );
    assert.deepEqual(known, [
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    assert.ok(!existsSync(join(out, 'log', 'class-rows.jsonl')));
    assert.equal(resultsIn(out).filter(({ status }) => status === 'graded').length, 3);
  });

  it('calls the pages of two exercises by both names, and each learner absent where nothing was handed in', async () => {
    const both = [...tasksOf(submitted, ['ada']), ...tasksOf(submitted, ['bob'], ungraded)];
    const done = await gradeClass(gradingOf({ out, work, tasks: both, rubrics: ofBoth, jobs: 2 }));
    assert.deepEqual(done.results.map(({ learner, exercise, points }) => [learner, exercise, points]).slice(0, 2), [
      ['ada', 'small', 4],
      ['bob', 'ungraded', 1],
    ]);
    assert.deepEqual(readdirSync(join(out, 'feedback')), ['ada.small.html', 'bob.ungraded.html']);
    assert.equal(done.results.length, 8);
    assert.equal(readBook(out).rows.length, 8);
  });
});
