import assert from 'node:assert/strict';
import { type ExerciseView, renderClassReport, type SubmissionView } from '../../src/report/class-report.js';
import { alike, exercise } from './hand-made.js';

describe('report/class-report', () => {
  // rendered by each test, so that a fault in it is that test's
  const page = (): string => renderClassReport({ exercises: [exercise] });
  const text = (): string =>
    page()
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');

  it('G18: says mean and median of those that were graded, how many were not, and apart from them who is missing', () => {
    assert.match(text(), /Mean 2\.33, median 2 of 4 points; 3 graded, 1 not graded, 1 handed in nothing/);
  });

  it('has a row for each submission with its points by check, the reason or a remark, and a link to the page', () => {
    assert.match(text(), /ada · feedback for ada 4 of 4 2 2/);
    assert.match(text(), /cleo 2 of 4 2 0/);
    assert.match(text(), /dan not graded – – the notebook is empty/);
    assert.match(page(), /<a href="report\/ada%20%231%3F\.html">ada<\/a>/);
    assert.match(page(), /<a href="feedback\/ada%20%231%3F\.html">feedback/);
  });

  it('says how many passed each check, and what most got wrong', () => {
    assert.match(text(), /listed no 2 1 of 3 33 %/);
    assert.match(text(), /Most got wrong: They were listed \(1 of 3 passed\)\./);
  });

  it('draws the distribution, and says it in words', () => {
    assert.match(page(), /aria-label="Submissions by their share of the points\. 0 to 10 %: 0; .*90 to 100 %: 1"/);
  });

  it('escapes what learners are called', () => {
    assert.doesNotMatch(page(), /<script|<img/);
  });

  it('names submissions that are alike, with a link to where they stand side by side', () => {
    const similar = renderClassReport({ exercises: [{ ...exercise, similar: { alike, page: 'similar.html' } }] });
    const words = similar.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
    assert.match(words, /Groups that are the same but for names, spaces and comments: 1\. /);
    assert.match(words, /The same: ada, Bob .*, cleo/);
    assert.match(words, /In common: ada \(97 % of it\)/);
    assert.match(similar, /<a href="similar\.html">Side by side<\/a>/);
    assert.doesNotMatch(similar, /<script|<img|cheat|plagia/i);
    const none = { alike: { ...alike, same: [], pairs: [] }, page: 'similar.html' };
    assert.equal(renderClassReport({ exercises: [{ ...exercise, similar: none }] }), page());
  });

  /** The text of the page of a class. */
  const words = (...exercises: ExerciseView[]): string =>
    renderClassReport({ exercises })
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');
  const submission = (learner: string): SubmissionView =>
    exercise.submissions.find((one) => one.learner === learner) ?? assert.fail(learner);
  const [ada, cleo, zoe, dan] = [submission('ada'), submission('cleo'), submission('zoe'), submission('dan')];

  it('says of those who were not graded, or are absent, only that there are some', () => {
    const graded = words({ ...exercise, submissions: [ada] });
    assert.match(graded, /median 4 of 4 points; 1 graded How points are spread/);
    assert.match(words({ ...exercise, submissions: [ada, dan] }), /1 graded, 1 not graded How/);
    assert.match(words({ ...exercise, submissions: [ada, zoe] }), /1 graded, 1 handed in nothing How/);
    const none = words({ ...exercise, submissions: [dan] });
    assert.match(none, /None graded, 1 not graded Checks/);
    assert.match(none, /They were listed listed no 2 0 of 0 –/);
    assert.doesNotMatch(none, /How points are spread|Most got wrong/);
  });

  it('is called after its exercise when there is one alone, and names each of several', () => {
    const title = (...exercises: ExerciseView[]): string | undefined =>
      /<title>(.*?)<\/title>/.exec(renderClassReport({ exercises }))?.[1];
    assert.equal(title(exercise), 'Class report: Two ConfigMaps');
    assert.equal(title(exercise, exercise), 'Class report');
    assert.equal(title(), 'Class report');
    assert.doesNotMatch(page(), /<h2>Two ConfigMaps<\/h2>/);
  });

  it('tells passed, partly and not passed points by their tone', () => {
    const points = (of: number): string | undefined => {
      const checks = [{ id: 'made', points: of, maxPoints: 2 }];
      const html = renderClassReport({ exercises: [{ ...exercise, submissions: [{ ...cleo, checks }] }] });
      return /<td class="number (\w+)">/.exec(html)?.[1];
    };
    assert.deepEqual([2, 3, 1, 0].map(points), ['good', 'good', 'warn', 'bad']);
  });

  it('leads from a name to the page that there is', () => {
    const row = (more: Partial<SubmissionView>): string | undefined => {
      const { report: _, page: __, ...rest } = ada;
      const html = renderClassReport({ exercises: [{ ...exercise, submissions: [{ ...rest, ...more }] }] });
      return /class="learner">(.*?)<\/th>/.exec(html)?.[1];
    };
    assert.equal(row({}), 'ada');
    assert.equal(row({ page: 'feedback/ada.html' }), '<a href="feedback/ada.html">ada</a>');
    assert.match(
      row({ page: 'p.html', report: 'r.html' }) ?? '',
      /^<a href="r\.html">ada<\/a> .*<a href="p\.html">feedback/,
    );
    const remarks = words({ ...exercise, submissions: [{ ...ada, reason: 'why', comment: 'so' }] });
    assert.match(remarks, /4 of 4 2 2 why; so/);
  });

  it('draws a bar for each tenth as high as its share of the highest', () => {
    const points = [0, 0.3, 4, 4, 4, 4].map((of, i) => ({ ...ada, learner: `l${i}`, points: of, checks: [] }));
    const html = renderClassReport({ exercises: [{ ...exercise, submissions: points }] });
    const bars = [...html.matchAll(/<rect class="bar" x="(\d+)" y="(\d+)" width="34" height="(\d+)"/g)].map(
      ([, ...at]) => at.map(Number),
    );
    assert.equal(bars.length, 10);
    assert.deepEqual(
      [bars[0], bars[1], bars[9]],
      [
        [13, 73, 55],
        [53, 128, 0],
        [373, 18, 110],
      ],
    );
    const numbers = [...html.matchAll(/<text x="(\d+)" y="(\d+)" text-anchor="middle">([^<]*)</g)].map(([, ...at]) =>
      at.join(' '),
    );
    assert.deepEqual(numbers.slice(0, 3), ['30 67 2', '10 144 0', '50 144 10']);
    assert.deepEqual(numbers.slice(-3), ['390 12 4', '370 144 90', '410 144 100 %']);
    assert.match(html, /<title>6 submissions by their share of the points\. 0 to 10 %: 2; 10 to 20 %: 0;/);
  });

  it('names ten pairs that are alike, and says how many more there are', () => {
    const [pair] = alike.pairs;
    assert.ok(pair);
    const similar = (same: typeof alike.same, pairs: number): string =>
      words({
        ...exercise,
        similar: { alike: { ...alike, same, pairs: Array.from({ length: pairs }, () => pair) }, page: 's' },
      });
    const ten = similar([], 10);
    assert.match(ten, / Alike Pairs with passages in common: 10\. Side by side/);
    assert.doesNotMatch(ten, /more pairs|Groups that are/);
    assert.equal(ten.split('In common:').length - 1, 10);
    const many = similar([], 13);
    assert.match(many, /and 3 more pairs/);
    assert.equal(many.split('In common:').length - 1, 10);
    assert.doesNotMatch(similar(alike.same, 0), /Pairs with|more pairs/);
  });

  it('has a section for each of several exercises, and a page for none', () => {
    const several = renderClassReport({ exercises: [exercise, { ...exercise, title: 'Another' }] });
    assert.match(several, /<h2>Two ConfigMaps<\/h2>[\s\S]*<h2>Another<\/h2>/);
    assert.match(renderClassReport({ exercises: [] }), /Nothing was handed in/);
    assert.match(renderClassReport({ exercises: [{ ...exercise, submissions: [] }] }), /None graded/);
  });
});
