/**
 * The practice cluster's answers about the kinds beyond the first lessons, beside those of a real kube-apiserver 1.36: each
 * file of recorded answers on a cluster of its own. A step that differs stands in the table with the reason.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasCommand } from '../helpers/commands.js';
import { practiceCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';

const root = resolve(import.meta.dirname, '../..');
const recorded = resolve(root, '../shared/conformance');

/** A file of recorded answers, how many it has, and which of its steps differ for what reason. */
interface Recording {
  file: string;
  steps: number;
  differ: Record<string, string>;
}

const recordings: readonly Recording[] = [
  { file: '20-batch', steps: 36, differ: {} },
  { file: '21-apps', steps: 35, differ: {} },
  { file: '22-core', steps: 58, differ: {} },
  { file: '23-policy-networking', steps: 45, differ: {} },
  { file: '24-cluster-kinds', steps: 43, differ: {} },
  { file: '25-admission', steps: 35, differ: {} },
  {
    file: '26-custom-resources',
    steps: 78,
    differ: { 'apply: conflict': 'Kubernetes lists the managers of a conflict in the order of a Go map, which is any' },
  },
  { file: '27-apply', steps: 29, differ: {} },
  { file: '28-discovery', steps: 39, differ: {} },
  { file: '29-namespaces', steps: 12, differ: {} },
];

/** One step that was answered otherwise. */
interface Difference {
  step: string;
  differences: string[];
}

/** The steps that differ, and the last line of the report. */
async function replay(file: string, kubeconfig: string, folder: string): Promise<{ left: Difference[]; end: string }> {
  const scenarios = join(folder, 'scenarios');
  const report = join(folder, 'report.json');
  await mkdir(scenarios);
  await symlink(join(recorded, 'kinds/scenarios', `${file}.mjs`), join(scenarios, `${file}.mjs`));
  const options = ['--kubeconfig', kubeconfig, '--scenarios', scenarios, '--json', report];
  const script = [join(recorded, 'conformance.mjs'), 'check', '--golden', join(recorded, 'kinds/golden')];
  const child = spawn(process.execPath, [...script, ...options], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  const left = JSON.parse(await readFile(report, 'utf8')) as Difference[];
  return { left, end: output.trim().split('\n').at(-1) ?? '' };
}

describe('the recorded answers about other kinds', () => {
  for (const { file, steps, differ } of recordings) {
    it(`${file}: all but ${Object.keys(differ).length} of ${steps} match`, async function () {
      if (!existsSync(join(recorded, 'kinds')))
        return void skip(this, 'the recorded answers are not beside this checkout');
      if (!hasCommand('openssl')) return void skip(this, 'not installed: openssl');
      this.timeout(300_000);
      const folder = await mkdtemp(join(tmpdir(), 'kubelab-kinds-'));
      const cluster = await practiceCluster();
      try {
        const kubeconfig = join(folder, 'kubeconfig');
        await writeFile(kubeconfig, cluster.adminKubeconfig(), { mode: 0o600 });
        const { left, end } = await replay(file, kubeconfig, folder);
        const unexpected = left.filter(({ step }) => differ[step] === undefined);
        assert.deepEqual(
          unexpected.map(({ step, differences }) => ({ step, differences })),
          [],
        );
        // a difference that is no more is taken out of the table
        assert.equal(end, `${steps - Object.keys(differ).length} passed, ${Object.keys(differ).length} failed`);
        assert.deepEqual(cluster.faults, []);
      } finally {
        await cluster.stop();
        await rm(folder, { recursive: true });
      }
    });
  }
});
