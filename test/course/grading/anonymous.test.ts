import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hiddenNames, isPseudonym, nameRemover, pseudonym } from '../../../src/course/grading/anonymous.js';
import { machineKey } from '../../../src/course/grading/machine-key.js';
import { parseMarks } from '../../../src/course/grading/marks.js';
import { type Learner, parseRoster } from '../../../src/course/grading/roster.js';
import { nameAll } from '../../../src/course/grading/tasks.js';

describe('course/grading/anonymous', () => {
  let folder = '';
  let home = { machineKey: '' };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-key-'));
    home = { machineKey: join(folder, 'anonymous.key') };
  });
  after(() => rmSync(folder, { recursive: true }));

  it('gives a learner the same pseudonym in each run, and on another machine another one', () => {
    const name = pseudonym(machineKey(home), 'ada');
    assert.match(name, /^learner-[0-9a-f]{8}$/);
    assert.equal(pseudonym(machineKey(home), 'ada'), name);
    assert.deepEqual([name, 'ada', `${name}0`, `x${name}`].map(isPseudonym), [true, false, false, false]);
    assert.notEqual(pseudonym(machineKey({ machineKey: join(folder, 'other.key') }), 'ada'), name);
    assert.equal(statSync(home.machineKey).mode & 0o777, 0o600);
  });

  it('takes the names out of a text, as whole words and in any case', () => {
    const [ada] = parseRoster('id,first_name,last_name\nal17,Ada,Lovelace\n', 'r');
    const clean = nameRemover(hiddenNames('al17', ada, 'X'));
    assert.equal(clean('AL17: Ada Lovelace, adamant Lovelaces; ada.'), 'X: X, adamant Lovelaces; X.');
    assert.equal(nameRemover(hiddenNames('a.b+c', undefined, 'X'))('a.b+c aXb+c'), 'X aXb+c');
    assert.equal(nameRemover(hiddenNames('x', undefined, 'X'))('x = 1'), 'x = 1');
    assert.equal(nameRemover(undefined)('ada = 1'), 'ada = 1');
    // the longer name first, or a part of it would be left
    assert.equal(
      nameRemover(hiddenNames('ada', { ...ada, id: 'ada', names: ['ada.king'] } as Learner, 'X'))('ada.king'),
      'X',
    );
  });

  it('leaves all names where no pseudonyms are asked for', () => {
    const roster = parseRoster('id,name\nada,Ada L\n', 'r');
    const marks = parseMarks('- { learner: ada, points: 1, comment: well done ada }', 'm');
    const submissions = [{ learner: 'ada', lesson: undefined, file: 'ada.ipynb' }];
    const tasks = [{ submission: submissions[0], label: 'ada' }];
    assert.deepEqual(nameAll({ submissions, marks, roster }, undefined), { tasks, marks, roster });
  });

  it('takes the names of the roster out of the comments and tasks of that learner, and out of no mark without a comment', () => {
    const roster = parseRoster('id,name\n17,Ada L\n18,Bob S\n', 'r');
    const marks = parseMarks(
      '- { learner: 17, points: 1, comment: Ada L and Bob S }\n- { learner: 18, points: 1 }',
      'm',
    );
    const submissions = [{ learner: '17', lesson: undefined, file: 'x' }];
    const named = nameAll({ submissions, marks, roster }, machineKey(home));
    const [ada] = named.tasks;
    assert.equal(named.marks[0]?.comment, `${ada?.label} and Bob S`);
    assert.deepEqual(named.marks[1], { learner: pseudonym(machineKey(home), '18'), points: 1 });
    assert.ok(ada?.hidden?.names.includes('Ada L'));
  });

  it('names nobody in a refusal, though it is about two of the roster', () => {
    const roster = parseRoster('id,name\nada,Ada L\nbob,Bob S\n', 'r');
    const refusal = 's/Bob S/Ada L.ipynb could be of ada or of bob: name it after one of them';
    const submission = { learner: 'ada', lesson: undefined, file: 'x', refusal };
    const key = machineKey(home);
    const [ada, bob] = ['ada', 'bob'].map((learner) => pseudonym(key, learner));
    const [task] = nameAll({ submissions: [submission], marks: [], roster }, key).tasks;
    assert.equal(
      task?.submission.refusal,
      `s/${bob}/${ada}.ipynb could be of ${ada} or of ${bob}: name it after one of them`,
    );
    const [named] = nameAll({ submissions: [submission], marks: [], roster }, undefined).tasks;
    assert.equal(named?.submission.refusal, refusal);
  });

  it('names nobody in marks, roster and tasks, and does not keep the order of the names', () => {
    const roster = parseRoster('id,name\nada,Ada L\nbob,Bob S\n', 'r');
    const marks = parseMarks('- { learner: ada, points: 1, comment: well done ada }', 'm');
    const submissions = ['ada', 'bob', 'cleo', 'dan', 'eve'].map((learner) => ({
      learner,
      lesson: undefined,
      file: `${learner}.ipynb`,
    }));
    const named = nameAll({ submissions, marks, roster }, machineKey(home));
    const labels = named.tasks.map(({ label }) => label);
    assert.deepEqual(labels, [...labels].sort());
    // as words: eight hexadecimal digits at random may hold "ada"
    assert.doesNotMatch(JSON.stringify([labels, named.marks, named.roster]), /\b(ada|bob)\b/i);
    assert.equal(named.marks[0]?.learner, named.tasks.find(({ submission }) => submission.learner === 'ada')?.label);
  });
});
