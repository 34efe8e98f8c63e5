/** pods/exec on the wire. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { WebSocket } from 'ws';
import { channel, decodeFrame, encodeFrame } from '../../../src/cluster/pod/channels.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

/** A message of a client, with a mask of zeros. */
const masked = (data: Buffer): Buffer => Buffer.concat([Buffer.from([0x82, 0x80 | data.length, 0, 0, 0, 0]), data]);

const CLOSE = 8;

/** The whole messages in what a server has sent, none of them longer than 64 kB, and whether it has closed behind them. */
function messagesIn(answer: Buffer): { messages: Buffer[]; closes: boolean } {
  const bytes = answer.subarray(answer.indexOf('\r\n\r\n') + 4);
  const messages: Buffer[] = [];
  let closes = false;
  for (let at = 0; at + 2 <= bytes.length; ) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const begin = at + (short === 126 ? 4 : 2);
    const end = begin + (short === 126 ? bytes.readUInt16BE(at + 2) : short);
    if (end > bytes.length) break;
    if (((bytes[at] ?? 0) & 0x0f) === CLOSE) closes = true;
    else messages.push(bytes.subarray(begin, end));
    at = end;
  }
  return { messages, closes };
}

describe('pods/exec', () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await practiceCluster();
    const admin = adminOf(cluster);
    const pods = '/api/v1/namespaces/default/pods';
    const spec = { containers: [{ name: 'shell', image: 'ubuntu', command: ['sleep', 'infinity'] }] };
    await admin.post(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
    await until('a running pod', async () => {
      const { status } = (await admin.get(`${pods}/p`)).body as { status?: { phase?: string } };
      return status?.phase === 'Running';
    });
    admin.close();
  });
  after(() => cluster.stop());

  it('loses nothing that a client sends with its request, before the process has started', async () => {
    const { hostname, port } = new URL(cluster.server);
    const { certPem: cert, keyPem: key } = cluster.admin;
    const socket = connect({ host: hostname, port: Number(port), ca: cluster.caPem, cert, key });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (messagesIn(Buffer.concat(chunks)).closes) socket.end();
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const request = [
      'GET /api/v1/namespaces/default/pods/p/exec?command=cat&stdin=true&stdout=true HTTP/1.1',
      `host: ${hostname}:${port}`,
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-protocol: v5.channel.k8s.io',
      'sec-websocket-key: a3ViZWxhYiBrdWJlbGFiIQ==',
    ];
    const input = masked(encodeFrame(channel.stdin, 'said at once'));
    const inputEnd = masked(encodeFrame(channel.close, Buffer.from([channel.stdin])));
    socket.write(Buffer.concat([Buffer.from(`${request.join('\r\n')}\r\n\r\n`), input, inputEnd]));
    await closed;
    const messages = messagesIn(Buffer.concat(chunks)).messages.map(decodeFrame);
    const said = messages.filter((message) => message?.from === channel.stdout).map((message) => String(message?.data));
    assert.equal(said.join(''), 'said at once');
    const [status] = messages.filter((message) => message?.from === channel.error);
    assert.equal((JSON.parse(String(status?.data)) as { status: string }).status, 'Success');
  });

  it('says nothing until its client has had time to make its streams', async () => {
    const held: (() => void)[] = [];
    const given = globalThis.setTimeout;
    const holding = (run: () => void, ms?: number): unknown => (ms === 50 ? held.push(run) : given(run, ms));
    globalThis.setTimeout = holding as typeof setTimeout;
    const { certPem: cert, keyPem: key } = cluster.admin;
    const path = '/api/v1/namespaces/default/pods/p/exec?command=echo&command=hello&stdout=true';
    const client = new WebSocket(`${cluster.server.replace('https', 'wss')}${path}`, 'v5.channel.k8s.io', {
      ca: cluster.caPem,
      cert,
      key,
    });
    const messages: Buffer[] = [];
    client.on('message', (message: Buffer) => messages.push(message));
    try {
      await once(client, 'open');
      client.ping();
      await once(client, 'pong');
      assert.deepEqual([messages.length, held.length], [0, 1]);
    } finally {
      globalThis.setTimeout = given;
    }
    held[0]?.();
    await once(client, 'close');
    const said = messages.map(decodeFrame).filter((message) => message?.from === channel.stdout);
    assert.equal(said.map((message) => String(message?.data)).join(''), 'hello\n');
  });
});
