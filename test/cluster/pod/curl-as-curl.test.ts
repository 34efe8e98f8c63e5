/** curl of a pod beside the curl of this machine: the same words, files and server. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { systemClock } from '../../../src/cluster/clock.js';
import { createPki } from '../../../src/cluster/pki/cluster-pki.js';
import { runCurl } from '../../../src/cluster/pod/curl.js';
import { skip } from '../../helpers/skip.js';

/** What one run did: what it said, what the server got of it, and the files that it wrote. */
interface Run {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  requests: string;
  written: Record<string, string>;
}

const WRITTEN = ['out', 'head', 'x'];
const REASONS: Record<string, string> = {
  200: 'OK',
  201: 'Created',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
};

const CASES = `
-k https://kubernetes/api
-k https://kubernetes
-k https://kubernetes?a=b
-k https://kubernetes/a?b=c#frag
-k https://kubernetes/a%20b?x=%2F&y={}|^"
-k https://kubernetes/a/../b/./c
-k --path-as-is https://kubernetes/a/../b
-k https://10.96.0.1/api
-k https://kubernetes:443/api
-k https://user:p%20w@kubernetes/x
-k 'https://kubernetes/a b'
-k 'https://kubernetes/api?labelSelector=app in (a,b)'
-k https://
-k https://h:99999/
-k https://h:x/
foo://kubernetes/
https://example.invalid/
https://kubernetes/api
-sS https://kubernetes/api
-s https://kubernetes/api
--cacert ca.crt https://kubernetes.default.svc.cluster.local/api
--cacert other.crt https://kubernetes/api
--cacert none https://kubernetes/api
--cacert junk https://kubernetes/api
-k --cert admin.crt --key admin.key https://kubernetes/
-k --cert both.pem https://kubernetes/
-k --cert admin.crt https://kubernetes/
-k --cert admin.crt --key other.key https://kubernetes/
-k --cert admin.crt --key none https://kubernetes/
-k --cert admin.crt --key junk https://kubernetes/
-k --cert none --key admin.key https://kubernetes/
-k --cert junk --key admin.key https://kubernetes/
-k -H 'Authorization: Bearer abc' https://kubernetes/
-k -H 'Accept: application/json' -H 'X-A: 1' -H 'X-A: 2' https://kubernetes/
-k -H 'Accept:' https://kubernetes/
-k -H 'Nonsense' https://kubernetes/
-k -H ':x' https://kubernetes/
-k -H 'Host: other' https://kubernetes/
-k -A me -e http://from -b a=b -r 0-3 https://kubernetes/
-k -A '' https://kubernetes/
-k -u me:pw https://kubernetes/
-k -u me:pw -H 'Authorization: Bearer x' https://kubernetes/
-k --oauth2-bearer tok https://kubernetes/
-k -X DELETE https://kubernetes/x
-k -X POST https://kubernetes/s201
-kXPATCH -da=b https://kubernetes/x
-k -d a=b -d c=d https://kubernetes/x
-k -d '' https://kubernetes/x
-k -d @body.json https://kubernetes/x
-k --data-ascii @body.json https://kubernetes/x
-k --data-binary @body.json https://kubernetes/x
-k --data-raw @body.json https://kubernetes/x
-k --data-urlencode 'a=b c&d' https://kubernetes/x
-k --data-urlencode '=b c&d' https://kubernetes/x
-k --data-urlencode 'b c(d)!*~ü' https://kubernetes/x
-k --data-urlencode n@body.json https://kubernetes/x
-k --data-urlencode @body.json https://kubernetes/x
-k --json '{"a":1}' https://kubernetes/x
-k --json '{"a":1}' -H 'Content-Type: application/yaml' https://kubernetes/x
-k --json @body.json https://kubernetes/x
-k --json '{"a":' --json '1}' https://kubernetes/x
-k -d x -H 'Content-Type: application/merge-patch+json' -X PATCH https://kubernetes/x
-k -T body.json https://kubernetes/x
-k -G -d a=b --data-urlencode 'labelSelector=a=b c' https://kubernetes/x?y=1
-k -G -d a=b https://kubernetes/x
-k -G https://kubernetes/x
-k -d @none https://kubernetes/x
-k --json @none https://kubernetes/x
-k --data-urlencode a@none https://kubernetes/x
-k -d a -I https://kubernetes/x
-k -d a -T body.json https://kubernetes/x
-k -T body.json -I https://kubernetes/x
-k -I https://kubernetes/x
-k -i https://kubernetes/x
-k -D - https://kubernetes/x
-k -D head -o out https://kubernetes/x
-k -f https://kubernetes/s403
-k --fail-with-body https://kubernetes/s500
-k -sf https://kubernetes/s404
-k -sSf https://kubernetes/s404
-k -f -i https://kubernetes/s404
-k -f https://kubernetes/s200
-k https://kubernetes/s400
-k -o out https://kubernetes/x
-k -i -o out https://kubernetes/x
-k -I -o out https://kubernetes/x
-k -O https://kubernetes/x
-k -o /dev/null -w '%{http_code}\\n' https://kubernetes/s403
-k -s -w '%{response_code} %{size_download} %{content_type} %{url_effective} %{url} %{method} %{http_version} %{scheme} %{exitcode} [%{errormsg}]\\n\\t\\q%%%x' https://kubernetes/s200
-k -s -w '%{num_headers} %{header_json} %header{x-thing} [%header{none}]' https://kubernetes/
-k -s -w '%{nope}' https://kubernetes/
-s -w '%{http_code}|%{exitcode}|%{errormsg}|%{http_version}|%{num_headers}|%{header_json}\\n' https://kubernetes/
-k --url https://kubernetes/x
-ks https://kubernetes/{a,b}/[1-3]
-ks https://kubernetes/[01-11:5]/[a-e:2]
-ks https://kubernetes/a https://example.invalid/ https://kubernetes/b
-ks https://kubernetes/a https://example.invalid/
-ks https://kubernetes/{nothing,b}
-ks https://kubernetes/{b,nothing}
-k https://u%zz@kubernetes/
-k -g https://kubernetes/{a}[b]
https://h/{a
https://h/a}
https://h/a]
https://h/{}
https://h/[1-
https://h/[3-1]
-k https://kubernetes/nothing
-k
--nope https://kubernetes/
-k9 https://kubernetes/
-H
--request
-k -X '' https://kubernetes/x
-k -m soon https://kubernetes/x
-k --max-time -1 https://kubernetes/x
-k --connect-timeout 5 --max-time 10 --retry 3 https://kubernetes/x
-k --retry x https://kubernetes/x
-k -q -L -N -4 --tlsv1.3 --http1.1 --no-progress-meter --noproxy * https://kubernetes/x
-k -- https://kubernetes/x
-k --request=PUT https://kubernetes/x
`
  .trim()
  .split('\n');

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('curl in a pod does what the curl of this machine does', () => {
  let folder: string;
  let server: Server | undefined;
  let port: number;
  let requests = '';

  before(async function () {
    const [, minor = '0'] =
      /^curl 8\.(\d+)/.exec(spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout ?? '') ?? [];
    if (Number(minor) < 14) skip(this, 'there is no curl 8.14 or newer here');
    folder = mkdtempSync(join(tmpdir(), 'kubelab-curl-'));
    const pki = createPki({ clock: systemClock, host: '127.0.0.1' });
    const other = createPki({ clock: systemClock, host: '127.0.0.1' });
    const files = {
      'ca.crt': pki.ca.certPem,
      'other.crt': other.ca.certPem,
      'admin.crt': pki.admin.certPem,
      'admin.key': pki.admin.keyPem,
      'both.pem': `${pki.admin.certPem}${pki.admin.keyPem}`,
      'other.key': other.admin.keyPem,
      junk: 'junk',
      'body.json': '{\n  "a": 1\r\n}\n',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const started = createServer(
      { cert: pki.server.certPem, key: pki.server.keyPem, requestCert: true, rejectUnauthorized: false },
      answer,
    );
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    server = started;
    ({ port } = started.address() as AddressInfo);
  });
  after(() => {
    server?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** Notes the bytes of a request, and answers with the status and body that its path asks for. */
  function answer(socket: TLSSocket): void {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      text += data.toString('latin1');
      const end = text.indexOf('\r\n\r\n') + 4;
      const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
      if (end < 4 || text.length < end + length) return;
      // the version of curl, and what Node adds where a connection is used once
      requests += text.replace(/^(?:User-Agent: curl\/.*|Connection: close)\r\n/gm, '');
      requests += `[${socket.getPeerCertificate().subject?.CN ?? ''}]\n`;
      const [method, path = ''] = text.split(' ');
      if (path === '/nothing') return void socket.end();
      const status = /^\/s(\d+)/.exec(path)?.[1] ?? '200';
      const body = `{"path":"${path.split('?')[0]}"}\n`;
      const head = [
        `HTTP/1.1 ${status} ${REASONS[status] ?? 'Other'}`,
        'Content-Type: application/json',
        'X-Thing: a',
        `Content-Length: ${body.length}`,
        'Connection: close',
      ];
      socket.end(`${head.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : body}`);
    });
  }

  /** The files that were written since the last time. */
  function taken(): Record<string, string> {
    const written: Record<string, string> = {};
    for (const name of WRITTEN) {
      try {
        written[name] = readFileSync(join(folder, name), 'utf8');
        rmSync(join(folder, name));
      } catch {
        // not written
      }
    }
    return written;
  }
  const noted = (): Pick<Run, 'requests' | 'written'> => {
    const seen = requests;
    requests = '';
    return { requests: seen, written: taken() };
  };

  async function real(args: readonly string[]): Promise<Run> {
    const hosts = ['kubernetes', 'kubernetes.default.svc.cluster.local', '10.96.0.1'];
    const there = hosts.flatMap((host) => ['--connect-to', `${host}:443:127.0.0.1:${port}`]);
    // a last option that lacks its value would take the next word
    const child = spawn('curl', [...there, '--no-progress-meter', ...args], {
      cwd: folder,
      env: { LC_ALL: 'C', PATH: process.env.PATH },
    });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
      });
    }
    const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { exitCode, ...said, ...noted() };
  }

  async function ours(args: readonly string[]): Promise<Run> {
    const variables: Record<string, string> = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };
    const { stdout, stderr, exitCode } = await runCurl(args, {
      namespace: 'default',
      server: () => ({ host: '127.0.0.1', port }),
      env: (name) => variables[name],
      readFile: async (path) => readFileSync(join(folder, path)),
      writeFile: async (path, data) => writeFileSync(join(folder, path), data),
    });
    return { exitCode, stdout: stdout.toString(), stderr, ...noted() };
  }

  for (const line of CASES) {
    it(`curl ${line}`, async () => assert.deepEqual(await ours(wordsOf(line)), await real(wordsOf(line))));
  }
});
