import assert from 'node:assert/strict';
import { renderClassReport } from '../../src/report/class-report.js';
import { alike, exercise } from './hand-made.js';

describe('report/class-report', () => {
  const page = renderClassReport({ exercises: [exercise] });
  const text = page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

  it('G18: says mean and median of those that were graded, how many were not, and apart from them who is missing', () => {
    assert.match(text, /Mean 2\.33, median 2 of 4 points; 3 graded, 1 not graded, 1 handed in nothing/);
  });

  it('has a row for each submission with its points by check, the reason or a remark, and a link to the page', () => {
    assert.match(text, /ada · feedback for ada 4 of 4 2 2/);
    assert.match(text, /cleo 2 of 4 2 0/);
    assert.match(text, /dan not graded – – the notebook is empty/);
    assert.match(page, /<a href="report\/ada%20%231%3F\.html">ada<\/a>/);
    assert.match(page, /<a href="feedback\/ada%20%231%3F\.html">feedback/);
  });

  it('says how many passed each check, and what most got wrong', () => {
    assert.match(text, /listed no 2 1 of 3 33 %/);
    assert.match(text, /Most got wrong: They were listed \(1 of 3 passed\)\./);
  });

  it('draws the distribution, and says it in words', () => {
    assert.match(page, /aria-label="Submissions by their share of the points\. 0 to 10 %: 0; .*90 to 100 %: 1"/);
  });

  it('escapes what learners are called', () => {
    assert.doesNotMatch(page, /<script|<img/);
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
    assert.equal(renderClassReport({ exercises: [{ ...exercise, similar: none }] }), page);
  });

  it('has a section for each of several exercises, and a page for none', () => {
    const several = renderClassReport({ exercises: [exercise, { ...exercise, title: 'Another' }] });
    assert.match(several, /<h2>Two ConfigMaps<\/h2>[\s\S]*<h2>Another<\/h2>/);
    assert.match(renderClassReport({ exercises: [] }), /Nothing was handed in/);
    assert.match(renderClassReport({ exercises: [{ ...exercise, submissions: [] }] }), /None graded/);
  });
});
