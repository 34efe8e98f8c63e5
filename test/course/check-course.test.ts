import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkCourse } from '../../src/course/check-course.js';
import { type CourseFault, fileFaults } from '../../src/course/check-files.js';
import { rubricFaults } from '../../src/course/check-rubric.js';
import { readCourse } from '../../src/course/course.js';
import type { Evidence } from '../../src/grader/evidence.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { kubelab, makeHome } from '../helpers/command.js';

describe('the course', function () {
  this.timeout(300_000);
  this.slow(120_000);

  it('is sound: nothing done earns nothing, the solutions earn all, and each check can fail', async () => {
    const { faults, checks } = await checkCourse({
      course: readCourse(resolve('notebooks/course.yaml')),
      env: process.env,
    });
    assert.deepEqual(faults, []);
    assert.ok(checks > 30, `${checks} checks`);
  });
});

describe('a course with a fault in its files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-course-'));
    cpSync(resolve('notebooks'), folder, { recursive: true, filter: (file) => !file.includes('.ipynb_checkpoints') });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function change(file: string, from: string | RegExp, to: string): void {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const changed = text.replace(from, to);
    assert.notEqual(changed, text, `${file} does not hold ${from}`);
    writeFileSync(path, changed);
  }
  const faults = (): CourseFault[] => fileFaults(readCourse(join(folder, 'course.yaml')));

  it('has none as it is', () => assert.deepEqual(faults(), []));

  const cases: { what: string; make: () => void; says: RegExp; lesson?: string }[] = [
    {
      what: 'outputs',
      make: () => change('03-rbac.ipynb', '"execution_count": null', '"execution_count": 7'),
      says: /holds outputs/,
      lesson: 'rbac',
    },
    {
      what: 'an id that Jupyter made up',
      make: () => change('03-rbac.ipynb', '"id": "title"', '"id": "a1b2c3d4"'),
      says: /"a1b2c3d4" says nothing/,
      lesson: 'rbac',
    },
    {
      what: 'an id that is there twice',
      make: () => change('03-rbac.ipynb', '"id": "whole-task"', '"id": "title"'),
      says: /another cell's/,
      lesson: 'rbac',
    },
    {
      what: 'another kernel name',
      make: () => change('03-rbac.ipynb', '"display_name": "TypeScript"', '"display_name": "Deno"'),
      says: /does not name the kernel/,
      lesson: 'rbac',
    },
    {
      what: 'another layout than that of Jupyter',
      make: () => change('03-rbac.ipynb', /\n$/, '\n\n'),
      says: /not written as Jupyter writes it/,
      lesson: 'rbac',
    },
    {
      what: 'a notebook that no lesson knows',
      make: () => cpSync(join(folder, '03-rbac.ipynb'), join(folder, '06-more.ipynb')),
      says: /no lesson knows the file 06-more\.ipynb/,
    },
    {
      what: 'a rubric that no lesson knows',
      make: () => cpSync(join(folder, 'rubrics/03-rbac.yaml'), join(folder, 'rubrics/rbac.yaml')),
      says: /no lesson knows the file rubrics\/rbac\.yaml/,
    },
    {
      what: 'a rubric that is gone',
      make: () => rmSync(join(folder, 'rubrics/03-rbac.yaml')),
      says: /tasks and no rubric/,
      lesson: 'rbac',
    },
    {
      what: 'a rubric of another exercise',
      make: () => change('rubrics/03-rbac.yaml', 'exercise: rbac', 'exercise: activity'),
      says: /is for activity/,
      lesson: 'rbac',
    },
    {
      what: 'a rubric that is none, told with its place',
      make: () => change('rubrics/03-rbac.yaml', 'points: 1', 'poinst: 1'),
      says: /poinst is no known entry/,
      lesson: 'rbac',
    },
    {
      what: 'a check without a hint',
      make: () => change('rubrics/03-rbac.yaml', /hints:\n(?: +- .*\n)+/, 'hints: []\n'),
      says: /holds no hint/,
      lesson: 'rbac',
    },
    {
      what: 'a check of a task that is not there',
      make: () => change('rubrics/03-rbac.yaml', 'task: task-1', 'task: task-9'),
      says: /is about task-9/,
      lesson: 'rbac',
    },
    {
      what: 'a task that no check is about',
      make: () => change('rubrics/00-start-here.yaml', 'task: task-2', 'task: task-1'),
      says: /no check is about the task task-2/,
      lesson: 'start-here',
    },
    {
      what: 'a task without a check cell',
      make: () => change('03-rbac.ipynb', '"check"', '"chek"'),
      says: /no cell tagged "check"/,
      lesson: 'rbac',
    },
    {
      what: 'a rubric and no solution',
      make: () => change('course.yaml', /\n {4}solution: solutions\/03.*/, ''),
      says: /no solution/,
      lesson: 'rbac',
    },
    {
      what: 'a solved cell that the lesson does not have',
      make: () => change('solutions/03-rbac.ipynb', '"id": "task-1"', '"id": "task-one"'),
      says: /has no cell "task-one"/,
      lesson: 'rbac',
    },
    {
      what: 'an exercise that went another way than its solution',
      make: () => change('04-activity.ipynb', 'console.log(', 'console.error('),
      says: /is not that of the solution/,
      lesson: 'activity',
    },
    {
      what: 'a shown check that waits for a hidden one',
      make: () =>
        change(
          'rubrics/04-activity.yaml',
          'task: create-namespace\n',
          'task: create-namespace\n    visibility: hidden\n',
        ) ??
        change(
          'rubrics/04-activity.yaml',
          'task: create-service-account\n',
          'task: create-service-account\n    requires: namespace\n',
        ),
      says: /is shown and waits for namespace/,
      lesson: 'activity',
    },
  ];
  for (const { what, make, says, lesson } of cases) {
    it(`is told of ${what}`, () => {
      make();
      const found = faults();
      const fault = found.find(({ message }) => says.test(message));
      assert.ok(fault, JSON.stringify(found, null, 1));
      assert.equal(fault.lesson, lesson);
      assert.ok(fault.hint && fault.place?.file?.startsWith(folder), JSON.stringify(fault));
    });
  }

  it('ends `kubelab check-course` with 1, the fault and where it is', async () => {
    // one lesson without a rubric: no notebook is run
    change(
      'course.yaml',
      /\nlessons:[\s\S]*/,
      '\nlessons:\n  - { id: rbac, title: RBAC, file: 03-rbac.ipynb, minutes: 1, summary: s }\n',
    );
    change('03-rbac.ipynb', '"execution_count": null', '"execution_count": 7');
    const { home, remove } = makeHome();
    try {
      const running = kubelab(home, ['check-course', folder]);
      assert.deepEqual(await running.ended, { code: 1, signal: null });
      assert.match(running.stdout(), /✗ RBAC\n[\s\S]*holds outputs\n {4}at .*03-rbac\.ipynb, cell \d+\n {4}next: /);
      assert.match(running.stdout(), /\n\d+ faults in 1 lesson\n$/);
    } finally {
      remove();
    }
  });
});

