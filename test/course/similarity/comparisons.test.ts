import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Comparisons,
  hashOfCode,
  readComparisons,
  writeComparisons,
} from '../../../src/course/similarity/comparisons.js';

describe('course/similarity/comparisons', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-comparisons-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const key = Buffer.alloc(32, 1);
  const found: Comparisons = new Map([['small', { of: 'a hash', alike: { same: [], pairs: [], compared: 2 } }]]);
  const file = (): string => join(folder, 'log', 'similar.json');

  it('are read as they were written, by this user alone', () => {
    writeComparisons(folder, found, key);
    assert.deepEqual(readComparisons(folder, key), found);
    assert.equal(statSync(file()).mode & 0o777, 0o600);
  });

  it('are none where there is no file, a broken one, one of another machine, or one that was changed', () => {
    const none: Comparisons = new Map();
    assert.deepEqual(readComparisons(folder, key), none);
    writeComparisons(folder, found, key);
    assert.deepEqual(readComparisons(folder, Buffer.alloc(32, 2)), none);
    const text = readFileSync(file(), 'utf8');
    for (const other of [text.replace('"compared":2', '"compared":3'), text.slice(0, -5), 'null']) {
      writeFileSync(file(), other);
      assert.deepEqual(readComparisons(folder, key), none, other);
    }
  });

  it('are of the learners, their code and the code that was handed out', () => {
    const [ada, bob] = [
      { learner: 'ada', cells: ['f(1)', 'g(2)'] },
      { learner: 'bob', cells: ['f(1)'] },
    ];
    const all = [
      hashOfCode([ada, bob], ['x']),
      hashOfCode([ada], ['x']),
      hashOfCode([ada, bob], ['y']),
      hashOfCode([ada, { ...bob, learner: 'cleo' }], ['x']),
      hashOfCode([ada, { ...bob, cells: ['f(2)'] }], ['x']),
      hashOfCode([{ ...ada, cells: ['f(1)g(2)'] }, bob], ['x']),
    ];
    assert.equal(new Set(all).size, all.length);
    assert.equal(all[0], hashOfCode([ada, bob], ['x']));
  });
});
