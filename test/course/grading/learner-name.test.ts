import assert from 'node:assert/strict';
import { learnerNames } from '../../../src/course/grading/learner-name.js';
import { parseRoster } from '../../../src/course/grading/roster.js';

describe('course/grading/learner-name', () => {
  const called = (roster: string): string => learnerNames(parseRoster(roster, 'r'))('ada');

  it('is the name of the roster with the id, in whatever columns it stands', () => {
    assert.equal(called('id,first_name,last_name\nada,Ada,Lovelace\n'), 'Ada Lovelace (ada)');
    assert.equal(called('id,first_name,last_name\nada,,Lovelace\n'), 'Lovelace (ada)');
    assert.equal(called('id,name,email\nada,Ada King,a@b\n'), 'Ada King (ada)');
  });

  it('is the bare id where the roster has no name', () => {
    for (const roster of ['id\nada\n', 'id,email\nada,a b@c\n', 'id,name\nada,al17\n', 'id,name\nbob,Bob S\n'])
      assert.equal(called(roster), 'ada', roster);
  });
});
