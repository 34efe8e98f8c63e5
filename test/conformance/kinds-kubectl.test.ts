/**
 * What kubectl prints and returns for the kinds beyond the first lessons, beside what it did with a real kube-apiserver 1.36:
 * all recorded commands, one after the other, on a fresh cluster. A command that differs stands in the table with the reason.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasCommand } from '../helpers/commands.js';
import { practiceCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';

const root = resolve(import.meta.dirname, '../..');
const recorded = resolve(root, '../shared/conformance');
const commands = 118;

/** The last line of each command that differs, and the reason. */
const differ: Record<string, string> = {};

/** The report, which has three lines about each command that differs. */
async function replay(kubeconfig: string): Promise<string> {
  const folder = join(recorded, 'kinds/kubectl');
  const options = ['--kubeconfig', kubeconfig, '--folder', folder, '--verbose'];
  const child = spawn(process.execPath, [join(recorded, 'kubectl.mjs'), 'check', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  return output;
}

describe('the recorded kubectl commands about other kinds', () => {
  const known = Object.keys(differ);
  it(`all but ${known.length} of ${commands} match`, async function () {
    if (!existsSync(join(recorded, 'kinds/kubectl'))) {
      return void skip(this, 'the recorded answers are not beside this checkout');
    }
    const missing = ['openssl', 'kubectl', 'bash'].filter((command) => !hasCommand(command));
    if (missing.length) return void skip(this, `not installed: ${missing.join(', ')}`);
    this.timeout(300_000);
    const folder = await mkdtemp(join(tmpdir(), 'kubelab-kinds-kubectl-'));
    const cluster = await practiceCluster();
    try {
      const kubeconfig = join(folder, 'kubeconfig');
      await writeFile(kubeconfig, cluster.adminKubeconfig(), { mode: 0o600 });
      const output = await replay(kubeconfig);
      const left = [...output.matchAll(/^DIFF (.*)$/gm)].map(([, command]) => command ?? '');
      // a difference that is no more is taken out of the table
      assert.deepEqual(left.sort(), known.sort(), output);
      assert.equal(
        output.trim().split('\n').at(-1),
        `${commands - known.length} passed, ${known.length} failed`,
        output,
      );
      assert.deepEqual(cluster.faults, []);
    } finally {
      await cluster.stop();
      await rm(folder, { recursive: true });
    }
  });
});
