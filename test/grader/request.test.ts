import assert from 'node:assert/strict';
import { judge } from '../../src/grader/judge.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { as, event, evidence, robot, rubric, verdictOn } from './evidence.js';

const maps = '/api/v1/namespaces/lab/configmaps';
const create = { verb: 'create', resource: 'configmaps', namespace: 'lab', name: 'notes' };

function statusOf(request: object, ...audit: AuditEvent[]): string {
  return verdictOn({ request }, { audit }).status;
}

describe('a request that is asked for', () => {
  const right: [string, AuditEvent][] = [
    ['POST', event(`POST ${maps}`, { name: 'notes' })],
    ['server-side apply that creates', event(`PATCH ${maps}/notes?fieldManager=x`, { code: 201 })],
    ['PUT that creates', event(`PUT ${maps}/notes`, { code: 201 })],
    ['an event at ResponseStarted', event(`POST ${maps}`, { name: 'notes', stage: 'ResponseStarted' })],
    ['an empty dryRun', event(`POST ${maps}?dryRun=`, { name: 'notes' })],
  ];
  for (const [how, seen] of right) {
    it(`is met by ${how}`, () => assert.equal(statusOf(create, seen), 'passed'));
  }

  it('may have been met by an earlier run, which is said; what came near there is not told of', () => {
    const earlier = event(`POST ${maps}`, { name: 'notes' });
    const runBegan = Date.parse(earlier.requestReceivedTimestamp) + 1;
    const met = verdictOn({ request: create }, { audit: [earlier], runBegan });
    assert.deepEqual([met.status, / was created by .*; that was in an earlier run/.test(met.seen)], ['passed', true]);
    const near = event(`POST ${maps}`, { name: 'notes', code: 403 });
    assert.match(verdictOn({ request: create }, { audit: [near], runBegan }).seen, /nothing that does this was seen/);
    assert.match(verdictOn({ request: create }, { audit: [near] }).seen, /was answered with 403/);
  });

  it('is of this run from its first moment on, and told of that rather than of an earlier run', () => {
    const [earlier, later] = [event(`DELETE ${maps}/a`), event(`DELETE ${maps}/b`)];
    const runBegan = Date.parse(later.requestReceivedTimestamp);
    const before = { ...earlier, requestReceivedTimestamp: new Date(runBegan - 1).toISOString() };
    const remove = { verb: 'delete', resource: 'configmaps' };
    assert.equal(
      verdictOn({ request: remove }, { audit: [before, later], runBegan }).seen,
      'configmaps/b in "lab" was deleted by "kubelab-admin"',
    );
    const near = { ...later, responseStatus: { metadata: {}, code: 403 } };
    assert.match(verdictOn({ request: remove }, { audit: [near], runBegan }).seen, /was answered with 403/);
    const refused = event(`GET ${maps}`, { code: 405 });
    const unlike = { request: { verb: 'patch', resource: 'configmaps/status', namespace: 'lab' } };
    const wrongMethod = {
      ...event(`DELETE ${maps}/a/status`, { code: 405 }),
      requestReceivedTimestamp: before.requestReceivedTimestamp,
    };
    assert.equal(
      verdictOn(unlike, { audit: [wrongMethod, refused], runBegan }).seen,
      'nothing that does this was seen',
    );
  });

  it('is not told to be refused where another object, or somebody else, was', () => {
    const wanted = { ...create, name: 'case-01', user: robot };
    for (const other of [event(`GET ${maps}/x`, { code: 403 }), event(`POST ${maps}`, { name: 'other', code: 403 })]) {
      assert.match(verdictOn({ request: wanted }, { audit: [other] }).seen, /^nothing that does this was seen$/i);
    }
  });

  const wrong: [string, AuditEvent, string][] = [
    ['refused', event(`POST ${maps}`, { name: 'notes', code: 403 }), 'creating configmaps/notes was answered with 403'],
    [
      'there already',
      event(`POST ${maps}`, { name: 'notes', code: 409 }),
      'creating configmaps/notes was answered with 409',
    ],
    [
      'unknown',
      event(`POST ${maps}`, { name: 'notes', code: 401, user: {}, stage: 'ResponseStarted' }),
      '401 to nobody',
    ],
    ['a dry run', event(`POST ${maps}?dryRun=All`, { name: 'notes' }), 'that was a dry run'],
    ['a dry run in other letters', event(`POST ${maps}?%64ryRun=%41ll`, { name: 'notes' }), 'that was a dry run'],
    [
      'only received',
      event(`POST ${maps}`, { name: 'notes', stage: 'RequestReceived' }),
      'nothing that does this was seen',
    ],
    [
      'a fault of the server',
      event(`POST ${maps}`, { name: 'notes', code: 500, stage: 'Panic' }),
      'nothing that does this was seen',
    ],
    ['an apply that changes', event(`PATCH ${maps}/notes`), 'nothing that does this was seen'],
    ['a generated name', event(`POST ${maps}`, { name: 'notes-x7f9z' }), 'nothing that does this was seen'],
    ['an answer without a name', event(`POST ${maps}`), 'nothing that does this was seen'],
    [
      'an answer of no object',
      event(`POST ${maps}`, { answer: { kind: 'Status' } }),
      'nothing that does this was seen',
    ],
    [
      'an answer without metadata of use',
      event(`POST ${maps}`, { answer: { metadata: {} } }),
      'nothing that does this was seen',
    ],
    [
      'without a status',
      { ...event(`POST ${maps}`, { name: 'notes' }), responseStatus: undefined } as unknown as AuditEvent,
      'creating configmaps/notes was answered with 0',
    ],
    [
      'a slip in the name in another namespace',
      event('POST /api/v1/namespaces/default/configmaps', { name: 'nots' }),
      'nothing that does this was seen',
    ],
    ['three letters off', event(`POST ${maps}`, { name: 'no' }), 'configmaps/no was created by'],
    ['four letters off', event(`POST ${maps}`, { name: 'n' }), 'nothing that does this was seen'],
    [
      'in another namespace',
      event('POST /api/v1/namespaces/default/configmaps', { name: 'notes' }),
      'asked for: the namespace "lab"',
    ],
    ['a slip in the name', event(`POST ${maps}`, { name: 'nots' }), 'configmaps/nots was created by'],
    [
      'another resource',
      event('POST /api/v1/namespaces/lab/secrets', { name: 'notes' }),
      'nothing that does this was seen',
    ],
    [
      'a resource of another group',
      event('POST /apis/fake.io/v1/namespaces/lab/configmaps', { name: 'notes' }),
      'nothing that does this was seen',
    ],
    ['a sub-resource', event(`POST ${maps}/notes/status`), 'nothing that does this was seen'],
    [
      'only named in the path of another',
      event(`GET /api/v1/namespaces/lab/pods?x=POST+${maps}/notes`),
      'nothing that does this was seen',
    ],
  ];
  for (const [how, seen, told] of wrong) {
    it(`is not met when it is ${how}`, () => {
      const verdict = verdictOn({ request: create }, { audit: [seen] });
      assert.equal(verdict.points, 0);
      assert.ok(verdict.seen.includes(told), verdict.seen);
    });
  }

  it('is met by one good attempt among others', () => {
    const attempts = [
      event(`POST ${maps}`, { name: 'notes', code: 422 }),
      event(`POST ${maps}`, { name: 'nots' }),
      event(`POST ${maps}`, { name: 'notes' }),
      event(`POST ${maps}`, { name: 'notes', code: 409 }),
    ];
    assert.equal(statusOf(create, ...attempts), 'passed');
  });

  it('takes the name that the server generated from its answer', () => {
    const made = event(`POST ${maps}`, { answer: { metadata: { name: 'notes-x7f9z' } } });
    assert.equal(statusOf({ ...create, name: '~^notes-' }, made), 'passed');
    const list = event(`GET ${maps}`, { answer: { metadata: { name: 'notes' } } });
    assert.equal(statusOf({ ...create, verb: 'list' }, list), 'failed', 'nobody lists by a name');
  });

  it('is met by a dry run of a read, and not by one of a delete in its options', () => {
    const list = { verb: 'list', resource: 'configmaps', namespace: 'lab' };
    assert.equal(statusOf(list, event(`GET ${maps}?dryRun=All`)), 'passed');
    const remove = { ...create, verb: 'delete' };
    assert.equal(statusOf(remove, event(`DELETE ${maps}/notes`, { body: { kind: 'DeleteOptions' } })), 'passed');
    assert.equal(statusOf(remove, event(`DELETE ${maps}/notes`, { body: { dryRun: ['All'] } })), 'failed');
    assert.equal(statusOf(remove, event(`DELETE ${maps}/notes`, { body: { dryRun: [] } })), 'passed');
    const removeAll = { verb: 'deletecollection', resource: 'configmaps', namespace: 'lab' };
    assert.equal(statusOf(removeAll, event(`DELETE ${maps}`, { body: { kind: 'DeleteOptions' } })), 'passed');
    assert.equal(statusOf(removeAll, event(`DELETE ${maps}`, { body: { dryRun: ['All'] } })), 'failed');
  });

  it('is one of the verbs, and of one resource by whichever of its names', () => {
    for (const resource of ['deployments', 'deploy', 'Deployment', 'deployments.apps']) {
      const request = { verb: ['update', 'patch'], resource, name: 'web' };
      assert.equal(statusOf(request, event('PATCH /apis/apps/v1/namespaces/lab/deployments/web')), 'passed');
    }
    const scale = { verb: 'patch', resource: 'deployments/scale', name: 'web' };
    assert.equal(statusOf(scale, event('PATCH /apis/apps/v1/namespaces/lab/deployments/web')), 'failed');
    assert.equal(statusOf(scale, event('PATCH /apis/apps/v1/namespaces/lab/deployments/web/scale')), 'passed');
    // what a PATCH created was no delete
    assert.equal(statusOf({ ...create, verb: 'delete' }, event(`PATCH ${maps}/notes`, { code: 201 })), 'failed');
  });

  it('has the status that is asked for', () => {
    const refused = event(`POST ${maps}`, { name: 'notes', code: 403 });
    assert.equal(statusOf({ ...create, status: 403 }, refused), 'passed');
    assert.equal(statusOf({ ...create, status: '4xx' }, refused), 'passed');
    assert.equal(statusOf({ ...create, status: [401, '5xx'] }, refused), 'failed');
    assert.equal(statusOf({ ...create, status: 403 }, event(`POST ${maps}`, { name: 'notes' })), 'failed');
    assert.equal(statusOf({ ...create, status: [401, 403] }, refused), 'passed');
    const redirected = event(`POST ${maps}`, { name: 'notes', code: 300 });
    assert.match(verdictOn({ request: create }, { audit: [redirected] }).seen, /^creating .* answered with 300 /);
    for (const [subresource, code, expected] of [
      ['exec', 101, 'passed'],
      ['attach', 101, 'passed'],
      ['portforward', 101, 'passed'],
      ['exec', 403, 'failed'],
      ['log', 101, 'failed'],
    ] as const) {
      const switched = event(`GET /api/v1/namespaces/lab/pods/web/${subresource}`, { code, stage: 'ResponseStarted' });
      const request = { verb: 'get', resource: `pods/${subresource}`, name: 'web' };
      assert.equal(statusOf(request, switched), expected, `${subresource} ${code}`);
    }
  });

  it('is of a path that is no resource', () => {
    const request = { verb: 'get', path: '~^/(livez|readyz)', credential: 'none' };
    assert.equal(statusOf(request, event('GET /livez?verbose', { user: as.anonymous })), 'passed');
    assert.equal(statusOf(request, event('GET /livez', { user: as.admin })), 'failed');
    assert.equal(statusOf(request, event('GET /api/v1/namespaces/livez', { user: as.anonymous })), 'failed');
    assert.equal(statusOf({ path: '/version' }, event('GET /version?pretty=1')), 'passed');
    assert.equal(statusOf({ path: '/version' }, event('GET /livez')), 'failed');
    assert.equal(statusOf({ path: '~^/api/v1' }, event('GET /api/v1/pods')), 'failed');
  });

  it('J3: is not met by a client that says that it did not check the server, where that is asked for', () => {
    const list = { verb: 'list', resource: 'configmaps', namespace: 'lab' };
    const careless = event(`GET ${maps}`, { agent: 'kubelab (server not verified)' });
    assert.equal(statusOf({ ...list, verified: true }, event(`GET ${maps}`, { agent: 'kubelab' })), 'passed');
    assert.equal(statusOf(list, careless), 'passed');
    const verdict = verdictOn({ request: { ...list, verified: true } }, { audit: [careless] });
    assert.equal(verdict.points, 0);
    assert.match(verdict.seen, /; the server's certificate was not checked: whoever answers gets the credential$/);
  });

  it('of the whole cluster is not one of a namespace', () => {
    const everywhere = { verb: 'list', resource: 'pods', namespace: '' };
    assert.equal(statusOf(everywhere, event('GET /api/v1/pods')), 'passed');
    assert.equal(statusOf(everywhere, event('GET /api/v1/namespaces/lab/pods')), 'failed');
  });

  it('has a body with these fields', () => {
    const bindings = '/apis/rbac.authorization.k8s.io/v1/namespaces/lab/rolebindings';
    const request = {
      verb: ['create', 'patch'],
      resource: 'rolebindings',
      body: { 'roleRef.name': 'view', 'subjects[*].name': 'robot' },
    };
    const body = { roleRef: { name: 'view' }, subjects: [{ name: 'jane' }, { name: 'robot' }] };
    const wrongRole = { ...body, roleRef: { name: 'admin' } };
    assert.equal(statusOf(request, event(`POST ${bindings}`, { name: 'b', body })), 'passed');
    const verdict = verdictOn({ request }, { audit: [event(`POST ${bindings}`, { name: 'b', body: wrongRole })] });
    assert.match(verdict.seen, /; its roleRef\.name was "admin"$/);
    assert.ok(!verdict.seen.includes('view'), 'the answer is for the hints to give');
    // a JSON patch says it in another way: what came of it counts
    const patch = [{ op: 'add', path: '/subjects/-', value: { name: 'robot' } }];
    assert.equal(statusOf(request, event(`PATCH ${bindings}/b`, { body: patch, answer: body })), 'passed');
    assert.equal(statusOf(request, event(`POST ${bindings}`, { name: 'b', answer: body })), 'failed');
    assert.equal(statusOf(request, event(`POST ${bindings}`, { name: 'b' })), 'failed');
  });

  it('is a patch by what it sent or by what came of it, and any other by what it sent', () => {
    const deployments = '/apis/apps/v1/namespaces/lab/deployments';
    const request = { verb: ['create', 'patch'], resource: 'deployments', body: { 'spec.replicas': 2 } };
    const [one, two] = [{ spec: { replicas: 1 } }, { spec: { replicas: 2 } }];
    assert.equal(statusOf(request, event(`PATCH ${deployments}/web`, { body: two, answer: {} })), 'passed');
    assert.equal(statusOf(request, event(`POST ${deployments}`, { name: 'web', body: one, answer: two })), 'failed');
    const told = (parts: Parameters<typeof event>[1]) =>
      verdictOn({ request }, { audit: [event(`PATCH ${deployments}/web`, { body: one, ...parts })] }).seen;
    assert.match(told({}), /; its spec\.replicas was "1"$/, 'the log holds no answer');
    for (const code of [400, 409])
      assert.match(told({ code, answer: { kind: 'Status' } }), /; its spec\.replicas was "1"; asked/);
    // refused before it was read
    const unread = event(`POST ${deployments}`, { name: 'web', code: 400 });
    assert.doesNotMatch(verdictOn({ request }, { audit: [unread] }).seen, /its spec/);
  });

  it('is not met by what differs in two ways', () => {
    const list = { verb: 'list', resource: 'configmaps', selects: { app: 'web' }, verified: true };
    const careless = { agent: 'kubelab (server not verified)' };
    assert.equal(statusOf(list, event(`GET ${maps}`, careless)), 'failed');
    const remove = { verb: 'deletecollection', resource: 'configmaps', selects: { app: 'web' }, body: { kind: 'a' } };
    assert.equal(statusOf(remove, event(`DELETE ${maps}`, { body: { kind: 'b' } })), 'failed');
    const later = rubric(
      { request: create },
      { request: { verb: 'list', resource: 'configmaps', verified: true, after: 'c1' } },
    );
    const audit = [event(`GET ${maps}`, careless), event(`POST ${maps}`, { name: 'notes' })];
    assert.equal(judge(later, evidence({ audit })).checks[1]?.status, 'failed');
  });

  it('G8: comes after the one that it is to come after, if there was one', () => {
    const two = rubric({ request: create }, { request: { verb: 'list', resource: 'configmaps', after: 'c1' } });
    const made = event(`POST ${maps}`, { name: 'notes' });
    const list = event(`GET ${maps}`);
    const status = (...audit: AuditEvent[]) => judge(two, evidence({ audit })).checks.map((check) => check.status);
    assert.deepEqual(status(made, list), ['passed', 'passed']);
    assert.deepEqual(status(list, made), ['passed', 'failed']);
    assert.deepEqual(status(list, made, list, event(`GET ${maps}`)), ['passed', 'passed']);
    assert.deepEqual(status(list), ['failed', 'passed']);
    const same = rubric({ request: create }, { request: { ...create, after: 'c1' } });
    const statuses = judge(same, evidence({ audit: [made] })).checks.map((check) => check.status);
    assert.deepEqual(statuses, ['passed', 'failed'], 'no request comes after itself');
    const [, early] = judge(two, evidence({ audit: [list, made] })).checks;
    assert.match(early?.seen ?? '', /; asked for: after "check 1"$/);
  });

  it('S13: is no patch that leaves alone what is asked for, whatever came of it', () => {
    const request = { verb: 'patch', resource: 'deployments', name: 'web', body: { 'spec.replicas': 2 } };
    const patch = (body: unknown) =>
      event('PATCH /apis/apps/v1/namespaces/lab/deployments/web', { body, answer: { spec: { replicas: 2 } } });
    for (const body of [{}, { metadata: { labels: { a: 'b' } } }, []])
      assert.equal(statusOf(request, patch(body)), 'failed');
    const replace = [{ op: 'replace', path: '/spec/replicas', value: 2 }];
    for (const body of [{ spec: { replicas: 2 } }, replace]) assert.equal(statusOf(request, patch(body)), 'passed');
  });

  it('S13: selects by label what is asked for, and nothing else', () => {
    const request = { verb: ['list', 'watch'], resource: 'pods', namespace: 'lab', selects: { app: 'web' } };
    const list = (query: string) => event(`GET /api/v1/namespaces/lab/pods${query}`);
    assert.equal(statusOf(request, list('?labelSelector=app%3Dweb')), 'passed');
    assert.equal(statusOf(request, list('?watch=1&labelSelector=app%3Dweb')), 'passed');
    const seen = (query: string) => verdictOn({ request }, { audit: [list(query)] }).seen;
    assert.match(seen('?labelSelector=app!%3Dweb'), /were listed by .*; its label selector was "app!=web"$/);
    assert.match(seen(''), /were listed by .*; it had no label selector$/);
    assert.match(seen('?labelSelector=app%3Dweb&fieldSelector=a%3Db'), /, and its field selector "a=b"$/);
  });

  it('comes as often as is counted, and the same object counts once', () => {
    const three = { request: { verb: 'delete', resource: 'configmaps', namespace: 'lab' }, count: 3, points: 2 };
    const remove = (name: string): AuditEvent => event(`DELETE ${maps}/${name}`);
    const points = (...audit: AuditEvent[]): number => verdictOn(three, { audit }).points;
    assert.equal(points(remove('a')), 0.67);
    assert.equal(points(remove('a'), remove('a'), remove('a')), 0.67);
    assert.equal(points(remove('a'), remove('b')), 1.33);
    assert.equal(points(remove('a'), remove('b'), remove('c'), remove('d')), 2);
    assert.equal(verdictOn(three, { audit: [remove('a'), remove('b')] }).status, 'partly');
    const patterned = { ...three, request: { ...three.request, name: '~^a' } };
    assert.equal(verdictOn(patterned, { audit: [remove('a'), remove('a')] }).points, 0.67);
    const named = { ...three, request: { ...three.request, name: 'a' } };
    assert.equal(verdictOn(named, { audit: [remove('a'), remove('a')] }).points, 1.33);
    const twice = { request: { verb: 'list', resource: 'configmaps' }, count: 2 };
    assert.equal(verdictOn(twice, { audit: [event(`GET ${maps}`), event(`GET ${maps}`)] }).status, 'passed');
  });

  it('is one request though it is told of when it begins and when it ends', () => {
    const begun = event(`GET ${maps}?watch=true`, { stage: 'ResponseStarted' });
    const twice = { request: { verb: 'watch', resource: 'configmaps' }, count: 2, points: 2 };
    const verdict = verdictOn(twice, { audit: [begun, { ...begun, stage: 'ResponseComplete' }] });
    assert.equal(verdict.points, 1);
  });

  it('does not hide behind the auditID of another', () => {
    const request = { verb: 'delete', resource: 'configmaps', credential: 'certificate' };
    const first = event(`GET ${maps}`, { id: 'same' });
    assert.equal(statusOf(request, first, event(`DELETE ${maps}/a`, { id: 'same' })), 'passed');
  });
});

describe('what is told of requests', () => {
  const told = (request: object, ...audit: AuditEvent[]): string => verdictOn({ request }, { audit }).seen;

  it('is the nearest miss, whichever came first', () => {
    const wanted = { ...create, user: robot, credential: 'token' };
    const far = event(`POST ${maps}`, { name: 'notes', code: 403 });
    const near = event(`POST ${maps}`, { name: 'notes', user: as.token, code: 409 });
    const expected = 'creating configmaps/notes was answered with 409 to "robot" with its token; asked for: a success';
    assert.equal(told(wanted, far, near), expected);
    assert.equal(told(wanted, near, far), expected);
  });

  it('is the nearest by what differs: the more, the further, and fields of the body the least', () => {
    const wanted = { ...create, user: robot, body: { 'data.a': '1', 'data.b': '2' } };
    const made = (data: object, parts: Parameters<typeof event>[1] = {}, url = maps) =>
      event(`POST ${url}`, { name: 'notes', user: as.token, body: { data }, ...parts });
    const right = { a: '1', b: '2' };
    const both = (near: AuditEvent, far: AuditEvent): void => {
      const expected = told(wanted, near);
      assert.notEqual(told(wanted, far), expected);
      for (const audit of [
        [near, far],
        [far, near],
      ])
        assert.equal(told(wanted, ...audit), expected);
    };
    both(made({ ...right, a: 'x' }), made({ a: 'y', b: 'y' }));
    both(made({ a: 'x', b: 'x' }), made(right, { user: as.admin }));
    both(made(right, { user: as.admin }), made(right, { code: 409 }, `${maps}?dryRun=All`));
    both(made(right, {}, '/api/v1/namespaces/default/configmaps'), made({ ...right, a: 'x' }, { name: 'nots' }));
    // as near as one another: the one whose text is first
    both(made({ ...right, a: 'x' }), made(right, {}, `${maps}?dryRun=All`));
    both(made(right, { name: 'nota' }), made(right, { name: 'notb' }));
  });

  it('is the first of those that were right by its text, whichever came first', () => {
    const remove = { verb: 'delete', resource: 'configmaps' };
    const audit = [event(`DELETE ${maps}/b`), event(`DELETE ${maps}/a`)];
    for (const events of [audit, audit.toReversed()])
      assert.match(told(remove, ...events), /^configmaps\/a in "lab" was deleted/);
  });

  it('says what was done, where, and what should have been', () => {
    const rows: [request: object, seen: AuditEvent, told: string][] = [
      [create, event(`PUT ${maps}/notes`, { code: 201 }), 'configmaps/notes was created by "kubelab-admin"'],
      [{ path: '/version' }, event('GET /version'), '/version was read by "kubelab-admin"'],
      [{ path: '/logs' }, event('POST /logs', { code: 200 }), '/logs was requested by "kubelab-admin"'],
      [
        { path: '/logs' },
        event('POST /logs', { code: 404 }),
        'requesting /logs was answered with 404 to "kubelab-admin"; asked for: a success',
      ],
      [
        { verb: 'get', path: '/version', credential: 'none' },
        event('GET /version'),
        '/version was read by "kubelab-admin" with a client certificate; asked for: somebody without a credential',
      ],
      [
        { ...create, status: [401, 403] },
        event(`POST ${maps}`, { name: 'notes' }),
        'creating configmaps/notes was answered with 201 to "kubelab-admin"; asked for: the answer 401 or 403',
      ],
      [
        create,
        event('POST /api/v1/namespaces/default/configmaps', { name: 'notes' }),
        'configmaps/notes in "default" was created by "kubelab-admin"; asked for: the namespace "lab"',
      ],
      [
        { verb: 'get', resource: 'pods', name: 'web', namespace: '' },
        event('GET /api/v1/namespaces/lab/pods/web'),
        'pods/web in "lab" was read by "kubelab-admin"; asked for: the whole cluster',
      ],
      [
        { verb: 'delete', resource: 'namespaces', name: 'lab' },
        event('DELETE /api/v1/namespaces/lab'),
        'namespaces/lab was deleted by "kubelab-admin"',
      ],
      [{ verb: 'list', resource: 'pods' }, event('GET /api/v1/pods'), 'pods were listed by "kubelab-admin"'],
      [
        { verb: 'patch', resource: 'deployments/scale', namespace: 'lab', name: 'web' },
        event('PATCH /apis/apps/v1/namespaces/lab/deployments/web/scale'),
        'deployments/web/scale was patched by "kubelab-admin"',
      ],
    ];
    for (const [request, seen, expected] of rows) assert.equal(told(request, seen), expected);
  });

  it('is nothing where a collection was meant, a pattern is nearly met, or somebody else asked elsewhere', () => {
    const nothing = 'nothing that does this was seen';
    const remove = { verb: ['delete', 'deletecollection'], resource: 'configmaps', namespace: 'lab', name: 'web' };
    assert.equal(told(remove, event(`DELETE ${maps}`)), nothing);
    assert.match(told(remove, event(`DELETE ${maps}`, { code: 403 })), /^nothing that does this was seen/);
    assert.equal(told({ ...create, name: '~^ab$' }, event(`POST ${maps}`, { name: 'ab1' })), nothing);
    const unread = event('POST /api/v1/namespaces/default/configmaps', { code: 403 });
    assert.equal(told(create, unread), nothing);
    assert.equal(told({ ...create, user: robot }, unread), nothing);
  });

  it('T9: does not give away what was asked for when nothing came near', () => {
    assert.equal(told(create), 'nothing that does this was seen');
    const other = event(`POST ${maps}`, { name: 'others' });
    assert.equal(told({ ...create, name: 'build-42' }, other), 'nothing that does this was seen');
    const wanted = { ...create, verb: 'delete', name: 'build-42', user: robot };
    const misspelt = told(wanted, event(`DELETE ${maps}/biuld-42`));
    assert.match(misspelt, /^configmaps\/biuld-42 was deleted by .*, another name$/);
    assert.doesNotMatch(misspelt, /build-42/);
    // where another name is another task's object
    const neighbour = event(`DELETE ${maps}/build-43`);
    assert.match(told(wanted, neighbour), /^configmaps\/build-43 was deleted by .*, another name$/);
    assert.equal(told({ ...wanted, exact: true }, neighbour), 'nothing that does this was seen');
  });

  it('G14: is the value and the one that was asked for, where the rubric lets it be told', () => {
    const deployments = '/apis/apps/v1/namespaces/lab/deployments';
    const body = { 'spec.replicas': 2, 'spec.paused': null, 'metadata.labels.app': 'web', 'metadata.name': '~^w' };
    const request = { verb: ['create', 'patch'], resource: 'deployments', body };
    const wrong = { metadata: { name: 'x', labels: { app: 'web' } }, spec: { replicas: 1, paused: true } };
    const made = event(`POST ${deployments}`, { name: 'x', body: wrong });
    assert.match(told(request, made), /"kubelab-admin"; its spec\.replicas was "1"$/);
    assert.match(
      told({ ...request, tell: true }, made),
      /; its spec\.replicas was "1", asked for "2"; its spec\.paused was "true", asked for none; its metadata\.name was "x"$/,
    );
    // of a patch the value that came of it
    const patched = event(`PATCH ${deployments}/x`, { body: { spec: { paused: null } }, answer: wrong });
    assert.match(
      told({ ...request, tell: true }, patched),
      /was patched by .*; its spec\.replicas was "1", asked for "2"/,
    );
  });

  it('G9: is a create that was refused before it was read, as it is of a list and a delete', () => {
    const wanted = { ...create, user: robot, credential: 'token' };
    const refused = { user: as.token, code: 403 };
    const forbidden =
      'creating configmaps in "lab" was answered with 403 to "robot" with its token; asked for: a success';
    assert.equal(told(wanted, event(`POST ${maps}`, refused)), forbidden);
    // nearer than what somebody else made elsewhere, or under another name
    const others = [
      event('POST /api/v1/namespaces/default/configmaps', { name: 'notes' }),
      event(`POST ${maps}`, { name: 'nots', user: as.token }),
    ];
    assert.equal(told(wanted, ...others, event(`POST ${maps}`, refused)), forbidden);
    assert.match(
      told(wanted, event('POST /api/v1/namespaces/default/configmaps', refused)),
      /^creating configmaps in "default" was answered with 403 to "robot" .*; asked for: the namespace "lab", a success$/,
    );
  });

  it('G9: is who came in the same way, where somebody is asked for', () => {
    const wanted = { user: robot, credential: ['token', 'token secret'] };
    const other = { ...as.token, username: 'system:serviceaccount:lab:default' };
    assert.equal(
      told(wanted, event('GET /api/v1/namespaces/lab/pods', { user: other }), event('GET /version')),
      'pods in "lab" were listed by "lab/default" with its token; asked for: "robot" with its token',
    );
    assert.equal(told(wanted, event('GET /version')), 'nothing that does this was seen');
  });

  it('T9: says how somebody proved who they are only where it is asked for', () => {
    const wrong = event(`POST ${maps}`, { name: 'notes', body: { data: { method: 'token' } } });
    const body = { 'data.method': 'certificate' };
    assert.equal(
      told({ ...create, body }, wrong),
      'configmaps/notes was created by "kubelab-admin"; its data.method was "token"',
    );
    assert.match(told({ ...create, body, credential: 'token' }, wrong), /"kubelab-admin" with a client certificate/);
  });

  it('T10: tells of a create that was refused before its body was read', () => {
    assert.equal(
      told(create, event(`POST ${maps}`, { code: 400 })),
      'creating configmaps in "lab" was answered with 400 to "kubelab-admin"; asked for: a success',
    );
  });

  it('T10: quotes a request about the same resource that was refused when none came near', () => {
    const token = { verb: 'create', resource: 'serviceaccounts/token', namespace: 'lab', name: 'robot' };
    const wrongMethod = event('DELETE /api/v1/namespaces/lab/serviceaccounts/robot/token', { code: 405 });
    assert.equal(
      told(token, wrongMethod),
      'nothing that does this was seen; delete "/api/v1/namespaces/lab/serviceaccounts/robot/token" was answered with 405 to "kubelab-admin"',
    );
    assert.match(
      told({ ...token, credential: 'token' }, wrongMethod),
      / to "kubelab-admin" with a client certificate$/,
    );
    const { verb: _verb, ...anyVerb } = token;
    const accounts = '/api/v1/namespaces/lab/serviceaccounts';
    const list = event(`GET ${accounts}`, { code: 403 });
    const all = event(`DELETE ${accounts}`, { code: 405 });
    for (const [request, seen] of [
      [token, all],
      [{ ...token, verb: ['get', 'create'] }, list],
      [anyVerb, list],
      [{ ...token, namespace: undefined }, wrongMethod],
      [{ ...token, name: undefined }, wrongMethod],
      [{ ...token, user: 'kubelab-admin' }, wrongMethod],
      [token, event('DELETE /api/v1/namespaces/lab/serviceaccounts/robot/token', { code: 400 })],
    ] as const) {
      assert.match(told(request, seen), /^nothing that does this was seen; \w+ "\/api/, JSON.stringify(request));
    }
    // of several the same one, whichever came first
    for (const audit of [
      [all, wrongMethod],
      [wrongMethod, all],
    ])
      assert.match(told(token, ...audit), /; delete "/);
  });

  it('T10: quotes none that says nothing of this one', () => {
    const token = { verb: 'create', resource: 'serviceaccounts/token', namespace: 'lab', name: 'robot', user: robot };
    const mine = { user: as.token, code: 405 };
    for (const seen of [
      event('DELETE /api/v1/namespaces/lab/serviceaccounts/robot', { ...mine, code: 200 }),
      event('DELETE /api/v1/namespaces/lab/pods/robot', mine),
      event('DELETE /apis/fake.io/v1/namespaces/lab/serviceaccounts/robot', mine),
      event('DELETE /api/v1/namespaces/default/serviceaccounts/robot', mine),
      event('DELETE /api/v1/namespaces/lab/serviceaccounts/other', mine),
      event('DELETE /api/v1/namespaces/lab/serviceaccounts/robot', { code: 405 }),
      event('GET /api/v1/namespaces/lab/serviceaccounts/robot', mine),
    ]) {
      assert.equal(told(token, seen), 'nothing that does this was seen', seen.requestURI);
    }
  });

  it('T10: puts names between quotation marks: an account may be called default', () => {
    const user = 'system:serviceaccount:lab:default';
    const list = event('GET /api/v1/namespaces/lab/pods', { user: { ...as.token, username: user }, code: 403 });
    assert.equal(
      told({ verb: 'list', resource: 'pods', namespace: 'lab', user }, list),
      'listing pods in "lab" was answered with 403 to "lab/default" with its token; asked for: a success',
    );
  });

  it('holds nothing that steers a page or a terminal, no secret, and nothing that is another one at the next run', () => {
    const odd = [
      '<script>alert(1)</script>',
      'a\u001b[31mred\u202e',
      `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"x"}').toString('base64url')}.c2ln`,
      '0a1b2c3d-0000-4000-8000-123456789abc',
      'run-1764039105123',
      'at 2026-11-25T02:51:45Z',
      'nginx-7d9f8b6c5d-x7f9z',
      'x'.repeat(5000),
    ];
    for (const username of odd) {
      const seen = told({ ...create, user: robot }, event(`POST ${maps}`, { name: 'notes', user: { username } }));
      assert.doesNotMatch(seen, /[<>\p{Cc}\u202e]|eyJ|0a1b2c3d|17640391|02:51|x7f9z/u, username);
      assert.ok(seen.length <= 300, seen);
      assert.match(seen, /^configmaps\/notes was created by /);
    }
  });
});
