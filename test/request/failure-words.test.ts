import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { KubelabError } from '../../src/errors.js';
import { factsOf } from '../../src/inspect/x509.js';
import type { TlsFacts } from '../../src/request/exchange.js';
import { type Attempt, failureOf } from '../../src/request/failure.js';
import { VerificationError } from '../../src/request/tls-socket.js';
import { makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';

describe('the words for a fault of the connection', () => {
  const attempt: Attempt = { server: 'https://api.example:6443', trust: { insecure: false }, timeout: 500, now: 0 };
  const proxy = 'http://proxy:3128';
  const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });
  const first = (lines: string[]): string => lines[0] ?? '';

  /** Stage, message, and the words of curl, kubectl and Node; '' where a program has none of its own. */
  const words = (error: unknown, more: Partial<Attempt> = {}): string[] => {
    const { stage, message, dialects } = failureOf(error, { ...attempt, ...more });
    return [`${stage}: ${message}`, dialects.curl ?? '', dialects.kubectl ?? '', dialects.node];
  };
  const hint = (error: unknown, more: Partial<Attempt> = {}): string => failureOf(error, { ...attempt, ...more }).hint;

  it('say where nothing listens, by the port of the scheme where none is written', () => {
    const refused = coded('ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:6443');
    for (const [server, address, host, port] of [
      ['https://api.example:6443', 'api.example:6443', 'api.example', '6443'],
      ['https://api.example', 'api.example:443', 'api.example', '443'],
      ['http://[::1]', '[::1]:80', '::1', '80'],
    ] as const) {
      assert.deepEqual(words(refused, { server }), [
        `connect: Nothing listens at ${address}: the connection was refused.`,
        `curl: (7) Failed to connect to ${host} port ${port}: Could not connect to server`,
        `The connection to the server ${address} was refused - did you specify the right host or port?`,
        'connect ECONNREFUSED 10.0.0.1:6443',
      ]);
    }
    const behind = `proxy: Nothing listens at ${proxy}: the connection was refused.`;
    assert.equal(first(words(refused, { proxy })), behind);
    assert.equal(hint(refused, { proxy }), 'Start the proxy, or name the API server in NO_PROXY.');
  });

  it('say that a name has no address, and whether the name server was silent', () => {
    const rows: [code: string, also: string][] = [
      ['ENOTFOUND', ''],
      ['EAI_NODATA', ''],
      ['EAI_AGAIN', ', or the name server does not answer'],
    ];
    for (const [code, also] of rows) {
      assert.deepEqual(words(coded(code)), [
        `dns: The name api.example has no address${also}.`,
        'curl: (6) Could not resolve host: api.example',
        'Unable to connect to the server: dial tcp: lookup api.example: no such host',
        code,
      ]);
    }
    const behind = 'dns: The name api.example has no address (by way of the proxy http://proxy:3128).';
    assert.equal(first(words(coded('ENOTFOUND'), { proxy })), behind);
  });

  it('say that there is no way to the machine, or no answer in time', () => {
    for (const code of ['EHOSTUNREACH', 'ENETUNREACH'])
      assert.deepEqual(words(coded(code), { proxy }), [
        'connect: There is no route to api.example (by way of the proxy http://proxy:3128).',
        'curl: (7) Failed to connect to api.example port 6443: Could not connect to server',
        'Unable to connect to the server: dial tcp api.example:6443: connect: no route to host',
        code,
      ]);
    for (const code of ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'TIMEOUT'])
      assert.deepEqual(words(coded(code, 'late')), [
        'timeout: No answer from api.example:6443 within 500 ms.',
        'curl: (28) Connection timed out after 500 milliseconds',
        'Unable to connect to the server: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
        `${code}: late`,
      ]);
    for (const code of ['ABORT_ERR', 'UND_ERR_ABORTED'])
      assert.deepEqual(words(coded(code)), [
        'aborted: The request was ended from this side before it was answered.',
        '',
        '',
        code,
      ]);
  });

  it('say that a port does not speak TLS, however Node puts it', () => {
    const errors = [
      coded('ERR_SSL_WRONG_VERSION_NUMBER'),
      coded('ERR_SSL_PACKET_LENGTH_TOO_LONG'),
      coded('EPROTO', 'write EPROTO 00A1:error:0A00010B:SSL routines:ssl3_get_record:wrong version number'),
    ];
    for (const error of errors) {
      assert.deepEqual(words(error), [
        'tls: What answers at api.example:6443 does not speak TLS.',
        'curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number',
        'Unable to connect to the server: http: server gave HTTP response to HTTPS client',
        error.message,
      ]);
      const write = 'write http://api.example:6443; else the port is that of something else.';
      assert.equal(hint(error), `If it is a \`kubectl proxy\`, ${write}`);
    }
  });

  it('tell a server that asks for a certificate from one that speaks another TLS', () => {
    const asks =
      'This server refuses clients without a certificate that it knows; an API server would let them in and judge each request.';
    const other = 'Client and server did not agree on a protocol or a cipher; an API server takes TLS 1.2 and 1.3.';
    const rows: [code: string, message: string, shown: string, hint: string][] = [
      ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', '00B8:error:0A: alert ', 'error:0A: alert', asks],
      ['EPROTO', 'write EPROTO handshake failure', 'write EPROTO handshake failure', asks],
      ['EPROTO', 'alert bad certificate', 'alert bad certificate', asks],
      ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'unsupported protocol', 'unsupported protocol', other],
      ['ERR_TLS_HANDSHAKE', 'no', 'no', other],
    ];
    for (const [code, message, shown, wanted] of rows) {
      const failed = `tls: The TLS handshake with api.example:6443 failed: ${shown}`;
      assert.deepEqual([first(words(coded(code, message))), hint(coded(code, message))], [failed, wanted]);
    }
  });

  it('say that the connection was closed, and how to write the address when it was plain', () => {
    for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'])
      assert.deepEqual(words(coded(code, '')), [
        'answer: api.example:6443 closed the connection without an answer.',
        'curl: (52) Empty reply from server',
        'Unable to connect to the server: EOF',
        code,
      ]);
    const plain = 'This was plain HTTP; if the port speaks TLS, write https://api.example:8080.';
    assert.equal(hint(coded('EPIPE'), { server: 'http://api.example:8080' }), plain);
    assert.equal(hint(coded('EPIPE')), 'Send it again; if it stays so, look at the log of the server.');
  });

  it('say how much of an answer came', () => {
    const begun = { status: 200, bytes: 7 };
    assert.deepEqual(words(coded('ECONNRESET'), { begun }), [
      'answer: api.example:6443 closed the connection in the middle of its answer (200): 7 bytes of it came.',
      'curl: (18) transfer closed with outstanding read data remaining',
      'error: unexpected EOF',
      'ECONNRESET',
    ]);
    assert.deepEqual(words(coded('TIMEOUT'), { begun }).slice(0, 2), [
      'timeout: The answer of api.example:6443 (200) began and did not end within 500 ms: 7 bytes of it came.',
      'curl: (28) Operation timed out after 500 milliseconds with 7 bytes received',
    ]);
    for (const code of ['ABORT_ERR', 'UND_ERR_ABORTED'])
      assert.equal(
        first(words(coded(code), { begun: { status: 200, bytes: 1 } })),
        'aborted: The request was ended from this side in the middle of its answer (200): 1 byte of it came.',
      );
  });

  it('say what the proxy answered, and what its certificate check found', () => {
    const answered = (status: number): Error => new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`);
    assert.equal(
      first(words(answered(407), { proxy })),
      'proxy: The proxy http://proxy:3128 did not let the connection to api.example:6443 through: it answered 407. The API server has not seen the request.',
    );
    assert.equal(hint(answered(407), { proxy }), 'Add api.example to NO_PROXY (the name alone, no https://).');
    const inKubectl: Record<number, string> = {
      403: 'Forbidden',
      407: 'Proxy Authentication Required',
      502: 'Bad Gateway',
      503: 'Service Unavailable',
      504: 'Gateway Timeout',
      418: 'proxy answered 418',
    };
    for (const [status, text] of Object.entries(inKubectl))
      assert.deepEqual(words(answered(Number(status)), { proxy }).slice(1, 3), [
        `curl: (56) CONNECT tunnel failed, response ${status}`,
        `Unable to connect to the server: ${text}`,
      ]);
    assert.equal(
      first(words(coded('CERT_HAS_EXPIRED'), { proxy })),
      "tls: The server's certificate did not pass the check behind the proxy: certificate has expired.",
    );
  });

  it('are of the error that was wrapped, and else of what was thrown', () => {
    const refused = coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:1');
    const unread = 'answer: There was no answer that can be read from api.example:6443:';
    const rows: [error: unknown, shown: string, node: string][] = [
      [new AggregateError([refused, coded('ETIMEDOUT')]), words(refused)[0] ?? '', refused.message],
      [new TypeError('fetch failed', { cause: refused }), words(refused)[0] ?? '', refused.message],
      [new TypeError('fetch failed', { cause: new Error('x') }), `${unread} fetch failed`, 'TypeError: fetch failed'],
      [new AggregateError([], 'all of them'), `${unread} all of them`, 'AggregateError: all of them'],
      [coded('HPE_INVALID_CONSTANT', 'Parse Error'), `${unread} Parse Error`, 'HPE_INVALID_CONSTANT: Parse Error'],
      [Object.assign(new Error('odd'), { code: '' }), `${unread} odd`, 'Error: odd'],
      ['thrown', `${unread} thrown`, 'UNKNOWN: thrown'],
      [null, `${unread} null`, 'UNKNOWN: null'],
    ];
    for (const [error, shown, node] of rows) {
      const [message, , , said] = words(error);
      assert.deepEqual([message, said], [shown, node]);
    }
    const missing = new KubelabError('EXEC_PLUGIN_FAILED', 'the plugin is missing', { hint: 'install it' });
    const failure = failureOf(missing, attempt);
    assert.deepEqual([failure.stage, failure.code, failure.hint], ['credential', 'EXEC_PLUGIN_FAILED', 'install it']);
  });

  describe('when a certificate did not pass the check', () => {
    let ca: TestCa;
    let own: string;
    const now = Date.parse('2026-11-27T12:00:00.500Z');
    const factsFor = (cert: string | undefined, serverName = '127.0.0.1'): TlsFacts => ({
      ...{ protocol: 'TLSv1.3', cipher: '', verified: false, verification: '', serverName },
      ...(cert ? { server: factsOf(new X509Certificate(cert)) } : {}),
    });
    const unchecked = (code: string, facts: TlsFacts): VerificationError => new VerificationError(code, code, facts);
    const whose = "The server's certificate (CN=kube-apiserver, signed by CN=kubernetes)";
    const unsigned = 'Unable to connect to the server: tls: failed to verify certificate: x509:';

    before(async () => {
      ca = await makeCa('kubernetes');
      const dates = { notBefore: new Date('2026-11-01T00:00:00Z'), notAfter: new Date('2026-11-20T00:00:00Z') };
      own = (await serverCertificate(ca, { names: ['kubernetes', 'api.example', '10.0.0.1'], ...dates })).cert;
    });

    it('say for whom it is, as curl and kubectl do for a name and for an address', () => {
      const code = 'ERR_TLS_CERT_ALTNAME_INVALID';
      const names = 'it names DNS:kubernetes, DNS:api.example, IP Address:10.0.0.1';
      const rows: [serverName: string, server: string, curl: string, kubectl: string][] = [
        ['127.0.0.1', 'https://127.0.0.1', "ipv4 address '127.0.0.1'", '10.0.0.1, not 127.0.0.1'],
        ['::1', 'https://[::1]', "ipv6 address '::1'", '10.0.0.1, not ::1'],
        ['localhost', 'https://localhost', "hostname 'localhost'", 'kubernetes, api.example, not localhost'],
      ];
      for (const [serverName, server, target, validFor] of rows) {
        const error = unchecked(code, factsFor(own, serverName));
        assert.deepEqual(words(error, { server }), [
          `tls: ${whose} is good, and not for ${serverName}: ${names}.`,
          `curl: (60) SSL: no alternative certificate subject name matches target ${target}`,
          `${unsigned} certificate is valid for ${validFor}`,
          "ERR_TLS_CERT_ALTNAME_INVALID: Hostname/IP does not match certificate's altnames",
        ]);
        const expect = 'Use one of its names in the URL, or say which to expect: { tlsServerName: "kubernetes" }.';
        assert.equal(hint(error, { server }), expect);
      }
      const nameless = unchecked(code, factsFor(undefined, 'localhost'));
      const nobody = "The server's certificate (without a subject, signed by nobody)";
      assert.equal(first(words(nameless)), `tls: ${nobody} is good, and not for localhost: it names nothing.`);
      assert.match(hint(nameless), /tlsServerName: "NAME" }\.$/);
    });

    it('say until when or from when it is good, and what this clock says', () => {
      const rows: [code: string, is: string, curl: string, kubectl: string][] = [
        ['CERT_HAS_EXPIRED', 'was good until 2026-11-20T00:00:00.000Z', 'has expired', 'is after 2026-11-20T00:00:00Z'],
        [
          'CERT_NOT_YET_VALID',
          'is good only from 2026-11-01T00:00:00.000Z on',
          'is not yet valid',
          'is before 2026-11-01T00:00:00Z',
        ],
      ];
      for (const [code, is, inCurl, inKubectl] of rows)
        assert.deepEqual(words(unchecked(code, factsFor(own)), { now }), [
          `tls: ${whose} ${is}; this machine says it is 2026-11-27T12:00:00.500Z.`,
          `curl: (60) SSL certificate problem: certificate ${inCurl}`,
          `${unsigned} certificate has expired or is not yet valid: current time 2026-11-27T12:00:00Z ${inKubectl}`,
          `${code}: certificate ${inCurl}`,
        ]);
    });

    it('say who signed it, and whom that is not', async () => {
      const given = async (name: string): Promise<Partial<Attempt>> => ({
        trust: { insecure: false, ca: (await makeCa(name)).cert },
      });
      const unknown = `${unsigned} certificate signed by unknown authority`;
      const local = 'curl: (60) SSL certificate problem: unable to get local issuer certificate';
      const code = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
      const error = unchecked(code, factsFor(own));
      const node = `${code}: unable to verify the first certificate`;
      assert.deepEqual(words(error), [
        `tls: ${whose} is signed by none of the CAs that Node knows: a cluster has a CA of its own.`,
        ...[local, unknown, node],
      ]);
      assert.deepEqual(words(error, await given('other')), [
        `tls: ${whose} is not signed by the CA that was given (CN=other).`,
        ...[local, unknown, node],
      ]);
      const [message, curl, kubectl] = words(error, await given('kubernetes'));
      assert.match(
        message ?? '',
        /names the CA that was given, and was not signed with its key: two CAs of one name\./,
      );
      assert.deepEqual(
        [curl, kubectl],
        [
          local,
          `${unknown} (possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "kubernetes")`,
        ],
      );
      for (const [selfSigned, inCurl] of [
        ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
        ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'],
      ] as const)
        assert.equal(words(unchecked(selfSigned, factsFor(own)))[1], `curl: (60) SSL certificate problem: ${inCurl}`);
    });

    it('say what else is wrong with it by its code', () => {
      const error = unchecked('CERT_REVOKED', factsFor(own));
      assert.deepEqual(words(error), [
        `tls: ${whose} did not pass the check: CERT_REVOKED.`,
        '',
        '',
        'CERT_REVOKED: CERT_REVOKED',
      ]);
    });
  });
});
