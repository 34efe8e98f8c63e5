import assert from 'node:assert/strict';
import { legacyTokenLabels } from '../../../src/cluster/authentication/legacy-token-label.js';
import { apiServerUser } from '../../../src/cluster/client/in-process-client.js';
import { manualClock } from '../../../src/cluster/clock.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the label that says when the token of a Secret was last used', () => {
  const label = 'kubernetes.io/legacy-token-last-used';
  const secrets = '/api/v1/namespaces/default/secrets';
  const day = 24 * 3600_000;
  let cluster: TestCluster;
  let admin: Api;
  let errors: unknown[];

  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
  });
  beforeEach(() => {
    errors = [];
  });
  after(async () => {
    admin.close();
    await cluster.stop();
  });

  function labels(username = apiServerUser) {
    const clock = manualClock(new Date('2026-11-25T23:00:00Z'));
    const client = cluster.clientFor(username);
    return { clock, use: legacyTokenLabels({ client, clock, onError: (error) => errors.push(error) }) };
  }
  const made = async (name: string): Promise<KubeObject> =>
    (await admin.post(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name } })).body;
  const dateOf = async (name: string): Promise<string | undefined> =>
    (await admin.get(`${secrets}/${name}`)).body.metadata.labels?.[label];
  const patches = (name: string): number[] =>
    cluster.events
      .filter(({ verb, objectRef }) => verb === 'patch' && objectRef?.name === name)
      .map(({ responseStatus }) => responseStatus?.code ?? 0);

  it('is written once a day', async () => {
    const { clock, use } = labels();
    const secret = await made('daily');
    for (let i = 0; i < 3; i++) use(secret);
    await until('the label', async () => (await dateOf('daily')) === '2026-11-25');
    clock.advance(2 * 3600_000);
    use(secret);
    await until('the next label', async () => (await dateOf('daily')) === '2026-11-26');
    assert.deepEqual([patches('daily'), errors], [[200, 200], []]);
  });

  it('is left when it is of today, or of tomorrow as another server has it', async () => {
    const now = labels().clock.now().getTime();
    for (const [name, time] of Object.entries({ today: now, tomorrow: now + day, yesterday: now - day })) {
      const { metadata, ...secret } = await made(name);
      labels().use({
        ...secret,
        metadata: { ...metadata, labels: { [label]: new Date(time).toISOString().slice(0, 10) } },
      });
    }
    await until('the label', async () => (await dateOf('yesterday')) === '2026-11-25');
    assert.deepEqual([patches('today'), patches('tomorrow'), patches('yesterday')], [[], [], [200]]);
  });

  it('is not for a Secret that has gone or was made again, which is no fault', async () => {
    const { use } = labels();
    const secret = await made('gone');
    await admin.delete(`${secrets}/gone`);
    use(secret);
    await until('the first answer', () => patches('gone').length === 1);
    const again = await made('gone');
    use({ ...again, metadata: { ...again.metadata, uid: `${again.metadata.uid}0` } });
    await until('the second answer', () => patches('gone').length === 2);
    assert.deepEqual([patches('gone'), errors, await dateOf('gone')], [[404, 422], [], undefined]);
  });

  it('tells of a fault that keeps it from being written', async () => {
    const { use } = labels('system:serviceaccount:default:default');
    use(await made('kept'));
    await until('the fault', () => errors.length === 1);
    assert.match(String(errors[0]), /cannot patch resource "secrets"/);
  });
});
