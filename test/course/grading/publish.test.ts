import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassFacts, Outcome } from '../../../src/course/grading/outcomes.js';
import { type PagesOf, publishPages, publishReport, renderPages } from '../../../src/course/grading/publish.js';
import type { SubmissionRecord } from '../../../src/course/grading/record.js';
import { missingResult, notGradedResult, type Result } from '../../../src/course/grading/results.js';
import { openWorkProcesses } from '../../../src/course/grading/work-processes.js';
import type { Alike } from '../../../src/course/similarity/find-alike.js';
import { check } from '../../report/hand-made.js';
import { ofBoth, roster } from './hand-made-class.js';

describe('the class report', () => {
  let out: string;
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'kubelab-publish-'));
  });
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  it('G7: says at which submission somebody should look', () => {
    const result = (learner: string): Result => {
      return { learner, exercise: 'small', points: 0, maxPoints: 2, status: 'graded', checks: [] };
    };
    const looked = { ...result('dora'), look: ['the expression of made failed: field not found: data'] };
    publishReport(out, [{ result: looked }, { result: result('emil') }], {
      marks: [],
      roster: [],
      rubrics: new Map(),
    });
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    assert.match(
      report,
      /dora<\/th>.*<td>Look at this one: the expression of made failed: field not found: data<\/td>/,
    );
    assert.match(report, /emil<\/th>.*<td><\/td>/);
  });

  const facts: ClassFacts = { marks: [], roster, rubrics: ofBoth };
  const reportOf = (outcomes: readonly Outcome[], similar?: Map<string, Alike>): string => {
    publishReport(out, outcomes, facts, similar);
    return readFileSync(join(out, 'report.html'), 'utf8');
  };
  const rowsOf = (html: string): string[] =>
    html
      .split('<caption>Points by learner and check</caption>')
      .slice(1)
      .flatMap((part) =>
        [
          ...part
            .split('</tbody>', 1)
            .join('')
            .matchAll(/<tr><th scope="row" class="learner">.*/g),
        ].map(String),
      )
      .map((row) => row.replaceAll(/<[^>]+>/g, '|').replaceAll(/\|+/g, '|'));

  it('has a table for each exercise, with the checks of its rubric, names, points and remarks', () => {
    const small: Result = {
      ...{ learner: 'ada', exercise: 'small', points: 2.5, maxPoints: 4, status: 'graded' },
      checks: [{ id: 'made', points: 2, maxPoints: 2, seen: '' }],
      deductions: [{ id: 'deleted', points: 1, seen: '' }],
      marks: [
        { kind: 'points', points: 1.5, check: 'read', comment: 'by another way' },
        { kind: 'points', points: -0.5, cell: 'make' },
        { kind: 'points', points: 0, comment: 'well' },
      ],
      handedIn: { clock: 'zip', due: 'the due date', daysLate: 1 },
    };
    const late: Result = { ...small, learner: 'bob', deductions: [], marks: [{ kind: 'late', points: -1 }] };
    const both: Result = {
      ...small,
      learner: 'cleo',
      deductions: [],
      marks: [small.marks?.[2], late.marks?.[0]].flatMap((mark) => mark ?? []),
    };
    const inTime: Result = {
      ...both,
      learner: 'zoe',
      marks: both.marks?.slice(0, 1) ?? [],
      handedIn: { clock: 'zip', due: 'x', daysLate: 0 },
    };
    const other: Result = { ...notGradedResult('ada', 'ungraded', 1, 'it was empty') };
    const html = reportOf([
      { result: small, page: 'ada.html' },
      { result: late },
      { result: both },
      { result: inTime },
      { result: other, page: 'ada.ungraded.html' },
      { result: missingResult('zoe', 'ungraded', 1) },
    ]);
    assert.match(html, /<h2>Two ConfigMaps<\/h2>.*<h2>The other<\/h2>/s);
    assert.deepEqual(rowsOf(html), [
      '|Ada Lovelace (ada)| |· |feedback| for Ada Lovelace (ada)|2.5 of 4|2|–|–|−1 deleted; points read +1.5 by another way; points make −0.5; points 0 well; handed in up to a day after the due date, by the time in the zip|',
      '|Bob Roe (bob)|2.5 of 4|2|–|–|late −1|',
      '|Cleo C (cleo)|2.5 of 4|2|–|–|points 0 well; late −1|',
      '|Zoe Z (zoe)|2.5 of 4|2|–|–|points 0 well|',
      '|Ada Lovelace (ada)| |· |feedback| for Ada Lovelace (ada)|not graded|–|it was empty|',
      '|Zoe Z (zoe)|not graded|–|nothing was handed in|',
    ]);
    assert.match(html, /href="report\/ada\.html".*href="feedback\/ada\.html"/s);
    assert.match(html, /None graded, 1 not graded, 1 handed in nothing/);
    assert.match(html, /<code>listed<\/code><\/td><td>no<\/td><td class="number">1</);
    assert.match(html, /<code>made<\/code><\/td><td>yes<\/td><td class="number">2</);
  });

  it('tells of a submission in time nothing, and names an exercise without a rubric by its id', () => {
    const inTime: Result = {
      ...{ learner: 'ada', exercise: 'gone', points: 1, maxPoints: 1, status: 'graded', checks: [] },
      handedIn: { clock: 'zip', due: 'x', daysLate: 0 },
    };
    const html = reportOf([{ result: inTime }]);
    assert.deepEqual(rowsOf(html), ['|Ada Lovelace (ada)|1 of 1|']);
    assert.match(html, /Class report: gone/);
  });

  it('names submissions that are alike beside their exercise alone', () => {
    const results = ['small', 'ungraded'].map((exercise) => ({
      result: { learner: 'ada', exercise, points: 1, maxPoints: 1, status: 'graded' as const, checks: [] },
    }));
    const alike = { same: [{ learners: ['Ada', 'Bob'], passages: [] }], pairs: [], compared: 2 } as unknown as Alike;
    const html = reportOf(results, new Map([['ungraded', alike]]));
    assert.match(html, /<h2>The other<\/h2>.*<h2>Alike<\/h2>.*<a href="similar\.html">.*The same: Ada, Bob/s);
    assert.equal(html.split('<h2>Alike</h2>').length, 2);
  });
});

