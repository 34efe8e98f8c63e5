/** GET and LIST beside a bare server, and GET among many objects. */
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { dirname, join } from 'node:path';
import { type Api, configMap } from '../helpers/api.js';
import { createAll, created } from './creates.js';
import { type ClusterProcess, startBareServer } from './processes.js';
import { median } from './report.js';
import { wrk } from './wrk.js';

const cms = '/api/v1/namespaces/default/configmaps';
const one = `${cms}/one`;
const rounds = 7;
const seconds = 2;

/** Makes the ConfigMap that is read, and a token that may read it by a RoleBinding to the ClusterRole view. */
export async function reader(admin: Api): Promise<string> {
  await created(admin, cms, configMap('one', { a: '1', b: 'x'.repeat(200) }));
  const rbac = 'rbac.authorization.k8s.io';
  await created(admin, `/apis/${rbac}/v1/namespaces/default/rolebindings`, {
    metadata: { name: 'readers' },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
  });
  const { text } = await created(admin, '/api/v1/namespaces/default/serviceaccounts/default/token', { spec: {} });
  return (JSON.parse(text) as { status: { token: string } }).status.token;
}

/** Makes the ConfigMaps `m<from>` to before `m<to>`. */
export async function fill(admin: Api, from: number, to: number): Promise<void> {
  await createAll(admin, cms, { from, to }, (n) => configMap(`m${n}`, { a: '1', b: 'x'.repeat(100) }));
}

/** Throughput of GET as a part of the bare server's. Throws when the audit log does not hold an event for each request. */
export async function getBesideBare(cluster: ClusterProcess, token: string): Promise<number> {
  const bare = await startBareServer(await cluster.admin.get(one));
  const linesBefore = auditedGets(cluster);
  let asked = 0;
  try {
    const ratios: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const reference = await wrk(bare.server + one, token, seconds);
      const own = await wrk(cluster.server + one, token, seconds);
      asked += own.requests;
      // the first round is for the compilers
      if (round >= 0) ratios.push(own.perSecond / reference.perSecond);
    }
    const audited = auditedGets(cluster) - linesBefore;
    if (audited < asked) throw new Error(`the audit log holds ${audited} events of ${asked} requests`);
    return median(ratios);
  } finally {
    await bare.stop();
  }
}

/** Counts over all files of the log: a full one is put aside. */
function auditedGets({ auditLog }: ClusterProcess): number {
  const folder = dirname(auditLog);
  const files = readdirSync(folder).filter((name) => /^audit.*\.log$/.test(name));
  return files
    .map((name) => readFileSync(join(folder, name), 'utf8').split(`"requestURI":"${one}","verb":"get"`).length - 1)
    .reduce((sum, count) => sum + count, 0);
}

/** Time of a LIST of the bare server as a part of the cluster's, with a write before each of the cluster's. */
export async function listBesideBare(cluster: ClusterProcess, token: string): Promise<number> {
  const bare = await startBareServer(await cluster.admin.get(cms));
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false }); // what is measured is on the loopback
  try {
    const [own, reference]: [number[], number[]] = [[], []];
    for (let i = 0; i < 100; i++) {
      const { code } = await cluster.admin.patch(one, { data: { a: String(i) } });
      if (code !== 200) throw new Error(`the write was answered with ${code}`);
      own.push(await timeOfGet(cluster.server + cms, token, agent));
      reference.push(await timeOfGet(bare.server + cms, token, agent));
    }
    return median(reference) / median(own);
  } finally {
    agent.destroy();
    await bare.stop();
  }
}

/** Milliseconds until the last byte; nothing is parsed. */
function timeOfGet(url: string, token: string, agent: Agent): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (incoming) => {
      if (incoming.statusCode !== 200) reject(new Error(`${url} was answered with ${incoming.statusCode}`));
      incoming.on('error', reject).on('end', () => resolve(performance.now() - began));
      incoming.resume();
    });
    outgoing.on('error', reject).end();
  });
}

/** Time of a GET among the many objects of `big` as a multiple of one among the few of `small`. */
export async function getAmongMany(
  small: { cluster: ClusterProcess; token: string },
  big: { cluster: ClusterProcess; token: string },
): Promise<number> {
  const ratios: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const few = await wrk(small.cluster.server + one, small.token, seconds);
    const many = await wrk(big.cluster.server + one, big.token, seconds);
    if (round >= 0) ratios.push(few.perSecond / many.perSecond);
  }
  return median(ratios);
}
