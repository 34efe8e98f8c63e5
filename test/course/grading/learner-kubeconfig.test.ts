import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LearnerAccess, learnerAccess } from '../../../src/course/grading/learner-kubeconfig.js';
import { type Issued, makeCa, type TestCa } from '../../helpers/pki.js';

interface Config {
  clusters: { name: string; cluster: object }[];
  users: { name: string; user: object }[];
  contexts: object[];
  'current-context': string;
}
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('course/grading/learner-kubeconfig', () => {
  let folder = '';
  let ca: TestCa;
  let admin: Issued;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-access-'));
    ca = await makeCa();
    admin = await ca.issue({ cn: 'admin' });
  });
  after(() => rmSync(folder, { recursive: true }));

  const access = (cluster: object, user: object, relayed = true, namespace?: string): Promise<LearnerAccess> => {
    const file = join(folder, 'config.json');
    const context = { cluster: 'c', user: 'u', ...(namespace ? { namespace } : {}) };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'x',
      clusters: [{ name: 'c', cluster }],
      contexts: [{ name: 'x', context }],
      users: [{ name: 'u', user }],
    };
    writeFileSync(file, JSON.stringify(config));
    return learnerAccess(file, relayed);
  };
  const read = ({ kubeconfig }: LearnerAccess): Config => JSON.parse(kubeconfig) as Config;

  it('leads over the relay to the server of the file, with its certificates in it', async () => {
    writeFileSync(join(folder, 'ca.crt'), ca.cert);
    writeFileSync(join(folder, 'admin.crt'), admin.cert);
    writeFileSync(join(folder, 'admin.key'), admin.key);
    const trust = { server: 'https://k8s.example.com:6443', 'certificate-authority': 'ca.crt' };
    const files = { 'client-certificate': 'admin.crt', 'client-key': 'admin.key' };
    const own = await access(trust, files, true, 'lab');
    assert.deepEqual([own.port, own.target], [6443, { host: 'k8s.example.com', port: 6443 }]);
    assert.deepEqual(read(own), {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'cluster',
          cluster: {
            server: 'https://127.0.0.1:6443',
            'tls-server-name': 'k8s.example.com',
            'certificate-authority-data': base64(ca.cert),
          },
        },
      ],
      users: [
        {
          name: 'user',
          user: { 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(admin.key) },
        },
      ],
      contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: 'user', namespace: 'lab' } }],
      'current-context': 'cluster',
    });
  });

  it('has a token, and the address of the server where there is no relay', async () => {
    const server = 'https://192.0.2.1:7443';
    const own = await access({ server, 'insecure-skip-tls-verify': true }, { token: 'given' }, false);
    const { clusters, users, contexts } = read(own);
    const trust = { 'tls-server-name': '192.0.2.1', 'insecure-skip-tls-verify': true };
    assert.deepEqual(clusters[0]?.cluster, { server, ...trust });
    assert.deepEqual(users[0]?.user, { token: 'given' });
    assert.deepEqual(contexts, [
      { name: 'cluster', context: { cluster: 'cluster', user: 'user', namespace: 'default' } },
    ]);
  });

  it('listens inside at a port that anybody may have, and keeps the name that the server is known by', async () => {
    const portOf = async (server: string, more: object = {}): Promise<unknown[]> => {
      const own = await access({ server, 'certificate-authority-data': base64(ca.cert), ...more }, { token: 't' });
      const { cluster } = read(own).clusters[0] as { cluster: { server: string; 'tls-server-name'?: string } };
      return [own.port, own.target, cluster.server, cluster['tls-server-name']];
    };
    const of = (port: number, target: object, name: string): unknown[] => [
      port,
      target,
      `https://127.0.0.1:${port}`,
      name,
    ];
    assert.deepEqual(await portOf('https://a.example'), of(10_443, { host: 'a.example', port: 443 }, 'a.example'));
    assert.deepEqual(
      await portOf('https://a.example:1023'),
      of(11_023, { host: 'a.example', port: 1023 }, 'a.example'),
    );
    assert.deepEqual(await portOf('https://a.example:1024'), of(1024, { host: 'a.example', port: 1024 }, 'a.example'));
    assert.deepEqual(
      await portOf('https://[2001:db8::1]:6443'),
      of(6443, { host: '2001:db8::1', port: 6443 }, '2001:db8::1'),
    );
    const named = await portOf('https://192.0.2.1:6443', { 'tls-server-name': 'kubernetes' });
    assert.deepEqual(named, of(6443, { host: '192.0.2.1', port: 6443 }, 'kubernetes'));
  });

  it('is none of a server without TLS', async () => {
    await assert.rejects(access({ server: 'http://127.0.0.1:8080' }, {}), {
      code: 'ARGUMENT_INVALID',
      message: 'the server http://127.0.0.1:8080 speaks no TLS',
      place: { file: join(folder, 'config.json') },
    });
  });
});
