/** The defaults of every namespace, and the Secrets with tokens of accounts. */
import assert from 'node:assert/strict';
import { type Api, adminOf, apiOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

interface Held {
  data?: Record<string, string>;
  metadata: { uid?: string; annotations?: Record<string, string>; labels?: Record<string, string> };
}

describe('the controllers of accounts', () => {
  let cluster: TestCluster;
  let admin: Api;
  let ns = '';
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    ns = await makeNamespace(admin, 'held');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const held = async (path: string): Promise<Held | undefined> => {
    const { code, body } = await admin.get(`${ns}/${path}`);
    return code === 200 ? (body as unknown as Held) : undefined;
  };
  const account = (name: string) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  const uidAnnotation = 'kubernetes.io/service-account.uid';
  const secret = (name: string, of: string, more: object = {}, annotations: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { name, annotations: { 'kubernetes.io/service-account.name': of, ...annotations } },
    ...more,
  });
  const filled = (name: string): Promise<Held> =>
    until(`the token in ${name}`, async () => {
      const found = await held(`secrets/${name}`);
      return found?.data?.token !== undefined && found;
    });
  const isGone = (path: string): Promise<boolean> =>
    until(`the end of ${path}`, async () => (await held(path)) === undefined);
  const decoded = (text = ''): string => Buffer.from(text, 'base64').toString();

  it('make the account of a namespace again, and no other that was deleted', async () => {
    const { metadata } = (await until('the account', () => held('serviceaccounts/default'))) ?? {};
    assert.equal((await admin.post(`${ns}/serviceaccounts`, account('own'))).code, 201);
    for (const name of ['own', 'default']) {
      assert.equal((await admin.delete(`${ns}/serviceaccounts/${name}`)).code, 200);
    }
    const again = await until('another', async () => {
      const found = await held('serviceaccounts/default');
      return found !== undefined && found.metadata.uid !== metadata.uid && found;
    });
    assert.notEqual(again.metadata.uid, metadata.uid);
    assert.equal(await held('serviceaccounts/own'), undefined);
  });

  it('put the certificate of the cluster back when somebody changes or deletes it', async () => {
    const path = 'configmaps/kube-root-ca.crt';
    const isWhole = (found: Held | undefined): boolean => found?.data?.['ca.crt'] === cluster.caPem;
    const first = await until('the certificate', async () => {
      const found = await held(path);
      return isWhole(found) ? found : undefined;
    });
    const description = first.metadata.annotations?.['kubernetes.io/description'];
    assert.match(description ?? '', /^Contains a CA bundle that can be used to verify the kube-apiserver /);
    const change = {
      data: { 'ca.crt': 'mine', other: 'x' },
      metadata: { annotations: { mine: 'y', 'kubernetes.io/description': null } },
    };
    assert.equal((await admin.patch(`${ns}/${path}`, change)).code, 200);
    const second = await until('the certificate again', async () => {
      const found = await held(path);
      return isWhole(found) ? found : undefined;
    });
    assert.deepEqual(second.data, { 'ca.crt': cluster.caPem });
    assert.deepEqual(second.metadata.annotations, { mine: 'y', 'kubernetes.io/description': description });
    assert.equal((await admin.delete(`${ns}/${path}`)).code, 200);
    await until('a new one', async () => {
      const found = await held(path);
      return isWhole(found) && found?.metadata.uid !== first.metadata.uid;
    });
    // what looks like it in another map is nobody's matter
    const own = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' }, data: { 'ca.crt': 'mine' } };
    assert.equal((await admin.post(`${ns}/configmaps`, own)).code, 201);
    assert.deepEqual((await held('configmaps/own'))?.data, { 'ca.crt': 'mine' });
  });

  it('fill the Secret of an account with a token, which is the account’s', async () => {
    const { uid } = (await admin.post(`${ns}/serviceaccounts`, account('robot'))).body.metadata;
    assert.equal((await admin.post(`${ns}/secrets`, secret('robot-token', 'robot'))).code, 201);
    const { data = {}, metadata } = await filled('robot-token');
    assert.deepEqual(Object.keys(data).sort(), ['ca.crt', 'namespace', 'token']);
    assert.deepEqual([decoded(data['ca.crt']), decoded(data.namespace)], [cluster.caPem, 'held']);
    assert.equal(metadata.annotations?.[uidAnnotation], uid);
    const robot = apiOf(cluster, { token: decoded(data.token) });
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { body } = await robot.post('/apis/authentication.k8s.io/v1/selfsubjectreviews', review);
    robot.close();
    const { status } = body as unknown as { status?: { userInfo?: { username?: string } } };
    assert.equal(status?.userInfo?.username, 'system:serviceaccount:held:robot');
  });

  it('put back what is missing or wrong beside the token, and leave the token and other data', async () => {
    const { data: { token = '' } = {} } = await filled('robot-token');
    const broken = { 'ca.crt': null, namespace: Buffer.from('other').toString('base64'), extra: 'eA==' };
    assert.equal((await admin.patch(`${ns}/secrets/robot-token`, { data: broken })).code, 200);
    const { data = {} } = await until('the rest', async () => {
      const found = await held('secrets/robot-token');
      return found?.data?.['ca.crt'] !== undefined && found;
    });
    assert.deepEqual([decoded(data.namespace), data.token, data.extra], ['held', token, 'eA==']);
    assert.equal((await admin.patch(`${ns}/secrets/robot-token`, { data: { token: null } })).code, 200);
    const other = await filled('robot-token');
    assert.equal(decoded(other.data?.token).split('.').length, 3);
  });

  it('delete the Secrets of an account that is not there, or is another one by now', async () => {
    const wrong = { [uidAnnotation]: '00000000-0000-0000-0000-000000000000' };
    for (const made of [secret('of-nobody', 'nobody'), secret('of-another', 'robot', {}, wrong)]) {
      assert.equal((await admin.post(`${ns}/secrets`, made)).code, 201);
    }
    for (const name of ['of-nobody', 'of-another']) await isGone(`secrets/${name}`);
    const plain = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: secret('plain', 'robot').metadata,
      data: { a: 'eA==' },
    };
    assert.equal((await admin.post(`${ns}/secrets`, plain)).code, 201);
    await admin.post(`${ns}/serviceaccounts`, account('second'));
    await admin.post(`${ns}/secrets`, secret('second-token', 'second'));
    await filled('second-token');
    assert.equal((await admin.delete(`${ns}/serviceaccounts/robot`)).code, 200);
    await isGone('secrets/robot-token');
    // that of another account, and a Secret of another type
    assert.deepEqual((await held('secrets/plain'))?.data, { a: 'eA==' });
    assert.ok(await held('secrets/second-token'));
  });
});
