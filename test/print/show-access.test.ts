import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '../../src/print/connect.js';
import { show } from '../../src/print/show.js';
import type { Client } from '../../src/request/api.js';
import { hasCommand } from '../helpers/commands.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';
import { written } from '../helpers/written.js';

describe('print: access, on a practice cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-access-'));
  const { KUBECONFIG } = process.env;
  let cluster: TestCluster;
  let admin: Client;
  let robot: Client;
  const namespace = 'lab';
  before(async () => {
    cluster = await practiceCluster();
    const file = join(folder, 'config');
    writeFileSync(file, cluster.adminKubeconfig());
    process.env.KUBECONFIG = file;
    admin = await connect();
    await admin.must.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await admin.must.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace } });
    const { token } = await admin.must.token('robot', { namespace });
    assert(token);
    robot = admin.with({ token });
    await admin.must.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'pod-getter', namespace },
      rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
    });
    await admin.must.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'robot-gets', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'pod-getter' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace }],
    });
  });
  after(async () => {
    if (KUBECONFIG === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = KUBECONFIG;
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const why = (...args: Parameters<typeof show.why>): Promise<string> => written(() => show.why(...args));

  it('show.access reads the roles and bindings of a namespace itself, its own first', async () => {
    const text = await written(() => show.access({ namespace }));
    assert.match(
      text,
      /^Who may do what in lab: 2 roles, 2 bindings\nSUBJECT[^\n]*\nServiceAccount +RoleBinding robot-gets +Role pod-getter/,
    );
    assert.match(text, /\d+ more: what Kubernetes binds for its own parts/);
    assert.doesNotMatch(text, /system:kube-scheduler/);
    assert.match(
      await written(() => show.access({ namespace, verb: 'bind' })),
      /Group system:masters\s+ClusterRoleBinding[\s\S]*cluster-admin, ! allows/,
    );
    await assert.rejects(() => show.access({ from: robot, namespace }), {
      code: 'REQUEST_FAILED',
      message: /could not be read by system:serviceaccount:lab:robot by bearer token: .*is forbidden/,
    });
  });

  it('show.why names the path that allows, in its own words and in the server’s', async () => {
    const text = await why(robot, 'get', 'pods', { namespace });
    assert.match(text, /^system:serviceaccount:lab:robot may get pods in lab\n/);
    assert.match(text, /the server says: RBAC: allowed by RoleBinding "robot-gets\/lab"/);
    assert.match(text, /RoleBinding robot-gets in lab +Role pod-getter +get: pods \(core\)\n +✓ allows it\n/);
    assert.doesNotMatch(text, /missing/);
    assert.match(
      await why(admin, 'delete', 'nodes'),
      /may delete nodes at the cluster scope[\s\S]*system:masters may do/,
    );
  });

  it('show.why tells somebody without a credential to send one, and what was not answered at all is an error', async () => {
    const text = await why(admin.with({ anonymous: true }), 'list', 'pods', { namespace });
    assert.match(text, /^system:anonymous may not list pods in lab\ngroups system:unauthenticated/);
    assert.match(text, /lets this user ask nothing[\s\S]*missing: a credential/);
    assert.doesNotMatch(text, /kubectl create/);
    const stale = admin.with({ token: 'stale' });
    await assert.rejects(() => show.why(stale, 'list', 'pods'), { code: 'REQUEST_FAILED', message: /401/ });
  });

  it('asks nothing in the name of the client but who it is and whether it may', async () => {
    cluster.events.length = 0;
    await why(robot, 'list', 'secrets', { namespace });
    const asked = cluster.events.filter(({ user }) => user.username?.endsWith(':robot'));
    assert.deepEqual([...new Set(asked.map(({ objectRef }) => objectRef?.resource))].sort(), [
      'selfsubjectaccessreviews',
      'selfsubjectreviews',
    ]);
  });

  it('show.why says what it could not read, with the answer all the same', async () => {
    const elsewhere = process.env.KUBECONFIG;
    process.env.KUBECONFIG = join(folder, 'none');
    try {
      const text = await why(robot, 'list', 'pods', { namespace });
      assert.match(text, /may not list pods in lab[\s\S]*could not be read[\s\S]*\{ from: admin \}/);
      assert.match(await why(robot, 'list', 'pods', { namespace, from: admin }), /missing: /);
    } finally {
      process.env.KUBECONFIG = elsewhere;
    }
  });

  it('the commands that show.why names make it true', async function () {
    if (!hasCommand('kubectl')) return skip(this, 'there is no kubectl');
    const cases: [verb: string, resource: string, options: { namespace?: string; name?: string }][] = [
      ['list', 'pods', { namespace }],
      ['get', 'pods/log', { namespace, name: 'web' }],
      ['update', 'deployments.apps', { namespace }],
      ['list', 'nodes', {}],
      ['get', '/metrics', {}],
    ];
    for (const [verb, resource, options] of cases) {
      const text = await why(robot, verb, resource, options);
      assert.match(text, /may not/, `${verb} ${resource}`);
      // as a person pastes them
      await promisify(execFile)('sh', ['-ec', text.split('what would add it\n')[1] ?? 'false']);
      assert.match(await why(robot, verb, resource, options), / may (?!not)/, `${verb} ${resource}`);
    }
  });

  it('show.matrix asks the server about each, itself and by name', async () => {
    const text = await written(() =>
      show.matrix([admin, robot, 'jane'], { resources: ['secrets', '/version'], verbs: ['get', 'delete'], namespace }),
    );
    assert.deepEqual(
      text.split('\n').map((line) => line.replace(/ +/g, ' ')),
      [
        'They differ in: get secrets, delete secrets, delete /version. One answer is the same for all.',
        'Who may do what in lab, as the server answers',
        'IDENTITY RESOURCE GET DELETE',
        'kubelab-admin secrets yes yes',
        ' /version yes yes',
        'system:serviceaccount:lab:robot secrets no no',
        ' /version yes no',
        'jane secrets no no',
        ' /version yes no',
      ],
    );
    assert.match(
      await written(() => show.matrix([robot, 'jane'], { resources: ['pods'], verbs: ['get'], namespace })),
      /jane +pods +not answered \(403\)/,
    );
    await assert.rejects(() => show.matrix([], { resources: ['pods'] }), { code: 'ARGUMENT_INVALID' });
  });

  it('show.watch writes a line for each change, and ends when it has seen enough or its time is over', async () => {
    cluster.events.length = 0;
    const text = await written(async () => {
      const watching = show.watch(admin, 'configmaps', { namespace, labelSelector: 'a=b', seconds: 30, events: 3 });
      await until('the watch is under way', () =>
        cluster.events.some(({ verb, requestURI }) => verb === 'watch' && requestURI.includes('a%3Db')),
      );
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'seen', namespace, labels: { a: 'b' } } };
      await admin.must.create(object);
      await admin.must.apply({ ...object, data: { x: 'y' } });
      await admin.must.delete(`/api/v1/namespaces/${namespace}/configmaps/seen`);
      await watching;
    });
    const lines = text.split('\n').map((line) =>
      line
        .replace(/ +/g, ' ')
        .trim()
        .replace(/^\d+\.\d s|after \d+ s/, 'T'),
    );
    assert.deepEqual(lines, [
      'watching configmaps for 30 s',
      'T ADDED lab, seen, Data 0',
      'T MODIFIED lab, seen, Data 1',
      'T DELETED lab, seen, Data 1',
      'ended T, 3 events',
    ]);
    assert.match(
      await written(() => show.watch(admin, 'secrets', { namespace, seconds: 0.2 })),
      /^watching secrets for 0\.2 s\nended after \d+ s, 0 events$/,
    );
    const refused = (): Promise<void> => show.watch(robot, 'secrets', { namespace });
    assert.match(
      await written(() => assert.rejects(refused, { code: 'REQUEST_FAILED', message: /is forbidden/ })),
      /failed after \d+ s, 0 events$/,
    );
    await assert.rejects(() => show.watch(admin, 'pods', { seconds: 0 }), { code: 'ARGUMENT_INVALID' });
  });
});
