import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { type ClusterFeed, followCluster } from '../../src/page/cluster-feed.js';
import { shownCluster, shownRequests } from '../../src/page/shown-cluster.js';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { until } from '../helpers/until.js';

const rbac = 'rbac.authorization.k8s.io';

describe('the cluster that the page follows', () => {
  let lessons: LessonCluster;
  let admin: Client;
  let elsewhere = '';
  const feeds: ClusterFeed[] = [];
  before(async () => {
    lessons = await lessonCluster();
    elsewhere = mkdtempSync(join(tmpdir(), 'kubelab-feed-'));
    admin = await connect({}, { env: lessons.env });
    await admin.must.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab' } });
    await admin.must.create({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'robot', namespace: 'lab' },
    });
  });
  afterEach(async () => {
    for (const feed of feeds.splice(0)) await feed.stop();
  });
  after(async () => {
    await admin?.close();
    await lessons?.stop();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  function follow(env: Record<string, string | undefined>): ClusterFeed {
    const feed = followCluster(env, () => {});
    feeds.push(feed);
    return feed;
  }

  /** The environment of somebody who has this token and no practice cluster. */
  async function withToken(account: string): Promise<Record<string, string | undefined>> {
    const { token } = await admin.must.token(account, { namespace: 'lab' });
    const file = join(elsewhere, `${account}.yaml`);
    const text = lessons.cluster.adminKubeconfig();
    const ca = /certificate-authority-data: (\S+)/.exec(text)?.[1] ?? '';
    const config = {
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'here' },
      clusters: [{ name: 'c', cluster: { server: lessons.cluster.server, 'certificate-authority-data': ca } }],
      users: [{ name: 'u', user: { token } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'lab' } }],
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return { KUBECONFIG: file, KUBELAB_HOME: join(elsewhere, 'home'), HOME: elsewhere };
  }

  it('has objects as they come and go, with who may do what', async () => {
    const feed = follow(lessons.env);
    await until('the cluster', () => feed.now().lists.clusterroles.type === 'there');
    await admin.must.create({
      ...{ apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'reader', namespace: 'lab' } },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    });
    await admin.must.create({
      ...{ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'robot-reads', namespace: 'lab' } },
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'lab' }],
    });
    const shown = await until('the binding', () => {
      const cluster = shownCluster(feed.now(), 'lab');
      return cluster.bindings?.some(({ name }) => name === 'robot-reads') && /reader/.test(cluster.access) && cluster;
    });
    assert.deepEqual(shown.accounts, ['default', 'robot']);
    assert.deepEqual(shown.notes, []);
    assert.equal(shown.namespaces.at(-1), 'kube-system');
    const binding = shown.bindings?.find(({ name }) => name === 'robot-reads');
    assert.deepEqual(binding, {
      ...{ id: 'binding RoleBinding/lab/robot-reads', name: 'robot-reads', role: 'Role reader' },
      ...{ subjects: 'lab:robot', everywhere: false },
    });
    await admin.must.delete(`/apis/${rbac}/v1/namespaces/lab/rolebindings/robot-reads`);
    await until('its end', () => !shownCluster(feed.now(), 'lab').bindings?.some(({ name }) => name === 'robot-reads'));
  });

  it('has the requests of learners, with the findings of the cluster, and none of its own', async () => {
    const feed = follow(lessons.env);
    await admin.with({ token: 'junk' }).list('pods', { namespace: 'lab' });
    const refused = await until('the refusal', () =>
      feed.now().requests?.find(({ responseStatus }) => responseStatus?.code === 401),
    );
    const [shown] = shownRequests([refused]) ?? [];
    assert.deepEqual([shown?.what, shown?.stage], ['list pods', 'authentication']);
    const findings = await feed.findingsOf(refused);
    assert.equal(findings?.find(({ outcome }) => outcome === 'refused')?.stage, 'authentication');
    const agents = new Set(feed.now().requests?.map(({ userAgent }) => userAgent));
    assert.ok(!agents.has('kubelab-page') && agents.has('kubelab'), [...agents].join());
    const users = (events: readonly AuditEvent[]): string[] => [
      ...new Set(events.map(({ user }) => user.username ?? '')),
    ];
    const controlPlane = (name: string): boolean => /^system:(serviceaccount:kube-system:|kube-|apiserver)/.test(name);
    assert.ok(users(lessons.cluster.events).some(controlPlane), 'controllers made the account of the namespace');
    assert.deepEqual(users(feed.now().requests ?? []).filter(controlPlane), []);
  });

  it('tells requests apart whose client gave them one audit id, and has the findings of the first', async () => {
    const feed = follow(lessons.env);
    const headers = { 'audit-id': 'chosen' };
    await admin.with({ token: 'junk' }).get('/api/v1/pods', { headers });
    await admin.get('/api/v1/services', { headers });
    const both = await until('both', () => {
      const found = feed.now().requests?.filter(({ auditID }) => auditID === 'chosen');
      return found?.length === 2 && found;
    });
    const shown = shownRequests(both)?.map(({ what, status }) => `${what} ${status}`);
    assert.deepEqual(shown, ['list services 200', 'list pods 401']);
    assert.equal(new Set(shownRequests(both)?.map(({ id }) => id)).size, 2);
    const findings = await Promise.all(both.map((event) => feed.findingsOf(event)));
    assert.deepEqual(
      findings.map((of) => of?.find(({ outcome }) => outcome === 'refused')?.stage),
      ['authentication', undefined],
    );
    assert.equal(findings[1], undefined);
  });

  it('asks the server no more when it is stopped', async () => {
    const own = (verb: string, stage: string): number =>
      lessons.cluster.events.filter(
        (event) => event.userAgent === 'kubelab-page' && event.verb === verb && event.stage === stage,
      ).length;
    const feed = followCluster(lessons.env, () => {});
    await until('the watches', () => own('watch', 'ResponseStarted') > own('watch', 'ResponseComplete'));
    await feed.stop();
    await until('their end', () => own('watch', 'ResponseStarted') === own('watch', 'ResponseComplete'));
  });

  it('says what a credential may not list, and that there is no audit log', async () => {
    const feed = follow(await withToken('robot'));
    const shown = await until('refusals', () => {
      const cluster = shownCluster(feed.now(), '');
      return cluster.notes.some((note) => /pods/.test(note) && /clusterrolebindings/.test(note)) && cluster;
    });
    assert.match(shown.notes[0] ?? '', /^Your credential may not list namespaces, /);
    assert.deepEqual([shown.namespace, shown.pods, shown.bindings], ['lab', undefined, undefined]);
    assert.equal(shownRequests(feed.now().requests), undefined);
  });

  it('shows the one namespace that a credential may list', async () => {
    await admin.must.create({
      ...{ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'views', namespace: 'lab' } },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'lab' }],
    });
    const feed = follow(await withToken('robot'));
    const shown = await until('its pods', () => {
      const cluster = shownCluster(feed.now(), '');
      return cluster.pods && cluster.accounts && cluster;
    });
    assert.deepEqual(shown.accounts, ['default', 'robot']);
    assert.ok(
      shown.notes.some((note) => /may list .*pods.* in the namespace lab alone/.test(note)),
      shown.notes.join(),
    );
  });
});
