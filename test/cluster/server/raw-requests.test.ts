/**
 * What a real kube-apiserver 1.36 answers to bytes that proper clients seldom send (`fixtures/raw-requests.jsonl`): lines without a
 * carriage return, as somebody types them into `openssl s_client`, methods in lower case, bodies without a length, doubled headers.
 * Behind each stands a request that ends the connection. `closes`: here the connection ends with the last of the answers.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

/** A request with a body and an offer of another protocol is the last one of its connection there. */
const isNode26 = Number(process.versions.node.split('.')[0]) >= 26;

/** Without a body where it has a uid, a version or an address. */
interface Answer {
  status: number;
  type?: string;
  connection?: string;
  body?: string;
}

interface Row {
  name: string;
  anonymous?: boolean;
  closes?: boolean;
  send: string;
  answers: Answer[];
}

const rows: Row[] = readFileSync(join(import.meta.dirname, '../../fixtures/raw-requests.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const lastRequest = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

/** The answers of one connection, read by their lengths. */
function answersOf(text: string): Answer[] {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return [];
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map(lines.map((line) => [line.split(':')[0]?.toLowerCase(), line.replace(/^[^:]*:\s*/, '')]));
  const rest = text.slice(end + 4);
  const length = Number(headers.get('content-length') ?? rest.length);
  const [type, connection] = [headers.get('content-type'), headers.get('connection')];
  return [
    {
      status: Number(first.split(' ')[1]),
      ...(type === undefined ? {} : { type }),
      ...(connection === undefined ? {} : { connection }),
      body: Buffer.from(rest.slice(0, length), 'latin1').toString(),
    },
    ...answersOf(rest.slice(length)),
  ];
}

describe(`${rows.length} recorded answers to what comes over a connection`, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await practiceCluster();
  });
  after(async () => {
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const send = async (text: string, anonymous: boolean): Promise<Answer[]> => {
    const { certPem: cert, keyPem: key } = cluster.admin;
    const port = Number(new URL(cluster.server).port);
    const socket = connect({
      ...{ host: '127.0.0.1', port, ca: cluster.caPem, servername: 'localhost' },
      ...(anonymous ? {} : { cert, key }),
    });
    // what is sent behind the end of a connection may be told as a reset
    socket.on('error', () => {});
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk;
    });
    await once(socket, 'secureConnect');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(Buffer.from(text, 'latin1'));
    await closed;
    return answersOf(received);
  };

  for (const { name, anonymous = false, closes, send: bytes, answers } of rows) {
    it(name, async () => {
      const expected = [...answers];
      const met = await send(`${bytes}${lastRequest}`, anonymous);
      if (closes || (isNode26 && /^upgrade:/im.test(bytes) && /^content-length:/im.test(bytes))) {
        const last = expected[met.length - 1];
        expected.splice(met.length - 1, Number.POSITIVE_INFINITY, {
          ...last,
          status: last?.status ?? 0,
          connection: 'close',
        });
      }
      const compared = met.map((answer, place) => {
        if (expected[place]?.body !== undefined) return answer;
        const { body, ...others } = answer;
        return others;
      });
      assert.deepEqual(compared, expected);
    });
  }
});
