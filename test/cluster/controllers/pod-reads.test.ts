import assert from 'node:assert/strict';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import type { KeyedData } from '../../../src/cluster/controllers/pod-environment.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { podReads } from '../../../src/cluster/controllers/pod-reads.js';
import { type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const second = 1000;
const day = 24 * 3600;

describe('what the kubelet reads for its pods', () => {
  let clock: ManualClock;
  let cluster: TestCluster;
  let admin: Api;
  let path = '';
  let reads: ReturnType<typeof podReads>;
  before(async () => {
    // of its own for every run of these tests: certificates begin at its time
    clock = manualClock(new Date(Math.floor(Date.now() / 1000) * 1000));
    cluster = await practiceCluster({ clock });
    admin = adminOf(cluster);
    path = await makeNamespace(admin, 'read');
    await admin.post(`${path}/configmaps`, { ...configMap('map', { a: 'ä' }), binaryData: { b: 'AP8=' } });
    await admin.post(`${path}/configmaps`, configMap('empty'));
    await admin.post(`${path}/secrets`, { metadata: { name: 'secret' }, data: { a: '/wA=' } });
    // one that is not there at first
    for (const name of ['p', 'q']) {
      const volumes = ['', 'vault'].map((audience) => ({
        name: `token${audience}`,
        projected: { sources: [{ serviceAccountToken: { path: 'token', ...(audience ? { audience } : {}) } }] },
      }));
      const envFrom = [
        { configMapRef: { name: 'map' } },
        { configMapRef: { name: 'empty' } },
        { configMapRef: { name: 'late', optional: true } },
        { secretRef: { name: 'secret' } },
      ];
      const spec = { nodeName: 'kubelab', containers: [{ name: 'c', image: 'nginx', envFrom }], volumes };
      const made = await admin.post(`${path}/pods`, { metadata: { name }, spec });
      assert.equal(made.code, 201, made.text);
    }
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });
  beforeEach(() => {
    reads = podReads(cluster.clientFor('system:node:kubelab'), clock, () => []);
  });

  const podOf = async (name: string): Promise<Pod> => (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
  const bytes = (data: KeyedData | undefined) =>
    data && Object.fromEntries(Object.entries(data).map(([key, value]) => [key, [...value]]));
  const map = async (name = 'map') => bytes(await reads.data('configmap', 'read', name));
  const change = (a: string) => admin.patch(`${path}/configmaps/map`, { data: { a } });

  it('are the bytes of a ConfigMap or a Secret, if there is one', async () => {
    assert.deepEqual(await map(), { a: [0xc3, 0xa4], b: [0, 0xff] });
    assert.deepEqual(await map('empty'), {});
    assert.deepEqual(bytes(await reads.data('secret', 'read', 'secret')), { a: [0xff, 0] });
    assert.equal(await map('late'), undefined);
  });

  it('are kept for a minute, and what is not there is looked for each time', async () => {
    await change('1');
    assert.deepEqual((await map())?.a, [0x31]);
    await change('2');
    clock.advance(60 * second - 1);
    assert.deepEqual((await map())?.a, [0x31]);
    // a secret of that name is another object
    await assert.rejects(reads.data('secret', 'read', 'map'));
    clock.advance(1);
    assert.deepEqual((await map())?.a, [0x32]);
    assert.equal(await map('late'), undefined);
    await admin.post(`${path}/configmaps`, configMap('late', { a: '3' }));
    assert.deepEqual(await map('late'), { a: [0x33] });
    // within its minute, although another one was read meanwhile
    await change('4');
    clock.advance(59 * second);
    await map('empty');
    assert.deepEqual((await map())?.a, [0x32]);
    await change('ä');
  });

  it('are tokens of the account of the pod, for whom and for as long as the pod asks', async () => {
    const pod = await podOf('p');
    const claims = async (audience: string | undefined, seconds: number) =>
      JSON.parse(
        Buffer.from((await reads.token(pod, audience, seconds)).split('.')[1] ?? '', 'base64url').toString(),
      ) as { aud: string[]; iat: number; exp: number; sub: string; 'kubernetes.io': { pod: object } };
    const { aud, exp, iat, sub, 'kubernetes.io': bound } = await claims('vault', 1200);
    assert.deepEqual([aud, exp - iat, sub], [['vault'], 1200, 'system:serviceaccount:read:default']);
    assert.deepEqual(bound.pod, { name: 'p', uid: pod.metadata.uid });
    assert.notDeepEqual((await claims(undefined, 1200)).aud, ['vault']);
  });

  it('are one token until four fifths of its life are over, or a day', async () => {
    const pod = await podOf('p');
    for (const [life, renewed] of [
      [1000, 800],
      [2 * day, day],
    ] as const) {
      const first = await reads.token(pod, 'vault', life);
      clock.advance(renewed * second - 1);
      assert.equal(await reads.token(pod, 'vault', life), first);
      clock.advance(1);
      assert.notEqual(await reads.token(pod, 'vault', life), first);
    }
  });

  it('are other tokens for other pods, audiences and lives, and for a pod that was forgotten', async () => {
    const [p, q] = [await podOf('p'), await podOf('q')];
    const ask = () =>
      Promise.all([
        reads.token(p, 'vault', 1200),
        reads.token(p, undefined, 1200),
        reads.token(p, 'vault', 1201),
        reads.token(q, 'vault', 1200),
      ]);
    const tokens = await ask();
    assert.equal(new Set(tokens).size, 4);
    assert.deepEqual(await ask(), tokens);
    clock.advance(second);
    reads.forget(p.metadata.uid ?? '');
    const again = await ask();
    assert.deepEqual(
      again.map((token, i) => token === tokens[i]),
      [false, false, false, true],
    );
  });
});
