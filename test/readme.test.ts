import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runInFolder } from '../src/course/run-notebooks.js';
import { parseNotebook } from '../src/notebook/document.js';
import { practiceCluster, type TestCluster } from './helpers/practice-cluster.js';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('README.md', () => {
  let cluster: TestCluster;
  let home: string;
  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'kubelab-readme-'));
    cluster = await practiceCluster();
    writeFileSync(join(home, 'kubeconfig'), cluster.adminKubeconfig(), { mode: 0o600 });
  });
  after(async () => {
    await cluster?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it('has an example that runs, and shows what its comments say', async () => {
    const source = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    assert.match(source, /from 'kubelab'/);
    const cell = { cell_type: 'code', id: 'example', metadata: {}, source, outputs: [], execution_count: null };
    const text = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] });
    const env = { ...process.env, KUBELAB_HOME: home, KUBECONFIG: join(home, 'kubeconfig') };
    const { cells } = await runInFolder(parseNotebook(text, 'README.md'), join(root, 'notebooks'), { env });
    const shown = (cells[0]?.outputs ?? []).map((output) => ('text' in output ? output.text : '')).join('');
    assert.equal(cells[0]?.status, 'ok', shown);
    assert.match(shown, /GET \/api\/v1\/namespaces\/default\/pods -> 200 OK, \d+ ms, as kubelab-admin/);
    assert.match(shown, /403: refused at the stage of authorization\./);
    assert.match(shown, /curl --cacert \S+ -H "Authorization: Bearer \$TOKEN"[\s\\]+https:/);
  });

  it('names files that are there', () => {
    for (const [, path = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) readFileSync(join(root, path));
  });
});
