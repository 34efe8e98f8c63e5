import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { openLearnerCopy } from '../../src/course/learner-copy.js';
import { type CellRunner, openCellRunner } from '../../src/page/cell-runner.js';
import type { Said } from '../../src/page/protocol.js';
import { LessonSession } from '../../src/session/session.js';
import { code, smallCourse } from '../helpers/small-course.js';
import { until } from '../helpers/until.js';

const cells = [
  code('show', "import { newDisplay } from 'tslab'; const slot = newDisplay(); slot.html('<b>first</b>');"),
  code('change', "slot.html('<b>second</b>'); 'changed'"),
];

describe('cells that are run for the page', () => {
  let folder: string;
  let session: LessonSession;
  let runner: CellRunner;
  const said: Said[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-runner-'));
    const { course } = openLearnerCopy(readCourse(smallCourse(folder, cells)), join(folder, 'copy'));
    const [lesson] = course.lessons;
    assert.ok(lesson);
    session = new LessonSession({
      ...{ course, lesson, folder: join(folder, 'copy'), progressFile: join(folder, 'progress.json') },
      ...{ solvedFile: join(folder, 'solved.jsonl'), env: process.env, by: 'a test', now: () => new Date() },
    });
    runner = openCellRunner({ session, revive: async () => false, say: (each) => said.push(each), onRan: () => {} });
  });
  after(async () => {
    await runner?.close();
    await session?.close();
    rmSync(folder, { recursive: true });
  });

  const run = async (id: string): Promise<void> => {
    said.length = 0;
    runner.enqueue(session.steps.flatMap(({ cell }) => (cell?.id === id ? [cell] : [])));
    await until(`the end of ${id}`, () => !runner.busy);
  };
  const changes = (): [string, string, string][] =>
    said.flatMap((each) =>
      each.type === 'outputs' && each.change.type !== 'all'
        ? [[each.cell, each.change.type, JSON.stringify(each.change.output)]]
        : [],
    );

  it('change what an earlier cell displays in the place where it is displayed', async () => {
    await run('show');
    const [shown, ...others] = changes();
    assert.deepEqual([shown?.slice(0, 2), others], [['show', 'add'], []]);
    await run('change');
    await until('the change of the display', () => changes().length > 1);
    const told = new Map(changes().map(([cell, type, output]) => [cell, { type, output }]));
    assert.deepEqual([...told].map(([cell, { type }]) => [cell, type]).sort(), [
      ['change', 'add'],
      ['show', 'set'],
    ]);
    assert.match(told.get('show')?.output ?? '', /second/);
    assert.match(told.get('change')?.output ?? '', /changed/);
  });

  it('are not shown as running when what they put out could not be written', async () => {
    // the draft of the file leads nowhere, once; no mode of a folder stops root
    symlinkSync(join(folder, 'nowhere', 'draft'), `${session.lesson.file}.${process.pid}.part`);
    await run('change');
    const faults = said.flatMap((each) => (each.type === 'notice' ? [each.text] : []));
    assert.match(faults.join(), /cannot be written/);
    const states = said.flatMap((each) => (each.type === 'cell' ? [each.cell.state] : []));
    assert.ok(states.includes('running') && states.at(-1) !== 'running', states.join());
  });
});
