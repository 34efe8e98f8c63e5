import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeBook } from '../../../src/course/grading/class-book.js';
import { lockFolder } from '../../../src/course/grading/folder-lock.js';
import { filesAt } from '../../../src/course/grading/handed-in-files.js';

describe('course/grading/handed-in-files', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-handed-in-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (...files: string[]): void => {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), '{}');
    }
  };
  const putResults = (out: string): void => {
    const names = [
      'results.json',
      'report.html',
      'feedback/ada.html',
      'log/ada.small.1.json',
      'upload/moodle-feedback.zip',
    ];
    put(...names.map((name) => join(out, name)));
    writeBook(join(root, out), { with: {}, marks: [], rows: [] });
  };
  const found = (): { files: string[]; results: number } => {
    const { files, results } = filesAt(root);
    return { files: files.map(({ names }) => names.join('/')), results: results.length };
  };

  it('leaves out what a grading wrote, wherever it lies', () => {
    put('ada/01-small.ipynb');
    for (const out of ['results', 'old/results-2']) putResults(out);
    assert.deepEqual(found(), { files: ['ada/01-small.ipynb'], results: 2 });
  });

  it('leaves out what a grading has just begun to write', () => {
    put('ada/01-small.ipynb', 'results/log/ada.small.1.json');
    const release = lockFolder(join(root, 'results'));
    assert.deepEqual(found(), { files: ['ada/01-small.ipynb'], results: 1 });
    release();
  });

  it('finds what was handed in beside results in the same folder', () => {
    put('ada/01-small.ipynb', 'bob/essay.txt', 'cleo.zip', 'feedback.ipynb');
    putResults('.');
    assert.deepEqual(found(), {
      files: ['ada/01-small.ipynb', 'bob/essay.txt', 'cleo.zip', 'feedback.ipynb'],
      results: 1,
    });
  });

  it('takes a folder that is only called as results are for a learner', () => {
    put('results/report.html', 'results/log/notes.json', 'results/results.json');
    assert.deepEqual(found(), {
      files: ['results/log/notes.json', 'results/report.html', 'results/results.json'],
      results: 0,
    });
  });

  it("takes of nbgrader's folder of a course what is in submitted, and of other folders everything", () => {
    const teachers = [
      'source/small/01-small.ipynb',
      'release/small/01-small.ipynb',
      'feedback/ada/small/01-small.html',
    ];
    put('submitted/ada/small/01-small.ipynb', 'autograded/ada/small/01-small.ipynb', ...teachers, 'gradebook.db');
    assert.deepEqual(found(), { files: ['submitted/ada/small/01-small.ipynb'], results: 0 });
    rmSync(join(root, 'submitted'), { recursive: true });
    assert.equal(found().files.length, 5);
  });
});
