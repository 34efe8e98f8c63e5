import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { checkOwnCluster } from '../../src/cli/check-own-cluster.js';
import type { Finding } from '../../src/cli/check-up.js';
import { manualClock } from '../../src/cluster/clock.js';
import { connect } from '../../src/request/connect.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { startServer } from '../helpers/tls-server.js';

const HOUR = 3_600_000;

describe('what kubelab doctor says of the cluster of KUBECONFIG', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab own '));
  const clock = manualClock(new Date(Date.now() - HOUR));
  let cluster: TestCluster;
  let token: string;
  before(async () => {
    cluster = await practiceCluster({ clock });
    const admin = await connect({ kubeconfig: cluster.adminKubeconfig() });
    token = (await admin.must.token('default', { seconds: 600 })).token ?? '';
    await admin.close();
    clock.advance(HOUR);
  });
  after(async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true });
  });

  /** The finding where KUBECONFIG names a file of this text. */
  async function foundOf(text: string | undefined): Promise<Finding[]> {
    const file = join(folder, 'config');
    rmSync(file, { force: true });
    if (text !== undefined) writeFileSync(file, text);
    return checkOwnCluster({ env: { KUBECONFIG: file, KUBELAB_HOME: join(folder, 'home'), npm_command: 'exec' } });
  }
  const kubeconfig = (user: object, server: string = cluster.server): string =>
    stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c' },
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [
        { name: 'c', cluster: { server, 'certificate-authority-data': Buffer.from(cluster.caPem).toString('base64') } },
      ],
      users: [{ name: 'u', user }],
    });
  const practice = 'Or take the practice cluster: npx kubelab start --practice';

  it('is nothing without one, and for the kubeconfig of the practice cluster', async () => {
    const home = join(folder, 'home');
    mkdirSync(home, { recursive: true });
    for (const KUBECONFIG of [undefined, '', join(home, 'kubeconfig')]) {
      assert.deepEqual(await checkOwnCluster({ env: { KUBECONFIG, KUBELAB_HOME: home, HOME: folder } }), []);
    }
  });

  it('is whom it takes its requests for', async () => {
    const finding = `${cluster.server} answers kubelab-admin`;
    assert.deepEqual(await foundOf(cluster.adminKubeconfig()), [{ what: 'own cluster', state: 'ok', finding }]);
  });

  it('is the end of a credential that has expired, and the way to a new one', async () => {
    const [found] = await foundOf(kubeconfig({ token }));
    assert.equal(found?.state, 'fault');
    assert.match(found.finding, /^https:.* refuses the credential: 401 Unauthorized$/);
    assert.match(found.fix ?? '', /^The token expired on \d{4}-\d\d-\d\dT.*kubectl create token default -n default/);
    assert.ok(found.fix?.endsWith(practice), found.fix);
  });

  it('is where to see why another credential is refused', async () => {
    const [found] = await foundOf(kubeconfig({ token: 'nobodys' }));
    assert.deepEqual(
      [found?.state, found?.fix],
      ['fault', `See why: npx kubelab request --explain GET /api. ${practice}`],
    );
  });

  it('is that it does not answer, that its file is not there, and that it cannot be read', async () => {
    const rows: [text: string | undefined, finding: RegExp, fix: RegExp][] = [
      [kubeconfig({ token }, 'https://127.0.0.1:1'), /does not answer: .*refused/, /start --practice$/],
      [undefined, /^KUBECONFIG names no file that is there$/, /--practice/],
      ['clusters: [', /./, /./],
    ];
    for (const [text, finding, fix] of rows) {
      const [found, ...more] = await foundOf(text);
      assert.deepEqual([found?.what, found?.state, more], ['own cluster', 'fault', []]);
      assert.match(found?.finding ?? '', finding);
      assert.match(found?.fix ?? '', fix);
    }
  });

  it('is that it answers, of one that takes the credential and does not say for whom', async () => {
    const server = await startServer(undefined, () => ({ status: 404, body: { kind: 'Status', code: 404 } }));
    try {
      const found = await foundOf(kubeconfig({ token: 'any' }, server.url));
      assert.deepEqual(found, [{ what: 'own cluster', state: 'ok', finding: `${server.url} answers` }]);
    } finally {
      await server.close();
    }
  });
});
