import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { connect } from '../../src/request/connect.js';
import { isLoopback, proxyFor } from '../../src/request/proxy.js';
import { makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';

describe('request/proxy', () => {
  const uri = 'http://proxy.example:3128';
  const env = { HTTPS_PROXY: uri, NO_PROXY: 'corp.example,.local,10.0.0.0/8,port.example:6443' };

  it('goes by the environment, with the exceptions that Go knows', () => {
    const through = (server: string): boolean => proxyFor(server, undefined, env) !== undefined;
    assert.deepEqual(
      [
        'https://k8s.example',
        'https://corp.example:6443',
        'https://a.corp.example',
        'https://xcorp.example',
        'https://a.local',
        'https://10.1.2.3',
        'https://11.1.2.3',
        'https://port.example:6443',
        'https://port.example',
      ].filter(through),
      ['https://k8s.example', 'https://xcorp.example', 'https://11.1.2.3', 'https://port.example'],
    );
    assert.equal(proxyFor('https://k8s.example', undefined, { ...env, NO_PROXY: '*' }), undefined);
    const plain = { HTTP_PROXY: uri, NO_PROXY: 'plain.example:80,secure.example:443' };
    assert.equal(proxyFor('http://plain.example', undefined, plain), undefined);
    assert.equal(proxyFor('http://secure.example', undefined, plain)?.shown, uri);
    assert.equal(proxyFor('https://k8s.example', undefined, plain), undefined, 'HTTP_PROXY is for plain requests');
    assert.equal(proxyFor('https://k8s.example', 'http://me:pw@own:1', env)?.shown, 'http://own:1');
    assert.equal(proxyFor('https://k8s.example', undefined, { ...env, NO_PROXY: 'K8S.Example' }), undefined);
    for (const wrong of ['socks5://x:1', 'no url'])
      assert.throws(() => proxyFor('https://k8s.example', wrong, env), { code: 'ARGUMENT_INVALID' });
  });

  it('reads each form of an exception, and takes what is none of them for no exception', () => {
    const excepts = (list: string, host: string): boolean =>
      proxyFor(`https://${host}`, undefined, { HTTPS_PROXY: uri, NO_PROXY: list }) === undefined;
    const rows: [list: string, host: string, excepted: boolean][] = [
      ['', 'k8s.example', false],
      [',', 'k8s.example.', false],
      [' a.example , k8s.example ', 'k8s.example', true],
      ['a.example k8s.example', 'k8s.example', true],
      ['*.example', 'k8s.example', true],
      ['*.example', 'example', true],
      ['.example:443', 'k8s.example', true],
      ['.example:6443', 'k8s.example', false],
      ['amp', 'k8s.example', false],
      ['2001:db8::/32', '[2001:db8::5]', true],
      ['2001:db8::/32', '[2001:db9::5]', false],
      ['2001:db8::5', '[2001:db8::5]', true],
      ['2001:db8::/129', '[2001:db8::5]', false],
      ['2001:db8::/128', '[2001:db8::]', true],
      ['10.0.0.0/8', '[2001:db8::5]', false],
      ['10.0.0.0/8', 'k8s.example', false],
      ['10.1.2.3/32', '10.1.2.3', true],
      ['10.0.0.0/33', '10.0.0.0', false],
      ['10.0.0.0/-1', '10.0.0.0', false],
      ['10.0.0.0/x', '10.0.0.0', false],
      ['0.0.0.0/0', '10.1.2.3', true],
      ['k8s.example/8', 'k8s.example', false],
    ];
    for (const [list, host, excepted] of rows) assert.equal(excepts(list, host), excepted, `${list} ${host}`);
  });

  it('takes the variable in small letters before the other, and says of a wrong one where it stands', () => {
    const both = { HTTPS_PROXY: 'http://large:1', https_proxy: 'https://small:1' };
    const shown = (env: Record<string, string>): string | undefined =>
      proxyFor('https://k8s.example', undefined, env)?.shown;
    assert.equal(shown(both), 'https://small:1');
    assert.equal(shown({ ...both, https_proxy: '' }), undefined, 'an empty one is none');
    assert.equal(shown({ ...both, NO_PROXY: '*', no_proxy: 'other' }), 'https://small:1');
    assert.equal(shown({ ...both, NO_PROXY: 'other', no_proxy: '*' }), undefined);
    const message = (where: string): RegExp => new RegExp(`^The proxy ${where} is not the URL of an HTTP proxy`);
    assert.throws(() => shown({ HTTPS_PROXY: 'no url' }), {
      code: 'ARGUMENT_INVALID',
      message: message('in HTTPS_PROXY'),
    });
    assert.throws(() => proxyFor('http://k8s.example', undefined, { HTTP_PROXY: 'ftp://x' }), {
      message: message('in HTTP_PROXY'),
    });
    assert.throws(() => proxyFor('https://k8s.example', 'httpsx://x', {}), { message: message('of the kubeconfig') });
    assert.deepEqual(proxyFor('https://k8s.example', 'http://me:pw@own:1', {}), {
      shown: 'http://own:1',
      uri: 'http://me:pw@own:1',
    });
  });

  it('never goes through one for loopback', () => {
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '[::1]', 'a.localhost']) {
      assert.equal(proxyFor(`https://${host}:6443`, uri, env), undefined, host);
      assert(isLoopback(host));
    }
    assert(isLoopback('LOCALHOST'));
    for (const host of ['localhost.example', '127.example', '128.0.0.1', '[::2]', 'xlocalhost'])
      assert(!isLoopback(host), host);
  });

  describe('over a real one', () => {
    let ca: TestCa;
    let server: TestServer;
    let proxy: Server;
    let refuse = false;
    const tunnels: string[] = [];
    const sockets = new Set<Socket>();
    before(async () => {
      ca = await makeCa();
      server = await startServer(await serverCertificate(ca, { names: ['k8s.test'] }));
      proxy = createServer();
      proxy.on('connect', (request, client) => {
        tunnels.push(request.url ?? '');
        if (refuse) return client.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
        const target = connectTcp(server.port, '127.0.0.1', () => {
          client.write('HTTP/1.1 200 OK\r\n\r\n');
          target.pipe(client).pipe(target);
        });
        for (const socket of [client as Socket, target]) {
          sockets.add(socket);
          socket.on('error', () => {});
        }
        return undefined;
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    });
    after(async () => {
      for (const socket of sockets) socket.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await server.close();
    });
    beforeEach(() => {
      refuse = false;
      tunnels.length = 0;
    });
    const surroundings = (): { env: Record<string, string> } => ({
      env: { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    });

    it('checks the server behind it, and tells when the proxy itself refuses', async () => {
      const client = await connect({ server: 'https://k8s.test:6443', ca: ca.cert }, surroundings());
      const exchange = await client.get('/api');
      assert.deepEqual([exchange.status, exchange.tls?.verified, tunnels], [200, true, ['k8s.test:6443']]);
      assert.match(exchange.curl(), /--proxy http:\/\/127/);
      const strange = await connect({ server: 'https://k8s.test:6443', ca: (await makeCa()).cert }, surroundings());
      assert.equal((await strange.get('/api')).failure?.stage, 'tls');
      const jane = await ca.issue({ cn: 'jane' });
      const { env } = surroundings();
      const proxied = env.HTTPS_PROXY?.replace('http://', 'http://me:s3cret@');
      const kubeconfig = JSON.stringify({
        'current-context': 'c',
        clusters: [
          { name: 'k', cluster: { server: 'https://other.test', 'tls-server-name': 'k8s.test', 'proxy-url': proxied } },
        ],
        users: [{ name: 'u', user: {} }],
        contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
      });
      const named = (await connect({ kubeconfig }, { env: {}, warn: () => {} })).with({
        ca: ca.cert,
        cert: jane.cert,
        key: jane.key,
      });
      const byName = await named.get('/api');
      assert.deepEqual([byName.status, server.requests.at(-1)?.clientName], [200, 'jane']);
      assert.deepEqual(tunnels.at(-1), 'other.test:443');
      assert.ok(byName.curl().includes(`--proxy ${env.HTTPS_PROXY} `), byName.curl());
      const lax = named.with({ insecure: true, tlsServerName: 'wrong.test' });
      assert.equal((await named.with({ tlsServerName: 'wrong.test' }).get('/api')).failure?.stage, 'tls');
      assert.equal((await lax.get('/api')).status, 200);
      refuse = true;
      const refused = (await client.with({ server: 'https://k8s.test:7443' }).get('/api')).failure;
      assert.equal(refused?.stage, 'proxy');
      assert.match(refused?.message ?? '', /answered 503\. The API server has not seen/);
      assert.match(refused?.hint ?? '', /k8s\.test to NO_PROXY/);
    });
  });
});
