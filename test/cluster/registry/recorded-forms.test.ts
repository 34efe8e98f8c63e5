/**
 * Which forms of bodies and answers a real API server takes, and in which order it refuses them
 * (`fixtures/forms/answers.tsv.br`: method, path, body, Content-Type and Accept, `-` for one that is not sent; then the status
 * code, Content-Type and Cache-Control of its answer, and the message, the kind or the text).
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync } from 'node:zlib';
import { configMap } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { serveKind } from '../../helpers/custom-kind.js';

const group = 'forms.example.com';
const gadget = (name: string): object => ({ apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name } });
const bodies: Readonly<Record<string, string>> = {
  cm: JSON.stringify(configMap('nr')),
  other: JSON.stringify(gadget('g2')),
  empty: '',
  object: '{}',
  words: 'garbage',
};

/** What an answer says: a Status its message, another document its kind, a short text itself. */
function saidBy(type: string, body: string): string {
  if (type.startsWith('application/json') && body) {
    const { kind, message } = JSON.parse(body) as { kind?: string; message?: string };
    return kind === 'Status' ? (message ?? kind) : (kind ?? '');
  }
  return type.startsWith('text/plain') && body.length < 100 ? body : '';
}

describe('the forms of bodies and answers', () => {
  const { cluster, api } = clusterForTests();
  let agent: Agent;
  before(async () => {
    const { certPem: cert, keyPem: key } = cluster.admin;
    agent = new Agent({ keepAlive: true, ca: cluster.caPem, cert, key });
    const kind = { group, plural: 'gadgets', kind: 'Gadget', scope: 'Namespaced', isOpen: true } as const;
    await api.post(await serveKind(api, kind), gadget('g1'));
    await api.post('/api/v1/namespaces/default/configmaps', configMap('nr'));
  });
  after(() => agent.destroy());

  async function tried([method = '', path = '', body = '', type = '', accept = '']: string[]): Promise<string> {
    const payload = bodies[body];
    const headers = {
      ...(accept === '-' ? {} : { accept }),
      ...(type === '-' ? {} : { 'content-type': type }),
      ...(payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) }),
    };
    const outgoing = request(new URL(cluster.server + path), { method, headers, agent });
    const [answer] = (await once(outgoing.end(payload), 'response')) as [IncomingMessage];
    const { statusCode, headers: told } = answer;
    const media = told['content-type'] ?? '';
    const said = JSON.stringify(saidBy(media, await text(answer)));
    return [method, path, body, type, accept, statusCode, media, told['cache-control'] ?? '', said].join('\t');
  }

  it('are those of a real server', async () => {
    const file = join(import.meta.dirname, '../../fixtures/forms/answers.tsv.br');
    const lines = brotliDecompressSync(readFileSync(file)).toString().trimEnd().split('\n');
    assert.equal(lines.length, 2885);
    const own: string[] = [];
    for (const line of lines) own.push(await tried(line.split('\t')));
    const differing = lines.flatMap((line, i) => (own[i] === line ? [] : [`real ${line}\nown  ${own[i]}`]));
    assert.deepEqual(differing, []);
  });
});
