import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { LeastPrivilege } from '../../src/inspect/least-privilege.js';
import type { KubeObject } from '../../src/kube/object.js';
import { connect } from '../../src/request/connect.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';

const user = 'system:serviceaccount:default:robot';
const rbac = 'rbac.authorization.k8s.io';
const objects = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: 'wide' },
    rules: [{ apiGroups: [''], resources: ['pods', 'configmaps'], verbs: ['get', 'list'] }],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'wide' },
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'wide' },
    subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
  },
];

describe('kubelab access least', () => {
  let practice: LessonCluster;
  let home = '';
  before(async () => {
    practice = await lessonCluster();
    home = String(practice.env.KUBELAB_HOME);
    const admin = await connect({ kubeconfig: practice.cluster.adminKubeconfig() });
    for (const object of objects) await admin.must.create(object);
    const { token = '' } = await admin.must.token('robot');
    const robot = admin.with({ token });
    await robot.must.list('pods', { namespace: 'default' });
    await robot.must.list('pods', { namespace: 'default' });
    await robot.list('secrets', { namespace: 'default' });
    await Promise.all([admin.close(), robot.close()]);
    await practice.cluster.flush();
  });
  after(() => practice?.stop());

  const least = (...args: string[]) => runKubelab(home, ['access', 'least', ...args]);

  it('prints roles as YAML, with the requests behind each rule and what was never used', async () => {
    const { code, stdout } = await least(user);
    assert.equal(code, 0);
    assert.deepEqual(
      parseAllDocuments(stdout).map((document) => document.toJS() as unknown),
      [
        {
          apiVersion: `${rbac}/v1`,
          kind: 'Role',
          metadata: { name: 'robot', namespace: 'default' },
          rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
        },
      ],
    );
    assert.match(stdout, /^# list \/api\/v1\/namespaces\/default\/pods \(200\), 2 times$/m);
    assert.match(
      stdout,
      /^# Granted and never used \(1 rule\):\n#.*Role wide, by RoleBinding wide in default: .*get: pods/m,
    );
  });

  it('prints bindings, counts refused requests when it is told to, and gives all as JSON', async () => {
    const { stdout } = await least(user, '--bindings', '--include-refused');
    const kinds = parseAllDocuments(stdout).map((document) => (document.toJS() as KubeObject).kind);
    assert.deepEqual(kinds, ['Role', 'RoleBinding']);
    assert.match(stdout, /# list \/api\/v1\/namespaces\/default\/secrets \(was refused\)/);
    const json = JSON.parse((await least(user, '--json')).stdout) as LeastPrivilege;
    assert.deepEqual(json.needed[0]?.requests.length, 2);
    assert.deepEqual(json.unused[0]?.role.name, 'wide');
  });

  it('ends with 1 when the user sent nothing that counts', async () => {
    const { code, stderr } = await least('nobody');
    assert.equal(code, 1);
    assert.match(stderr, /No request of nobody needed a role/);
  });

  it('reads another audit log, and says when there is none', async () => {
    const { home: empty, remove } = makeHome();
    try {
      const file = join(home, 'empty.log');
      writeFileSync(file, '');
      assert.equal((await runKubelab(empty, ['access', 'least', user, '--audit-log', file])).code, 1);
      const log = join(home, 'audit.log');
      const other = await runKubelab(empty, ['access', 'least', user, '--audit-log', log]);
      assert.equal(other.code, 0);
      assert.doesNotMatch(other.stdout, /never used/);
      const none = await runKubelab(empty, ['access', 'least', user]);
      assert.equal(none.code, 3);
      assert.match(none.stderr, /no practice cluster runs.*[\s\S]*CLUSTER_NOT_RUNNING/);
    } finally {
      remove();
    }
  });
});
