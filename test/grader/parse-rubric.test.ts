import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { tasksOf } from '../../src/course/tasks.js';
import { isKubelabError, type KubelabError } from '../../src/errors.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import { readNotebook } from '../../src/notebook/document.js';

const good = `
exercise: lab
title: A lab
checks:
  - id: account
    title: the account
    task: task-1
    points: 2
    hints: [look, 'look again']
    request: { verb: create, resource: serviceaccounts, namespace: lab, name: robot }
  - id: web
    title: the Deployment
    task: task-2
    points: 1.5
    visibility: hidden
    requires: account
    count: 2
    hints: [look]
    all:
      - request:
          verb: [create, update]
          resource: deployments
          namespace: lab
          user: system:serviceaccount:lab:robot
          credential: [token, token secret]
          body: { 'spec.template.spec.containers[*].image': '~^nginx' }
          after: account
      - any:
          - object: { kind: Deployment, namespace: lab, labels: { app: web } }
          - cel: size(objects) > 2
      - gone: { kind: Namespace, name: old }
      - access: { user: jane, verb: get, resource: pods, namespace: lab, allowed: false }
      - only: { user: jane, may: [{ verbs: [get, patch], resource: deployments/scale, namespace: lab }] }
deductions:
  - { id: admin, title: the administrator did it, points: 1, request: { resource: jobs.batch, credential: certificate } }
`;

/** The error about the rubric with a part of it replaced. */
function fault(from: string, to: string): KubelabError {
  assert.ok(good.includes(from), from);
  try {
    parseRubric(good.replace(from, to), 'rubrics/lab.yaml');
  } catch (error) {
    if (isKubelabError(error)) return error;
    throw error;
  }
  return assert.fail(`no fault: ${to}`);
}

