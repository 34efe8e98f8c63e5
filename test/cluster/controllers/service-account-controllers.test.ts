/** The defaults of every namespace, and the Secrets with tokens of accounts. */
import assert from 'node:assert/strict';
import { apiOf, makeNamespace } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

interface Held {
  data?: Record<string, string>;
  metadata: { uid?: string; annotations?: Record<string, string>; labels?: Record<string, string> };
}

describe('the controllers of accounts', () => {
  const { cluster, api: admin } = clusterForTests('held');
  const ns = '/api/v1/namespaces/held';

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
    // the description alone
    const none = { metadata: { annotations: { 'kubernetes.io/description': null } } };
    assert.equal((await admin.patch(`${ns}/${path}`, none)).code, 200);
    await until('the description', async () => (await held(path))?.metadata.annotations?.['kubernetes.io/description']);
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

  it('put back what is missing beside the token, and leave the token, another namespace and other data', async () => {
    const { data: { token = '' } = {} } = await filled('robot-token');
    const broken = { 'ca.crt': null, namespace: Buffer.from('other').toString('base64'), extra: 'eA==' };
    assert.equal((await admin.patch(`${ns}/secrets/robot-token`, { data: broken })).code, 200);
    const { data = {} } = await until('the rest', async () => {
      const found = await held('secrets/robot-token');
      return found?.data?.['ca.crt'] !== undefined && found;
    });
    assert.deepEqual([decoded(data.namespace), data.token, data.extra], ['other', token, 'eA==']);
    assert.equal((await admin.patch(`${ns}/secrets/robot-token`, { data: { token: null } })).code, 200);
    const other = await filled('robot-token');
    assert.equal(decoded(other.data?.token).split('.').length, 3);
    assert.equal((await admin.patch(`${ns}/secrets/robot-token`, { data: { namespace: null } })).code, 200);
    await until('its namespace', async () => decoded((await held('secrets/robot-token'))?.data?.namespace) === 'held');
  });

  it('put back each part of the Secret by itself, and leave a Secret that is whole', async () => {
    const whole = await filled('robot-token');
    const ca = { 'ca.crt': Buffer.from('mine').toString('base64') };
    for (const data of [ca, { 'ca.crt': null }, { namespace: null }, { namespace: '' }]) {
      assert.equal((await admin.patch(`${ns}/secrets/robot-token`, { data })).code, 200);
      await until(`what ${JSON.stringify(data)} took away`, async () => {
        const { data: now = {} } = (await held('secrets/robot-token')) ?? {};
        return now['ca.crt'] === whole.data?.['ca.crt'] && now.namespace === whole.data?.namespace;
      });
      assert.deepEqual((await held('secrets/robot-token'))?.data, whole.data);
    }
    // an empty token is none
    assert.equal((await admin.patch(`${ns}/secrets/robot-token`, { data: { token: '' } })).code, 200);
    const { data = {} } = await until('a token', async () => {
      const found = await held('secrets/robot-token');
      return Boolean(found?.data?.token) && found;
    });
    assert.deepEqual({ ...data, token: '' }, { ...whole.data, token: '' });
    const none = { metadata: { annotations: { [uidAnnotation]: null } } };
    assert.equal((await admin.patch(`${ns}/secrets/robot-token`, none)).code, 200);
    // Secrets are looked at in their order
    assert.equal(
      (await admin.post(`${ns}/secrets`, secret('after-it', 'robot', {}, { [uidAnnotation]: '' }))).code,
      201,
    );
    const after = await filled('after-it');
    assert.equal(after.metadata.annotations?.[uidAnnotation], whole.metadata.annotations?.[uidAnnotation]);
    const left = await held('secrets/robot-token');
    assert.deepEqual([left?.data, left?.metadata.annotations?.[uidAnnotation]], [data, undefined]);
  });

  it('fill what somebody deletes, as long as a finalizer holds it', async () => {
    const made = secret('going', 'later');
    const finalizers = ['example.com/hold'];
    await admin.post(`${ns}/serviceaccounts`, account('later'));
    assert.equal(
      (await admin.post(`${ns}/secrets`, { ...made, metadata: { ...made.metadata, finalizers } })).code,
      201,
    );
    await filled('going');
    assert.equal((await admin.delete(`${ns}/secrets/going`)).code, 200);
    assert.equal((await admin.patch(`${ns}/secrets/going`, { data: { token: null } })).code, 200);
    await filled('going');
    // its account goes; it is told to go once more, and waits for its finalizer
    assert.equal((await admin.delete(`${ns}/serviceaccounts/later`)).code, 200);
    assert.equal((await admin.patch(`${ns}/secrets/going`, { metadata: { finalizers: null } })).code, 200);
    await isGone('secrets/going');
  });

  it('keep no account and no certificate in a namespace that is going', async () => {
    const going = await makeNamespace(admin, 'going');
    const hold = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/hold'] } };
    assert.equal((await admin.post(`${going}/configmaps`, hold)).code, 201);
    assert.equal((await admin.delete(going)).code, 200);
    for (const path of ['serviceaccounts/default', 'configmaps/kube-root-ca.crt']) {
      await until(`the end of ${path}`, async () => (await admin.get(`${going}/${path}`)).code === 404);
    }
    assert.equal((await admin.patch(going, { metadata: { labels: { a: 'b' } } })).code, 200);
    await makeNamespace(admin, 'after-the-going');
    const accounts = (await admin.get(`${going}/serviceaccounts`)).body.items;
    const maps = (await admin.get(`${going}/configmaps`)).body.items.map(({ metadata }) => metadata.name);
    assert.deepEqual([accounts, maps], [[], ['held']]);
    assert.equal((await admin.patch(`${going}/configmaps/held`, { metadata: { finalizers: null } })).code, 200);
    await until('the end of the namespace', async () => (await admin.get(going)).code === 404);
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
