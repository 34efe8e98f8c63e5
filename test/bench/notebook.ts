/**
 * `npm run bench:notebook`: what a notebook costs, as ratios to what the same machine does in the same run; medians of eleven
 * in turns. A line for each target; exit code 1 when one falls short or could not be measured. Run it on an idle machine.
 */

import { join, resolve } from 'node:path';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { makeKernelSnapshot } from '../../src/kernel/make-snapshot.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { type StartCommand, startKernel } from '../../src/notebook/start-kernel.js';
import { startClusterProcess } from './processes.js';
import { benchReport, median } from './report.js';

const rounds = 11;
const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'notebooks');

const { row, close } = benchReport((line) => console.log(line), {
  'kernel-start-vs-tslab': { most: 0.4 },
  'import-vs-node-https': { most: 1.6 },
  'request-vs-undici': { most: 1.1 },
});

/** tslab as its own `install` registers it. */
const plain: StartCommand = {
  argv: [process.execPath, join(root, 'node_modules/tslab/bin/tslab'), 'kernel', '--config-path={connection_file}'],
  cwd: folder,
  env: process.env,
};

async function withKernel<T>(command: StartCommand, use: (kernel: Kernel) => Promise<T>): Promise<T> {
  const kernel = await startKernel(command);
  try {
    return await use(kernel);
  } finally {
    await kernel.shutdown();
  }
}

/** Runs a cell that must not fail, and gives the milliseconds that it took, and what it printed. */
async function cell(kernel: Kernel, code: string): Promise<{ ms: number; text: string }> {
  const began = performance.now();
  const { status, outputs } = await kernel.execute(code, { settleMs: 0 });
  const ms = performance.now() - began;
  const text = outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('');
  if (status !== 'ok') throw new Error(`a cell ended with ${status}: ${JSON.stringify(outputs)}`);
  return { ms, text };
}

/** From the start of the process to the reply to the first cell. */
async function startOf(command: StartCommand): Promise<number> {
  const began = performance.now();
  return withKernel(command, async (kernel) => {
    await cell(kernel, '1 + 1');
    return performance.now() - began;
  });
}

const firstImport = (code: string): Promise<number> =>
  withKernel(plain, async (kernel) => {
    await cell(kernel, '1 + 1');
    return (await cell(kernel, code)).ms;
  });

/** Milliseconds that the same GETs take by the helper and by undici alone, in one kernel, over kept connections. */
async function requests(kubeconfig: string): Promise<{ helper: number; undici: number }> {
  const command = kernelCommand({ folder, env: { ...process.env, KUBECONFIG: kubeconfig } });
  return withKernel(command, async (kernel) => {
    await cell(
      kernel,
      `import { readFileSync } from 'node:fs';
import { connect } from 'kubelab';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
const config = parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8'));
const pem = (data: string) => Buffer.from(data, 'base64').toString();
const { server, 'certificate-authority-data': ca } = config.clusters[0].cluster;
const { 'client-certificate-data': cert, 'client-key-data': key } = config.users[0].user;
const dispatcher = new Agent({ connect: { ca: pem(ca), cert: pem(cert), key: pem(key) } });
const client = await connect();
const path = '/api/v1/namespaces/default/serviceaccounts/default';
const byHelper = async () => (await client.get(path)).body.metadata?.name;
const byUndici = async () => {
  const { body } = await request(server + path, { dispatcher, headers: { accept: 'application/json' } });
  return ((await body.json()) as { metadata: { name: string } }).metadata.name;
};
const time = async (ask: () => Promise<unknown>) => {
  const began = performance.now();
  for (let i = 0; i < 300; i++) if ((await ask()) !== 'default') throw new Error('not answered');
  return performance.now() - began;
};`,
    );
    await cell(kernel, 'await time(byUndici); await time(byHelper);');
    const { text } = await cell(
      kernel,
      `for (let i = 0; i < 25; i++) console.log(await time(byHelper), await time(byUndici));`,
    );
    const pairs = text
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number));
    return { helper: median(pairs.map(([first = 0]) => first)), undici: median(pairs.map(([, second = 0]) => second)) };
  });
}

try {
  await makeKernelSnapshot();
  const times: Record<'own' | 'tslab' | 'helper' | 'https', number[]> = { own: [], tslab: [], helper: [], https: [] };
  for (let round = 0; round < rounds; round++) {
    times.tslab.push(await startOf(plain));
    times.own.push(await startOf(kernelCommand({ folder })));
    times.https.push(await firstImport("import { request } from 'node:https';"));
    times.helper.push(await firstImport("import { connect } from 'kubelab';"));
  }
  console.log(
    `from spawn to the first reply: tslab ${median(times.tslab).toFixed(0)} ms, kubelab ${median(times.own).toFixed(0)} ms`,
  );
  row('kernel-start-vs-tslab', median(times.own) / median(times.tslab));
  console.log(
    `first import: node:https ${median(times.https).toFixed(0)} ms, kubelab ${median(times.helper).toFixed(0)} ms`,
  );
  row('import-vs-node-https', median(times.helper) / median(times.https));
  const cluster = await startClusterProcess();
  try {
    const { helper, undici } = await requests(cluster.kubeconfig);
    row('request-vs-undici', helper / undici);
  } finally {
    cluster.admin.close();
    await cluster.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
}
process.exitCode = close() === 0 ? 0 : 1;
