import assert from 'node:assert/strict';
import { judge } from '../../src/grader/judge.js';
import { event, evidence, object, rubric, verdictOn } from './evidence.js';

const wanted = { kind: 'Deployment', namespace: 'lab', name: 'web' };
const web = (spec: object = {}, metadata: object = {}) =>
  object('Deployment lab/web', { apiVersion: 'apps/v1', spec, metadata });

describe('an object that is asked for', () => {
  const seen = (condition: object, objects: ReturnType<typeof object>[], before: ReturnType<typeof object>[] = []) =>
    verdictOn({ object: condition }, { objects, before });

  it('is of its kind, name and namespace', () => {
    assert.equal(seen(wanted, [web()]).status, 'passed');
    assert.equal(seen({ ...wanted, kind: 'apps/v1/Deployment' }, [web()]).status, 'passed');
    assert.equal(seen({ ...wanted, name: '~^w' }, [web()]).status, 'passed');
    for (const other of [
      object('Deployment lab/web'),
      object('ReplicaSet lab/web', { apiVersion: 'apps/v1' }),
      object('Deployment default/web', { apiVersion: 'apps/v1' }),
      object('Deployment lab/web2', { apiVersion: 'apps/v1' }),
    ]) {
      assert.equal(seen(wanted, [other]).seen, 'there is no Deployment "web" in "lab"');
    }
  });

  it('has its labels and fields', () => {
    const condition = {
      ...wanted,
      labels: { app: 'web' },
      fields: {
        'spec.replicas': 2,
        'spec.template.spec.containers[0].image': '~(^|/)nginx(:|$)',
        'spec.paused': null,
        'metadata.annotations["example.org/a.b"]': 'yes',
      },
    };
    const spec = { replicas: 2, template: { spec: { containers: [{ image: 'docker.io/nginx:1' }] } } };
    const metadata = { labels: { app: 'web' }, annotations: { 'example.org/a.b': 'yes' } };
    assert.equal(seen(condition, [web(spec, metadata)]).status, 'passed');
    const differing: [object, object, string][] = [
      [{ ...spec, replicas: '2' }, metadata, 'spec.replicas is "2"'],
      [{ ...spec, paused: true }, metadata, 'spec.paused is "true"'],
      [{ ...spec, template: {} }, metadata, 'spec.template.spec.containers[0].image is absent'],
      [spec, { ...metadata, labels: { app: 'other' } }, 'metadata.labels["app"] is "other"'],
      [spec, { labels: metadata.labels }, 'metadata.annotations["example.org/a.b"] is absent'],
    ];
    for (const [otherSpec, otherMetadata, field] of differing) {
      const verdict = seen(condition, [web(otherSpec, otherMetadata)]);
      assert.equal(verdict.seen, `Deployment "web" in "lab" is there; its ${field}`);
    }
  });

  it('is one that the learner made or changed, not one from the beginning', () => {
    assert.equal(seen(wanted, [web()], [web()]).seen, 'Deployment "web" in "lab" was there from the beginning');
    assert.equal(seen(wanted, [web({}, { uid: 'new' })], [web()]).status, 'passed', 'made again');
    const two = { ...wanted, fields: { 'spec.replicas': 2 } };
    assert.equal(seen(two, [web({ replicas: 2 })], [web({ replicas: 1 })]).status, 'passed', 'changed');
  });

  it('of several that differ is told of in one way, whichever is listed first', () => {
    const condition = { kind: 'ConfigMap', namespace: 'lab', fields: { 'data.a': '1' } };
    const maps = ['2', '3'].map((a) => object(`ConfigMap lab/${a}`, { data: { a } }));
    for (const objects of [maps, maps.toReversed()])
      assert.equal(seen(condition, objects).seen, 'ConfigMap in "lab" is there; its data.a is "2"');
  });

  it('may lack all labels, may be of no namespace, and is told of without a pattern for its name', () => {
    assert.match(seen({ ...wanted, labels: { app: 'web' } }, [web()]).seen, /its metadata\.labels\["app"\] is absent$/);
    const namespace = object('Namespace lab');
    assert.equal(seen({ kind: 'Namespace', namespace: '', name: 'lab' }, [namespace]).status, 'passed');
    assert.equal(seen({ ...wanted, name: '~^x' }, [web()]).seen, 'there is no Deployment in "lab"');
  });

  it('shows at most three values of a list, and one that is null as absent', () => {
    const condition = { kind: 'ConfigMap', fields: { 'items[*]': 'x' } };
    const told = (items: unknown[]) => seen(condition, [object('ConfigMap lab/a', { items })]).seen;
    assert.match(told(['a', 'b', 'c', 'd']), /its items\[\*\] is "a", "b", "c", …$/);
    assert.match(told(['a', 'b', 'c']), /its items\[\*\] is "a", "b", "c"$/);
    assert.match(told([null]), /its items\[\*\] is absent$/);
  });

  it('does not count when it is being deleted', () => {
    assert.equal(seen(wanted, [web({}, { deletionTimestamp: '2026-01-01T00:00:00Z' })]).status, 'failed');
  });

  it('is counted', () => {
    const maps = ['a', 'b', 'c'].map((name) => object(`ConfigMap lab/${name}`));
    const three = { object: { kind: 'ConfigMap', namespace: 'lab' }, count: 3, points: 3 };
    assert.equal(verdictOn(three, { objects: maps.slice(0, 2) }).points, 2);
    assert.equal(verdictOn(three, { objects: maps, before: maps.slice(0, 2) }).points, 1);
    assert.equal(verdictOn(three, { objects: maps }).status, 'passed');
  });
});

