/** Wrong answers to the tasks, by the real kernel on a practice cluster: the check names what was seen, and gives a hint. */
import assert from 'node:assert/strict';
import { dirname, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { solvedNotebook } from '../../src/course/solution.js';
import type { Notebook } from '../../src/notebook/document.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { outputText } from '../helpers/output-text.js';
import { type Round, wrongAnswers } from './wrong-answers.js';

const course = readCourse(resolve('notebooks/course.yaml'));

/** The solved notebook with the wrong answers of a round. */
function answered(notebook: Notebook, round: Round): Notebook {
  const cells = notebook.cells.map((cell) => ({ ...cell, source: round[cell.id]?.source ?? cell.source }));
  return { ...notebook, cells };
}

describe('wrong answers', function () {
  this.timeout(300_000);
  this.slow(30_000);
  let stage: LessonCluster;

  before(async () => {
    stage = await lessonCluster();
  });
  after(() => stage?.stop());

  it('are there for each task of each lesson', () => {
    for (const lesson of course.lessons) {
      const tasks = (solvedNotebook(lesson)?.cells ?? []).filter(({ metadata }) => metadata.tags?.includes('task'));
      const answers = new Set((wrongAnswers[lesson.id] ?? []).flatMap((round) => Object.keys(round)));
      // two have tests of their own: test/grader/ways.test.ts, and debugging-access.test.ts beside this
      if (!lesson.exercise && lesson.id !== 'debugging-access')
        assert.deepEqual([...answers].sort(), tasks.map(({ id }) => id).sort(), lesson.id);
    }
  });

  for (const lesson of course.lessons) {
    for (const [index, round] of (wrongAnswers[lesson.id] ?? []).entries()) {
      it(`${lesson.id}, ${Object.keys(round).join(', ')} (${index + 1}): the check says what was seen`, async () => {
        const solved = solvedNotebook(lesson);
        assert.ok(solved);
        const run = await runInFolder(answered(solved, round), dirname(lesson.file), {
          env: stage.env,
          keepGoing: true,
        });
        for (const [task, { seen }] of Object.entries(round)) {
          const check = run.cells.find(({ id }) => id === `${task}-check`);
          const said = outputText(check?.outputs ?? []).replace(/\s+/g, ' ');
          for (const pattern of [/^Not yet/, seen, /hint 1 of 3: /]) {
            assert.ok(pattern.test(said), `the check of ${task} says nothing like ${pattern}: ${said}`);
          }
        }
      });
    }
  }
});
