/** The real kubectl, with a folder and a kubeconfig of its own, as a test drives it. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inTerminal, type Running, start } from './command.js';
import { hasCommand } from './commands.js';
import type { TestCluster } from './practice-cluster.js';
import { skip } from './skip.js';
import { until } from './until.js';

/** How a command ended. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** What a command is given beside its words. */
export interface Given {
  stdin?: string;
  env?: Record<string, string>;
}

/** kubectl; every line is what a person types behind the word `kubectl`, quoted for a shell. */
export interface Kubectl {
  /** Where its commands run. */
  folder: string;
  run(line: string, given?: Given): Promise<Ended>;
  /** The output of a command that has to succeed. */
  ok(line: string, given?: Given): Promise<string>;
  /** The error output of a command that has to fail. */
  fails(line: string, given?: Given): Promise<string>;
  /** Starts a command that goes on. */
  start(line: string): Running;
  /** Starts a command in a pseudo-terminal. */
  inTerminal(line: string, size?: { rows?: number; columns?: number }): Running;
  /** Writes a file in its folder. */
  write(name: string, content: string, mode?: number): Promise<void>;
  /** Ends what was started and goes on, and removes the folder. */
  close(): Promise<void>;
}

/** What newer kubectls say in more words than that of Debian stable, for which the tests are written. */
const asOfDebian = (text: string): string =>
  text.replace(/ deleted from \S+ namespace$/gm, ' deleted').replace(/( is not valid for pod \S+) out of: .*$/gm, '$1');

/** kubectl as the administrator of the cluster. */
export async function kubectlOf(cluster: TestCluster): Promise<Kubectl> {
  const folder = await mkdtemp(join(tmpdir(), 'kubelab-kubectl-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, cluster.adminKubeconfig(), { mode: 0o600 });
  const environment = { KUBECONFIG: kubeconfig, KUBECTL_EXTERNAL_DIFF: 'diff -u', TZ: 'UTC' };
  const env = { PATH: process.env.PATH, HOME: folder, ...environment };
  const started: Running[] = [];

  const spawn = (line: string, more: Record<string, string> = {}): Running =>
    start('bash', ['-c', `exec kubectl ${line}`], { cwd: folder, env: { ...env, ...more } });

  const run: Kubectl['run'] = async (line, { stdin = '', env: more } = {}) => {
    const running = spawn(line, more);
    running.child.stdin?.end(stdin);
    const { code } = await running.ended;
    return { code, out: asOfDebian(running.stdout()), err: asOfDebian(running.stderr()) };
  };

  const keep = (running: Running): Running => {
    started.push(running);
    return running;
  };

  return {
    folder,
    run,
    ok: async (line, given) => {
      const { code, out, err } = await run(line, given);
      assert.equal(code, 0, `kubectl ${line}: ${err}`);
      return out;
    },
    fails: async (line, given) => {
      const { code, out, err } = await run(line, given);
      assert.notEqual(code, 0, `kubectl ${line}: ${out}`);
      return err;
    },
    start: (line) => keep(spawn(line)),
    inTerminal: (line, size = {}) =>
      keep(
        inTerminal(folder, ['bash', '-c', `tty > ${folder}/terminal; cd ${folder}; exec kubectl ${line}`], {
          env: environment,
          ...size,
        }),
      ),
    write: async (name, content, mode) => {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content, { mode });
    },
    close: async () => {
      for (const { child } of started) if (child.exitCode === null && child.signalCode === null) child.kill();
      await Promise.all(started.map(({ ended }) => ended));
      await rm(folder, { recursive: true });
    },
  };
}

/** Resolves when somebody watches a path that contains `part`. */
export async function watched(cluster: TestCluster, part: string): Promise<void> {
  const isThere = (): boolean =>
    cluster.events.some(
      ({ verb, stage, requestURI }) => verb === 'watch' && stage === 'ResponseStarted' && requestURI.includes(part),
    );
  await until(`a watch of ${part}`, isThere);
}

/** Skips all tests of the suite when a program is missing; for its `before`. */
export function needs(context: Mocha.Context, ...programs: string[]): void {
  const missing = programs.filter((program) => !hasCommand(program));
  if (missing.length === 0) return;
  skip(context, `${missing.join(' and ')} not installed`);
}
