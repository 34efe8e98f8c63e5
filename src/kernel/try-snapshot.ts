/** The trial of a start-up snapshot: cells like a lesson's, in a kernel that was started from it. */
import { join } from 'node:path';
import type { CellResult, Kernel } from '../notebook/kernel-client.js';
import { startKernel } from '../notebook/start-kernel.js';
import { packageRoot } from '../package-root.js';
import { launchCommand } from './launch-command.js';
import type { Environment, Snapshot } from './snapshot.js';

const CELL_MS = 30_000;

/** Cells, each with its output. A worker loads Node's modules, since those in a snapshot have been seen to end the process. */
const cells: readonly { code: string; shows: string }[] = [
  {
    code: `import { connect } from 'kubelab';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
const kind: string = typeof connect;
kind`,
    shows: 'function',
  },
  { code: 'kind satisfies string; kind.length', shows: '8' },
  {
    code: `const server = createServer((_, response) => response.end('answered')).listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const answer = await fetch(\`http://127.0.0.1:\${(server.address() as AddressInfo).port}/\`);
server.close();
await answer.text()`,
    shows: 'answered',
  },
  {
    code: `const modules = ['net', 'tls', 'http2', 'https', 'crypto', 'zlib', 'dns', 'child_process', 'inspector', 'stream', 'v8', 'vm'];
const worker = new Worker(\`for (const name of \${JSON.stringify(modules)}) require(name);\`, { eval: true });
await new Promise((done, fail) => worker.once('exit', done).once('error', fail))`,
    shows: '0',
  },
  { code: `let lines = 0; for (const line of ['a', 'b']) lines += line.length; lines`, shows: '2' },
];

/** Resolves when a kernel from the snapshot runs cells as one without it does. Rejects with an Error that names the fault. */
export async function trySnapshot(snapshot: Snapshot, env: Environment): Promise<void> {
  const kernel = await startKernel(launchCommand({ cwd: join(packageRoot(), 'notebooks'), env, snapshot }));
  try {
    for (const { code, shows } of cells) await runCell(kernel, code, shows);
  } finally {
    await kernel.shutdown();
  }
}

async function runCell(kernel: Kernel, code: string, shows: string): Promise<void> {
  const result = await kernel.execute(code, { timeoutMs: CELL_MS, settleMs: 0 });
  const shown = shownBy(result);
  if (result.status === 'ok' && shown === shows) return;
  const cell = code.split('\n').at(-1);
  throw new Error(`a kernel from the snapshot did not run a cell (${cell}): ${result.status} ${shown}`.trim());
}

/** The result, or the error; what a debugging option of Node writes beside it does not count. */
function shownBy({ outputs }: CellResult): string | undefined {
  for (const output of outputs) {
    if (output.output_type === 'execute_result') return String(output.data['text/plain']);
    if (output.output_type === 'error') return output.evalue;
  }
  return undefined;
}
