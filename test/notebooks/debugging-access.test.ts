/** What the lesson on debugging says to wrong answers: one to each of its tasks, all in one run of the real kernel. */
import assert from 'node:assert/strict';
import { dirname, resolve } from 'node:path';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { tasksOf } from '../../src/course/tasks.js';
import { readNotebook } from '../../src/notebook/document.js';
import type { NotebookRun } from '../../src/notebook/execute.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { outputText } from '../helpers/output-text.js';
import { wrongAnswers } from './debugging-wrong-answers.js';

const file = resolve(import.meta.dirname, '../../notebooks/07-debugging-access.ipynb');
const notebook = readNotebook(file);

describe('the lesson on debugging access', function () {
  this.timeout(120_000);
  this.slow(60_000);
  let home: LessonCluster;
  let run: NotebookRun;
  before(async () => {
    home = await lessonCluster();
    const answers = new Map(wrongAnswers.map(({ task, code }) => [task, code]));
    const cells = notebook.cells.map((cell) => ({ ...cell, source: answers.get(cell.id) ?? cell.source }));
    run = await runInFolder({ ...notebook, cells }, dirname(file), { env: home.env, keepGoing: true });
  });
  after(() => home?.stop());

  it('is told a wrong answer to each of its tasks here, and none of them breaks it', () => {
    assert.deepEqual(
      wrongAnswers.map(({ task }) => task),
      tasksOf(notebook).map(({ name }) => name),
    );
    assert.ok(wrongAnswers.length >= 20);
    assert.deepEqual(
      run.cells.filter(({ passed }) => !passed).map(({ id }) => id),
      [],
    );
  });

  for (const { task, seen } of wrongAnswers) {
    it(`says what was seen of a wrong ${task}, and gives the first of three hints`, () => {
      const check = run.cells.find(({ id }) => id === `${task}-check`);
      const told = outputText(check?.outputs ?? []).replace(/\s+/g, ' ');
      assert.match(told, /^Not yet/);
      assert.match(told, seen);
      assert.match(told, /hint 1 of 3: /);
      assert.doesNotMatch(told, /hint 2 of 3: /);
    });
  }
});
