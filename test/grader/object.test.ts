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
    assert.equal(verdictOn({ any: [map('b'), map('c')] }, { objects }).status, 'failed');
  });

  it('come after the request that completes all, or the first of any', () => {
    const request = (verb: string) => ({ request: { verb, resource: 'configmaps', namespace: 'lab' } });
    const later = { request: { verb: 'list', resource: 'pods', after: 'c1' } };
    const maps = '/api/v1/namespaces/lab/configmaps';
    const audit = [event(`GET ${maps}`), event('GET /api/v1/pods'), event(`DELETE ${maps}/a`)];
    const status = (first: Record<string, unknown>) =>
      judge(rubric(first, later), evidence({ audit })).checks[1]?.status;
    assert.equal(status({ all: [request('list'), request('delete')] }), 'failed');
    assert.equal(status({ any: [request('list'), request('delete')] }), 'passed');
  });
});
