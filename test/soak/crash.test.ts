import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Api, apiOf, configMap, makeNamespace } from '../helpers/api.js';
import { kubelab, makeHome, type Running } from '../helpers/command.js';
import { until } from '../helpers/until.js';
import { runLength, seed, seededRandom } from './soak.js';

const kills = runLength(100);
const writers = 8;
const path = '/api/v1/namespaces/load/configmaps';

/** The value of an object, or undefined when it is not there. */
type State = string | undefined;

interface Up {
  running: Running;
  server: string;
  caPem: string;
  cert: string;
  api: Api;
}

describe(`a cluster that is killed ${kills} times under a load of writes (seed ${seed})`, function () {
  this.timeout(kills * 60_000);
  const random = seededRandom(seed);
  const { home, remove } = makeHome();
  /** What was acknowledged. */
  const known = new Map<string, State>();
  /** What was asked for and not acknowledged when the process ended: it may have happened or not. */
  const open = new Map<string, State>();
  let newest = 0;
  let acknowledged = 0;
  let resumed = 0;
  let gone = 0;
  let up: Up | undefined;

  const start = async (): Promise<Up> => {
    const running = kubelab(home, ['cluster', 'up', '--port', '0']);
    await running.sees(/is up/);
    const { clusters, users } = parse(readFileSync(join(home, 'kubeconfig'), 'utf8')) as {
      clusters: { cluster: Record<string, string> }[];
      users: { user: Record<string, string> }[];
    };
    const text = (from: Record<string, string> | undefined, field: string): string =>
      Buffer.from(from?.[field] ?? '', 'base64').toString();
    const server = clusters[0]?.cluster.server ?? '';
    const caPem = text(clusters[0]?.cluster, 'certificate-authority-data');
    const cert = text(users[0]?.user, 'client-certificate-data');
    const credential = { certPem: cert, keyPem: text(users[0]?.user, 'client-key-data') };
    up = { running, server, caPem, cert, api: apiOf({ server, caPem }, credential) };
    return up;
  };
  const kill = async ({ running, api }: Up): Promise<void> => {
    running.child.kill('SIGKILL');
    assert.equal((await running.ended).signal, 'SIGKILL', running.stderr());
    api.close();
    up = undefined;
  };
  after(async () => {
    if (up) {
      up.api.close();
      up.running.child.kill('SIGTERM');
      await up.running.ended;
    }
    remove();
  });

  /** One change of one object; what was acknowledged is noted. */
  const change = async (api: Api, writer: number, round: number, count: number): Promise<void> => {
    const name = `w${writer}-${random.below(12)}`;
    const value = `${round}.${count}`;
    const before = known.get(name);
    const asked: State = before !== undefined && random.chance(0.2) ? undefined : value;
    open.set(name, asked);
    const one = `${path}/${name}`;
    const answer =
      asked === undefined
        ? await api.delete(one)
        : before === undefined
          ? await api.post(path, configMap(name, { value }))
          : random.chance(0.5)
            ? await api.put(one, configMap(name, { value }))
            : await api.patch(one, { data: { value } });
    assert.ok(answer.code === 200 || answer.code === 201, answer.text);
    open.delete(name);
    known.set(name, asked);
    acknowledged++;
    const version = Number(answer.body.metadata.resourceVersion ?? 0);
    newest = Math.max(newest, version);
  };

  /** Writes until `enough` changes are acknowledged and the process is killed among those that are not. */
  const load = async (cluster: Up, round: number, enough: number): Promise<void> => {
    let count = 0;
    let dying: Promise<void> | undefined;
    const faults: unknown[] = [];
    const write = async (writer: number): Promise<void> => {
      while (!dying) {
        try {
          await change(cluster.api, writer, round, ++count);
        } catch (error) {
          if (!dying) faults.push(error);
          return;
        }
        if (count >= enough && !dying) dying = kill(cluster);
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    await dying;
    assert.deepEqual(faults, []);
  };

  const stateOf = async (api: Api): Promise<{ found: Map<string, State>; version: number }> => {
    const { body, code, text } = await api.get(path);
    assert.equal(code, 200, text);
    const found = new Map<string, State>();
    for (const { metadata, data } of body.items) {
      if (metadata.name?.startsWith('w')) found.set(metadata.name, (data as { value: string }).value);
    }
    return { found, version: Number(body.metadata.resourceVersion) };
  };

  /** Every acknowledged write is there; of the others either all or nothing. */
  const compare = async (api: Api): Promise<void> => {
    const { found, version } = await stateOf(api);
    for (const name of new Set([...known.keys(), ...found.keys()])) {
      const allowed = open.has(name) ? [known.get(name), open.get(name)] : [known.get(name)];
      assert.ok(allowed.includes(found.get(name)), `${name}: ${found.get(name)} is none of ${allowed.join(', ')}`);
      known.set(name, found.get(name));
    }
    open.clear();
    assert.ok(version >= newest, `the version went back from ${newest} to ${version}`);
    newest = version;
  };

  it('keeps every acknowledged write, its versions, its keys and tokens, and its watches', async () => {
    let cluster = await start();
    const { caPem, cert } = cluster;
    await makeNamespace(cluster.api, 'load');
    const requested = await cluster.api.post('/api/v1/namespaces/load/serviceaccounts/default/token', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 24 * 3600 },
    });
    const { token } = requested.body.status as unknown as { token: string };
    for (let round = 1; round <= kills; round++) {
      const from = (await stateOf(cluster.api)).version;
      const watching = await cluster.api.watch(`${path}?resourceVersion=${from}`);
      const view = new Map(known);
      await load(cluster, round, 1 + random.below(300));
      for (const { object } of watching.events) view.delete(object.metadata.name ?? '');
      const last = watching.events.at(-1)?.object.metadata.resourceVersion ?? String(from);

      // every seventh time it is killed again while it starts
      if (round % 7 === 0) {
        const early = kubelab(home, ['cluster', 'up', '--port', '0']);
        setTimeout(() => early.child.kill('SIGKILL'), random.below(500));
        await early.ended;
      }
      cluster = await start();
      assert.deepEqual([cluster.caPem, cluster.cert], [caPem, cert]);
      await compare(cluster.api);

      const holder = apiOf(cluster, { token });
      const me = await holder.post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      });
      holder.close();
      assert.equal(me.code, 201, me.text);
      assert.match(me.text, /"username":"system:serviceaccount:load:default"/);

      const again = await cluster.api.watch(`${path}?resourceVersion=${last}`);
      const mark = `mark-${round}`;
      assert.equal((await cluster.api.post(path, configMap(mark))).code, 201);
      const events = await until('an event of the watch', () => {
        const done = again.events.some(({ type, object }) => type === 'ERROR' || object.metadata?.name === mark);
        return done && again.events;
      });
      again.stop();
      if (events[0]?.type === 'ERROR') {
        assert.equal(events[0].object.code, 410);
        gone++;
      } else {
        // it tells of everything that the broken watch had not told
        for (const { object } of events) view.delete(object.metadata.name ?? '');
        for (const [name, value] of view) assert.equal(known.get(name), value, `the change of ${name} was not told`);
        resumed++;
      }
      await cluster.api.delete(`${path}/${mark}`);
    }
    console.log(
      `      ${kills} kills, ${acknowledged} acknowledged writes compared, ${resumed} watches resumed, ${gone} got 410`,
    );
  });
});
