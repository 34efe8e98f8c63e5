/** The recorded answers of a real kube-apiserver, beside this checkout, and the programs that compare with them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasCommand } from './commands.js';
import { practiceCluster } from './practice-cluster.js';
import { skip } from './skip.js';

const root = resolve(import.meta.dirname, '../..');

/** The folder of the recorded answers; it need not be there. */
export const recorded: string = resolve(root, '../shared/conformance');

/** Skips a test, with the reason, where the recordings or what the comparison needs are missing. */
export function needsRecordings(context: Mocha.Context, folder: string, commands: readonly string[]): void {
  if (!existsSync(folder)) skip(context, 'the recorded answers are not beside this checkout');
  const missing = commands.filter((command) => !hasCommand(command));
  if (missing.length > 0) skip(context, `not installed: ${missing.join(', ')}`);
  // more than a hundred kubectl processes, one after the other, on a machine that may be busy
  context.timeout(900_000);
}

/**
 * Hands a fresh practice cluster to `use`: `compare(script, words)` gives what one of the programs prints about it, and `folder` is
 * an empty folder of the test's own. No fault of the cluster may have been told in the end.
 */
export async function onFreshCluster(
  use: (compare: (script: string, words?: readonly string[]) => Promise<string>, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kubelab-recorded-'));
  const cluster = await practiceCluster();
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, cluster.adminKubeconfig(), { mode: 0o600 });
    await use(async (script, words = []) => {
      const args = [join(recorded, script), 'check', '--kubeconfig', kubeconfig, ...words];
      const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      for await (const chunk of child.stdout) output += chunk;
      return output;
    }, folder);
    assert.deepEqual(cluster.faults, []);
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true });
  }
}
