import assert from 'node:assert/strict';
import { matchesLabels, parseFieldSelector, parseLabelSelector } from '../../src/kube/selector.js';
import { isApiError } from '../../src/kube/status.js';

const matches = (selector: string, labels: Record<string, string>): boolean =>
  matchesLabels(parseLabelSelector(selector), labels);

describe('label selectors', () => {
  const cases: { selector: string; labels: Record<string, string>; want: boolean }[] = [
    { selector: '', labels: {}, want: true },
    { selector: 'app=x', labels: { app: 'x' }, want: true },
    { selector: 'app==x', labels: { app: 'y' }, want: false },
    { selector: 'app!=x', labels: {}, want: true },
    { selector: 'app', labels: { app: '' }, want: true },
    { selector: '!app', labels: { app: 'x' }, want: false },
    { selector: 'app in (x, y),tier!=front', labels: { app: 'y', tier: 'back' }, want: true },
    { selector: 'app in (x,y),tier!=front', labels: { app: 'y', tier: 'front' }, want: false },
    { selector: 'app notin (x)', labels: { app: 'x' }, want: false },
    { selector: 'n>3', labels: { n: '4' }, want: true },
    { selector: 'n<3', labels: { n: '4' }, want: false },
    { selector: 'example.com/app=x', labels: { 'example.com/app': 'x' }, want: true },
    { selector: 'app=', labels: { app: '' }, want: true },
  ];
  for (const { selector, labels, want } of cases) {
    it(`${JSON.stringify(selector)} ${want ? 'matches' : 'does not match'} ${JSON.stringify(labels)}`, () =>
      assert.equal(matches(selector, labels), want));
  }
  it('says what was found and what was expected', () => {
    assert.throws(
      () => parseLabelSelector('a b c'),
      (error) =>
        isApiError(error, 'BadRequest') &&
        error.message === "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
    );
  });
  for (const selector of ['=', 'a in', 'a in (', 'a,', '!', '(', 'a=b c']) {
    it(`refuses ${JSON.stringify(selector)} with a 400`, () =>
      assert.throws(
        () => parseLabelSelector(selector),
        (error) => isApiError(error, 'BadRequest'),
      ));
  }
});

describe('field selectors', () => {
  it('reads equal and unequal terms', () => {
    assert.deepEqual(parseFieldSelector('metadata.name=a,status.phase!=Running'), [
      { field: 'metadata.name', equal: true, value: 'a' },
      { field: 'status.phase', equal: false, value: 'Running' },
    ]);
  });
  it('refuses a term without an operator', () => {
    assert.throws(
      () => parseFieldSelector('metadata.name'),
      (error) => isApiError(error, 'BadRequest'),
    );
  });
});
