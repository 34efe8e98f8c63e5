import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { dealtRubric } from '../../src/check/dealt-rubric.js';
import { readShownRubric } from '../../src/check/shown-rubric.js';

describe('the rubric of cases dealt by a seed', () => {
  const file = { exercise: 'debugging-access' };

  it('is made of the deal, and the same for the same seed', () => {
    const rubric = dealtRubric(file, { KUBELAB_CASES: 'random:7' });
    assert.equal(rubric?.exercise, 'debugging-access');
    assert.equal(rubric?.checks.length, 66);
    assert.deepEqual(dealtRubric(file, { KUBELAB_CASES: 'random:7' }), rubric);
    assert.notDeepEqual(dealtRubric(file, { KUBELAB_CASES: 'random:8' }), rubric);
  });

  it("is none for the lesson's own deal and for other lessons", () => {
    assert.equal(dealtRubric(file, {}), undefined);
    assert.equal(dealtRubric({ exercise: 'rbac' }, { KUBELAB_CASES: 'random:7' }), undefined);
  });

  it('is what a learner is checked by, in the place of the file', () => {
    const given = resolve('notebooks/rubrics/07-debugging-access.yaml');
    const drawn = { KUBELAB_CASES: 'random:7' };
    assert.deepEqual(readShownRubric(given, drawn), dealtRubric(file, drawn));
    assert.notDeepEqual(readShownRubric(given, {}), readShownRubric(given, drawn));
  });

  it('says what is wrong with a value that deals nothing', () => {
    assert.throws(() => dealtRubric(file, { KUBELAB_CASES: 'all' }), { code: 'ARGUMENT_INVALID' });
  });
});
