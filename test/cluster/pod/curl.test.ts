import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/cluster/clock.js';
import { createPki } from '../../../src/cluster/pki/cluster-pki.js';
import { type CurlEnvironment, runCurl } from '../../../src/cluster/pod/curl.js';
import { CurlUsage, curlBody, parseCurl } from '../../../src/cluster/pod/curl-options.js';

describe('the command line of curl', () => {
  it('is read in all the ways that people write it', () => {
    const options = parseCurl([
      '-skXPOST',
      '-H',
      'A: b',
      '-HC: d',
      '--cacert',
      'ca.crt',
      '-d',
      '{}',
      '-w',
      '%{http_code}',
      'https://kubernetes/api',
    ]);
    assert.ok(options.silent && options.insecure);
    assert.equal(options.method, 'POST');
    assert.deepEqual(options.headers, ['A: b', 'C: d']);
    assert.equal(options.cacert, 'ca.crt');
    assert.deepEqual(options.data, [{ kind: 'ascii', text: '{}', option: '-d' }]);
    assert.equal(options.writeOut, '%{http_code}');
    assert.deepEqual(options.urls, ['https://kubernetes/api']);
  });

  for (const [args, message] of [
    [['--nope', 'x'], /option --nope: is unknown/],
    [['-Z9', 'x'], /option -Z9: is unknown/],
    [['-H'], /option -H: requires parameter/],
    [[], /no URL specified/],
    [['-X', '', 'x'], /option -X: blank argument where content is expected/],
    [['-m', 'soon', 'x'], /option -m: expected a proper numerical parameter/],
  ] as const) {
    it(`is refused as curl does: ${args.join(' ')}`, () => {
      assert.throws(
        () => parseCurl(args),
        (error) => error instanceof CurlUsage && message.test(error.message),
      );
    });
  }

  it('makes bodies', async () => {
    const read = async () => Buffer.from('a\nb\n');
    const body = async (...args: string[]) => (await curlBody(parseCurl([...args, 'x']).data, read))?.toString();
    assert.equal(await body(), undefined);
    assert.equal(await body('-d', 'x=1', '-d', 'y=2'), 'x=1&y=2');
    assert.equal(await body('-d', '@f'), 'ab');
    assert.equal(await body('--data-binary', '@f'), 'a\nb\n');
    assert.equal(await body('--data-raw', '@f'), '@f');
    assert.equal(await body('--data-urlencode', 'q=a b'), 'q=a+b');
    assert.equal(await body('--data-urlencode', 'q@f'), 'q=a%0Ab%0A');
    assert.equal(await body('--json', '{"a":', '--json', '1}'), '{"a":1}');
  });
});