describe('what is told of an object', () => {
  it('G14: the value and the one that was asked for, where the rubric lets it be told', () => {
    const web = { kind: 'Deployment', namespace: 'lab', name: 'web', fields: { 'spec.replicas': 2 } };
    const objects = [object('Deployment lab/web', { apiVersion: 'apps/v1', spec: { replicas: 1 } })];
    const seen = (condition: object): string => verdictOn({ object: condition }, { objects }).seen;
    assert.equal(seen(web), 'Deployment "web" in "lab" is there; its spec.replicas is "1"');
    assert.equal(
      seen({ ...web, tell: true }),
      'Deployment "web" in "lab" is there; its spec.replicas is "1", asked for "2"',
    );
    assert.match(
      seen({ ...web, fields: { 'spec.a': 'word' }, tell: true }),
      /its spec\.a is absent, asked for "word"$/,
    );
    assert.match(seen({ ...web, fields: { 'spec.a': '~word' }, tell: true }), /its spec\.a is absent$/);
  });
});

describe('an object that is to be gone', () => {
  const check = {
    all: [
      { request: { verb: 'create', resource: 'namespaces', name: 'lab' } },
      { gone: { kind: 'Namespace', name: 'lab' } },
    ],
  };
  const audit = [event('POST /api/v1/namespaces', { name: 'lab' })];

  it('is not there, or on its way out', () => {
    assert.equal(verdictOn(check, { audit }).status, 'passed');
    const going = object('Namespace lab', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });
    assert.equal(verdictOn(check, { audit, objects: [going] }).status, 'passed');
    assert.equal(
      verdictOn(check, { audit, objects: [object('Namespace lab')] }).seen,
      'Namespace "lab" is still there',
    );
  });

  const deletionTimestamp = '2026-01-01T00:00:00Z';
  const remaining = (status: string) => ({
    status: { phase: 'Terminating', conditions: [{ type: 'NamespaceFinalizersRemaining', status }] },
  });

  it('S13: is still there when a finalizer holds it, or something in it', () => {
    const held = [
      object('Namespace lab', { metadata: { deletionTimestamp, finalizers: ['example.com/mine'] } }),
      object('Namespace lab', { metadata: { deletionTimestamp }, ...remaining('True') }),
    ];
    for (const namespace of held) {
      const { status, seen } = verdictOn(check, { audit, objects: [namespace] });
      assert.equal(status, 'failed');
      assert.equal(seen, 'Namespace "lab" is still there, held by a finalizer');
    }
    const leaving = object('Namespace lab', { metadata: { deletionTimestamp }, ...remaining('False') });
    assert.equal(verdictOn(check, { audit, objects: [leaving] }).status, 'passed');
  });

  it('S13: is held by a finalizer only when it was deleted, and all that are left are held', () => {
    const finalizers = ['example.com/mine'];
    const here = object('Namespace lab', { metadata: { finalizers } });
    assert.equal(verdictOn(check, { audit, objects: [here] }).seen, 'Namespace "lab" is still there');
    const maps = { all: [check.all[0] ?? {}, { gone: { kind: 'ConfigMap', namespace: 'lab' } }] };
    const held = object('ConfigMap lab/a', { metadata: { deletionTimestamp, finalizers } });
    assert.match(verdictOn(maps, { audit, objects: [held] }).seen, /is still there, held by a finalizer$/);
    assert.match(verdictOn(maps, { audit, objects: [held, object('ConfigMap lab/b')] }).seen, /is still there$/);
  });

  it('S13: is there for other conditions, too, as long as it is held', () => {
    const there = { object: { kind: 'ClusterRoleBinding', name: 'b' } };
    const binding = (finalizers: string[]) =>
      object('ClusterRoleBinding b', {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        metadata: { deletionTimestamp, finalizers },
      });
    assert.equal(verdictOn(there, { objects: [binding(['example.com/mine'])] }).status, 'passed');
    for (const finalizers of [[], ['foregroundDeletion']])
      assert.equal(verdictOn(there, { objects: [binding(finalizers)] }).status, 'failed');
  });

  it('earns nothing by itself', () => {
    assert.equal(verdictOn(check, {}).seen, 'nothing that does this was seen');
  });
});

