/** What the server knows of a kind is in one place: the folders that serve all kinds name none. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { kinds } from '../../../src/kube/kinds.js';

const cluster = resolve(import.meta.dirname, '../../../src/cluster');
/** Folders whose code is the same for all kinds. */
const general = ['registry', 'types', 'wire', 'apply', 'openapi', 'audit', 'validation', 'server', 'chain', 'storage'];
/** Types as data, and the groups that Kubernetes' default audit policy names. */
const data = new Set(['types/registered-kinds.ts', 'openapi/descriptions.ts', 'audit/policy.ts']);

const filesOf = (folder: string): string[] =>
  readdirSync(join(cluster, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`);
/** The code of a file without its comments. */
const codeOf = (file: string): string =>
  readFileSync(join(cluster, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');

describe('a kind is one place', () => {
  it('has no code that looks at a kind by its name where all kinds are served', () => {
    const names = kinds.map(({ kind }) => kind).join('|');
    const compared = new RegExp(
      `[!=]==? '(${names})'|case '(${names})':|\\[[^\\]]*'(${names})'[^\\]]*\\]\\.includes|^ {2}(${names}): `,
      'gm',
    );
    const found = general
      .flatMap(filesOf)
      .filter((file) => !data.has(file))
      .flatMap((file) => [...codeOf(file).matchAll(compared)].map(([text]) => `${file}: ${text}`));
    assert.deepEqual(found, []);
  });

  it('names a kind of some rules in few files', () => {
    const files = readdirSync(cluster, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    for (const kind of ['EndpointSlice', 'CertificateSigningRequest']) {
      const naming = files.filter((file) => !data.has(file) && new RegExp(`\\b${kind}\\b`).test(codeOf(file)));
      assert.ok(naming.length <= 6, `${kind} is named in ${naming.length} files: ${naming.join(', ')}`);
    }
  });
});
