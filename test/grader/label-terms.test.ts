import assert from 'node:assert/strict';
import { selectionOf, selectsOnly } from '../../src/grader/label-terms.js';

describe('a label selector', () => {
  const cases: [string, boolean][] = [
    ['app=nginx', true],
    ['app==nginx', true],
    ['app in (nginx)', true],
    ['app=nginx,tier!=db', true],
    ['app!=nginx', false],
    ['app', false],
    ['app in (nginx, web)', false],
    ['app notin (web)', false],
    ['app=nginx,tier=db', false],
    ['name=nginx', false],
    ['app=nginx2', false],
    ['', false],
    ['app=nginx,', false],
    ['(((', false],
  ];
  for (const [selector, expected] of cases) {
    it(`S13: ${selector || 'an empty one'} selects ${expected ? 'the pods of app=nginx alone' : 'something else'}`, () =>
      assert.equal(selectsOnly({ labels: selector, fields: '' }, { app: 'nginx' }), expected));
  }

  it('S13: does not hold all of them beside a field selector', () =>
    assert.equal(selectsOnly({ labels: 'app=nginx', fields: 'metadata.name=none' }, { app: 'nginx' }), false));

  it('S13: selects by each of several labels, or others as well', () => {
    const both = { app: 'nginx', tier: 'web' };
    for (const [labels, expected] of [
      ['app=nginx,tier=web', true],
      ['app=nginx', false],
      ['app=nginx,tier', false],
    ] as const) {
      assert.equal(selectsOnly({ labels, fields: '' }, both), expected, labels);
    }
    assert.equal(selectsOnly({ labels: 'other in (nginx)', fields: '' }, { app: 'nginx', other: 'nginx' }), false);
  });

  it('is read from the query, however it is written there', () => {
    assert.equal(selectionOf('/api/v1/pods?watch=true&labelSelector=app%3Dnginx').labels, 'app=nginx');
    assert.equal(selectionOf('/api/v1/pods?%6cabelSelector=app=a+b').labels, 'app=a b');
    assert.deepEqual(selectionOf('/api/v1/pods?fieldSelector=a%3Db'), { labels: '', fields: 'a=b' });
    assert.deepEqual(selectionOf('/api/v1/pods'), { labels: '', fields: '' });
  });
});
