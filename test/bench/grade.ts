/**
 * `npm run bench:grade`: grading twelve submissions of the activity, two at a time (the median of three gradings), beside
 * nbclient that merely executes the same twelve one after another with plain tslab on one running cluster; and judging them
 * again from their evidence, beside that grading. A line for each target; exit code 1 when one falls short or could not be
 * measured. Run it on a machine that is idle.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeKernelSnapshot } from '../../src/kernel/make-snapshot.js';
import { writeSubmissions } from '../fixtures/submissions/submissions.js';
import { startClusterProcess } from './processes.js';
import { benchReport, median } from './report.js';

const root = resolve(import.meta.dirname, '../..');
const python = '/usr/bin/python3';
const twelve = [
  'with-helper',
  'with-apply',
  'with-undici',
  'with-fetch',
  'with-node-https',
  'with-curl',
  'with-kubectl',
  'with-token-secret',
  'with-certificate',
  'deployment-elsewhere',
  'no-namespace',
  'dry-run',
];

const execute = `
import sys, nbformat
from nbclient import NotebookClient
for path in sys.argv[2:]:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, kernel_name='plain-tslab', allow_errors=True, timeout=120,
                   resources={'metadata': {'path': sys.argv[1]}}).execute()
`;

const { row, close } = benchReport((line) => console.log(line), {
  'grade-vs-nbclient': { most: 0.3 },
  'memory-mb-per-submission': { most: 450 },
  'rejudge-vs-run': { most: 0.05 },
});
const folder = mkdtempSync(join(tmpdir(), 'kubelab-bench-'));
const submissions = join(folder, 'activity');
mkdirSync(submissions);
writeSubmissions(submissions, twelve);

/** Seconds that nbclient takes for all. */
async function withNbclient(): Promise<number> {
  const kernel = join(folder, 'jupyter/kernels/plain-tslab');
  mkdirSync(kernel, { recursive: true });
  const tslab = join(root, 'node_modules/tslab/bin/tslab');
  const argv = [process.execPath, tslab, 'kernel', '--config-path={connection_file}'];
  writeFileSync(join(kernel, 'kernel.json'), JSON.stringify({ argv, display_name: 'tslab', language: 'typescript' }));
  const cluster = await startClusterProcess();
  try {
    const files = twelve.map((name) => join(submissions, `${name}.ipynb`));
    const env = { ...process.env, JUPYTER_PATH: join(folder, 'jupyter'), KUBECONFIG: cluster.kubeconfig };
    const began = performance.now();
    execFileSync(python, ['-c', execute, join(root, 'notebooks'), ...files], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return (performance.now() - began) / 1000;
  } finally {
    cluster.admin.close();
    await cluster.stop();
  }
}

/** The seconds that a command of kubelab takes, which must succeed. */
function secondsOf(args: readonly string[]): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['dist/bin.js', ...args], {
    cwd: root,
    env: { ...process.env, KUBELAB_HOME: join(folder, 'home') },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`kubelab ${args[0]} ended with ${status}: ${stderr}`);
  return (performance.now() - began) / 1000;
}

/** Seconds that grading and judging again take for all, and the most that one submission had in memory, in megabytes. */
function withKubelab(): { seconds: number; rejudge: number; megabytes: number } {
  const out = mkdtempSync(join(folder, 'out-'));
  const seconds = secondsOf(['grade', submissions, '--exercise', '04', '--jobs', '2', '--out', out]);
  const before = readFileSync(join(out, 'results.json'), 'utf8');
  const rejudge = secondsOf(['rejudge', out]);
  if (readFileSync(join(out, 'results.json'), 'utf8') !== before) throw new Error('judging again gave other results');
  const records = readdirSync(join(out, 'log')).filter(
    (name) => name.endsWith('.json') && !['class.json', 'similar.json'].includes(name),
  );
  const bytes = records.map(
    (name) => (JSON.parse(readFileSync(join(out, 'log', name), 'utf8')) as { memory: number }).memory,
  );
  if (bytes.length !== twelve.length) throw new Error(`${bytes.length} of ${twelve.length} submissions have a record`);
  return { seconds, rejudge, megabytes: Math.max(...bytes) / 1024 / 1024 };
}

try {
  // an installation makes it once
  await makeKernelSnapshot({});
  const reference = await withNbclient();
  const gradings = [withKubelab(), withKubelab(), withKubelab()];
  const seconds = median(gradings.map((grading) => grading.seconds));
  const megabytes = Math.max(...gradings.map((grading) => grading.megabytes));
  const rejudge = median(gradings.map((grading) => grading.rejudge));
  const times = [`nbclient ${reference.toFixed(1)} s`, `kubelab grade ${seconds.toFixed(1)} s`];
  console.log([...times, `kubelab rejudge ${rejudge.toFixed(2)} s`].join(', '));
  row('grade-vs-nbclient', seconds / reference);
  row('memory-mb-per-submission', megabytes);
  row('rejudge-vs-run', rejudge / seconds);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = close() === 0 ? 0 : 1;