describe('a rubric that tells right from wrong', () => {
  const event = (auditID: string, name: string, username = 'jane'): AuditEvent => ({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID,
    stage: 'ResponseComplete',
    requestURI: `/api/v1/namespaces/default/pods/${name}`,
    verb: 'create',
    user: { username, groups: ['system:authenticated'] },
    objectRef: { resource: 'pods', namespace: 'default', name, apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 201 },
    requestReceivedTimestamp: '2026-01-01T12:00:00.000000Z',
    stageTimestamp: '2026-01-01T12:00:00.000000Z',
  });
  const evidence = (...audit: AuditEvent[]): Evidence => ({
    audit,
    objects: [],
    before: [],
    source: 'server',
    cells: [],
  });
  const messages = (condition: string, untouched: Evidence, solved: Evidence): string[] => {
    const text = `exercise: lab\ntitle: Lab\nchecks:\n  - { id: a, title: A, task: t, points: 1, hints: [h], ${condition} }\n`;
    return rubricFaults(parseRubric(text, 'lab.yaml'), untouched, solved).map(({ message }) => message);
  };
  const solved = evidence(event('1', 'web'), event('2', 'web'), event('3', 'db'));

  it('has no fault', () => {
    assert.deepEqual(
      messages('request: { verb: create, resource: pods, name: web, user: jane }', evidence(), solved),
      [],
    );
    assert.deepEqual(messages('cel: "audit.exists(e, e.objectRef.name == \'web\')"', evidence(), solved), []);
  });

  it('gives nothing for the notebook as it is handed out', () => {
    const [message = ''] = messages('request: { verb: create, resource: pods }', evidence(event('0', 'x')), solved);
    assert.match(message, /gives 1 for the notebook as it is handed out/);
  });

  it('gives all for the solution', () => {
    const [message = ''] = messages('request: { verb: create, resource: pods, name: wep }', evidence(), solved);
    assert.match(message, /gives 0 of 1 for the solution: .*asked for: another name/);
  });

  it('does not pass of nothing', () => {
    const nothing = messages('cel: size(audit) != 1', evidence(event('0', 'x')), solved);
    assert.match(nothing[0] ?? '', /passes also when what it asks for is left out/);
  });

  it('does not pass when somebody else did what it asks a user for', () => {
    const loose = `all: [{ request: { resource: pods, name: web } }, { any: [{ request: { resource: pods, user: jane, name: db } }, { request: { resource: pods, user: somebody-else } }] }]`;
    assert.match(messages(loose, evidence(), solved).join('\n'), /passes also when somebody else did it/);
  });
});
