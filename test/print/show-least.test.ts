import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/print/connect.js';
import { display } from '../../src/print/display.js';
import { show } from '../../src/print/show.js';
import { leastOf } from '../../src/print/show-least.js';
import type { Client } from '../../src/request/api.js';
import { takeUnseen } from '../../src/request/unseen.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { written } from '../helpers/written.js';

const namespace = 'lab';
const rbac = 'rbac.authorization.k8s.io';
const username = `system:serviceaccount:${namespace}:robot`;

describe('show.least', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-least-'));
  const { KUBECONFIG, KUBELAB_HOME } = process.env;
  const auditLog = join(folder, 'audit.log');
  let cluster: TestCluster;
  let admin: Client;
  let robot: Client;
  before(async () => {
    cluster = await practiceCluster({ auditLog });
    process.env.KUBECONFIG = join(folder, 'config');
    process.env.KUBELAB_HOME = folder;
    writeFileSync(join(folder, 'config'), cluster.adminKubeconfig());
    admin = await connect();
    await admin.must.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await admin.must.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace } });
    await admin.must.create({
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name: 'wide', namespace },
      rules: [{ apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['list', 'get'] }],
    });
    await admin.must.create({
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'robot', namespace },
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'wide' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace }],
    });
    const { token = '' } = await admin.must.token('robot', { namespace });
    robot = admin.with({ token });
  });
  after(async () => {
    for (const [name, value] of Object.entries({ KUBECONFIG, KUBELAB_HOME })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await cluster.stop();
    rmSync(folder, { recursive: true });
  });
  // what `show` loads when it is called has, in these tests, a record of its own
  const least = (...args: Parameters<typeof leastOf>): Promise<string> =>
    written(async () => display(await leastOf(...args)));
  const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: robot
  namespace: lab
rules:
# list /api/v1/namespaces/lab/pods (200)
- apiGroups:
    - ""
  resources:
    - pods
  verbs:
    - list`;

  it('says so of a client that did nothing, or nothing that it may', async () => {
    assert.match(await least(robot), new RegExp(`^No request of ${username} needed a role\n`));
    await robot.list('nodes');
    assert.match(await least(robot), /needed a role; all that it sent was refused/);
    assert.match(
      await least(robot, { includeRefused: true }),
      /kind: ClusterRole\n[\s\S]*# list \/api\/v1\/nodes \(was refused\)/,
    );
  });

  for (const [source, reads] of [
    ['the requests of this notebook', false],
    ['the audit log of the API server', true],
  ] as const) {
    it(`gives the role that would have been enough, and what was never used, by ${source}`, async () => {
      if (reads) {
        const record = {
          version: 1,
          pid: process.pid,
          server: cluster.server,
          kubeconfig: 'k',
          auditLog,
          dataDir: null,
        };
        writeFileSync(join(folder, 'running.json'), JSON.stringify(record));
        // the log is read for a client of which this process has no record
      } else await robot.must.list('pods', { namespace });
      const text = await least(robot);
      assert.match(text, new RegExp(`^Enough for all that ${username} did: 1 rule\nBy ${source}`));
      assert.ok(text.includes(role), text);
      assert.match(
        text,
        /Granted and never used[^\n]*\n.*\n.*Role wide +RoleBinding robot in lab +get: pods \(core\); get, list: secrets \(core\)/,
      );
    });
  }

  it('says what a star gives beyond what was used, and nothing of its own requests', async () => {
    await admin.must.patch(`/apis/${rbac}/v1/namespaces/${namespace}/roles/wide`, {
      rules: [{ apiGroups: [''], resources: ['*'], verbs: ['list'] }],
    });
    takeUnseen();
    const text = await least(robot);
    assert.match(text, /Role wide +RoleBinding robot in lab +more than was used: list: all resources \(core\)$/);
    assert.deepEqual(takeUnseen(), []);
  });

  it('looks at somebody else when told, and at whom a client acts as', async () => {
    const text = await written(() => show.least(admin, { user: username }));
    assert.equal(await written(() => show.least(admin.as(username))), text);
    assert.match(text, new RegExp(`^Enough for all that ${username} did`));
  });

  it('goes on where roles and bindings may not be read', async () => {
    process.env.KUBECONFIG = join(folder, 'none');
    const text = await least(robot);
    assert.match(text, /never used is not known: Roles and bindings could not be read/);
  });

  it('refuses what is no client', async () => {
    await assert.rejects(show.least('robot' as never), { code: 'ARGUMENT_INVALID' });
  });
});
