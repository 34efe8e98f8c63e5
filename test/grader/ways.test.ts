/** The activity done in different ways, and passed off in others, on a real practice cluster: same marks, or none. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { certificateRequest, newKey } from '../../src/auth/make-credentials.js';
import { othersOnPractice } from '../../src/course/grading/learner-events.js';
import { judge } from '../../src/grader/judge.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import type { Verdict } from '../../src/grader/verdict.js';
import type { KubeList, KubeObject } from '../../src/kube/object.js';
import { start } from '../helpers/command.js';
import { kubectlOf, needs } from '../helpers/kubectl.js';
import { practiceCluster, send, type TestCluster, type TestRequest } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

const file = 'notebooks/rubrics/04-activity.yaml';
const rubric = parseRubric(readFileSync(file, 'utf8'), file);
const room = '/api/v1/namespaces/activity-example';
const bindings = '/apis/rbac.authorization.k8s.io/v1/namespaces/activity-example/rolebindings';
const deployments = '/apis/apps/v1/namespaces/activity-example/deployments';
const username = 'system:serviceaccount:activity-example:activity-sa';
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'nginx', namespace: 'activity-example' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'nginx' } },
    template: { metadata: { labels: { app: 'nginx' } }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } },
  },
};
const roleBinding = {
  metadata: { name: 'activity-sa-clusteradmin' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'activity-sa', namespace: 'activity-example' }],
};

/** How the second part's requests say who sends them. */
type Sender = Pick<TestRequest, 'cert' | 'key' | 'token' | 'headers'>;

