import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { dealOf, lessonDeal, randomDeal } from '../../src/workshop/deal.js';
import { faults } from '../../src/workshop/faults.js';
import { workshopRubric } from '../../src/workshop/rubric.js';
import { workshopRequests } from './requests.js';
import { mends } from './solutions.js';

const file = resolve(import.meta.dirname, '../../notebooks/rubrics/07-debugging-access.yaml');
const tests = resolve(import.meta.dirname, '../../notebooks/tests/07-debugging-access.yaml');

describe('a deal of the workshop', () => {
  it('holds all thirty-three faults, each once, and each has a cure', () => {
    const ids = faults.map(({ id }) => id).sort();
    assert.equal(new Set(ids).size, 33);
    assert.deepEqual(Object.keys(mends).sort(), ids);
    for (const { cases } of [lessonDeal(), randomDeal('a'), randomDeal('2026-11-26')]) {
      assert.deepEqual(cases.map(({ fault }) => fault.id).sort(), ids);
      assert.equal(new Set(cases.map(({ names }) => names.who)).size, 33);
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const told = (seed: string): string => JSON.stringify(randomDeal(seed));
    assert.equal(told('a'), told('a'));
    assert.notEqual(told('a'), told('b'));
    const faultsOf = (seed: string): string[] => randomDeal(seed).cases.map(({ fault }) => fault.id);
    assert.notDeepEqual(faultsOf('a'), faultsOf('b'));
    assert.notDeepEqual(
      faultsOf('a'),
      lessonDeal().cases.map(({ fault }) => fault.id),
    );
  });

  it('is asked for by KUBELAB_CASES, and told when that deals nothing', () => {
    assert.equal(dealOf({}).name, 'lesson');
    assert.equal(dealOf({ KUBELAB_CASES: 'random:42' }).name, 'random:42');
    for (const wrong of ['random', 'random:', 'random:a b', 'all', `random:${'x'.repeat(65)}`]) {
      assert.throws(() => dealOf({ KUBELAB_CASES: wrong }), { code: 'ARGUMENT_INVALID', hint: /random:SEED/ }, wrong);
    }
  });

  it('J3: offers six faults a case, half of them about the same thing in hand, and as many by the same answer', () => {
    for (const { fault, choices } of [...lessonDeal().cases, ...randomDeal('a').cases]) {
      assert.deepEqual(choices.map(({ letter }) => letter).join(''), 'abcdef');
      assert.equal(choices.filter((choice) => choice.fault === fault).length, 1);
      assert.equal(new Set(choices.map(({ text }) => text)).size, 6);
      const alike = choices.filter((choice) => choice.fault.shows === fault.shows).length;
      if (!['200', '400', 'anonymous'].includes(fault.shows)) assert.ok(alike >= 3, `${fault.id}: ${alike}`);
      const inHand = choices.filter((choice) => choice.fault.part === fault.part).length;
      assert.ok(inHand >= 4, `${fault.id}: ${inHand} about the same thing`);
    }
  });

  it('has titles, ids and names that do not say the fault', () => {
    for (const { id, title } of workshopRubric(lessonDeal()).checks) {
      assert.match(String(id), /^case-\d\d-(named|mended)$/);
      assert.match(
        String(title),
        /^(The fault of case \d+ is named|What shall work in case \d+ works, and nothing else was opened for it)$/,
      );
    }
  });

  it('of the lesson is what its rubric asks for (KUBELAB_GOLDEN=1 writes it anew)', () => {
    const note =
      '# What the cases are graded by: made of their deal by src/workshop/rubric.ts, which a test compares with this file.\n';
    const text = note + stringify(workshopRubric(lessonDeal()), { lineWidth: 120 });
    if (process.env.KUBELAB_GOLDEN) writeFileSync(file, text);
    assert.equal(readFileSync(file, 'utf8'), text);
  });

  it('of the lesson is what its tests look for (KUBELAB_GOLDEN=1 writes it anew)', () => {
    const note = '# The requests of the cases: made of their deal by test/workshop/requests.ts.\n';
    const text = note + stringify({ requests: workshopRequests() }, { lineWidth: 120 });
    if (process.env.KUBELAB_GOLDEN) writeFileSync(tests, text);
    assert.equal(readFileSync(tests, 'utf8'), text);
  });
});
