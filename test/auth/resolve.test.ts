import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ConnectOptions, Surroundings } from '../../src/auth/options.js';
import { changeConnection, podConnection, resolveConnection } from '../../src/auth/resolve.js';
import { KubelabError } from '../../src/errors.js';
import { fakeJwt, type Issued, makeCa, type TestCa } from '../helpers/pki.js';

describe('auth/resolve', () => {
  let folder: string;
  let ca: TestCa;
  let jane: Issued;
  let warnings: string[] = [];
  const token = fakeJwt({ sub: 'system:serviceaccount:a:b' });
  const file = (name: string, text: string): string => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const kubeconfig = (server: string): string =>
    stringify({
      'current-context': 'c',
      clusters: [{ name: 'k', cluster: { server } }],
      users: [],
      contexts: [{ name: 'c', context: { cluster: 'k' } }],
    });
  const around = (env: Record<string, string> = {}): Surroundings => ({
    env: { KUBELAB_HOME: join(folder, 'home'), ...env },
    homeFolder: join(folder, 'user'),
    warn: (text) => warnings.push(text),
  });
  const running = (pid: number): void => {
    const record = {
      version: 1,
      pid,
      server: 'https://x',
      kubeconfig: file('home/kubeconfig', kubeconfig('https://practice:1')),
      startedAt: '2026-01-01T00:00:00Z',
    };
    file('home/running.json', JSON.stringify(record));
  };
  before(async () => {
    ca = await makeCa();
    jane = await ca.issue({ cn: 'jane', o: ['dev'] });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-resolve-'));
    warnings = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('looks for KUBECONFIG, then the practice cluster, then ~/.kube/config', () => {
    // G20: a command that there is on a hub, too
    const start = /`node ("?)\S.*bin\.js\1 cluster up --detach`/;
    assert.throws(() => resolveConnection({}, around({ PATH: join(folder, 'nothing') })), {
      code: 'NO_CLUSTER',
      hint: start,
    });
    chmodSync(file('bin/kubelab', ''), 0o755);
    const known = around({ PATH: join(folder, 'bin') });
    assert.throws(() => resolveConnection({}, known), { code: 'NO_CLUSTER', hint: /`kubelab cluster up --detach`/ });
    const brings = around({ KUBELAB_CLUSTER_IDLE: '30' });
    assert.throws(() => resolveConnection({}, brings), { code: 'NO_CLUSTER', hint: /^Run this cell again/ });
    file('user/.kube/config', kubeconfig('https://own:1'));
    const own = resolveConnection({}, around());
    assert.deepEqual([own.server, own.source], ['https://own:1', '~/.kube/config, context c']);
    running(process.pid);
    const practice = resolveConnection({}, around());
    assert.deepEqual(
      [practice.server, practice.source],
      ['https://practice:1', 'the running practice cluster, context c'],
    );
    const named = file('named', kubeconfig('https://named:1'));
    assert.equal(resolveConnection({}, around({ KUBECONFIG: named })).server, 'https://named:1');
  });

  it('takes the kubeconfig that is named, whatever else is there', () => {
    file('user/.kube/config', kubeconfig('https://own:1'));
    for (const named of [kubeconfig('https://named:1'), file('named', kubeconfig('https://named:1'))])
      assert.equal(resolveConnection({ kubeconfig: named }, around()).server, 'https://named:1');
  });

  it('says how to go on when the practice cluster is gone', () => {
    file('user/.kube/config', kubeconfig('https://own:1'));
    running(2 ** 22 + 12345);
    assert.throws(
      () => resolveConnection({}, around()),
      (error: KubelabError) => error.code === 'CLUSTER_STALE' && / cluster up --detach`/.test(error.hint),
    );
  });

  it('takes texts and paths alike', () => {
    const texts = resolveConnection({ server: 'https://h:1', ca: ca.cert, cert: jane.cert, key: { pem: jane.key } });
    const paths = resolveConnection({
      server: 'https://h:1',
      ca: file('ca', ca.cert),
      cert: file('cert', jane.cert),
      key: file('key', jane.key),
    });
    assert.deepEqual(texts.credential, paths.credential);
    assert.equal(texts.trust.ca, paths.trust.ca);
    assert.deepEqual([texts.origins.ca, paths.origins.ca], [undefined, join(folder, 'ca')]);
    assert.equal(paths.origins.key, join(folder, 'key'));
    assert.deepEqual(
      resolveConnection({ server: 'https://h:1', token: file('token', `${token}\n`) }).credential.token,
      { kind: 'file', path: join(folder, 'token') },
    );
    assert.deepEqual(resolveConnection({ server: 'https://h:1', ca: 'system' }).trust, { insecure: false });
  });

  it('refuses what cannot work, each with a next step', () => {
    const server = 'https://h:1';
    const cases: [ConnectOptions, string, RegExp][] = [
      [{ server, kubeconfig: 'x' }, 'ARGUMENT_INVALID', /two ways/],
      [{ server, ca: ca.cert, insecure: true }, 'ARGUMENT_INVALID', /two ways/],
      [{ token }, 'ARGUMENT_INVALID', /no server/],
      [{ server, cert: jane.cert }, 'CREDENTIAL_INCOMPLETE', /without key/],
      [{ server, ca: 'no/such.crt' }, 'FILE_MISSING', /ca names a file/],
      [{ server, token: undefined }, 'ARGUMENT_INVALID', /undefined/],
      [{ server, token: 5 as unknown as string }, 'ARGUMENT_INVALID', /number/],
      [{ server, ca: Buffer.from(ca.cert).toString('base64') }, 'PEM_INVALID', /base64/],
      [{ server, timeout: -1 }, 'ARGUMENT_INVALID', /timeout/],
      [{ server, timeout: 0 }, 'ARGUMENT_INVALID', /timeout/],
      [{ server, timeout: '5' as unknown as number }, 'ARGUMENT_INVALID', /timeout/],
      [{ server, impersonate: { user: '' } }, 'ARGUMENT_INVALID', /user/],
      [{ sever: server } as ConnectOptions, 'ARGUMENT_INVALID', /no option "sever"/],
      [null as unknown as ConnectOptions, 'ARGUMENT_INVALID', /object of options/],
      ['https://h' as unknown as ConnectOptions, 'ARGUMENT_INVALID', /object of options/],
    ];
    for (const [options, code, text] of cases) {
      assert.throws(
        () => resolveConnection(options, around()),
        (error: unknown) => {
          assert(error instanceof KubelabError, String(error));
          assert.deepEqual(
            [error.code, text.test(error.message), error.hint !== ''],
            [code, true, true],
            error.message,
          );
          return true;
        },
      );
    }
  });

  it('warns with the reason when the server is not checked', () => {
    resolveConnection({ server: 'https://h:1', insecure: true }, around());
    assert.match(warnings.join(), /not checked\. Whoever answers/);
    resolveConnection({ server: 'http://127.0.0.1:8001', insecure: true }, around());
    assert.equal(warnings.length, 1);
  });

  it('changes one thing and keeps the rest; a new credential replaces the whole old one', () => {
    const old = resolveConnection({
      server: 'https://h:1',
      ca: ca.cert,
      cert: jane.cert,
      key: jane.key,
      reveal: true,
      impersonate: { user: 'boss' },
    });
    assert.deepEqual(changeConnection(old, { token }).credential, { token: { kind: 'text', text: token } });
    assert.equal(changeConnection(old, { token }).impersonate, undefined);
    assert.deepEqual(changeConnection(old, { anonymous: true }).credential, {});
    assert.equal(changeConnection(old, { ca: 'system' }).trust.ca, undefined);
    assert.deepEqual(changeConnection(old, { ca: 'system' }).credential.certificate, jane);
    assert.deepEqual(changeConnection(old, { insecure: true }, around()).trust, { insecure: true });
    assert.equal(changeConnection(old, { server: 'https://other:2' }).server, 'https://other:2');
    assert.equal(changeConnection(old, { token }).reveal, true);
    assert.deepEqual(changeConnection(old, { impersonate: { user: 'x' } }).impersonate, { user: 'x' });
    assert.throws(() => changeConnection(old, { anonymous: true, token }), { code: 'ARGUMENT_INVALID' });
    assert.throws(() => changeConnection(old, { token: undefined }), { code: 'ARGUMENT_INVALID' });
    const named = changeConnection(old, { tlsServerName: 'kubernetes' });
    assert.equal(named.trust.serverName, 'kubernetes');
    assert.equal(changeConnection(named, { ca: 'system' }).trust.serverName, 'kubernetes');
    // the connection it came from is as it was
    assert.deepEqual(old.credential.certificate, jane);
    assert.equal(old.trust.ca, ca.cert);
  });

  it('reads the files that Kubernetes mounts into a pod', () => {
    const pod = {
      ...around({ KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' }),
      podFolder: join(folder, 'sa'),
    };
    const lacking = (text: string) => ({
      code: 'NOT_IN_POD',
      message: `This is not a pod with a service account: ${text}.`,
    });
    assert.throws(() => podConnection({}, pod), lacking('ca.crt is not mounted, token is not mounted'));
    mkdirSync(join(folder, 'sa'));
    file('sa/ca.crt', ca.cert);
    assert.throws(() => podConnection({}, pod), lacking('token is not mounted'));
    file('sa/ca.crt', ca.cert);
    file('sa/token', token);
    file('sa/namespace', 'lab');
    const { server, namespace, credential, trust } = podConnection({}, pod);
    assert.deepEqual([server, namespace, trust.ca], ['https://10.0.0.1', 'lab', ca.cert]);
    assert.deepEqual(credential.token, { kind: 'file', path: join(folder, 'sa/token') });
    assert.throws(() => podConnection({}, { ...pod, env: {} }), lacking('KUBERNETES_SERVICE_HOST is not set'));
    const six = { ...pod, env: { KUBERNETES_SERVICE_HOST: 'fd00::1' } };
    assert.equal(podConnection({}, six).server, 'https://[fd00::1]');
    rmSync(join(folder, 'sa/namespace'));
    assert.equal(podConnection({}, six).namespace, 'default');
  });
});