describe('course/grading/publish: the pages of a submission', () => {
  const third = check('third', 0, { status: 'blocked' });
  const record: SubmissionRecord = {
    ...{ version: 2, learner: 'ada', exercise: 'small', started: '2026-12-01T17:00:30.000Z', ms: 1234, warnings: [] },
    key: { notebook: 'n', rubric: 'r', lesson: 'l', kubelab: '7.8.9' },
    result: { learner: 'ada', exercise: 'small', points: 1, maxPoints: 4, status: 'graded', checks: [] },
    verdict: {
      ...{ exercise: 'small', points: 1, maxPoints: 4, byOwnRecord: true },
      checks: [check('made', 1), check('read', 1, { maxPoints: 1 }), check('late', 0), third],
      deductions: [{ id: 'loud', title: 'Too loud', visibility: 'hidden', points: 1, seen: 'the sight' }],
    },
    content: { cells: [{ kind: 'text', source: 'What Ada wrote.' }], requests: [] },
    teacher: { requests: [], left: 3, basis: [] },
  };
  const pointsOf = (id: string, points: number): Result['checks'][number] => ({ id, points, maxPoints: 2, seen: '' });
  const pages = (more: Partial<PagesOf> = {}): { feedback: string; report: string } =>
    renderPages({ result: record.result, page: 'ada.html', learner: 'Ada (ada)', title: 'Small', record, ...more });
  const resultsOf = (html: string): string[] =>
    [...html.matchAll(/<td class="word \w*">([^<]*)<\/td><td class="number">([^<]*)</g)].map(
      ([, word, points]) => `${word} ${points}`,
    );

  it('say when, how long and with what it was run, to the teacher alone', () => {
    const { feedback, report } = pages({
      record: { ...record, memory: 300 * 1024 * 1024, warnings: ['It was not contained.'] },
    });
    assert.match(report, /run on 2026-12-01 17:00 UTC, 1\.2 s, 300 MB, kubelab 7\.8\.9/);
    assert.match(report, /It was not contained/);
    assert.match(report, /Too loud <code>loud<\/code>/);
    assert.match(report, /3 later requests are left out/);
    assert.match(report, /<a href="\.\.\/feedback\/ada\.html">/);
    assert.doesNotMatch(feedback, /7\.8\.9|not contained|Too loud/);
    for (const html of [feedback, report]) assert.match(html, /What Ada wrote/);
    assert.match(feedback, /By your own record/);
    assert.match(report, /By the learner(?:&#39;|')s own record/);
    assert.match(pages().report, /1\.2 s, kubelab 7\.8\.9/);
  });

  const judgedWords = ['partly 1 of 2', 'passed 1 of 1', 'not passed 0 of 2', 'waits 0 of 2'];
  it('have the points that a teacher gave to a check, with the word for them', () => {
    assert.deepEqual(resultsOf(pages().report), judgedWords);
    const checks = [pointsOf('made', 2), pointsOf('read', 0), pointsOf('late', 0.5), pointsOf('third', 0)];
    const { feedback, report } = pages({ result: { ...record.result, checks } });
    const words = ['passed 2 of 2', 'not passed 0 of 1', 'partly 0.5 of 2', 'waits 0 of 2'];
    assert.deepEqual(resultsOf(report), words);
    assert.deepEqual(resultsOf(feedback), words);
  });

  it('say that the run was ended early, and other notes, to both', () => {
    const { feedback, report } = pages({
      record: { ...record, stopped: 'it ran longer than 60 s' },
      notes: ['A note.'],
    });
    for (const html of [feedback, report]) {
      assert.match(
        html,
        /A note\.<\/p>.*The run was ended early: it ran longer than 60 s\. What was done until then counts\./s,
      );
    }
    assert.doesNotMatch(pages().feedback, /ended early/);
  });

  it('are written for this user alone, without cells that take too long, and not at all where a process died', async () => {
    const out = mkdtempSync(join(tmpdir(), 'kubelab-pages-'));
    const work = openWorkProcesses({ processes: 1, limitMs: 1 });
    try {
      const large = {
        ...record,
        content: { cells: [{ kind: 'text' as const, source: '*What* Ada wrote.\n\n'.repeat(200_000) }], requests: [] },
      };
      const facts = { marks: [], roster, rubrics: ofBoth, work };
      await publishPages(out, { result: record.result, page: 'ada.html' }, large, facts);
      for (const folder of ['feedback', 'report']) {
        const html = readFileSync(join(out, folder, 'ada.html'), 'utf8');
        assert.match(html, /Its cells and requests are not shown: making its pages took longer than 0\.001 s\./);
        assert.match(html, /Ada Lovelace \(ada\)/);
        assert.equal(statSync(join(out, folder, 'ada.html')).mode & 0o777, 0o600);
      }
      await publishPages(out, { result: missingResult('zoe', 'small', 4) }, undefined, facts);
      assert.deepEqual(readdirSync(join(out, 'feedback')), ['ada.html']);
      await work.close();
      await assert.rejects(publishPages(out, { result: record.result, page: 'bob.html' }, record, facts), {
        message: 'the processes were closed',
      });
    } finally {
      await work.close();
      rmSync(out, { recursive: true });
    }
  });

  it('say why a submission was not graded, and have a mark by hand without a run behind it', () => {
    const refused = notGradedResult('bob', 'small', 4, 'it is a link');
    const { feedback, report } = pages({ result: refused, record: undefined });
    assert.match(feedback, /Not graded<\/p>\n<p>it is a link/);
    assert.match(report, /Not graded<\/p>\n<p>it is a link/);
    const { reason: _, ...byHand } = { ...refused, status: 'graded' as const, points: 3 };
    const marked = pages({
      result: { ...byHand, marks: [{ kind: 'mark', points: 3, comment: 'by talk' }] },
      record: undefined,
    });
    assert.match(marked.feedback, /3 of 4 points.*by talk/s);
    assert.match(marked.report, /3 of 4 points.*by talk/s);
    for (const html of Object.values(marked)) assert.doesNotMatch(html, /own record/);
  });
});
