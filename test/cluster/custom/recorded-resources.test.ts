/**
 * Custom resources as a real API server writes them (`fixtures/custom-resources.jsonl`): maps with sorted keys, but metadata alone
 * in the order of its type. One request follows the other; uids, versions and times stand as `U`, `R` and `T`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { serveKind } from '../../helpers/custom-kind.js';

interface Recorded {
  method: string;
  path: string;
  type?: string;
  accept?: string;
  body?: object;
  code: number;
  text: string;
}

const gadget = {
  group: 'forms.example.com',
  plural: 'gadgets',
  kind: 'Gadget',
  scope: 'Namespaced',
  isOpen: true,
} as const;

const comparable = (text: string): string =>
  text
    .replace(/"uid":"[^"]*"/g, 'U')
    .replace(/"resourceVersion":"[0-9]*"/g, 'R')
    .replace(/"continue":"[^"]+"/g, 'C')
    .replace(/\d{4}-\d\d-\d\dT[0-9:]*Z/g, 'T');

describe('custom resources', () => {
  const { api } = clusterForTests();
  let gadgets: string;
  before(async () => {
    gadgets = await serveKind(api, gadget);
  });

  const file = join(import.meta.dirname, '../../fixtures/custom-resources.jsonl');
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const { method, path, type, accept, body, code, text } = JSON.parse(line) as Recorded;
    it(`are answered to ${method} ${path || 'of all'}${accept ? ` as ${accept}` : ''} as recorded`, async () => {
      const headers = { ...(type ? { 'content-type': type } : {}), ...(accept ? { accept } : {}) };
      const answer = await api.call(method, gadgets + path, body, { headers });
      assert.deepEqual([answer.code, comparable(answer.text)], [code, text]);
    });
  }
});
