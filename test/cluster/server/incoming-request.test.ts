/** What the stages get to see of a request: over a real connection, told back by the handler. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:tls';
import type { ApiRequest, ApiResponse } from '../../../src/cluster/chain/handler.js';
import { type ApiServer, startServer } from '../../../src/cluster/server/server.js';
import { clientOptions, newPki, serverOptions } from '../../helpers/own-server.js';

/** What the handler tells. */
interface Seen {
  auditID: string;
  method: string;
  url: string;
  query: [string, string][];
  headers: Record<string, string | string[]>;
  sourceIPs: string[];
  certificates: string[];
  finding: { stage: string; outcome: string; detail: string };
  receivedAt: string;
  body: string;
}

const now = new Date('2026-03-01T10:00:00Z');
const clock = { now: () => now, after: () => () => {} };

describe('an incoming request', () => {
  const pki = newPki();
  let server: ApiServer;
  let aborted: Promise<unknown> | undefined;
  before(async () => {
    const handle = async (request: ApiRequest): Promise<ApiResponse> => {
      const { auditID, method, url, query, headers, sourceIPs, receivedAt, findings, clientCertificates } = request;
      if (url === '/leave') {
        aborted = once(request.signal, 'abort');
        return { status: 200, headers: {}, stream: forever(request.signal) };
      }
      const body =
        url === '/unread' ? '' : await request.body().then(String, (error: Error) => `refused: ${error.message}`);
      const certificates = clientCertificates.map((der) => der.toString('base64'));
      const seen = {
        auditID,
        method,
        url,
        query: [...query],
        headers,
        sourceIPs,
        receivedAt,
        finding: findings[0],
        certificates,
        body,
      };
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(seen) };
    };
    server = await startServer(serverOptions(pki, { clock, handle }));
  });
  after(() => server.stop());
  async function* forever(signal: AbortSignal): AsyncGenerator<string> {
    yield 'begun';
    await once(signal, 'abort');
  }

  const options = clientOptions(pki);
  /** The answers of a connection on which this was sent. */
  const answersTo = async (text: string, more: object = {}): Promise<string> => {
    const socket = connect({ ...options, port: server.port, ...more });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    socket.write(Buffer.from(text, 'latin1'));
    let received = '';
    for await (const chunk of socket.setEncoding('utf8')) received += String(chunk);
    return received;
  };
  const seen = async (lines: string[], body = '', more: object = {}): Promise<Seen> => {
    const [first = '', ...headers] = lines;
    const head = [`${first} HTTP/1.1`, 'Host: localhost', ...headers, 'Connection: close'];
    const answer = await answersTo(`${head.join('\r\n')}\r\n\r\n${body}`, more);
    return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
  };

  it('has its method, URL and query, and the time of the clock', async () => {
    const { method, url, query, receivedAt } = await seen(['PATCH /api/v1/pods?a=1&b=%20&a=2']);
    assert.deepEqual([method, url, receivedAt], ['PATCH', '/api/v1/pods?a=1&b=%20&a=2', now.toISOString()]);
    assert.deepEqual(query, [
      ['a', '1'],
      ['b', ' '],
      ['a', '2'],
    ]);
  });

  it('leaves out parameters that Go does not read, and keeps the others', async () => {
    assert.deepEqual((await seen(['GET /api?a=1;b=2&c=3&d=%2&e=%zz&f=%41'])).query, [
      ['c', '3'],
      ['f', 'A'],
    ]);
    assert.deepEqual((await seen(['GET /api?%'])).query, []);
    assert.deepEqual((await seen(['GET /api?'])).query, []);
  });

  it('has path and query of a whole URL', async () => {
    assert.equal((await seen(['GET https://elsewhere.example/api/v1?x=y'])).url, '/api/v1?x=y');
    assert.equal((await seen(['GET *'])).url, '*');
  });

  it('has headers by lower-case names, repeated ones as a list', async () => {
    const { headers } = await seen([
      'GET /',
      'X-One: a',
      'Accept: text/plain',
      'ACCEPT: application/json',
      'accept: */*',
    ]);
    assert.equal(headers['x-one'], 'a');
    assert.deepEqual(headers.accept, ['text/plain', 'application/json', '*/*']);
    assert.equal(headers.host, 'localhost');
  });

  it('keeps the id of an audit that it brings, up to 64 characters', async () => {
    const id = 'x'.repeat(64);
    assert.equal((await seen(['GET /', `Audit-ID: ${id}`])).auditID, id);
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    assert.match((await seen(['GET /', `Audit-ID: ${id}x`])).auditID, uuid);
    assert.match((await seen(['GET /'])).auditID, uuid);
  });

  // recorded from a real kube-apiserver's audit log
  for (const [headers, expected] of [
    [[], []],
    [['X-Forwarded-For: 10.0.0.1'], ['10.0.0.1']],
    [['X-Forwarded-For: 10.0.0.1, 10.0.0.2'], ['10.0.0.1', '10.0.0.2']],
    [['X-Forwarded-For:  10.0.0.1 ,,10.0.0.2'], ['10.0.0.1', '10.0.0.2']],
    [['X-Forwarded-For: nonsense, 10.0.0.1'], ['10.0.0.1']],
    [['X-Forwarded-For: 2001:DB8::0001'], ['2001:db8::1']],
    [['X-Forwarded-For: [2001:db8::1]'], []],
    [['X-Forwarded-For: 10.0.0.1:80'], []],
    [['X-Forwarded-For: ::ffff:10.0.0.1'], ['10.0.0.1']],
    [['X-Forwarded-For: 010.000.000.001'], ['10.0.0.1']],
    [['X-Forwarded-For: 256.1.1.1'], []],
    [['X-Forwarded-For: fe80::1%eth0'], []],
    [['X-Forwarded-For: 127.0.0.1, 10.0.0.1'], ['127.0.0.1', '10.0.0.1']],
    [['X-Forwarded-For: 10.0.0.1', 'X-Forwarded-For: 10.0.0.2'], ['10.0.0.1']],
    [['X-Forwarded-For: 10.0.0.1,10.0.0.1'], ['10.0.0.1', '10.0.0.1']],
    [['X-Real-Ip: 10.0.0.9'], ['10.0.0.9']],
    [['X-Real-Ip: x'], []],
    [['X-Real-Ip: 10.0.0.1', 'X-Real-Ip: 10.0.0.2'], ['10.0.0.1']],
    [
      ['X-Forwarded-For: 10.0.0.1', 'X-Real-Ip: 10.0.0.9'],
      ['10.0.0.1', '10.0.0.9'],
    ],
    [['X-Forwarded-For: 10.0.0.1', 'X-Real-Ip: 10.0.0.1'], ['10.0.0.1']],
  ] as const) {
    it(`comes from ${[...expected, '127.0.0.1'].join(', ')} with ${headers.join(' and ') || 'no word of a proxy'}`, async () => {
      assert.deepEqual((await seen(['GET /', ...headers])).sourceIPs, [...expected, '127.0.0.1']);
    });
  }

  it('names its own address once where a proxy on the same machine has named it last', async () => {
    for (const header of ['X-Forwarded-For', 'X-Real-Ip']) {
      assert.deepEqual((await seen(['GET /', `${header}: 127.0.0.1`])).sourceIPs, ['127.0.0.1']);
    }
  });

  it('has the certificates of its connection, and says which TLS it came over', async () => {
    const bare = await seen(['GET /']);
    assert.deepEqual(bare.certificates, []);
    assert.deepEqual(bare.finding, {
      stage: 'tls',
      outcome: 'passed',
      detail: 'TLSv1.3; the client sent no certificate.',
    });
    // of a CA that the client does not know, or OpenSSL would send it too
    const stranger = newPki();
    const { certPem, keyPem: key } = stranger.admin;
    const base64 = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '');
    for (const [cert, expected] of [
      [certPem, [certPem]],
      // what was sent with it, too
      [`${certPem}${stranger.ca.certPem}`, [certPem, stranger.ca.certPem]],
    ] as const) {
      const { certificates, finding } = await seen(['GET /'], '', { cert, key, maxVersion: 'TLSv1.2' });
      assert.deepEqual(certificates, expected.map(base64));
      assert.equal(finding.detail, 'TLSv1.2; the client sent a certificate, which the handshake does not judge.');
    }
  });

  it('has a body up to 3 MiB, by its length and in chunks', async () => {
    const limit = 3 << 20;
    const chunked = (size: number): string => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`;
    const refused = `refused: Request entity too large: limit is ${limit}`;
    const of = (length: number): Promise<Seen> => seen(['PUT /', `Content-Length: ${length}`], 'x'.repeat(length));
    assert.equal((await of(limit)).body.length, limit);
    assert.equal((await of(limit + 1)).body, refused);
    assert.equal((await seen(['PUT /', 'Transfer-Encoding: chunked'], chunked(limit))).body.length, limit);
    assert.equal((await seen(['PUT /', 'Transfer-Encoding: chunked'], chunked(limit + 1))).body, refused);
    assert.equal((await seen(['PUT /', 'Transfer-Encoding: CHUNKED'], chunked(3))).body, 'xxx');
  });

  it('has the fault of a body whose chunks cannot be read, and then ends; read or not', async () => {
    const chunks = ['PUT /', 'Transfer-Encoding: chunked'];
    assert.equal((await seen(chunks, 'zz\r\n')).body, 'refused: invalid byte in chunk length');
    const unread = await answersTo(
      'PUT /unread HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    );
    assert.match(unread, /^HTTP\/1\.1 200 OK\r\n(.*\r\n)*connection: close\r\n/i);
  });

  it('that comes in pieces has a fault that came after somebody began to read', async () => {
    const socket = connect({ ...options, port: server.port });
    await once(socket, 'secureConnect');
    socket.write('PUT / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n');
    const [asked] = (await once(socket, 'data')) as [Buffer];
    assert.match(asked.toString(), /^HTTP\/1\.1 100 Continue/);
    socket.write('3\r\nabc\r\nzz\r\n');
    let received = '';
    for await (const chunk of socket.setEncoding('utf8')) received += String(chunk);
    assert.match(received, /"body":"refused: invalid byte in chunk length"/);
  });

  it('may have a method that Node does not know, and letters beyond ASCII in its path', async () => {
    const purge = await seen(['purge /x?a=1', 'X-One:  a ', 'X-Two:b', 'X-One: c']);
    assert.deepEqual([purge.method, purge.url, purge.query, purge.body], ['purge', '/x?a=1', [['a', '1']], '']);
    assert.deepEqual([purge.headers['x-one'], purge.headers['x-two']], [['a', 'c'], 'b']);
    assert.deepEqual(purge.sourceIPs, ['127.0.0.1']);
    const path = Buffer.from('/défaut').toString('latin1');
    assert.equal((await seen([`GET ${path}`])).url, '/d%c3%a9faut');
    // behind another request, whose answer comes first
    const two = `GET /unread HTTP/1.1\r\nHost: localhost\r\n\r\nfoo /y HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    assert.match(await answersTo(two), /"url":"\/unread"[\s\S]*HTTP\/1\.1 200 OK[\s\S]*"method":"foo","url":"\/y"/);
  });

  for (const [what, text] of [
    ['whose head comes in pieces', 'purge / HT'],
    ['that names no path', 'purge x HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['of another version', 'purge / HTTP/3.0\r\nHost: localhost\r\n\r\n'],
    ['with a header that is none', 'purge / HTTP/1.1\r\nHost: localhost\r\nx y: z\r\n\r\n'],
    [
      'whose path has letters beyond ASCII, with a body',
      'POST /\xe9 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}',
    ],
  ] as const) {
    it(`that Node does not read ${what} is refused`, async () => {
      assert.match(await answersTo(text), /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*\r\n\r\n400 Bad Request$/);
    });
  }

  it('whose head has no end is refused at a mebibyte', async () => {
    const answer = await answersTo(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(1_100_000)}`);
    assert.match(
      answer,
      /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n[\s\S]*\r\n\r\n431 Request Header Fields Too Large$/,
    );
    const { headers } = await seen(['GET /', `X: ${'x'.repeat(1_000_000)}`]);
    assert.equal(headers.x?.length, 1_000_000);
  });

  it('ends its wait when the client goes', async () => {
    const socket = connect({ ...options, port: server.port });
    await once(socket, 'secureConnect');
    socket.write('GET /leave HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await aborted;
  });

  it('over HTTP/2 has the authority as its host, and no pseudo headers', async () => {
    const session = connectHttp2(`https://127.0.0.1:${server.port}`, options);
    const stream = session.request({
      ':path': '/x?a=1',
      ':authority': 'api.example:6443',
      'x-forwarded-for': '10.0.0.1',
    });
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
    session.close();
    const { headers, url, sourceIPs, finding }: Seen = JSON.parse(text);
    assert.deepEqual([headers.host, url], ['api.example:6443', '/x?a=1']);
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith(':')),
      [],
    );
    assert.deepEqual(sourceIPs, ['10.0.0.1', '127.0.0.1']);
    assert.equal(finding.detail, 'TLSv1.3; the client sent no certificate.');
  });

  for (const [offer, connection] of [
    ['foo', 'Upgrade'],
    ['h2c', 'Upgrade, HTTP2-Settings'],
    ['TLS/1.0, HTTP/1.1', 'upgrade'],
  ] as const) {
    it(`that offers ${offer} has its other headers and its body`, async () => {
      const more = [
        'X-A: b',
        `Connection: ${connection}, close`,
        `Upgrade: ${offer}`,
        'HTTP2-Settings: AAMAAABk',
        'Content-Length: 4',
      ];
      const { headers, body } = await seen(['POST /', ...more, 'X-E: \u00fc'], 'body');
      assert.equal(body, 'body');
      assert.deepEqual([headers['x-a'], headers['x-e']], ['b', '\u00fc']);
    });
  }
});
