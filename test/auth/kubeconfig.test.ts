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
    // an empty entry is none, and an empty current-context names nothing
    const third = write('third', { ...config({}), 'current-context': '' });
    assert.equal(loadKubeconfigVariable(['', third, second].join(delimiter)).currentContext, 'd');
    assert.throws(() => resolveContext(loadKubeconfigs([third])), {
      code: 'KUBECONFIG_CONTEXT',
      message: 'This kubeconfig has no current-context, and none was named.',
      hint: 'It has: c. Name one: connect({ kubeconfig: FILE, context: NAME }).',
      place: { file: third },
    });
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
    assert.deepEqual(own.origins, { token: join(folder, 'pki/token') });
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

  it('takes a plugin that may ask, that asks or that does not, and no other', () => {
    const exec = (interactiveMode?: string, version = 'v1'): object =>
      config({ exec: { apiVersion: `client.authentication.k8s.io/${version}`, command: 'x', interactiveMode } });
    const modeOf = (content: object): string | undefined =>
      read(write('mode', JSON.stringify(content))).credential.exec?.interactiveMode;
    for (const mode of ['Never', 'IfAvailable', 'Always']) assert.equal(modeOf(exec(mode)), mode);
    assert.equal(modeOf(exec(undefined, 'v1beta1')), 'IfAvailable');
    assert.throws(() => modeOf(exec('Sometimes')), { message: /interactiveMode is "Sometimes"/ });
    assert.throws(() => modeOf(exec()), { message: /interactiveMode is ""/ });
  });

  it('describes a plugin of the PATH, and tells it all of the cluster that it has to know', () => {
    const apiVersion = 'client.authentication.k8s.io/v1';
    const exec = { apiVersion, command: 'plugin', interactiveMode: 'Never' };
    const named = { 'tls-server-name': 'kubernetes', 'proxy-url': 'http://p:3128', 'insecure-skip-tls-verify': true };
    const told = read(
      write('told', config({ exec: { ...exec, provideClusterInfo: true } }, { server: 'https://h', ...named })),
    );
    assert.deepEqual(told.credential.exec, { ...exec, args: [], env: {}, cluster: { server: 'https://h', ...named } });
    const wrong = (more: object): void => void read(write('wrong-exec', config({ exec: { ...exec, ...more } })));
    assert.throws(() => wrong({ apiVersion: `${apiVersion}alpha1` }), {
      code: 'KUBECONFIG_INVALID',
      message: `The credential plugin is of the apiVersion "${apiVersion}alpha1".`,
    });
    assert.throws(() => wrong({ apiVersion: undefined }), {
      message: 'The credential plugin is of the apiVersion "".',
    });
    assert.throws(() => wrong({ command: '' }), { message: 'The credential plugin has no command.' });
    const env = (entry: object): unknown =>
      read(write('env', config({ exec: { ...exec, env: [entry] } }))).credential.exec?.env;
    assert.deepEqual([env({ name: 'A', value: 1 }), env({ name: 'A' })], [{ A: '1' }, { A: '' }]);
  });

  it('asks a plugin only where the user has neither certificate nor token', () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'x', interactiveMode: 'Never' };
    const pair = { 'client-certificate': 'pki/jane.crt', 'client-key': 'pki/jane.key' };
    const proofs = (user: object): string[] => Object.keys(read(write('both', config(user))).credential);
    assert.deepEqual(proofs({ exec, ...pair }), ['certificate']);
    assert.deepEqual(proofs({ exec, token: 'tok' }), ['token']);
    assert.deepEqual(proofs({ exec, tokenFile: 'pki/token' }), ['token']);
    assert.deepEqual(proofs({ exec }), ['exec']);
  });

  it('reads what an alias stands for and what << brings in, as kubectl does', () => {
    const text = stringify(config({})).replace(
      /users:[\s\S]*?contexts:/,
      'users:\n  - name: v\n    user: &v\n      token: tok\n  - name: u\n    user: USER\ncontexts:',
    );
    for (const user of ['*v', '{ <<: *v }']) {
      const { credential } = read(write('alias', text.replace('USER', user)));
      assert.deepEqual(credential.token, { kind: 'text', text: 'tok' }, user);
    }
    assert.throws(() => read(write('no-anchor', text.replace('USER', '*gone'))), {
      code: 'KUBECONFIG_INVALID',
      message: 'This kubeconfig is not YAML: the alias *gone has no anchor before it',
      place: { file: join(folder, 'no-anchor'), line: 13, column: 11 },
    });
  });

  it('reads a field by its type, and nothing where nothing is written', () => {
    const tokenOf = (token: unknown): unknown => read(write('typed', config({ token }))).credential.token;
    assert.deepEqual(tokenOf(5), { kind: 'text', text: '5' });
    assert.deepEqual(tokenOf(true), { kind: 'text', text: 'true' });
    assert.deepEqual([tokenOf(null), tokenOf('')], [undefined, undefined]);
    const server = 'https://h';
    const plain = read(
      write('plain', config({ as: '', exec: null }, { server, 'tls-server-name': '', 'proxy-url': '' })),
    );
    assert.deepEqual(plain, { server, trust: { insecure: false }, credential: {}, origins: {} });
    assert.deepEqual(read(write('as', config({ as: 'boss', 'as-uid': '' }))).impersonate, { user: 'boss' });
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'x', interactiveMode: 'Never' };
    assert.deepEqual(read(write('args', config({ exec: { ...exec, args: ['a', 5] } }))).credential.exec?.args, [
      'a',
      '5',
    ]);
    const wrong: [object, string][] = [
      [config({ token: ['a'] }), '`token` must be a text.'],
      [config({}, { server, 'insecure-skip-tls-verify': 'yes' }), '`insecure-skip-tls-verify` must be true or false.'],
      [config({ exec: { ...exec, args: [{}] } }), '`args` must be a list of texts.'],
      [config({ exec: 'x' }), '`exec` must be a mapping of fields.'],
      [config([1]), '`user` must be a mapping of fields.'],
      [{ ...config({}), users: [null] }, '`users` must be a list of mappings.'],
      [{ ...config({}), users: ['u'] }, '`users` must be a list of mappings.'],
      [{ ...config({}), users: { name: 'u' } }, '`users` must be a list.'],
    ];
    for (const [content, message] of wrong)
      assert.throws(() => read(write('wrong-type', content)), { code: 'KUBECONFIG_INVALID', message });
  });

  it('takes an entry without anything behind its name for an empty one', () => {
    const nobody = { ...config({}), users: [{ name: 'u', user: null }] };
    assert.deepEqual(read(write('nobody', nobody)).credential, {});
    assert.deepEqual(read(write('nobody', { ...nobody, users: [{ name: 'u' }] })).credential, {});
    const path = write('nowhere', { ...config({}), clusters: [{ name: 'k', cluster: null }] });
    assert.throws(() => read(path), {
      message: 'The cluster "k" has no server.',
      place: { file: path, line: 6, column: 14 },
    });
  });

  it('says of data and files what they are, and where they stand', () => {
    const server = 'https://h';
    const cases: [object, object][] = [
      [
        config({}, { server, 'certificate-authority-data': ca.cert }),
        { code: 'PEM_INVALID', message: '`certificate-authority-data` holds PEM; it must be base64 of PEM.' },
      ],
      [
        config({}, { server, 'certificate-authority-data': 'a b!' }),
        { code: 'PEM_INVALID', message: '`certificate-authority-data` is not base64.' },
      ],
      [
        config({ tokenFile: 'pki/none' }),
        {
          code: 'FILE_MISSING',
          message: '`tokenFile` of the user "u" names a file that is not there.',
          place: { file: join(folder, 'pki/none') },
        },
      ],
      [
        config({ token: 'two words' }),
        {
          message: '`token` of the user "u" holds white space: a header cannot carry it.',
          place: { file: join(folder, 'said'), line: 11, column: 14 },
        },
      ],
      [
        config({ 'client-key': 'pki/jane.key' }),
        {
          code: 'CREDENTIAL_INCOMPLETE',
          message: /^`client-key` is given without `client-certificate`:/,
          place: { file: join(folder, 'pki/jane.key') },
        },
      ],
      [
        config({ 'client-certificate': 'pki/jane.crt' }),
        { message: /^`client-certificate` is given without `client-key`:/ },
      ],
      [config({}, { server: 'ftp://h' }), { place: { file: join(folder, 'said'), line: 7, column: 15 } }],
    ];
    for (const [content, error] of cases) assert.throws(() => read(write('said', content)), error);
    // base64 may be wrapped, and a CA beside insecure-skip-tls-verify: false is checked against
    const wrapped = base64(ca.cert).replace(/(.{60})/g, '$1\n');
    const lax = { server, 'certificate-authority-data': wrapped, 'insecure-skip-tls-verify': false };
    assert.deepEqual(read(write('wrapped', config({}, lax))).trust, { insecure: false, ca: ca.cert });
  });

  it('refuses what Kubernetes removed and says what replaced it', () => {
    const cases: [object, RegExp, RegExp][] = [
      [{ username: 'admin', password: 's3cret' }, /1\.19/, /certificate|token/],
      [{ username: 'admin' }, /has a username: /, /token/],
      [{ password: 's3cret' }, /has a password: /, /token/],
      [{ 'auth-provider': { name: 'gcp' } }, / \(gcp\): /, /: gke-gcloud-auth-plugin\.$/],
      [{ 'auth-provider': { name: 'oidc' } }, / \(oidc\): /, /: kubectl oidc-login/],
      [{ 'auth-provider': { name: 'own' } }, / \(own\): /, /an `exec:` plugin instead\.$/],
      [{ 'auth-provider': null }, /has an auth-provider: /, /an `exec:` plugin instead\.$/],
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
      [
        'user',
        stringify(config({})).replace('user: u', 'user: nobody'),
        'KUBECONFIG_CONTEXT',
        { line: 15, column: 13 },
      ],
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

  it('says which users there are when a context names one that is not there', () => {
    const lost = { ...config({}), contexts: [{ name: 'c', context: { cluster: 'k', user: 'nobody' } }] };
    const refused = (content: object, hint: string): void =>
      assert.throws(() => read(write('lost', content)), {
        code: 'KUBECONFIG_CONTEXT',
        message: 'The context "c" names a user that is not there: "nobody".',
        hint,
      });
    refused(lost, 'The users are: u.');
    refused({ ...lost, users: [] }, 'The users are: none.');
  });

  it('takes a kubeconfig as text, and an empty file as one without contexts', () => {
    assert.equal(resolveContext(loadKubeconfigOption(stringify(config({})))).name, 'c');
    assert.equal(resolveContext(loadKubeconfigOption(JSON.stringify(config({})))).name, 'c');
    assert.deepEqual(loadKubeconfigOption(stringify(config({}))).files, []);
    assert.equal(resolveContext(loadKubeconfigOption(`# mine\n${stringify(config({}))}`)).name, 'c');
    assert.throws(() => resolveContext(loadKubeconfigOption('apiVersion: v1')), {
      code: 'KUBECONFIG_CONTEXT',
      hint: 'It has no context at all. Name one: connect({ kubeconfig: FILE, context: NAME }).',
      place: undefined,
    });
    assert.throws(() => loadKubeconfigOption('kind: Pod\n'), { place: { line: 1, column: 7 } });
    assert.throws(() => loadKubeconfigOption('- a\n'), { place: { line: 1, column: 1 } });
    assert.throws(() => loadKubeconfigOption('a: 1\n---\nb: 1\n'), {
      message: 'This kubeconfig holds several documents.',
      place: { line: 2, column: 1 },
    });
    for (const empty of ['', '---\n', '# words\n'])
      assert.throws(() => read(write('empty', empty)), { code: 'KUBECONFIG_CONTEXT' });
    assert.throws(() => loadKubeconfigOption(join(folder, 'no-such')), { code: 'FILE_MISSING' });
    assert.throws(() => loadKubeconfigOption(folder), { code: 'FILE_UNREADABLE' });
  });
});
