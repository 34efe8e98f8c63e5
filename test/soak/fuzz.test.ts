import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { type ManualClock, manualClock } from '../../src/cluster/clock.js';
import { kinds } from '../../src/kube/kinds.js';
import { type Api, adminOf, apiOf, configMap, makeNamespace } from '../helpers/api.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { badTokens, chains } from './bad-credentials.js';
import { faultsOf } from './fuzz-judge.js';
import { type FuzzRequest, fuzzRequest } from './fuzz-requests.js';
import { type RawAnswer, type RawClient, rawClient } from './raw-client.js';
import { runLength, seed, seededRandom } from './soak.js';

const requests = runLength(100_000);
const patience = 20_000;
/** Stands in what only those may read who may read the namespace `vault`. */
const treasure = 'the-treasure-of-the-vault-lies-here';
const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** Somebody who sends requests. */
interface Sender {
  who: string;
  client: RawClient;
  headers: (readonly [string, string])[];
  /** What is never shown to them. */
  secret?: string;
  /** They are nobody to the server: 401 for all. */
  unknown?: boolean;
}

describe(`${requests} requests that nobody should send (seed ${seed})`, function () {
  this.timeout(requests * 100 + 60_000);
  // in memory where there is such a folder: this is not about the disk
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kubelab-fuzz-'));
  let clock: ManualClock;
  let cluster: TestCluster;
  let admin: Api;
  let senders: Sender[] = [];
  const tokens: Record<string, string> = {};

  before(async () => {
    // it stands still, so that nothing is written but what is asked for
    clock = manualClock(new Date());
    cluster = await practiceCluster({ clock, dataDir: join(folder, 'data') });
    admin = adminOf(cluster);
    for (const name of ['open', 'vault', 'users']) await makeNamespace(admin, name);
    await admin.post('/api/v1/namespaces/users/configmaps', configMap('mark'));
    await arrange();
    const token = async (name: string): Promise<string> => {
      const { body } = await admin.post(`/api/v1/namespaces/users/serviceaccounts/${name}/token`, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: 24 * 3600 },
      });
      return (body.status as unknown as { token: string }).token;
    };
    tokens.mighty = await token('mighty');
    tokens.small = await token('small');
    senders = await everybody();
  });
  after(async () => {
    for (const { client } of senders) client.close();
    admin?.close();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the users may do, and what they must not see; again and again, since the requests change it. */
  const arrange = async (): Promise<void> => {
    const put = async (collection: string, object: { metadata: { name: string } }): Promise<void> => {
      const { code, text } = await admin.patch(
        `${collection}/${object.metadata.name}?fieldManager=arrange&force=true`,
        object,
        'apply',
      );
      assert.ok(code === 200 || code === 201, text);
    };
    const roleRef = (name: string): object => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name });
    const account = (name: string): object => ({ kind: 'ServiceAccount', name, namespace: 'users' });
    for (const name of ['mighty', 'small']) {
      await put('/api/v1/namespaces/users/serviceaccounts', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name },
      } as never);
    }
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'fuzz-mighty' },
      rules: [
        {
          apiGroups: ['*'],
          resources: [
            'persistentvolumes',
            'priorityclasses',
            'certificatesigningrequests',
            'certificatesigningrequests/*',
          ],
          verbs: ['*'],
        },
        { apiGroups: [''], resources: ['nodes', 'nodes/*'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['authorization.k8s.io', 'authentication.k8s.io'], resources: ['*'], verbs: ['create'] },
      ],
    };
    await put(`${rbac}/clusterroles`, role);
    // all but the namespace itself, whose end would be that of the test
    const core = kinds.filter(({ group, resource }) => group === '' && resource !== 'namespaces');
    const ofCore = core.flatMap(({ resource, subresources = [] }) => [
      resource,
      ...subresources.map(({ name }) => `${resource}/${name}`),
    ]);
    const groups = [...new Set(kinds.map(({ group }) => group))].filter(Boolean);
    const rules = [
      { apiGroups: [''], resources: ofCore, verbs: ['*'] },
      { apiGroups: groups, resources: ['*'], verbs: ['*'] },
    ];
    await put(`${rbac}/clusterroles`, { ...role, metadata: { name: 'fuzz-open' }, rules } as never);
    const binding = (kind: string, name: string, to: string, who: string): { metadata: { name: string } } =>
      ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind,
        metadata: { name },
        subjects: [account(who)],
        roleRef: roleRef(to),
      }) as never;
    await put(`${rbac}/clusterrolebindings`, binding('ClusterRoleBinding', 'fuzz-mighty', 'fuzz-mighty', 'mighty'));
    await put(`${rbac}/namespaces/open/rolebindings`, binding('RoleBinding', 'fuzz-open', 'fuzz-open', 'mighty'));
    await put(`${rbac}/namespaces/open/rolebindings`, binding('RoleBinding', 'fuzz-small', 'view', 'small'));
    const vault = '/api/v1/namespaces/vault';
    for (const name of ['treasure', 'a']) {
      const metadata = { annotations: { note: treasure }, labels: { a: 'b' } };
      await put(`${vault}/configmaps`, configMap(name, { a: treasure }, metadata) as never);
      await put(`${vault}/secrets`, {
        ...configMap(name, {}, metadata),
        kind: 'Secret',
        stringData: { a: treasure },
      } as never);
      await put(`${vault}/serviceaccounts`, {
        ...configMap(name, {}, metadata),
        data: undefined,
        kind: 'ServiceAccount',
      } as never);
      await admin.put(`${vault}/configmaps/${name}`, configMap(name, { a: treasure }, metadata));
      await put('/api/v1/namespaces/open/configmaps', configMap(name, { a: 'b' }, { labels: { a: 'b' } }) as never);
    }
  };

  const everybody = async (): Promise<Sender[]> => {
    const { hostname, port } = new URL(cluster.server);
    const tls = (more: ConnectionOptions = {}): RawClient =>
      rawClient({ host: hostname, port: Number(port), ca: cluster.caPem, servername: 'localhost', ...more });
    const pki = join(folder, 'data', 'pki');
    const { good, bad } = await chains(pki);
    const { certPem: cert, keyPem: key } = cluster.admin;
    const bearer = (token: string | undefined): (readonly [string, string])[] => [['authorization', `Bearer ${token}`]];
    const strangers = tls();
    const sender = (who: string, client: RawClient, more: Partial<Sender> = {}): Sender => ({
      who,
      client,
      headers: [],
      secret: treasure,
      ...more,
    });
    return [
      sender('mighty', tls(), { headers: bearer(tokens.mighty) }),
      sender('small', tls(), { headers: bearer(tokens.small) }),
      sender('nobody', tls()),
      ...Object.entries(good).map(([who, chain]) => sender(who, tls(chain))),
      ...Object.entries(bad).map(([who, chain]) => sender(who, tls(chain), { unknown: true })),
      ...Object.entries(badTokens(tokens.small ?? '', pki)).map(([who, token]) =>
        sender(`a token: ${who}`, strangers, { headers: bearer(token), unknown: true }),
      ),
      // reads all, and is asked to write nothing
      { who: 'the administrator', client: tls({ cert, key }), headers: [] },
    ];
  };

  const revision = async (): Promise<number> =>
    Number((await admin.get('/api/v1/namespaces/nowhere/configmaps')).body.metadata.resourceVersion);
  /** As many writes `settled` makes when nobody else writes. */
  const marks = 3;
  /** Controllers react to what was accepted; resolves when three writes in a row have nobody's between them. */
  const settled = async (): Promise<number> => {
    for (let [before, alone] = [0, 0]; ; ) {
      const mark = { data: { mark: String(before) } };
      const { body } = await admin.patch('/api/v1/namespaces/users/configmaps/mark', mark);
      const now = Number(body.metadata.resourceVersion);
      alone = now === before + 1 ? alone + 1 : 0;
      before = now;
      if (alone === 2) return now;
    }
  };
  const send = async ({ client }: Sender, request: FuzzRequest): Promise<RawAnswer> => {
    const { bytes, method, stream, dangling } = request;
    const answer = await client.send(bytes, { head: method === 'HEAD', stream, patience });
    if (dangling) client.close();
    return answer;
  };

  it('get answers that are true, and change nothing when they are refused', async () => {
    const faults: string[] = [];
    const codes = new Map<number, number>();
    const began = performance.now();
    let version = await settled();
    for (let i = 0; i < requests && faults.length < 20; i++) {
      const random = seededRandom(seed + i);
      const writes = senders[0] as Sender;
      const sender = random.chance(0.6) ? writes : random.pick(senders);
      let request = fuzzRequest(random, sender.headers);
      // the administrator would take the cluster apart
      while (sender.who === 'the administrator' && !['GET', 'HEAD', 'OPTIONS'].includes(request.method)) {
        request = fuzzRequest(random, sender.headers);
      }
      const complain = (what: string, answer?: RawAnswer): void => {
        const said = answer
          ? `\n  answer: ${answer.status} ${JSON.stringify(answer.headers)} ${answer.body.toString().slice(0, 400)}`
          : '';
        const sent = request.bytes.toString('latin1').replace(/(Bearer [\w-]{10})\S+/g, '$1…');
        faults.push(`request ${i} of ${sender.who}: ${what}\n  ${JSON.stringify(sent.slice(0, 900))}${said}`);
      };
      try {
        const answer = await send(sender, request);
        codes.set(answer.status, (codes.get(answer.status) ?? 0) + 1);
        for (const fault of faultsOf(request, answer, sender.secret)) complain(`the answer ${fault}`, answer);
        // half an escape is refused before anybody is asked who they are
        const isRefused = [401, 417, 0].includes(answer.status) || answer.body.toString() === '400 Bad Request';
        if (sender.unknown && !request.broken && request.method !== 'HEAD' && !isRefused) {
          complain('a bad credential is not refused', answer);
        }
        // as in Kubernetes, a list of what is one object is refused when that has been written
        const isWritten = answer.status === 406 && answer.body.includes('you requested ');
        const refused =
          (answer.status >= 400 && !isWritten) ||
          ['GET', 'HEAD', 'OPTIONS'].includes(request.method) ||
          new URLSearchParams(request.target.split('?')[1]).getAll('dryRun').includes('All');
        if (!refused) version = await settled();
        // a read is looked at now and then
        else if ((request.method !== 'GET' || random.chance(0.1)) && (await revision()) !== version) {
          // a controller may have been late, or the server made its own objects of a kind: what is refused once is refused again
          version = await settled();
          await send(sender, request);
          const now = await settled();
          if (now !== version + marks) complain('what is refused changes the store', answer);
          version = now;
        }
      } catch (error) {
        complain(String(error));
      }
      if (i % 500 === 499) {
        await arrange();
        version = await settled();
      }
    }
    const seconds = (performance.now() - began) / 1000;
    const counted = [...codes].sort(([a], [b]) => a - b).map(([code, count]) => `${code}: ${count}`);
    console.log(`      ${requests} requests in ${seconds.toFixed(0)} s (seed ${seed}); ${counted.join(', ')}`);
    if (faults.length > 0) assert.fail([...faults, ...cluster.faults].join('\n\n'));
    assert.deepEqual(cluster.faults, []);
  });

  it('leave a server that answers and keeps what it has', async () => {
    await arrange();
    assert.equal((await admin.get('/readyz')).text, 'ok');
    const small = apiOf(cluster, { token: tokens.small ?? '' });
    assert.equal((await small.get('/api/v1/namespaces/open/configmaps/a')).code, 200);
    assert.equal((await small.get('/api/v1/namespaces/vault/configmaps/a')).code, 403);
    small.close();
    const before = (await admin.get('/api/v1/configmaps')).body.items;
    await cluster.stop();
    cluster = await practiceCluster({ clock, dataDir: join(folder, 'data') });
    admin.close();
    admin = adminOf(cluster);
    assert.deepEqual((await admin.get('/api/v1/configmaps')).body.items, before);
  });
});
