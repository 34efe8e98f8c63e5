import assert from 'node:assert/strict';
import { type Explanation, explanationPath } from '../../../src/kube/explanation.js';
import { type Answer, type Api, adminOf, apiOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const group = 'rbac.authorization.k8s.io';
const roles = `/apis/${group}/v1/namespaces/verbs/roles`;
const ns = '/api/v1/namespaces/verbs';

describe('a second question about a request', () => {
  let cluster: TestCluster;
  let admin: Api;
  let frank: Api;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    frank = apiOf(cluster, { ...cluster.admin, as: { user: 'frank' } });
    await makeNamespace(admin, 'verbs');
  });
  after(async () => {
    admin.close();
    frank.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  const role = (name: string, rules: object[]): object => ({
    apiVersion: `${group}/v1`,
    kind: 'Role',
    metadata: { name },
    rules,
  });
  const give = async (name: string, ...rules: object[]): Promise<void> => {
    await admin.post(roles, role(name, rules));
    await admin.post(`/apis/${group}/v1/namespaces/verbs/rolebindings`, {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { name },
      roleRef: { apiGroup: group, kind: 'Role', name },
      subjects: [{ kind: 'User', apiGroup: group, name: 'frank' }],
    });
  };
  /** The answer when the rights that were given count. */
  const counted = (run: () => Promise<Answer>): Promise<Answer> =>
    until('the rights count', async () => {
      const answer = await run();
      return !/forbidden: User/.test(answer.message) && answer;
    });

  it('who may update or apply, and not create, makes nothing new by it', async () => {
    await give('changes', { apiGroups: ['', group], resources: ['configmaps', 'roles'], verbs: ['update', 'patch'] });
    const put = await counted(() => frank.put(`${roles}/new`, role('new', [])));
    assert.deepEqual([put.code, put.message], [403, `roles.${group} "new" is forbidden: `]);
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new' } };
    const apply = (): Promise<Answer> => frank.patch(`${ns}/configmaps/new?fieldManager=frank`, object, 'apply');
    const applied = await apply();
    assert.deepEqual([applied.code, applied.message], [403, 'configmaps "new" is forbidden: ']);
    const explained = await frank.get(explanationPath(String(applied.headers['audit-id'])));
    const { findings } = explained.body as unknown as Explanation;
    assert.deepEqual(
      findings.filter(({ outcome }) => outcome === 'refused'),
      [
        {
          stage: 'authorization',
          outcome: 'refused',
          detail: 'This patch does what the verb create is for, and no rule allows frank to create configmaps.',
          remedy: 'Give frank the verb create on configmaps as well.',
        },
      ],
    );
    await admin.post(`${ns}/configmaps`, object);
    assert.equal((await apply()).code, 200);
  });

  it('who may get the exec, attach or portforward of a pod, and not create it, works in none', async () => {
    const resources = ['exec', 'attach', 'portforward'].map((name) => `pods/${name}`);
    await give('looks', { apiGroups: [''], resources, verbs: ['get'] });
    for (const name of ['exec', 'attach', 'portforward']) {
      const answer = await counted(() => frank.get(`${ns}/pods/none/${name}?command=ls`));
      assert.deepEqual([answer.code, answer.message], [403, 'pods "none" is forbidden: '], name);
    }
    await give('works', { apiGroups: [''], resources, verbs: ['create'] });
    const answer = await until('frank may create', async () => {
      const given = await frank.get(`${ns}/pods/none/exec?command=ls`);
      return given.code !== 403 && given;
    });
    assert.equal(answer.code, 404, answer.text);
  });
});