describe('curl in a pod', () => {
  const pki = createPki({ clock: systemClock, host: '127.0.0.1' });
  const other = createPki({ clock: systemClock, host: '127.0.0.1' });
  let server: Server;
  let files: Record<string, string>;
  let environment: CurlEnvironment;
  before(async () => {
    server = createServer(
      { cert: pki.server.certPem, key: pki.server.keyPem, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        if (request.url === '/never') return;
        if (request.url === '/endless') return void response.write('piece');
        if (request.url === '/short') {
          response.writeHead(200, { 'Content-Length': 100 });
          return void response.write('half', () => response.destroy());
        }
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          response.writeHead(request.url === '/forbidden' ? 403 : 200, {
            'Content-Type': 'application/json',
            Connection: 'close',
          });
          const certificate = (request.socket as import('node:tls').TLSSocket).getPeerCertificate();
          const { method, url, headers } = request;
          response.end(
            JSON.stringify({
              method,
              url,
              headers,
              body: Buffer.concat(chunks).toString(),
              cn: certificate.subject?.CN,
            }),
          );
        });
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    files = {
      '/ca.crt': pki.ca.certPem,
      '/other.crt': other.ca.certPem,
      '/admin.crt': pki.admin.certPem,
      '/admin.key': pki.admin.keyPem,
      '/junk': 'junk',
      '/other.key': other.admin.keyPem,
    };
    environment = {
      namespace: 'default',
      server: () => ({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }),
      env: (name) => ({ KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' })[name],
      readFile: async (path) => {
        const text = files[path];
        if (text === undefined) throw new Error('ENOENT');
        return Buffer.from(text);
      },
      writeFile: async (path, data) => {
        files[path] = Buffer.from(data).toString();
      },
    };
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const curl = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await runCurl(args, environment);
    return { stdout: stdout.toString(), stderr, exitCode };
  };
  const trusted = ['--cacert', '/ca.crt'];

  it('does not trust a CA that it was not given', async () => {
    const { stderr, exitCode, stdout } = await curl('https://kubernetes/api');
    assert.equal(exitCode, 60);
    assert.match(stderr, /^curl: \(60\) SSL certificate problem: unable to get local issuer certificate\n/);
    assert.equal(stdout, '');
    assert.equal((await curl('--cacert', '/other.crt', 'https://kubernetes/api')).exitCode, 60);
  });

  for (const name of [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
    '10.96.0.1',
  ]) {
    it(`reaches the cluster as ${name}`, async () => {
      const { stdout, stderr, exitCode } = await curl('-k', `https://${name}/api?limit=1`);
      assert.equal(exitCode, 0, stderr);
      assert.equal(JSON.parse(stdout).url, '/api?limit=1');
      assert.equal(JSON.parse(stdout).headers.host, name);
    });
  }

  it('looks a name without dots up in the namespace of the pod', async () => {
    const { stderr, exitCode } = await runCurl(['-k', 'https://kubernetes/api'], { ...environment, namespace: 'lab' });
    assert.equal(exitCode, 6);
    assert.equal(stderr, 'curl: (6) Could not resolve host: kubernetes\n');
    const far = await runCurl(['-k', 'https://kubernetes.default/api'], { ...environment, namespace: 'lab' });
    assert.equal(far.exitCode, 0, far.stderr);
  });

  it('verifies with the CA it was given', async () => {
    const { exitCode, stderr } = await curl(...trusted, 'https://kubernetes/api');
    assert.equal(exitCode, 0, stderr);
  });

  it('sends headers, methods and bodies', async () => {
    const sent = JSON.parse(
      (
        await curl(
          ...trusted,
          '-X',
          'PUT',
          '-H',
          'Authorization: Bearer abc',
          '-H',
          'Accept:',
          '-d',
          '{"a":1}',
          'https://kubernetes/x',
        )
      ).stdout,
    );
    assert.equal(sent.method, 'PUT');
    assert.equal(sent.headers.authorization, 'Bearer abc');
    assert.ok(!('accept' in sent.headers));
    assert.equal(sent.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(sent.body, '{"a":1}');
    assert.equal(
      JSON.parse((await curl(...trusted, '--json', '{}', 'https://kubernetes/x')).stdout).headers['content-type'],
      'application/json',
    );
  });

  it('shows heads and codes, saves, and fails when asked to', async () => {
    const head = await curl(...trusted, '-i', 'https://kubernetes/forbidden');
    assert.match(head.stdout, /^HTTP\/1\.1 403 Forbidden\r\nContent-Type: application\/json\r\n/);
    assert.equal(head.exitCode, 0);
    assert.equal(
      (await curl(...trusted, '-s', '-o', '/dev/null', '-w', '%{http_code}\\n', 'https://kubernetes/forbidden')).stdout,
      '403\n',
    );
    await curl(...trusted, '-o', '/out', 'https://kubernetes/x');
    assert.equal(JSON.parse(files['/out'] ?? '').url, '/x');
    const failed = await curl(...trusted, '-f', 'https://kubernetes/forbidden');
    assert.deepEqual(failed, {
      stdout: '',
      stderr: 'curl: (22) The requested URL returned error: 403\n',
      exitCode: 22,
    });
    const verbose = await curl(...trusted, '-sv', 'https://kubernetes/x');
    assert.match(verbose.stderr, /^> GET \/x HTTP\/1\.1$/m);
    assert.match(verbose.stderr, /^< HTTP\/1\.1 200 OK$/m);
    assert.match(verbose.stderr, /SSL certificate verify ok/);
  });

  it('shows a client certificate', async () => {
    const { stdout } = await curl(...trusted, '--cert', '/admin.crt', '--key', '/admin.key', 'https://kubernetes/x');
    assert.equal(JSON.parse(stdout).cn, 'kubelab-admin');
  });

  for (const [what, args, code, message] of [
    [
      'a CA file that is not there',
      ['--cacert', '/none', 'https://kubernetes/'],
      77,
      /error setting certificate file: \/none/,
    ],
    [
      'a CA file that is none',
      ['--cacert', '/junk', 'https://kubernetes/'],
      77,
      /error setting certificate file: \/junk/,
    ],
    [
      'a key of another certificate',
      ['-k', '--cert', '/admin.crt', '--key', '/other.key', 'https://kubernetes/'],
      58,
      /unable to set private key file: '\/other.key'/,
    ],
    ['a host that is not known', ['https://example.com/'], 6, /Could not resolve host: example\.com/],
    ['a port where nothing listens', ['https://kubernetes:8443/'], 7, /Failed to connect to kubernetes port 8443/],
    ['plain HTTP', ['http://kubernetes/'], 7, /Failed to connect to kubernetes port 80/],
    ['the machine outside', ['https://127.0.0.1/'], 7, /Failed to connect to 127\.0\.0\.1/],
    ['another protocol', ['ftp://kubernetes/'], 1, /Protocol "ftp" not supported/],
    ['a header with a newline in it', ['-k', '-H', 'A: b\nc', 'https://kubernetes/'], 43, /bad argument/],
  ] as const) {
    it(`fails as curl does: ${what}`, async () => {
      const { stderr, exitCode } = await curl(...args);
      assert.equal(exitCode, code, stderr);
      assert.match(stderr, message);
    });
  }

  it('says nothing when silent, unless errors are asked for', async () => {
    assert.equal((await curl('-s', 'https://kubernetes/')).stderr, '');
    assert.match((await curl('-sS', 'https://kubernetes/')).stderr, /^curl: \(60\)/);
  });

  for (const [path, stdout] of [
    ['/never', ''],
    ['/endless', 'piece'],
  ] as const) {
    it(`ends when the time is over that -m gives, whatever has come: ${path}`, async () => {
      // where nothing has come in that time, it is given twice as much
      const endOf = async (ms: number): Promise<void> => {
        const time = String(ms / 1000);
        const ended = await curl(...trusted, '-sS', '-m', time, '-w', '|%{exitcode}', `https://kubernetes${path}`);
        if (ended.stdout === '|28' && stdout !== '' && ms < 10_000) return endOf(2 * ms);
        const stderr = `curl: (28) Operation timed out after ${ms} milliseconds with ${stdout.length} bytes received\n`;
        assert.deepEqual(ended, { exitCode: 28, stdout: `${stdout}|28`, stderr });
      };
      await endOf(200);
    });
  }

  it('shows what comes at once where it can, and is broken off without a word', async () => {
    for (const path of ['/endless', '/never']) {
      const controller = new AbortController();
      const pieces: string[] = [];
      const live = (data: Uint8Array): void => {
        pieces.push(Buffer.from(data).toString());
        controller.abort();
      };
      if (path === '/never') controller.abort();
      const ended = await runCurl([...trusted, `https://kubernetes${path}`], {
        ...environment,
        signal: controller.signal,
        live,
      });
      assert.deepEqual([ended.exitCode, ended.stdout.toString(), ended.stderr], [130, '', '']);
      assert.equal(pieces[0], path === '/endless' ? 'piece' : undefined);
    }
  });

  it('says how much of an answer is missing', async () => {
    const { exitCode, stdout, stderr } = await curl(...trusted, 'https://kubernetes/short');
    assert.deepEqual([exitCode, stdout], [18, 'half']);
    assert.equal(stderr, 'curl: (18) transfer closed with 96 bytes remaining to read\n');
  });
});