describe('several conditions', () => {
  const map = (name: string) => ({ object: { kind: 'ConfigMap', namespace: 'lab', name } });
  const objects = [object('ConfigMap lab/a')];

  it('all of them are met', () => {
    assert.equal(verdictOn({ all: [map('a'), map('b')] }, { objects }).seen, 'there is no ConfigMap "b" in "lab"');
    const both = verdictOn({ all: [map('a'), map('b')] }, { objects: [...objects, object('ConfigMap lab/b')] });
    assert.equal(both.seen, 'ConfigMap "a" in "lab" is there; ConfigMap "b" in "lab" is there');
  });

  it('any of them is met', () => {
    assert.equal(verdictOn({ any: [map('b'), map('a')] }, { objects }).seen, 'ConfigMap "a" in "lab" is there');
    const none = verdictOn({ any: [map('b'), map('c')] }, { objects });
    assert.deepEqual([none.status, none.seen, none.events], ['failed', 'there is no ConfigMap "b" in "lab"', []]);
  });

  it('any of them: what was refused is told of before what came near, and that before what was never seen', () => {
    const unseen = map('b');
    const near = { object: { kind: 'ConfigMap', namespace: 'lab', name: 'a', fields: { 'data.a': 'x' } } };
    const refused = { request: { verb: 'list', resource: 'pods' } };
    const audit = [event('GET /api/v1/pods', { code: 403 })];
    const told = (...any: object[]) => verdictOn({ any }, { objects, audit }).seen;
    assert.match(told(unseen, near, refused), /^listing pods was answered with 403/);
    assert.match(told(unseen, near), /^ConfigMap "a" in "lab" is there; its data\.a is absent/);
    assert.match(told(unseen, map('c')), /^there is no ConfigMap "b"/);
  });

  it('name the requests that met all of them, and none where one is missing', () => {
    const request = (verb: string) => ({ request: { verb, resource: 'pods' } });
    const [read, removed] = [event('GET /api/v1/pods'), event('DELETE /api/v1/namespaces/lab/pods/a')];
    const events = (...audit: ReturnType<typeof event>[]) =>
      verdictOn({ all: [request('list'), request('delete')] }, { audit }).events;
    assert.deepEqual(events(read, removed), [read.auditID, removed.auditID]);
    assert.deepEqual(events(read), []);
  });

  it('tell of an expression that failed, in whichever part', () => {
    const faults = (condition: Record<string, unknown>) => judge(rubric(condition), evidence()).faults;
    const why = [{ id: 'c1', message: 'int divide by zero' }];
    const [fails, never, holds] = [{ cel: '1 / 0 > 1' }, { cel: '1 > 2' }, { cel: '2 > 1' }];
    assert.deepEqual(faults({ all: [holds, fails] }), why);
    assert.deepEqual(faults({ any: [never, fails] }), why);
    assert.equal(faults({ any: [fails, holds] }), undefined);
    assert.equal(faults({ all: [never, holds] }), undefined);
  });

  it('come after the request that completes all, or the first of any', () => {
    const request = (verb: string) => ({ request: { verb, resource: 'configmaps', namespace: 'lab' } });
    const later = { request: { verb: 'list', resource: 'pods', after: 'c1' } };
    const maps = '/api/v1/namespaces/lab/configmaps';
    const audit = [event(`GET ${maps}`), event('GET /api/v1/pods'), event(`DELETE ${maps}/a`)];
    const status = (first: Record<string, unknown>) =>
      judge(rubric(first, later), evidence({ audit, objects })).checks[1]?.status;
    assert.equal(status({ all: [request('list'), request('delete')] }), 'failed');
    assert.equal(status({ any: [request('list'), request('delete')] }), 'passed');
    assert.equal(status({ any: [request('delete'), request('patch')] }), 'failed');
    // what rests on no request comes at no time
    assert.equal(status({ any: [map('a'), request('patch')] }), 'passed');
    assert.equal(status({ any: [map('a'), request('delete')] }), 'failed');
    assert.equal(status({ all: [map('a'), request('delete')] }), 'failed');
    // what is met in part counts from nowhere
    assert.equal(status({ any: [{ all: [request('list'), map('b')] }, request('delete')] }), 'failed');
  });
});