describe('a rubric', () => {
  it('is read with its defaults', () => {
    const rubric = parseRubric(good, 'rubrics/lab.yaml');
    const [account, web] = rubric.checks;
    assert.deepEqual(account, {
      id: 'account',
      title: 'the account',
      task: 'task-1',
      points: 2,
      hints: ['look', 'look again'],
      visibility: 'shown',
      requires: [],
      follows: [],
      count: 1,
      condition: {
        is: 'request',
        request: { verb: 'create', resource: 'serviceaccounts', namespace: 'lab', name: 'robot' },
      },
    });
    assert.deepEqual(web?.requires, ['account']);
    assert.deepEqual(web?.condition.is === 'all' && web.condition.of.map(({ is }) => is), [
      'request',
      'any',
      'object',
      'access',
      'only',
    ]);
    const gone = web?.condition.is === 'all' ? web.condition.of[2] : undefined;
    assert.deepEqual(gone, { is: 'object', object: { kind: 'v1/Namespace', name: 'old', exists: false } });
    assert.equal(rubric.deductions[0]?.visibility, 'shown');
    assert.equal(rubric.file, 'rubrics/lab.yaml');
  });

  const faults: [name: string, from: string, to: string, message: RegExp, hint: RegExp, at: string][] = [
    ['that is no YAML', 'title: A lab', 'title: [', /is not YAML/, /mend/, 'checks:'],
    ['with an unknown entry', 'points: 2', 'point: 2', /checks\[0\]\.point is no known entry/, /points\?/, 'point: 2'],
    ['with an unknown entry deep inside', 'labels:', 'label:', /any\[0\]\.object\.label is no/, /labels\?/, 'label:'],
    ['without a title', 'title: the account', 'title: ""', /title is wrong: is empty/, /Rubrics/, '""'],
    ['without hints', 'hints: [look]', 'hints: []', /hints is wrong: holds no hint/, /Rubrics/, '[]'],
    ['with points for nothing', 'points: 2', 'points: 0', /points is wrong: has to be more/, /Rubrics/, '0'],
    ['with an id in capitals', 'id: web', 'id: Web', /id is wrong: is no id/, /Rubrics/, 'Web'],
    ['with an id that is there twice', 'id: web', 'id: account', /is the id of an earlier check/, /another/, 'account'],
    [
      'whose deduction has the id of a check',
      'id: admin',
      'id: web',
      /deductions\[0\]\.id is the id/,
      /another/,
      'web',
    ],
    [
      'that requires a later check',
      'requires: account',
      'requires: web',
      /requires names no earlier/,
      /further up/,
      'web',
    ],
    [
      'that follows a later check',
      'requires: account',
      'follows: [account, web]',
      /follows\[1\] names no earlier/,
      /further up/,
      'web]',
    ],
    [
      'with something instead of nothing',
      'requires: account',
      'instead: { request: { resource: pods } }',
      /instead stands beside no follows/,
      /name in follows/,
      '{ request: { resource: pods } }',
    ],
    [
      'with something instead that is passed by doing nothing',
      'requires: account',
      'follows: account\n    instead: { gone: { kind: Pod } }',
      /instead is passed by doing nothing/,
      /under "all"/,
      '{ gone',
    ],
    [
      'with an expression whose bracket is never closed',
      'size(objects) > 2',
      'size(objects > 2',
      /cel is wrong at its character 5: this \( is never closed/,
      /audit, objects/,
      'size(objects',
    ],
    [
      'that comes after nothing',
      'after: account',
      'after: nobody',
      /after names no earlier check/,
      /further up/,
      'nobody',
    ],
    [
      'without a condition',
      'request: { resource: jobs.batch, credential: certificate }',
      'visibility: shown',
      /has no condition/,
      /request, object/,
      '{ id: admin',
    ],
    [
      'with two conditions',
      '    requires: account',
      '    cel: "true"',
      /checks\[1\]\.all is a second|cel is a second/,
      /"all" or "any"/,
      '- request:',
    ],
    ['with a verb that is none', 'verb: create', 'verb: creates', /verb is no verb/, /create\?/, 'creates'],
    [
      'with one verb of several that is none',
      '[create, update]',
      '[create, updat]',
      /verb\[1\] is no verb/,
      /update\?/,
      'updat]',
    ],
    [
      'with a misspelt resource',
      'resource: deployments',
      'resource: deploymets',
      /resource is no resource/,
      /deployments\?/,
      'deploymets',
    ],
    [
      'with a misspelt resource that somebody may use alone',
      'resource: deployments/scale',
      'resource: deploymets/scale',
      /only\.may\[0\]\.resource is no resource/,
      /deployments\?/,
      'deploymets',
    ],
    [
      'with a misspelt verb that somebody may use alone',
      'verbs: [get, patch]',
      'verbs: [get, patsch]',
      /only\.may\[0\]\.verbs\[1\] is no verb/,
      /patch\?/,
      'patsch',
    ],
    ['with an unknown resource', 'jobs.batch', 'whatever', /resource is not known/, /jobs\.batch/, 'whatever'],
    [
      'with a misspelt resource that somebody may',
      'user: jane, verb: get, resource: pods',
      'user: jane, verb: get, resource: podds',
      /access\.resource is no resource/,
      /pods\?/,
      'podds',
    ],
    [
      'with a path beside a resource',
      'resource: jobs.batch',
      'resource: jobs.batch, path: /version',
      /path stands beside a resource/,
      /keep one/,
      '/version',
    ],
    [
      'with a verb for a path that is one of resources',
      'resource: jobs.batch',
      'verb: deletecollection, path: /version',
      /verb is no verb/,
      /use one of: get, head|did you mean delete/,
      'deletecollection',
    ],
    [
      'with a verb that is like none',
      'verb: create,',
      'verb: xxxxxxxxxx,',
      /verb is no verb/,
      /use one of: get/,
      'xxxx',
    ],
    [
      'with a pattern for a name that is none',
      'namespace: lab, name: robot',
      "namespace: lab, name: '~(r'",
      /request\.name is no regular expression/,
      /~/,
      "'~(r'",
    ],
    [
      'with a pattern for a path that is none',
      'resource: jobs.batch',
      "path: '~(/'",
      /path is no regular expression/,
      /~/,
      "'~(/'",
    ],
    [
      "with a pattern for an object's name that is none",
      'labels: { app: web }',
      "name: '~(w'",
      /object\.name is no regular expression/,
      /~/,
      "'~(w'",
    ],
    [
      'with a field of an object that has no path',
      'labels: { app: web }',
      "fields: { 'a b': 1 }",
      /is no path of a field/,
      /spec\.replicas/,
      '1',
    ],
    [
      'with an object of an unknown kind',
      'kind: Deployment',
      'kind: Deploymint',
      /object\.kind is no kind/,
      /Deployment\?/,
      'Deploymint',
    ],
    ['with a kind that is like none', 'kind: Namespace', 'kind: Xxxxxxxxxx', /is no kind/, /in full: batch/, 'Xxxx'],
    [
      'that comes after what is no request',
      'request: { verb: create, resource: serviceaccounts, namespace: lab, name: robot }',
      'object: { kind: ServiceAccount, name: robot }',
      /after names a check that asks for no request/,
      /one that does/,
      'account',
    ],
    [
      'that counts what somebody may do',
      'request: { verb: create, resource: serviceaccounts, namespace: lab, name: robot }',
      'count: 3\n    access: { user: jane, verb: get, resource: pods }',
      /count counts what cannot be there twice/,
      /leave it out/,
      '3',
    ],
    ['with an unknown kind', 'kind: Namespace', 'kind: Namspace', /kind is no kind/, /Namespace\?/, 'Namspace'],
    [
      'with a credential that is none',
      'credential: certificate',
      'credential: cert',
      /is none of: certificate, token/,
      /Rubrics/,
      'cert',
    ],
    [
      'whose request asks for nothing',
      'resource: jobs.batch, ',
      '',
      /names no resource, no path and no user/,
      /add/,
      '{ credential',
    ],
    [
      'with a field that has no path',
      'containers[*].image',
      'containers[?].image',
      /is no path of a field/,
      /spec\.replicas/,
      "'~^nginx'",
    ],
    ['with a regular expression that is none', '~^nginx', '~(nginx', /is no regular expression/, /~/, "'~(nginx'"],
    [
      'with an expression that means nothing',
      'size(objects) > 2',
      'size(objcts) > 2',
      /cel is wrong at its character 6: "objcts" is no variable; did you mean objects/,
      /audit, objects/,
      'size(objcts)',
    ],
    [
      'with a text about what was seen that means nothing',
      'cel: size(objects) > 2',
      'cel: size(objects) > 2\n            seen: objcts[0].kind',
      /seen is wrong at its character 1: "objcts" is no variable/,
      /audit, objects/,
      'objcts[0].kind',
    ],
    [
      'with a text about what was seen beside another condition',
      '- gone: { kind: Namespace, name: old }',
      '- gone: { kind: Namespace, name: old }\n        seen: "\'x\'"',
      /seen stands beside no cel/,
      /leave it out/,
      '"\'x\'"',
    ],
    [
      'that speaks of what cells printed',
      'size(objects) > 2',
      'size(cells) > 2',
      /"cells" is no variable/,
      /audit, objects/,
      'size(cells)',
    ],
  ];
  for (const [name, from, to, message, hint, at] of faults) {
    it(`${name} is refused, with the place`, () => {
      const { code, message: told, hint: next, place } = fault(from, to);
      assert.equal(code, 'RUBRIC_INVALID');
      assert.match(told, message);
      assert.match(next, hint);
      assert.equal(place?.file, 'rubrics/lab.yaml');
      const line = good.replace(from, to).split('\n')[(place?.line ?? 0) - 1] ?? '';
      assert.ok(line.slice((place?.column ?? 0) - 1).startsWith(at), `${place?.line}:${place?.column} ${line}`);
    });
  }

  it('may ask about paths with verbs of HTTP', () => {
    const head = good.replace('resource: jobs.batch', 'verb: head, path: /version');
    const [{ condition } = assert.fail()] = parseRubric(head, 'lab.yaml').deductions;
    assert.equal(condition.is === 'request' && condition.request.verb, 'head');
  });

  it('may ask about a resource that only a cluster with more kinds has, written with its API group', () => {
    const rubric = parseRubric(good.replace('jobs.batch', 'widgets.example.com'), 'lab.yaml');
    assert.deepEqual(rubric.deductions[0]?.condition, {
      is: 'request',
      request: { resource: 'widgets.example.com', credential: 'certificate' },
    });
  });

  it('whose check is passed by doing nothing is refused', () => {
    const one = (condition: string) => () =>
      parseRubric(
        `{ exercise: lab, title: t, checks: [{ id: a, title: t, task: t, points: 1, hints: [h], ${condition} }] }`,
        'lab.yaml',
      );
    const gone = 'gone: { kind: Pod, name: p }';
    const refused = 'access: { user: jane, verb: get, resource: pods, allowed: false }';
    const made = 'object: { kind: Pod, name: q }';
    const nothingElse = 'only: { user: jane, may: [] }';
    for (const idle of [
      gone,
      refused,
      nothingElse,
      `all: [{ ${gone} }, { ${refused} }]`,
      `any: [{ ${made} }, { ${gone} }]`,
    ]) {
      assert.throws(one(idle), /is passed by doing nothing/, idle);
    }
    for (const deed of [
      made,
      `all: [{ ${gone} }, { ${made} }]`,
      `any: [{ ${made} }, { all: [{ ${gone} }, { ${made} }] }]`,
    ]) {
      assert.equal(one(deed)().checks.length, 1);
    }
  });

  it('G18: may hold a check that is guarded by another, of something to be gone', () => {
    const guarded = `
exercise: lab
title: t
checks:
  - { id: made, title: t, task: t, points: 1, hints: [h], request: { verb: create, resource: pods } }
  - { id: gone, title: t, task: t, points: 1, hints: [h], requires: made, gone: { kind: Pod, name: p } }
`;
    assert.deepEqual(parseRubric(guarded, 'lab.yaml').checks[1]?.requires, ['made']);
    assert.throws(() => parseRubric(guarded.replace('requires', 'follows'), 'lab.yaml'), /is passed by doing nothing/);
  });

  it('that counts what cannot be there twice is refused', () => {
    const one = (condition: string) => () =>
      parseRubric(
        `{ exercise: lab, title: t, checks: [{ id: a, title: t, task: t, points: 1, hints: [h], ${condition} }] }`,
        'lab.yaml',
      );
    assert.throws(
      one(`count: 2, access: { user: jane, verb: get, resource: pods }`),
      /counts what cannot be there twice/,
    );
  });
});

describe('the rubrics of the course', () => {
  const course = readCourse('notebooks/course.yaml');
  const files = readdirSync(join(course.folder, 'rubrics'));

  it('are one for each lesson', () => {
    assert.deepEqual(files, course.lessons.map(({ file }) => `${basename(file, '.ipynb')}.yaml`).sort());
  });

  for (const lesson of course.lessons) {
    it(`${lesson.id}: every task is judged, and no other`, () => {
      const file = join(course.folder, 'rubrics', `${basename(lesson.file, '.ipynb')}.yaml`);
      const rubric = parseRubric(readFileSync(file, 'utf8'), file);
      assert.equal(rubric.exercise, lesson.id);
      const tasks = new Set(rubric.checks.map(({ task }) => task));
      assert.deepEqual(
        [...tasks],
        tasksOf(readNotebook(lesson.file)).map(({ name }) => name),
      );
    });
  }
});
