import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import type { CellResult, Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { wantsColor } from '../../src/print/display.js';
import { practiceCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';

const root = resolve(import.meta.dirname, '../..');

describe('print/display, in the kernel', () => {
  let kernel: Kernel;
  before(async function () {
    if (!existsSync(resolve(root, 'dist/kernel/launch.js'))) skip(this, 'kubelab is not built');
    kernel = await startKernel(kernelCommand({ folder: resolve(root, 'notebooks') }));
  });
  after(() => kernel?.shutdown());
  const run = async (code: string): Promise<CellResult> => {
    const result = await kernel.execute(code, { timeoutMs: 60_000 });
    assert.equal(result.status, 'ok', JSON.stringify(result.outputs));
    return result;
  };
  const shown = ({ outputs }: CellResult): Record<string, unknown>[] =>
    outputs.flatMap((o) => (o.output_type === 'display_data' ? [o.data] : []));
  const results = ({ outputs }: CellResult): Record<string, unknown>[] =>
    outputs.flatMap((o) => (o.output_type === 'execute_result' ? [o.data] : []));
  const streamed = ({ outputs }: CellResult): string =>
    outputs.flatMap((o) => (o.output_type === 'stream' && o.name === 'stdout' ? [o.text] : [])).join('');

  it('a first cell with types, and a last value that shows itself, as HTML and as text without colours', async () => {
    await run(`import { connect, impostor, show, type Client, type Exchange } from 'kubelab';
const man = await impostor();
const client: Client = await connect({ server: man.server, insecure: true });`);
    const result = await run(`const answer: Exchange = await client.get('/api/v1/namespaces');
answer`);
    const [data, ...rest] = results(result);
    assert.deepEqual(rest, []);
    assert.match(
      String(data?.['text/html']),
      /^<div class="kubelab"[\s\S]*GET \/api\/v1\/namespaces<\/code> <b[^>]*>401/,
    );
    assert.match(String(data?.['text/plain']), /^GET \/api\/v1\/namespaces -> 401 Unauthorized, \d+ ms\nas nobody/);
    assert.deepEqual([streamed(result), shown(result)], ['', []]);
    assert.match(String(results(await run('client'))[0]?.['text/html']), /Client of/);
  });

  it('show() draws: HTML, and the same as text beside it', async () => {
    for (const code of ['show(answer)', 'answer.show()']) {
      const result = await run(code);
      const [data, ...rest] = shown(result);
      assert.deepEqual(rest, []);
      assert.match(
        String(data?.['text/html']),
        /^<div class="kubelab"[\s\S]*GET \/api\/v1\/namespaces<\/code> <b[^>]*>401/,
      );
      assert.match(String(data?.['text/plain']), /^GET \/api\/v1\/namespaces -> 401/);
      assert.equal(streamed(result), '');
    }
  });

  it('T10: a cell says a word on a refusal that it does not look at', async () => {
    const plain = async (code: string): Promise<unknown[]> => shown(await run(code)).map((data) => data['text/plain']);
    const word = 'POST /api/v1/namespaces/default/serviceaccounts/nobody/token -> 401 Unauthorized';
    const [said, ...rest] = await plain(`const { token } = await client.token('nobody');`);
    assert.deepEqual(rest, []);
    assert.equal(String(said).split(':')[0], word);
    assert.deepEqual(await plain('(await client.get("/api")).status'), []);
    assert.deepEqual(await plain('await client.get("/api")'), [], 'the last value shows itself');
    const failed = await kernel.execute('await client.get("/api");\nthrow new Error("of the cell");');
    assert.equal(failed.status, 'error');
    assert.match(String(shown(failed)[0]?.['text/plain']), /^GET \/api -> 401/);
    assert.match(
      String((await plain('for (let i = 0; i < 7; i++) await client.get("/" + i);'))[0]),
      /\/4 -> 401.*\nand 2 more/,
    );
  });

  it('a cell that fails over an answer that never came says why, and the next step', async () => {
    const failed = await kernel.execute(
      "const none = await client.with({ server: 'https://127.0.0.1:1' }).get('/x');\nnone.body.items;",
    );
    assert.equal(failed.status, 'error');
    const [said, ...rest] = shown(failed).map((data) => String(data['text/plain']).replace(/\s+/g, ' '));
    assert.deepEqual(rest, []);
    assert.match(said ?? '', /^GET \/x -> Nothing listens at 127\.0\.0\.1:1: .* next: Is the cluster running, /);
    assert.deepEqual(shown(await run('1 + 1')), [], 'once');
  });

  it('a watch draws its table anew in its own place, while the next cell runs too', async () => {
    const cluster = await practiceCluster();
    try {
      const kubeconfig = JSON.stringify(cluster.adminKubeconfig());
      const begun = await run(`const admin: Client = await connect({ kubeconfig: ${kubeconfig} });
const watching = show.watch(admin, 'namespaces', { seconds: 30, events: 6 });
show('another output');`);
      const other =
        await run(`await admin.must.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'seen' } });
await admin.must.patch('/api/v1/namespaces/seen', { metadata: { labels: { a: 'b' } } });
await watching;`);
      assert.deepEqual(shown(other), []);
      const [table, ...rest] = shown(begun);
      assert.deepEqual(
        rest.map((data) => data['text/plain']),
        ['another output'],
      );
      assert.match(String(table?.['text/plain']), /ended after \d+ s, 6 events[\s\S]*MODIFIED +seen +Active/);
      assert.match(String(table?.['text/html']), /<table[\s\S]*MODIFIED[\s\S]*<summary[^>]*>Log \(6\)/);
    } finally {
      await cluster.stop();
    }
  });

  it('access is drawn as boxes, which are cells of a table, with the same as text beside it', async () => {
    const code = `await show.access({ from: [
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'b' },
    roleRef: { kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'User', name: 'jane' }] } ] })`;
    const [data] = shown(await run(code));
    assert.match(String(data?.['text/html']), /<table role="table"[\s\S]*<b>jane<\/b>[\s\S]*dashed[\s\S]*<b>view<\/b>/);
    assert.match(
      String(data?.['text/plain']),
      /User jane +ClusterRoleBinding b everywhere +ClusterRole view, ✗ not there/,
    );
  });

  it('bodies can be used without casts, and a wrong argument is a type error before it runs', async () => {
    const { outputs } = await run(`const names: string[] = (answer.body.items ?? []).map((item) => item.metadata.name);
names.length + answer.body.code`);
    assert.match(JSON.stringify(outputs), /401/);
    const wrong = await kernel.execute('await client.get(5)', { timeoutMs: 60_000 });
    assert.equal(wrong.status, 'error');
    assert.match(JSON.stringify(wrong.outputs), /not assignable to parameter of type 'string'/);
  });

  it('writes no colours where there is no terminal', () => {
    assert.equal(wantsColor({ NO_COLOR: '1' }), false);
    assert.equal(wantsColor({ TERM: 'dumb' }), false);
  });
});
