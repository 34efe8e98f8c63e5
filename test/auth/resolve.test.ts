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
    const variable = resolveConnection({}, around({ KUBECONFIG: named }));
    assert.deepEqual([variable.server, variable.source], ['https://named:1', 'KUBECONFIG, context c']);
  });

  it('looks into the environment and the home folder of its process, unless it is told of others', () => {
    const kept = { ...process.env };
    Object.assign(process.env, { KUBELAB_HOME: join(folder, 'home'), HOME: join(folder, 'user') });
    delete process.env.KUBECONFIG;
    delete process.env.KUBERNETES_SERVICE_HOST;
    try {
      file('user/.kube/config', kubeconfig('https://own:1'));
      assert.equal(resolveConnection().server, 'https://own:1');
      process.env.KUBECONFIG = file('named', kubeconfig('https://named:1'));
      assert.equal(resolveConnection().server, 'https://named:1');
      const place = { file: '/var/run/secrets/kubernetes.io/serviceaccount' };
      assert.throws(() => podConnection(), { code: 'NOT_IN_POD', place });
    } finally {
      for (const name of ['KUBELAB_HOME', 'HOME', 'KUBECONFIG']) delete process.env[name];
      Object.assign(process.env, kept);
    }
  });

  it('says which kubeconfig it took, and what of it', () => {
    const first = file('first', kubeconfig('https://first:1'));
    const second = file('second', kubeconfig('https://second:1'));
    const named = resolveConnection({ kubeconfig: first }, around());
    assert.deepEqual(
      [named.source, named.origins],
      [`the kubeconfig ${first}, context c`, { kubeconfig: first, context: 'c' }],
    );
    const both = resolveConnection({}, around({ KUBECONFIG: `${first}:${second}` }));
    assert.equal(both.origins.kubeconfig, `${first}:${second}`);
    const text = resolveConnection({ kubeconfig: kubeconfig('https://text:1') }, around());
    assert.deepEqual([text.source, text.origins], ['a kubeconfig given as text, context c', {}]);
    assert.equal(text.impersonate, undefined);
    const boss = kubeconfig('https://text:1')
      .replace('users: []', 'users: [{name: u, user: {as: boss}}]')
      .replace('cluster: k\n', 'cluster: k\n      user: u\n');
    assert.deepEqual(resolveConnection({ kubeconfig: boss }, around()).impersonate, { user: 'boss' });
    const other = resolveConnection({ kubeconfig: boss, impersonate: { user: 'x' } }, around());
    assert.deepEqual(other.impersonate, { user: 'x' });
    assert.deepEqual(warnings, []);
  });

  it('takes what is said beside a kubeconfig, and warns of one that checks no server', () => {
    const lax = kubeconfig('https://lax:1').replace('server:', 'insecure-skip-tls-verify: true\n      server:');
    const { trust } = resolveConnection({ kubeconfig: lax, tlsServerName: 'kubernetes' }, around());
    assert.deepEqual(trust, { insecure: true, serverName: 'kubernetes' });
    assert.match(warnings.join('|'), /^Warning: the certificate of https:\/\/lax:1 is not checked\.[^|]*$/);
    assert.deepEqual(resolveConnection({ kubeconfig: kubeconfig('https://h:1') }, around()).trust, { insecure: false });
    assert.equal(warnings.length, 1);
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
    assert.throws(() => resolveConnection({}, around({ KUBELAB_CLUSTER_IDLE: '30' })), {
      code: 'CLUSTER_STALE',
      hint: /^Run this cell again/,
      place: { file: join(folder, 'home/running.json') },
    });
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
    assert.deepEqual(texts.origins, {});
    assert.deepEqual(paths.origins, { ca: join(folder, 'ca'), cert: join(folder, 'cert'), key: join(folder, 'key') });
    const tokenFile = resolveConnection({ server: 'https://h:1', token: file('token', `${token}\n`) });
    assert.deepEqual(tokenFile.credential.token, { kind: 'file', path: join(folder, 'token') });
    assert.deepEqual(tokenFile.origins, { token: join(folder, 'token') });
    assert.deepEqual(resolveConnection({ server: 'https://h:1', ca: 'system' }).trust, { insecure: false });
  });

  it('has what nobody said as it is usual, and what was said as it was said', () => {
    const usual = resolveConnection({ server: 'https://h:1' }, around());
    assert.deepEqual(usual, {
      server: 'https://h:1',
      trust: { insecure: false },
      credential: {},
      namespace: 'default',
      source: 'the options of connect()',
      origins: {},
      reveal: false,
      unchecked: false,
      timeout: 30_000,
      userAgent: 'kubelab',
    });
    const said = { reveal: true, unchecked: true, timeout: 5, userAgent: 'me', impersonate: { user: 'boss' } };
    const own = resolveConnection({ server: 'https://h:1', tlsServerName: 'kubernetes', ...said }, around());
    assert.deepEqual(own, { ...usual, ...said, trust: { insecure: false, serverName: 'kubernetes' } });
    const changed = changeConnection(own, { server: 'https://other:1' });
    assert.deepEqual(changed, {
      ...own,
      server: 'https://other:1',
      source: 'the options of connect(), changed by with()',
    });
    // unchecked counts for what comes later, too, and no source is told twice
    const later = changeConnection(changed, { token: 'two words' });
    assert.deepEqual(later.credential, { token: { kind: 'text', text: 'two words' } });
    assert.equal(later.source, changed.source);
    assert.deepEqual(warnings, []);
  });

  it('refuses what cannot work, each with a next step', () => {
    const server = 'https://h:1';
    const cases: [ConnectOptions, string, RegExp][] = [
      [{ server, context: 'c' }, 'ARGUMENT_INVALID', /two ways/],
      [{ kubeconfig: 5 as unknown as string }, 'ARGUMENT_INVALID', /^kubeconfig must be a text; it is number\.$/],
      [{ kubeconfig: '' }, 'ARGUMENT_INVALID', /^kubeconfig must be a text; it is undefined\.$/],
      [{ server: '' }, 'ARGUMENT_INVALID', /^server must be a text; it is undefined\.$/],
      [{ server: 5 as unknown as string }, 'ARGUMENT_INVALID', /^server must be a text; it is number\.$/],
      [{ server: 'two words' }, 'ARGUMENT_INVALID', /^server is not the URL of a server/],
      [{ ca: ca.cert }, 'ARGUMENT_INVALID', /^connect\(\) was given ca and no server/],
      [{ cert: jane.cert, key: jane.key }, 'ARGUMENT_INVALID', /^connect\(\) was given cert and key and no server/],
      [{ insecure: true }, 'ARGUMENT_INVALID', /^connect\(\) was given insecure and no server/],
      [{ server, key: jane.key }, 'CREDENTIAL_INCOMPLETE', /^key is given without cert:/],
      [{ server, key: null as unknown as string }, 'ARGUMENT_INVALID', /^key must be PEM text/],
      [{ server, cert: undefined }, 'ARGUMENT_INVALID', /^cert must be a text; it is undefined\.$/],
      [{ server, key: undefined }, 'ARGUMENT_INVALID', /^key must be a text; it is undefined\.$/],
      [{ server, cert: 'no/such', key: jane.key }, 'FILE_MISSING', /^cert names a file/],
      [{ server, cert: jane.cert, key: 'no/such' }, 'FILE_MISSING', /^key names a file/],
      [{ server, token: './no-such' }, 'FILE_MISSING', /^The token file names a file/],
      [{ server, token: 'two words' }, 'TOKEN_INVALID', /^token holds white space/],
      [{ server, impersonate: null as unknown as { user: string } }, 'ARGUMENT_INVALID', /user/],
      [{ server, impersonate: { user: 5 as unknown as string } }, 'ARGUMENT_INVALID', /user/],
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
      [{ sever: server } as ConnectOptions, 'ARGUMENT_INVALID', /^connect\(\) has no option "sever"\.$/],
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
    assert.deepEqual(changeConnection(old, { timeout: 5 }).impersonate, { user: 'boss' });
    assert.deepEqual(changeConnection(old, { impersonate: { user: 'x' } }).impersonate, { user: 'x' });
    assert.throws(() => changeConnection(old, { anonymous: true, token }), { code: 'ARGUMENT_INVALID' });
    assert.throws(() => changeConnection(old, { token: undefined }), {
      message: 'token must be a text; it is undefined.',
      hint: "A request for a token that failed has none in its answer: show(await client.token('robot')) says why.",
    });
    assert.throws(() => changeConnection(old, { cert: undefined }), {
      hint: 'Nothing was stored under that name: look at what cert was meant to hold.',
    });
    assert.throws(() => changeConnection(old, { cert: jane.cert }), { code: 'CREDENTIAL_INCOMPLETE' });
    assert.throws(() => changeConnection(old, { key: jane.key }), { code: 'CREDENTIAL_INCOMPLETE' });
    assert.throws(() => changeConnection(old, { server: '' }), { message: 'server must be a text; it is undefined.' });
    assert.throws(() => changeConnection(old, { server: 'a b' }), { message: /^server is not the URL of a server/ });
    for (const option of ['kubeconfig', 'context', 'sever'])
      assert.throws(() => changeConnection(old, { [option]: 'x' }), { message: `with() has no option "${option}".` });
    const named = changeConnection(old, { tlsServerName: 'kubernetes' });
    assert.equal(named.trust.serverName, 'kubernetes');
    assert.equal(changeConnection(named, { ca: 'system' }).trust.serverName, 'kubernetes');
    // the connection it came from is as it was
    assert.deepEqual(old.credential.certificate, jane);
    assert.equal(old.trust.ca, ca.cert);
  });

  it('warns when a change leaves the server unchecked, and takes the old CA when it is to be checked again', () => {
    const path = file('ca', ca.cert);
    const old = resolveConnection({ server: 'https://h:1', ca: path, token: file('token', token) }, around());
    assert.deepEqual(changeConnection(old, { ca: 'system' }, around()).origins, { token: join(folder, 'token') });
    assert.deepEqual(changeConnection(old, { token }, around()).origins, { ca: path });
    assert.deepEqual(warnings, []);
    const lax = changeConnection(old, { insecure: true }, around());
    assert.match(warnings.join('|'), /^Warning: the certificate of https:\/\/h:1 is not checked\.[^|]*$/);
    assert.deepEqual(changeConnection(lax, { insecure: false }, around()).trust, { insecure: false });
    assert.deepEqual(changeConnection(lax, { insecure: false, ca: path }, around()).trust, old.trust);
    const strict = changeConnection(old, { insecure: false }, around());
    assert.deepEqual([strict.trust, strict.origins], [old.trust, old.origins]);
    assert.equal(warnings.length, 1);
    assert.throws(() => changeConnection(old, { insecure: true, ca: path }), { code: 'ARGUMENT_INVALID' });
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
    file('sa/namespace', 'lab\n');
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
