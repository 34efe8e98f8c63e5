import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import {
  loadKubeconfigOption,
  loadKubeconfigs,
  loadKubeconfigVariable,
  resolveContext,
} from '../../src/auth/kubeconfig.js';
import { readContext } from '../../src/auth/kubeconfig-user.js';
import { KubelabError, type Place } from '../../src/errors.js';
import { fakeJwt, type Issued, makeCa, type TestCa } from '../helpers/pki.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('auth/kubeconfig', () => {
  let folder: string;
  let ca: TestCa;
  let jane: Issued;
  const token = fakeJwt({ sub: 'system:serviceaccount:a:b' });
  const write = (name: string, content: object | string): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : stringify(content));
    return path;
  };
  const config = (user: object, cluster: object = { server: 'https://127.0.0.1:6443' }): object => ({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    clusters: [{ name: 'k', cluster }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u', namespace: 'lab' } }],
  });
  const read = (path: string, context?: string): ReturnType<typeof readContext> =>
    readContext(resolveContext(loadKubeconfigs([path]), context));

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-kubeconfig-'));
    ca = await makeCa();
    jane = await ca.issue({ cn: 'jane', o: ['dev'] });
    mkdirSync(join(folder, 'pki'));
    write('pki/ca.crt', ca.cert);
    write('pki/jane.crt', jane.cert);
    write('pki/jane.key', jane.key);
    write('pki/token', `${token}\n`);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('reads data, files relative to the kubeconfig, and prefers data', () => {
    const inline = read(
      write(
        'inline',
        config(
          {
            'client-certificate-data': base64(jane.cert),
            'client-key-data': base64(jane.key),
            'client-key': 'no/such',
          },
          { server: 'https://h:1', 'certificate-authority-data': base64(ca.cert), 'certificate-authority': 'no/such' },
        ),
      ),
    );
    assert.deepEqual(inline.credential.certificate, jane);
    assert.equal(inline.trust.ca, ca.cert);
    const files = read(
      write(
        'files',
        config(
          { 'client-certificate': 'pki/jane.crt', 'client-key': 'pki/jane.key' },
          { server: 'https://h:1', 'certificate-authority': 'pki/ca.crt' },
        ),
      ),
    );
    assert.deepEqual(files.credential.certificate, jane);
    assert.deepEqual(files.origins, {
      ca: join(folder, 'pki/ca.crt'),
      cert: join(folder, 'pki/jane.crt'),
      key: join(folder, 'pki/jane.key'),
    });
  });

  it('reads what @kubernetes/client-node reads', () => {
    const path = write(
      'oracle',
      config(
        { 'client-certificate-data': base64(jane.cert), 'client-key-data': base64(jane.key), token, as: 'boss' },
        {
          server: 'https://h:1',
          'certificate-authority-data': base64(ca.cert),
          'tls-server-name': 'kubernetes',
          'proxy-url': 'http://p:3128',
        },
      ),
    );
    const oracle = new KubeConfig();
    oracle.loadFromFile(path);
    const [cluster, user] = [oracle.getCurrentCluster(), oracle.getCurrentUser()];
    const own = read(path);
    assert.equal(own.server, cluster?.server);
    assert.equal(own.trust.ca && base64(own.trust.ca), cluster?.caData);
    assert.equal(own.trust.serverName, cluster?.tlsServerName);
    assert.equal(own.proxyUrl, cluster?.proxyUrl);
    assert.equal(own.credential.certificate && base64(own.credential.certificate.cert), user?.certData);
    assert.equal(own.credential.certificate && base64(own.credential.certificate.key), user?.keyData);
    assert.deepEqual(own.credential.token, { kind: 'text', text: user?.token });
    assert.equal(own.impersonate?.user, user?.impersonateUser);
    assert.equal(resolveContext(loadKubeconfigs([path])).namespace, oracle.getContextObject('c')?.namespace);
  });

  it('merges the files of KUBECONFIG: the first to name a thing decides, files that are not there are passed over', () => {
    const first = write('first', { ...config({ token: 'one' }), 'current-context': undefined });
    const second = write('second', {
      ...config({ token: 'two' }, { server: 'https://other:1' }),
      contexts: [
        { name: 'c', context: { cluster: 'k', user: 'u', namespace: 'not-this' } },
        { name: 'd', context: { cluster: 'k', user: 'u' } },
      ],
      'current-context': 'd',
    });
    const merged = loadKubeconfigVariable([join(folder, 'no-such'), first, second].join(delimiter));
    assert.equal(merged.currentContext, 'd');
    const context = readContext(resolveContext(merged, 'c'));
    assert.equal(context.server, 'https://127.0.0.1:6443');
    assert.deepEqual(context.credential.token, { kind: 'text', text: 'one' });
    assert.equal(resolveContext(merged, 'c').namespace, 'lab');
    assert.throws(() => loadKubeconfigVariable(join(folder, 'no-such')), { code: 'FILE_MISSING' });
  });

  it('takes the token file before the token and reads impersonation', () => {
    const own = read(
      write(
        'tokens',
        config({
          token: 'old',
          tokenFile: 'pki/token',
          as: 'boss',
          'as-uid': '7',
          'as-groups': ['g1', 'g2'],
          'as-user-extra': { scopes: ['a', 'b'] },
        }),
      ),
    );
    assert.deepEqual(own.credential.token, { kind: 'file', path: join(folder, 'pki/token') });
    assert.deepEqual(own.impersonate, { user: 'boss', uid: '7', groups: ['g1', 'g2'], extra: { scopes: ['a', 'b'] } });
  });

  it('describes a credential plugin, with its cluster when that is asked for', () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './plugin',
      args: ['-x'],
      env: [{ name: 'A', value: 'b' }],
      interactiveMode: 'Never',
      provideClusterInfo: true,
      installHint: 'get it',
    };
    const cluster = {
      server: 'https://h:1',
      'certificate-authority-data': base64(ca.cert),
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'lab' } }],
    };
    const own = read(write('exec', config({ exec }, cluster)));
    assert.deepEqual(own.credential.exec, {
      apiVersion: exec.apiVersion,
      command: join(folder, 'plugin'),
      args: ['-x'],
      env: { A: 'b' },
      interactiveMode: 'Never',
      installHint: 'get it',
      cluster: { server: 'https://h:1', 'certificate-authority-data': base64(ca.cert), config: { audience: 'lab' } },
    });
  });

  it('refuses what Kubernetes removed and says what replaced it', () => {
    const cases: [object, RegExp, RegExp][] = [
      [{ username: 'admin', password: 's3cret' }, /1\.19/, /certificate|token/],
      [{ 'auth-provider': { name: 'gcp' } }, /gcp/, /gke-gcloud-auth-plugin/],
      [{ 'auth-provider': { name: 'oidc' } }, /oidc/, /exec/],
    ];
    for (const [user, message, hint] of cases) {
      assert.throws(
        () => read(write('removed', config(user))),
        (error: KubelabError) => {
          assert.equal(error.code, 'AUTH_METHOD_REMOVED');
          assert.match(error.message, message);
          assert.match(error.hint, hint);
          assert.equal(typeof error.place?.line, 'number');
          assert(!error.message.includes('s3cret'));
          return true;
        },
      );
    }
  });

  it('points at the line of what is wrong', () => {
    const cases: [string, string, string, Partial<Place>][] = [
      ['yaml', 'apiVersion: v1\nclusters:\n  - name: a\n   cluster: {}\n', 'KUBECONFIG_INVALID', { line: 4 }],
      ['kind', 'apiVersion: v1\nkind: Pod\n', 'KUBECONFIG_INVALID', { line: 2, column: 7 }],
      ['list', 'clusters: yes\n', 'KUBECONFIG_INVALID', { line: 1, column: 11 }],
      ['name', 'users:\n  - user: {}\n', 'KUBECONFIG_INVALID', { line: 2 }],
      ['text', 'just a sentence\n', 'KUBECONFIG_INVALID', {}],
      [
        'server',
        'current-context: c\nclusters: [{name: k, cluster: {}}]\ncontexts: [{name: c, context: {cluster: k}}]\n',
        'KUBECONFIG_INVALID',
        { line: 2 },
      ],
      [
        'data',
        stringify(config({}, { server: 'https://h', 'certificate-authority-data': 'a b!' })),
        'PEM_INVALID',
        { line: 8 },
      ],
      [
        'twice',
        stringify(config({}, { server: 'https://h', 'certificate-authority-data': base64(base64(ca.cert)) })),
        'PEM_INVALID',
        { line: 8 },
      ],
      ['user', stringify(config({})).replace('user: u', 'user: nobody'), 'KUBECONFIG_CONTEXT', {}],
      [
        'context',
        stringify(config({})).replace('current-context: c', 'current-context: gone'),
        'KUBECONFIG_CONTEXT',
        {},
      ],
      ['half', stringify(config({ 'client-certificate-data': base64(jane.cert) })), 'CREDENTIAL_INCOMPLETE', {}],
      [
        'both',
        stringify(
          config(
            {},
            { server: 'https://h', 'certificate-authority-data': base64(ca.cert), 'insecure-skip-tls-verify': true },
          ),
        ),
        'KUBECONFIG_INVALID',
        {},
      ],
      ['newline', stringify(config({ token: 'abc\n' })), 'TOKEN_INVALID', {}],
    ];
    for (const [name, text, code, place] of cases) {
      const path = write(`wrong-${name}`, text);
      assert.throws(
        () => read(path),
        (error: unknown) => {
          assert(error instanceof KubelabError, `${name}: ${String(error)}`);
          assert.equal(error.code, code, name);
          assert.equal(error.place?.file, path, name);
          for (const [key, value] of Object.entries(place))
            assert.equal(error.place?.[key as keyof Place], value, `${name} ${key}`);
          return true;
        },
      );
    }
  });

  it('says that a context names no cluster, and takes the namespace default where it names none', () => {
    const without = { ...config({}), contexts: [{ name: 'c', context: { user: 'u' } }] };
    assert.throws(() => read(write('no-cluster', without)), {
      code: 'KUBECONFIG_CONTEXT',
      message: 'The context "c" names no cluster.',
      hint: 'The clusters are: k.',
    });
    assert.throws(() => read(write('no-clusters', { ...without, clusters: [] })), { hint: 'The clusters are: none.' });
    const plain = { ...config({}), contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }] };
    assert.equal(resolveContext(loadKubeconfigs([write('plain', plain)])).namespace, 'default');
    assert.equal(resolveContext(loadKubeconfigs([write('lab', config({}))])).namespace, 'lab');
    const notServer = write('not-a-server', config({}, { server: 'h:1' }));
    assert.throws(() => read(notServer), { message: '`server` is not the URL of a server: "h:1".' });
  });

  it('takes a kubeconfig as text, and an empty file as one without contexts', () => {
    assert.equal(resolveContext(loadKubeconfigOption(stringify(config({})))).name, 'c');
    assert.equal(resolveContext(loadKubeconfigOption(JSON.stringify(config({})))).name, 'c');
    assert.deepEqual(loadKubeconfigOption(stringify(config({}))).files, []);
    assert.throws(() => resolveContext(loadKubeconfigOption('apiVersion: v1')), { code: 'KUBECONFIG_CONTEXT' });
    assert.throws(() => read(write('empty', '')), { code: 'KUBECONFIG_CONTEXT' });
    assert.throws(() => loadKubeconfigOption(join(folder, 'no-such')), { code: 'FILE_MISSING' });
    assert.throws(() => loadKubeconfigOption(folder), { code: 'FILE_UNREADABLE' });
  });
});
