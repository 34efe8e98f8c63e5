import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GradedWith } from '../../../src/course/grading/class-book.js';
import { learnerNames, rosterForNames } from '../../../src/course/grading/learner-name.js';
import { parseRoster } from '../../../src/course/grading/roster.js';

describe('course/grading/learner-name', () => {
  const called = (roster: string): string => learnerNames(parseRoster(roster, 'r'))('ada');

  it('is the name of the roster with the id, in whatever columns it stands', () => {
    assert.equal(called('id,first_name,last_name\nada,Ada,Lovelace\n'), 'Ada Lovelace (ada)');
    assert.equal(called('id,first_name,last_name\nada,,Lovelace\n'), 'Lovelace (ada)');
    assert.equal(called('id,name,email\nada,Ada King,a@b\n'), 'Ada King (ada)');
  });

  it('is read from the roster of a grading, where that can be read and nobody is to be hidden', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-names-'));
    const roster = join(folder, 'class.csv');
    try {
      writeFileSync(roster, 'id\nada\n');
      const idsOf = (graded: GradedWith): string[] =>
        rosterForNames({ version: 1, with: graded, marks: [], rows: [] }).map(({ id }) => id);
      assert.deepEqual(idsOf({ roster }), ['ada']);
      assert.deepEqual(idsOf({ roster, anonymous: true }), []);
      assert.deepEqual(idsOf({}), []);
      assert.deepEqual(idsOf({ roster: join(folder, 'gone.csv') }), []);
      assert.deepEqual(rosterForNames(undefined), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is the bare id where the roster has no name', () => {
    for (const roster of ['id\nada\n', 'id,email\nada,a b@c\n', 'id,name\nada,al17\n', 'id,name\nbob,Bob S\n'])
      assert.equal(called(roster), 'ada', roster);
  });
});
