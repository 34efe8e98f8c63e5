import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkCourse } from '../../src/course/check-course.js';
import { type CourseFault, fileFaults } from '../../src/course/check-files.js';
import { rubricFaults } from '../../src/course/check-rubric.js';
import { readCourse } from '../../src/course/course.js';
import { addLesson } from '../../src/course/new-lesson.js';
import type { Evidence } from '../../src/grader/evidence.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { kubelab, makeHome } from '../helpers/command.js';

describe('the course', function () {
  this.timeout(1_800_000);
  this.slow(240_000);

  it('is sound: nothing done earns nothing, the solutions earn all, each check can fail, and says why of wrong answers', async () => {
    const { faults, checks } = await checkCourse({
      course: readCourse(resolve('notebooks/course.yaml')),
      env: process.env,
    });
    assert.deepEqual(faults, []);
    assert.ok(checks > 30, `${checks} checks`);
  });
});

describe('a lesson as new-lesson begins it', function () {
  this.timeout(300_000);
  this.slow(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-new-lesson-'));
    cpSync(resolve('notebooks'), folder, { recursive: true, filter: (file) => !file.includes('.ipynb_checkpoints') });
    addLesson(join(folder, 'course.yaml'), { id: 'network-policies' });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function check(): Promise<string[]> {
    const course = readCourse(join(folder, 'course.yaml'));
    assert.deepEqual(
      fileFaults(course).filter(({ lesson }) => lesson !== 'network-policies'),
      [],
    );
    const lessons = course.lessons.filter(({ id }) => id === 'network-policies');
    const { faults } = await checkCourse({ course, lessons, env: process.env });
    return faults.map(({ message }) => message);
  }

  it('G19: is sound', async () => {
    assert.deepEqual(await check(), []);
  });

  it('G18: with several faults is told of all in one run, of a task that throws with its error', async () => {
    const change = (file: string, from: string, to: string): void => {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      assert.ok(text.includes(from), `${file}: ${from}`);
      writeFileSync(path, text.replace(from, to));
    };
    change('09-network-policies.ipynb', '// TODO: await admin.create({ ... });', 'null.oops;');
    change('rubrics/09-network-policies.yaml', 'data.method: certificate', 'data.method: password');
    change('tests/09-network-policies.yaml', 'name: default', 'name: elsewhere');
    change('tests/09-network-policies.yaml', '"password"', '"secret"');
    const told = (await check()).join('\n');
    for (const fault of [
      /the cell task-1 does not pass in the notebook as it is handed out: .*null/,
      /the check changed gives 0 of 1 for the solution/,
      /the audit log shows no .*"elsewhere".* where the text speaks of it/,
      /of a wrong answer the check of task-1 says nothing like .*secret.*: Not yet/,
    ]) {
      assert.match(told, fault);
    }
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
      what: 'a test of a task that is not there',
      make: () => change('tests/03-rbac.yaml', 'task-3:', 'task-9:'),
      says: /the tests answer the task task-9/,
      lesson: 'rbac',
    },
    {
      what: 'a test that is none, told with its place',
      make: () => change('tests/03-rbac.yaml', 'code: 401', 'kode: 401'),
      says: /kode is no known entry/,
      lesson: 'rbac',
    },
    {
      what: 'what is expected of a check, and is no pattern',
      make: () => change('tests/03-rbac.yaml', /seen: '.*'/, "seen: '('"),
      says: /seen is no regular expression/,
      lesson: 'rbac',
    },
    {
      what: 'tests that no lesson knows',
      make: () => cpSync(join(folder, 'tests/03-rbac.yaml'), join(folder, 'tests/rbac.yaml')),
      says: /no lesson knows the file tests\/rbac\.yaml/,
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
    {
      what: 'a shown check that names a hidden one as what it follows from',
      make: () =>
        change(
          'rubrics/04-activity.yaml',
          'task: create-namespace\n',
          'task: create-namespace\n    visibility: hidden\n',
        ),
      says: /account is shown and waits for namespace/,
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

  it('G18: is told of all of them at once, also where a file cannot be read', () => {
    change('rubrics/03-rbac.yaml', 'points: 1', 'poinst: 1');
    change('rubrics/03-rbac.yaml', 'title: RBAC', 'titel: RBAC');
    change('03-rbac.ipynb', '"execution_count": null', '"execution_count": 7');
    change('solutions/03-rbac.ipynb', '"id": "task-1"', '"id": "task-one"');
    change('tests/03-rbac.yaml', 'code: 401', 'code: often');
    const told = faults().map(({ message }) => message.split('\n')[0]);
    for (const fault of [/poinst is no/, /titel is no/, /holds outputs/, /no cell "task-one"/, /code is wrong/]) {
      assert.equal(told.filter((message) => fault.test(message ?? '')).length, 1, `${fault}: ${told.join('\n')}`);
    }
  });

  it('G18: `kubelab check-course --lesson` looks at these lessons alone', async () => {
    change('03-rbac.ipynb', '"execution_count": null', '"execution_count": 7');
    writeFileSync(join(folder, 'rubrics', '08-review.yaml'), '{');
    const { home, remove } = makeHome();
    try {
      const running = kubelab(home, ['check-course', folder, '--lesson', '08']);
      assert.deepEqual(await running.ended, { code: 1, signal: null });
      assert.match(running.stdout(), /✗ Review, some days later\n {2}the rubric is not YAML.*\n {4}1 \| \{\n/);
      assert.match(running.stdout(), /fault(s)? in 1 lesson\n$/);
      assert.doesNotMatch(running.stdout(), /RBAC/);
      const unknown = kubelab(home, ['check-course', folder, '--lesson', 'rbak']);
      assert.deepEqual(await unknown.ended, { code: 2, signal: null });
      assert.match(unknown.stderr(), /no such lesson: "rbak"[\s\S]*did you mean 03-rbac/);
    } finally {
      remove();
    }
  });

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

  it('G18: is told of a check that cannot fail beside one that the solution does not pass', () => {
    const text = `exercise: lab
title: Lab
checks:
  - { id: a, title: A, task: t, points: 1, hints: [h], request: { verb: create, resource: pods, name: wep } }
  - { id: b, title: B, task: t, points: 1, hints: [h], cel: size(audit) != 1 }
`;
    const told = rubricFaults(parseRubric(text, 'lab.yaml'), evidence(event('0', 'x')), solved);
    assert.deepEqual(
      told.map(({ message }) => /^the check (\w)/.exec(message)?.[1]),
      ['a', 'b'],
    );
  });

  it('is judged check by check, each with the earlier one that its request must come after', () => {
    const first = "audit.exists(e, e.auditID == '1')";
    const text = `exercise: lab
title: Lab
checks:
  - { id: a, title: A, task: t, points: 1, hints: [h], request: { verb: create, resource: pods, name: web } }
  - { id: b, title: B, task: t, points: 1, hints: [h], requires: [a], any: [{ all: [{ request: { resource: pods, name: db, after: a } }] }, { cel: "!${first}" }] }
`;
    const rubric = parseRubric(text, 'lab.yaml');
    // what came too early is not what b rests on: without it, the expression would hold
    const audit = evidence(event('1', 'db'), event('2', 'web'), event('3', 'db'));
    assert.deepEqual(rubricFaults(rubric, evidence(event('1', 'db')), audit), []);
    const told = rubricFaults(rubric, evidence(event('1', 'db')), evidence(event('2', 'web'), event('3', 'db')));
    assert.match(
      told.map(({ message }) => message).join('\n'),
      /^the check b passes also when what it asks for is left out$/,
    );
  });

  it('gives all for the solution', () => {
    const [message = ''] = messages('request: { verb: create, resource: pods, name: wep }', evidence(), solved);
    assert.match(message, /gives 0 of 1 for the solution: .*asked for: another name/);
  });

  it('G7: has no expression that fails, neither for the solution nor for less', () => {
    const failing = 'cel: "audit.exists(e, e.objectRef.uid == \'x\')"';
    assert.deepEqual(messages(failing, evidence(), solved), ['the expression of a fails: field not found: uid']);
    assert.match(messages(failing, evidence(event('0', 'x')), evidence()).join(), /fails: field not found: uid/);
    const first = 'cel: "audit[0].objectRef.name == \'web\'"';
    assert.match(
      messages(`all: [{ ${first} }]`, evidence(event('0', 'x')), solved).join(),
      /the expression of a fails: .*, when what it asks for is left out/,
    );
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