describe('the activity', function () {
  this.timeout(600_000);
  let cluster: TestCluster;
  let before: KubeObject[];

  const bindingsNow = async (): Promise<KubeObject[]> => {
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
    const { items } = (await send(cluster, path, admin())).json<KubeList>();
    const namespaces = (await send(cluster, '/api/v1/namespaces', admin())).json<KubeList>().items;
    return [
      ...items.map((item) => ({ ...item, apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' })),
      ...namespaces.map((item) => ({ ...item, apiVersion: 'v1', kind: 'Namespace' })),
    ];
  };

  beforeEach(async () => {
    cluster = await practiceCluster();
    before = await bindingsNow();
  });
  afterEach(() => cluster?.stop());

  const admin = (): Sender => ({ cert: cluster.admin.certPem, key: cluster.admin.keyPem });

  async function verdict(): Promise<Verdict> {
    const objects = await bindingsNow();
    const audit = cluster.events.filter((event) => !othersOnPractice(event));
    return judge(rubric, { audit, objects, before, source: 'server', cells: [] });
  }
  const passed = ({ checks }: Verdict): string[] =>
    checks.filter(({ status }) => status === 'passed').map(({ id }) => id);
  const told = ({ checks }: Verdict, id: string): string => checks.find((check) => check.id === id)?.seen ?? '';

  async function firstPart(): Promise<void> {
    await send(cluster, '/api/v1/namespaces', {
      ...admin(),
      method: 'POST',
      body: { metadata: { name: 'activity-example' } },
    });
    const account = { metadata: { name: 'activity-sa' } };
    await send(cluster, `${room}/serviceaccounts`, { ...admin(), method: 'POST', body: account });
    await send(cluster, bindings, { ...admin(), method: 'POST', body: roleBinding });
  }

  async function token(account = 'activity-sa'): Promise<string> {
    const path = `${room}/serviceaccounts/${account}/token`;
    const answer = await send(cluster, path, { ...admin(), method: 'POST', body: { spec: {} } });
    return answer.json<{ status: { token: string } }>().status.token;
  }

  async function secondPart(sender: Sender, query = ''): Promise<void> {
    await send(cluster, '/apis/authentication.k8s.io/v1/selfsubjectreviews', { ...sender, method: 'POST', body: {} });
    await send(cluster, `${deployments}${query}`, { ...sender, method: 'POST', body: deployment });
    await send(cluster, `${room}/pods?labelSelector=app%3Dnginx`, sender);
    await send(cluster, `${room}${query}`, { ...sender, method: 'DELETE' });
  }

  const one = ['namespace', 'account', 'binding'];
  const two = ['token', 'deployment', 'deployment-as-asked', 'pods', 'pods-of-deployment', 'end', 'nothing-left'];

  it('by plain requests and the token that was asked for gives full marks', async () => {
    await firstPart();
    await secondPart({ token: await token() });
    const { points, maxPoints, deductions } = await verdict();
    assert.equal(points, maxPoints);
    assert.deepEqual(deductions, []);
  });

  it('by the token of a Secret gives full marks', async () => {
    await firstPart();
    const annotations = { 'kubernetes.io/service-account.name': 'activity-sa' };
    const body = { type: 'kubernetes.io/service-account-token', metadata: { name: 'held', annotations } };
    await send(cluster, `${room}/secrets`, { ...admin(), method: 'POST', body });
    const held = await until('the token', async () => {
      const secret = (await send(cluster, `${room}/secrets/held`, admin())).json<{ data?: { token?: string } }>();
      return secret.data?.token;
    });
    await secondPart({ token: Buffer.from(held, 'base64').toString() });
    const result = await verdict();
    assert.equal(result.points, result.maxPoints);
    assert.equal(
      told(result, 'deployment'),
      'deployments/nginx was created by "activity-sa" with the token of a Secret',
    );
  });

  it('with mistakes on the way, mended, gives full marks', async () => {
    await secondPart({ headers: {} });
    await firstPart();
    await firstPart();
    await secondPart({ token: await token('default') });
    const robot = await token();
    await send(cluster, deployments, { method: 'POST', token: robot, body: { metadata: { name: 'nginx' } } });
    await send(cluster, deployments, {
      method: 'POST',
      token: robot,
      body: { ...deployment, metadata: { generateName: 'nginx-' } },
    });
    await secondPart({ token: robot });
    const result = await verdict();
    assert.equal(result.points, result.maxPoints, JSON.stringify(result.checks, null, 1));
  });

  it('by server-side apply gives full marks', async () => {
    const apply = (path: string, sender: Sender, body: object) =>
      send(cluster, `${path}?fieldManager=me`, {
        ...sender,
        method: 'PATCH',
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body,
      });
    const meta = { name: 'activity-example' };
    await apply(room, admin(), { apiVersion: 'v1', kind: 'Namespace', metadata: meta });
    await apply(`${room}/serviceaccounts/activity-sa`, admin(), {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'activity-sa' },
    });
    await apply(`${bindings}/activity-sa-clusteradmin`, admin(), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      ...roleBinding,
    });
    const robot = { token: await token() };
    await apply(`${deployments}/nginx`, robot, deployment);
    await send(cluster, `${room}/pods?labelSelector=app%3Dnginx`, robot);
    await send(cluster, room, { ...robot, method: 'DELETE' });
    const result = await verdict();
    assert.equal(result.points, result.maxPoints, JSON.stringify(result.checks, null, 1));
  });

  it('G8: by the administrator throughout earns the first part, and loses the second once', async () => {
    await firstPart();
    await secondPart(admin());
    const result = await verdict();
    assert.deepEqual(passed(result), [...one, 'nothing-left']);
    assert.deepEqual(result.deductions, []);
    assert.equal(result.points, 8);
    assert.equal(
      told(result, 'end'),
      'namespaces/activity-example was deleted by "kubelab-admin" with a client certificate; asked for: "activity-sa" with its token',
    );
  });

  it('by acting as the account earns nothing in the second part', async () => {
    await firstPart();
    await secondPart({ ...admin(), headers: { 'impersonate-user': username } });
    assert.deepEqual(passed(await verdict()), [...one, 'nothing-left']);
  });

  it('by a certificate with the name of the account earns nothing in the second part', async () => {
    await firstPart();
    const key = newKey();
    const request = Buffer.from(await certificateRequest({ commonName: username, key })).toString('base64');
    const csrs = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
    const spec = { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] };
    const asked = await send(cluster, csrs, {
      ...admin(),
      method: 'POST',
      body: { metadata: { name: 'alike' }, spec },
    });
    const conditions = [{ type: 'Approved', status: 'True', reason: 'x' }];
    const body = { ...asked.json(), status: { conditions } };
    await send(cluster, `${csrs}/alike/approval`, { ...admin(), method: 'PUT', body });
    const issued = await until('the certificate', async () => {
      const { status } = (await send(cluster, `${csrs}/alike`, admin())).json<{ status?: { certificate?: string } }>();
      return status?.certificate;
    });
    await secondPart({ cert: Buffer.from(issued, 'base64').toString(), key: key.pem });
    const result = await verdict();
    assert.deepEqual(passed(result), [...one, 'nothing-left']);
    assert.match(
      told(result, 'token'),
      /by "activity-sa" with a client certificate; asked for: "activity-sa" with its token$/,
    );
  });

  it('by the front proxy earns nothing in the second part, whatever it makes up', async () => {
    await firstPart();
    await token();
    const issued = cluster.events.findLast(({ objectRef }) => objectRef?.subresource === 'token');
    const id = issued?.annotations?.['authentication.kubernetes.io/issued-credential-id'] ?? '';
    assert.match(id, /^JTI=/);
    const { certPem: cert, keyPem: key } = cluster.frontProxyClient;
    const headers = {
      'x-remote-user': username,
      'x-remote-uid': '0a1b2c3d-0000-4000-8000-123456789abc',
      'x-remote-group': ['system:serviceaccounts', 'system:serviceaccounts:activity-example'],
      'x-remote-extra-authentication.kubernetes.io%2fcredential-id': id,
    };
    await secondPart({ cert, key, headers });
    assert.deepEqual(passed(await verdict()), [...one, 'nothing-left']);
  });

  it("by the front proxy passes for nobody's certificate, whatever it makes up", async () => {
    const { certPem: cert, keyPem: key } = cluster.frontProxyClient;
    const headers = {
      'x-remote-user': 'kubelab-admin',
      'x-remote-group': 'system:masters',
      'x-remote-extra-authentication.kubernetes.io%2fcredential-id': `X509SHA256=${'5'.repeat(64)}`,
    };
    const body = { metadata: { name: 'activity-example' } };
    const { status } = await send(cluster, '/api/v1/namespaces', { cert, key, headers, method: 'POST', body });
    assert.equal(status, 201);
    const result = await verdict();
    assert.deepEqual(passed(result), []);
    assert.match(told(result, 'namespace'), /by the word of a front proxy/);
  });

  it('rehearsed by dry runs earns what was no rehearsal', async () => {
    await firstPart();
    await secondPart({ token: await token() }, '?dryRun=All');
    const result = await verdict();
    assert.deepEqual(passed(result), [...one, 'token', 'pods', 'pods-of-deployment']);
    assert.match(told(result, 'deployment'), /was created by "activity-sa" with its token; that was a dry run/);
  });

  it('by a ClusterRoleBinding loses points for what it leaves behind', async () => {
    await firstPart();
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
    await send(cluster, path, { ...admin(), method: 'POST', body: roleBinding });
    await secondPart({ token: await token() });
    const { points, maxPoints, deductions } = await verdict();
    assert.equal(points, maxPoints - 2);
    assert.equal(deductions[0]?.seen, 'ClusterRoleBinding is there');
  });

  describe('S13: what was asked in such a way that nothing came of it', () => {
    let robot: Sender;
    const make = (replicas: number) =>
      send(cluster, deployments, {
        ...robot,
        method: 'POST',
        body: { ...deployment, spec: { ...deployment.spec, replicas } },
      });
    const merge = (path: string, sender: Sender, body: object) =>
      send(cluster, path, {
        ...sender,
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body,
      });
    const deducted = async (): Promise<string[]> => (await verdict()).deductions.map(({ id }) => id);

    beforeEach(async () => {
      await firstPart();
      robot = { token: await token() };
    });

    it('a list that leaves out what it is to hold earns nothing for it', async () => {
      await make(2);
      await send(cluster, `${room}/pods?labelSelector=app!%3Dnginx`, robot);
      await send(cluster, `${room}/pods?labelSelector=app%3Dnginx&fieldSelector=metadata.name%3Dnone`, robot);
      const result = await verdict();
      assert.ok(passed(result).includes('pods'));
      assert.ok(!passed(result).includes('pods-of-deployment'));
      assert.match(told(result, 'pods-of-deployment'), /its label selector was "app/);
    });

    it('replicas that the certificate set are not those of an empty patch by the account', async () => {
      await make(1);
      assert.equal((await merge(`${deployments}/nginx/scale`, admin(), { spec: { replicas: 2 } })).status, 200);
      assert.equal((await merge(`${deployments}/nginx`, robot, {})).status, 200);
      const result = await verdict();
      assert.ok(!passed(result).includes('deployment-as-asked'));
      assert.match(told(result, 'deployment-as-asked'), /its spec\.replicas was "1", asked for "2"/);
      assert.deepEqual(await deducted(), ['certificate-for-token']);
    });

    it('a deletecollection with the certificate costs what a delete costs', async () => {
      await make(2);
      assert.deepEqual(await deducted(), []);
      assert.equal((await send(cluster, deployments, { ...admin(), method: 'DELETE' })).status, 200);
      assert.deepEqual(await deducted(), ['certificate-for-token']);
    });

    it('a binding for the whole cluster that a finalizer holds is left', async () => {
      const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
      const metadata = { name: 'held', finalizers: ['example.com/mine'] };
      const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'everybody' }];
      await send(cluster, path, { ...admin(), method: 'POST', body: { ...roleBinding, metadata, subjects } });
      await send(cluster, `${path}/held`, { ...admin(), method: 'DELETE' });
      assert.deepEqual(await deducted(), ['bound-cluster-wide']);
      await merge(`${path}/held`, admin(), { metadata: { finalizers: null } });
      assert.deepEqual(await deducted(), []);
    });

    for (const where of ['of its own', 'of what is in it'] as const) {
      it(`a namespace that a finalizer ${where} holds is not gone`, async () => {
        await make(2);
        const finalizers = ['example.com/mine'];
        if (where === 'of its own') await merge(room, admin(), { metadata: { finalizers } });
        else {
          const body = { metadata: { name: 'held', finalizers } };
          await send(cluster, `${room}/configmaps`, { ...admin(), method: 'POST', body });
        }
        await send(cluster, room, { ...robot, method: 'DELETE' });
        await until('the namespace that waits', async () => {
          const { status, metadata } = (await send(cluster, room, admin())).json<
            KubeObject & { status?: { conditions?: unknown[] } }
          >();
          return metadata.finalizers?.length || status?.conditions?.length ? true : undefined;
        });
        const result = await verdict();
        assert.ok(passed(result).includes('end'));
        assert.equal(told(result, 'nothing-left'), 'Namespace "activity-example" is still there, held by a finalizer');
      });
    }
  });

  it('by the administrator after the account was refused costs what it costs after its success', async () => {
    await firstPart();
    const robot = { token: await token() };
    await send(cluster, `${bindings}/activity-sa-clusteradmin`, { ...admin(), method: 'DELETE' });
    assert.equal((await send(cluster, deployments, { ...robot, method: 'POST', body: deployment })).status, 403);
    assert.deepEqual((await verdict()).deductions, []);
    await send(cluster, deployments, { ...admin(), method: 'POST', body: deployment });
    assert.deepEqual(
      (await verdict()).deductions.map(({ id }) => id),
      ['certificate-for-token'],
    );
  });

  it('G8: by a credential that the server does not recognise shows nothing', async () => {
    await secondPart({ token: 'not-a-token' });
    const { points, checks } = await verdict();
    assert.equal(points, 0, JSON.stringify(checks, null, 1));
  });

  it('G8: by nobody shows nothing of what a token is for, and does not follow from the missing one', async () => {
    await firstPart();
    await secondPart({ headers: {} });
    const result = await verdict();
    assert.deepEqual(
      result.checks.filter(({ status }) => status === 'follows').map(({ id }) => id),
      [],
    );
    assert.match(told(result, 'end'), /403/);
    assert.equal(result.points, 7, JSON.stringify(result.checks, null, 1));
  });

  it('G11: replicas by the scale, and a watch in the place of a list, give full marks', async () => {
    await firstPart();
    const robot = { token: await token() };
    const { replicas: _, ...spec } = deployment.spec;
    await send(cluster, deployments, { ...robot, method: 'POST', body: { ...deployment, spec } });
    await send(cluster, `${deployments}/nginx/scale`, {
      ...robot,
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { spec: { replicas: 2 } },
    });
    await send(cluster, `${room}/pods?watch=1&timeoutSeconds=1&labelSelector=app%3Dnginx`, robot);
    await send(cluster, room, { ...robot, method: 'DELETE' });
    const result = await verdict();
    assert.equal(result.points, result.maxPoints, JSON.stringify(result.checks, null, 1));
  });

  describe('by programs', () => {
    it('kubectl gives full marks', async function () {
      needs(this, 'kubectl');
      const kubectl = await kubectlOf(cluster);
      try {
        await kubectl.ok('create namespace activity-example');
        await kubectl.ok('create serviceaccount activity-sa -n activity-example');
        await kubectl.ok(
          'create rolebinding activity-sa-clusteradmin --clusterrole=cluster-admin --serviceaccount=activity-example:activity-sa -n activity-example',
        );
        const robot = (await kubectl.ok('create token activity-sa -n activity-example')).trim();
        await kubectl.write('ca.crt', cluster.caPem);
        await kubectl.write('none', '');
        const as = `--kubeconfig=none --server=${cluster.server} --certificate-authority=ca.crt --token=${robot} -n activity-example`;
        await kubectl.ok(`${as} create deployment nginx --image=nginx --replicas=2 --dry-run=server`);
        await kubectl.ok(`${as} create deployment nginx --image=nginx --replicas=2`);
        await kubectl.ok(`${as} get pods -l app=nginx`);
        await kubectl.ok(`${as} delete namespace activity-example --wait=false`);
      } finally {
        await kubectl.close();
      }
      const result = await verdict();
      assert.equal(result.points, result.maxPoints, JSON.stringify(result.checks, null, 1));
    });

    it('curl gives full marks', async function () {
      needs(this, 'curl', 'kubectl');
      await firstPart();
      const robot = await token();
      const kubectl = await kubectlOf(cluster);
      try {
        await kubectl.write('ca.crt', cluster.caPem);
        await kubectl.write('deployment.json', JSON.stringify(deployment));
        const curl = async (...words: string[]): Promise<void> => {
          const given = ['-sS', '--fail', '--cacert', 'ca.crt', '-H', `Authorization: Bearer ${robot}`, ...words];
          const { code } = await start('curl', given, { cwd: kubectl.folder }).ended;
          assert.equal(code, 0, words.join(' '));
        };
        const json = ['-H', 'Content-Type: application/json', '--data', '@deployment.json'];
        await curl(...json, `${cluster.server}${deployments}`);
        await curl('-G', '--data-urlencode', 'labelSelector=app=nginx', `${cluster.server}${room}/pods`);
        await curl('-X', 'DELETE', `${cluster.server}${room}`);
      } finally {
        await kubectl.close();
      }
      const result = await verdict();
      assert.deepEqual(passed(result), [...one, ...two]);
    });
  });
});
