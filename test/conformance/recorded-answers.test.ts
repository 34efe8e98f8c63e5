/** The practice cluster's answers beside those that a real kube-apiserver 1.36 gave, request by request. */
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

/** How many of the recorded answers matched when these lines were last changed: never fewer. */
const suites = [
  { script: 'conformance.mjs', matched: 269, of: 271, needs: ['openssl'] },
  { script: 'kubectl.mjs', matched: 127, of: 127, needs: ['openssl', 'kubectl', 'bash'] },
];

async function run(script: string, kubeconfig: string): Promise<string> {
  const child = spawn(process.execPath, [join(recorded, script), 'check', '--kubeconfig', kubeconfig, '--verbose'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  return output;
}

describe('the recorded answers of a real kube-apiserver', () => {
  for (const { script, matched, of, needs } of suites) {
    it(`${script}: at least ${matched} of ${of} match`, async function () {
      if (!existsSync(recorded)) return void skip(this, 'the recorded answers are not beside this checkout');
      const missing = needs.filter((command) => !hasCommand(command));
      if (missing.length) return void skip(this, `not installed: ${missing.join(', ')}`);
      this.timeout(300_000);
      const folder = await mkdtemp(join(tmpdir(), 'kubelab-recorded-'));
      const cluster = await practiceCluster();
      try {
        const kubeconfig = join(folder, 'kubeconfig');
        await writeFile(kubeconfig, cluster.adminKubeconfig(), { mode: 0o600 });
        const output = await run(script, kubeconfig);
        const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? assert.fail(output);
        assert.equal(Number(passed) + Number(failed), of, output);
        assert.ok(Number(passed) >= matched, output);
      } finally {
        await cluster.stop();
        await rm(folder, { recursive: true });
      }
    });
  }
});
