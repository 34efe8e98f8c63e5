import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CheckedItem, CheckResult } from '../../src/check/api.js';
import { keptRecord } from '../../src/check/kept-record.js';
import { readShownRubric } from '../../src/check/shown-rubric.js';
import { kubelabHome } from '../../src/home.js';
import { readLessonRecord } from '../../src/lesson-record.js';

describe('what check() keeps', () => {
  let home = '';
  const began = Date.parse('2026-01-02T03:04:05Z');
  const env = (more: Record<string, string> = {}): Record<string, string> => ({ KUBELAB_HOME: home, ...more });
  const recorded = (cases?: string): string[] =>
    readLessonRecord(kubelabHome(env()).solved, { lesson: 'small', cases }).solved.map(
      ({ task, by }) => `${task} by ${by}`,
    );

  function result(...items: [task: string, status: CheckedItem['status']][]): CheckResult {
    const checks = items.map(([task, status], index) => ({
      ...{ id: `c${index}`, title: '', task, status, seen: '', points: 0, maxPoints: 1, hints: [], hintLevels: 0 },
    }));
    return { name: 'small', done: false, points: 0, maxPoints: 0, byOwnRecord: false, checks };
  }

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'kubelab-kept-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('is nothing where nobody is named who runs the lesson', () => {
    const record = keptRecord('small', began, env());
    record.keep(result(['one', 'passed']));
    assert.deepEqual([record.since, recorded()], [began, []]);
  });

  it('T5: is each task whose checks all passed, by whom, and the beginning of the lesson', () => {
    const first = keptRecord('small', began, env({ KUBELAB_RECORD: 'Jupyter' }));
    first.keep(result(['one', 'passed'], ['two', 'passed'], ['two', 'partly'], ['three', 'blocked']));
    assert.deepEqual(recorded(), ['one by Jupyter']);
    const later = keptRecord('small', began + 60_000, env({ KUBELAB_RECORD: 'the player' }));
    assert.equal(later.since, began);
    later.keep(result(['one', 'passed'], ['two', 'passed']));
    assert.deepEqual(recorded(), ['one by Jupyter', 'two by the player']);
  });

  it('T5: no check waits for one of a task that is solved, and the others wait', () => {
    const rubric = readShownRubric(resolve('notebooks/rubrics/02-service-account-tokens.yaml'));
    const waiting = (record: ReturnType<typeof keptRecord>): string[] =>
      record.relieved(rubric).checks.flatMap(({ requires }) => requires);
    const named = env({ KUBELAB_RECORD: 'x' });
    const before = waiting(keptRecord(rubric.exercise, began, named));
    const solved = rubric.checks.filter(({ task }) => task === 'task-1');
    assert.ok(solved.some(({ id }) => before.includes(id)));
    keptRecord(rubric.exercise, began, named).keep(result(['task-1', 'passed']));
    const after = waiting(keptRecord(rubric.exercise, began, named));
    assert.ok(!solved.some(({ id }) => after.includes(id)));
    assert.deepEqual(
      after,
      before.filter((id) => !solved.some((check) => check.id === id)),
    );
  });

  it('is apart for each draw of the cases', () => {
    keptRecord('small', began, env({ KUBELAB_RECORD: 'x', KUBELAB_CASES: 'random:1' })).keep(result(['one', 'passed']));
    assert.deepEqual([recorded(), recorded('random:1')], [[], ['one by x']]);
  });

  it('is not apart for a lesson whose kernel has the draw of another one', () => {
    const more = { KUBELAB_RECORD: 'Jupyter', KUBELAB_CASES: 'random:1' };
    keptRecord('small', began, env({ ...more, KUBELAB_CASES_OF: 'other' })).keep(result(['one', 'passed']));
    keptRecord('small', began, env({ ...more, KUBELAB_CASES_OF: 'small' })).keep(result(['two', 'passed']));
    assert.deepEqual([recorded(), recorded('random:1')], [['one by Jupyter'], ['two by Jupyter']]);
  });

  it('takes nothing from a check where nothing can be written', () => {
    writeFileSync(join(home, 'file'), '');
    const record = keptRecord('small', began, { KUBELAB_HOME: join(home, 'file'), KUBELAB_RECORD: 'x' });
    record.keep(result(['one', 'passed']));
    assert.equal(record.since, began);
  });
});
