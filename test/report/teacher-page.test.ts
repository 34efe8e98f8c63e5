import assert from 'node:assert/strict';
import { renderTeacherPage } from '../../src/report/teacher-page.js';
import { hostile, teacher } from './hand-made.js';

describe('report/teacher-page', () => {
  // rendered by each test, so that a fault in it is that test's
  const page = (): string => renderTeacherPage(teacher);
  const text = (): string =>
    page()
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');

  it('G15: shows hidden checks and deductions with their reasons', () => {
    assert.match(text(), /Title of secret-one secret-one hidden from learners passed 2 of 2 the hidden sight/);
    assert.match(text(), /Title of secret-two secret-two hidden from learners not passed 0 of 2/);
    assert.match(text(), /The sly one sly \(−0\.5, hidden from learners\): it was sly/);
    assert.match(text(), /Too loud loud \(−1\): it was loud/);
  });

  it('says what a check rests on, and what was looked at for one that did not pass', () => {
    assert.match(
      text(),
      /Rests on 1 request for “Title of made” create namespaces x : 201, by minikube-user \(certificate\)/,
    );
    assert.match(text(), /Looked at 10 requests for “Title of secret-two” .*watch pods : no answer, .* and 7 more/);
    assert.match(text(), /Title of made; Title of secret-one/);
    assert.match(text(), /12 later requests are left out here/);
  });

  it('G16: names the learner, and leads to the class and to what the learner is given', () => {
    assert.match(text(), /Ada Lovelace .* \(ada\)/);
    assert.match(page(), /<a href="\.\.\/report\.html">/);
    assert.match(page(), /<a href="\.\.\/feedback\/ada%20%231%3F\.html">/);
  });

  it('shows the marks of a teacher, the run with its warnings, and the notebook', () => {
    assert.match(text(), /Your marks Points: \+1 \(well asked .* Handed in late: −0\.5/);
    assert.match(text(), /run on 2026-01-01 10:00 UTC, 1\.4 s/);
    assert.match(text(), /It was not isolated\./);
    assert.match(text(), /Code cell 3: failed throw 1/);
  });

  it('escapes what learners wrote and are called', () => {
    assert.ok(!page().includes(hostile));
    assert.doesNotMatch(page(), /<script|<iframe|<img src=x/);
    assert.doesNotMatch(page().replaceAll(/"[^"]*"/g, '""'), /<[^>]*\son\w+=/);
  });

  it('says why a submission was not graded, with the marks by hand', () => {
    const refused = renderTeacherPage({
      ...teacher,
      status: 'not graded',
      reason: 'the notebook <is> empty',
      checks: [],
      deductions: [],
    });
    assert.match(refused, /Not graded[\s\S]*the notebook &lt;is&gt; empty[\s\S]*Your marks/);
    assert.doesNotMatch(refused, /What the API server saw/);
  });
});
