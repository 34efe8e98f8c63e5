/**
 * The lessons on clusters that do not allow all of it, as by `KUBECONFIG` on a real one: no audit log within reach, no front
 * proxy, no client certificate, few rights. A cell says what is missing, and the lesson runs to its end.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Lesson, readCourse } from '../../src/course/course.js';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { readNotebook } from '../../src/notebook/document.js';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { type LessonCluster, lessonCluster, lessonsTaken } from '../helpers/lesson-cluster.js';
import { outputText } from '../helpers/output-text.js';

const { lessons } = readCourse(resolve('notebooks/course.yaml'));

/** What an administrator without a certificate, a front proxy and an audit log misses is in these; all with KUBELAB_SOAK=1. */
const forAdministrator = lessonsTaken(lessons, [
  'client-certificates',
  'authenticating-proxy',
  'tokens-in-ci',
  'review',
]);
/** Those with objects that a user with the rights of `edit` may make are taken twice; all of them with KUBELAB_SOAK=1. */
const again = lessonsTaken(lessons, ['service-account-tokens', 'rbac', 'activity']);

/** Whose rights the user of the kubeconfig has, and where. */
interface User {
  name: string;
  clusterRole: string;
  binding: 'RoleBinding' | 'ClusterRoleBinding';
}

describe('the lessons on a cluster by KUBECONFIG', function () {
  this.timeout(300_000);
  this.slow(30_000);
  let stage: LessonCluster;
  let admin: Client;

  before(async () => {
    stage = await lessonCluster();
    admin = await connect({ kubeconfig: stage.cluster.adminKubeconfig() });
  });
  after(async () => {
    await admin?.close();
    await stage?.stop();
  });

  /** The environment of somebody who has a token, and no practice cluster of their own. */
  async function environmentOf({ name, clusterRole, binding }: User): Promise<Record<string, string | undefined>> {
    const apiGroup = 'rbac.authorization.k8s.io';
    await admin.must.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
    await admin.must.apply({
      apiVersion: `${apiGroup}/v1`,
      kind: binding,
      metadata: { name },
      roleRef: { apiGroup, kind: 'ClusterRole', name: clusterRole },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
    });
    const { token } = await admin.must.token(name);
    const home = join(stage.env.KUBELAB_HOME ?? '', name);
    mkdirSync(home);
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'lab',
      clusters: [
        {
          name: 'lab',
          cluster: {
            server: admin.server,
            'certificate-authority-data': Buffer.from(admin.ca ?? '').toString('base64'),
          },
        },
      ],
      users: [{ name, user: { token } }],
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: name } }],
    };
    writeFileSync(join(home, 'kubeconfig.json'), JSON.stringify(kubeconfig), { mode: 0o600 });
    return { ...stage.env, KUBELAB_HOME: home, KUBECONFIG: join(home, 'kubeconfig.json') };
  }

  /** What the cells of these lessons show, by `lesson/cell`. Every cell has to pass. */
  async function outputsOf(
    env: Record<string, string | undefined>,
    taken: readonly Lesson[] = lessons,
  ): Promise<Map<string, string>> {
    const said = new Map<string, string>();
    const failed: string[] = [];
    for (const { id: lesson, file } of taken) {
      const { cells } = await runInFolder(readNotebook(file), dirname(file), { env, keepGoing: true });
      for (const { id, outputs, passed } of cells) {
        const text = outputText(outputs).replace(/\s+/g, ' ');
        said.set(`${lesson}/${id}`, text);
        if (!passed) failed.push(`${lesson}/${id}: ${text}`);
      }
    }
    assert.deepEqual(failed, []);
    return said;
  }

  it('run to their end for an administrator with a token, and say what that one does not have', async () => {
    const env = await environmentOf({ name: 'boss', clusterRole: 'cluster-admin', binding: 'ClusterRoleBinding' });
    const said = await outputsOf(env, forAdministrator);
    assert.match(said.get('client-certificates/read-kubeconfig') ?? '', /logs in without a certificate/);
    assert.match(said.get('authenticating-proxy/alice') ?? '', /no context "front-proxy"/);
    assert.match(said.get('tokens-in-ci/audit-log') ?? '', /The log is out of reach here/);
    assert.match(said.get('tokens-in-ci/task-1-check') ?? '', /^Not yet.*By your own record/);
  });

  it('run to their end for somebody who may do little, twice where that one can make something, and say so', async () => {
    const env = await environmentOf({ name: 'guest', clusterRole: 'edit', binding: 'RoleBinding' });
    const first = await outputsOf(env);
    const said = new Map([...first, ...(await outputsOf(env, again))]);
    assert.match(said.get('service-account-tokens/fresh-namespace') ?? '', /You may not make a namespace here/);
    assert.match(said.get('rbac/fresh-namespace') ?? '', /You may not make a namespace here/);
    assert.match(said.get('tokens-in-ci/room') ?? '', /You may not make a namespace here/);
    assert.match(said.get('debugging-access/workshop') ?? '', /You may not make the namespace lesson-debug here/);
    assert.match(said.get('debugging-access/case-01-open') ?? '', /Not possible here/);
    assert.match(said.get('rbac/task-1-check') ?? '', /^Not checked: .*does not let you look/);
  });
});
