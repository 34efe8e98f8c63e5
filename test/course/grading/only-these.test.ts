import assert from 'node:assert/strict';
import { onlyThese } from '../../../src/course/grading/only-these.js';
import { parseRoster } from '../../../src/course/grading/roster.js';

describe('course/grading/only-these', () => {
  const roster = parseRoster('id,name\nada,Ada Lovelace\nbob,Bob S\nzoe,Zoe\n', 'r');
  const submissions = ['ada', 'ada', 'bob', 'guest'].map((learner) => ({ learner, lesson: undefined, file: '' }));
  const ids = (...names: string[]): string[] => [...onlyThese(names, submissions, roster)];

  it('takes ids and other words of the roster, each learner once', () => {
    assert.deepEqual(ids('Ada Lovelace', 'bob', 'ada'), ['ada', 'bob']);
    assert.deepEqual(ids('guest'), ['guest']);
  });

  it('refuses one of whom nothing was handed in, and names the nearest that there is', () => {
    const refused = (name: string, hint: string): void =>
      assert.throws(() => ids(name), {
        code: 'ARGUMENT_INVALID',
        message: `nothing of ${name} was handed in`,
        hint,
      });
    refused('gest', 'did you mean guest?');
    refused('Zoe', 'name one of ada, bob, guest after --only');
    refused('somebody else', 'name one of ada, bob, guest after --only');
    const hintOf = (count: number): string => {
      const many = Array.from({ length: count }, (_, i) => ({ learner: `l${i}`, lesson: undefined, file: '' }));
      try {
        onlyThese(['somebody else'], many, roster);
      } catch (error) {
        return (error as { hint: string }).hint;
      }
      return '';
    };
    assert.match(hintOf(12), /l10, l11 after --only$/);
    assert.match(hintOf(13), /l10, l11, … after --only$/);
  });
});
