/** The chapter's five calls: what a client sees as it brings more and more of what the server wants, by curl and the helper. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '../../src/index.js';
import type { Client } from '../../src/request/api.js';
import { hasCommand } from '../helpers/commands.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';

const pods = '/api/v1/namespaces/default/pods';
const account = 'system:serviceaccount:default:default';
const junk = 'not-a-token';

describe("the chapter's five calls", () => {
  let cluster: TestCluster;
  let folder = '';
  let ca = '';
  let admin: Client;
  let token = '';

  const unbind = (): Promise<unknown> =>
    admin.delete('/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings/defaultSA-view');
  const bind = async (): Promise<void> => {
    const { status } = await admin.post('/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
      metadata: { name: 'defaultSA-view' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
    });
    assert.equal(status, 201);
  };

  before(async () => {
    cluster = await practiceCluster();
    folder = await mkdtemp(join(tmpdir(), 'kubelab-five-'));
    ca = join(folder, 'ca.crt');
    await writeFile(ca, cluster.caPem);
    const { certPem, keyPem } = cluster.admin;
    admin = await connect({ server: cluster.server, ca, cert: certPem, key: keyPem });
    token = (await admin.must.token('default', { namespace: 'default' })).token ?? '';
    assert.notEqual(token, '');
  });

  after(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true });
  });

  it('by curl: TLS error, 403 as anonymous, 401, 403 as the account, 200', async function () {
    if (!hasCommand('curl')) skip(this, 'curl is not installed');
    const run = promisify(execFile);
    const call = async (...args: string[]): Promise<{ code: number; status: string; message: string }> => {
      try {
        const { stdout } = await run('curl', ['-sS', '-w', '\n%{http_code}', ...args, `${cluster.server}${pods}`]);
        const end = stdout.lastIndexOf('\n');
        const body = JSON.parse(stdout.slice(0, end)) as { message?: string };
        return { code: 0, status: stdout.slice(end + 1), message: body.message ?? '' };
      } catch (error) {
        const { code, stderr } = error as { code: number; stderr: string };
        return { code, status: '', message: stderr };
      }
    };
    const withToken = (value: string): string[] => ['--cacert', ca, '-H', `Authorization: Bearer ${value}`];

    // 60: the server's certificate could not be verified
    assert.equal((await call()).code, 60);
    const anonymous = await call('--insecure');
    assert.equal(anonymous.status, '403');
    assert.match(anonymous.message, /User "system:anonymous" cannot list resource "pods"/);
    assert.deepEqual(await call(...withToken(junk)), { code: 0, status: '401', message: 'Unauthorized' });
    const refused = await call(...withToken(token));
    assert.equal(refused.status, '403');
    assert.ok(refused.message.includes(`User "${account}" cannot list resource "pods"`));
    await bind();
    assert.equal((await call(...withToken(token))).status, '200');
    await unbind();
  });

  it('by the helper: the same, and it says why', async () => {
    const { server } = cluster;
    const noCa = await (await connect({ server, token })).get(pods);
    assert.equal(noCa.status, 0);
    assert.equal(noCa.failure?.stage, 'tls');
    assert.match(String(await noCa.explain()), /certificate/);
    const anonymous = await (await connect({ server, insecure: true })).get(pods);
    assert.equal(anonymous.status, 403);
    assert.match(String(await anonymous.explain()), /system:anonymous/);
    const refused = await (await connect({ server, ca, token: junk })).get(pods);
    assert.equal(refused.status, 401);
    const client = await connect({ server, ca, token });
    const forbidden = await client.get(pods);
    assert.equal(forbidden.status, 403);
    assert.ok(String(await forbidden.explain()).includes(account));
    await bind();
    assert.equal((await client.get(pods)).status, 200);
    await unbind();
  });
});
