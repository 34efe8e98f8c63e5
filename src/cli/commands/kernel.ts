/** `kubelab kernel`: the notebook kernel, for programs that start kernels, and its registration with Jupyter. */
import { existsSync } from 'node:fs';
import { count } from '../../count.js';
import { KubelabError } from '../../errors.js';
import { kernelsFolder } from '../../kernel/jupyter-folder.js';
import { installKernelspec, type KernelName, uninstallKernelspec } from '../../kernel/kernelspec.js';
import { makeKernelSnapshot } from '../../kernel/make-snapshot.js';
import { relayKernel } from '../../kernel/relay.js';
import { kernelSnapshot } from '../../kernel/snapshot.js';
import { typedCommand } from '../../typed-command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { foreignKernel, foreignKernelIn } from '../foreign-kernel.js';
import { frontEnds } from '../front-ends.js';
import { courseOf, openCopy } from '../lesson-copy.js';
import { startProgress } from '../terminal/progress.js';
import type { Io } from '../terminal/terminal.js';
import { commandHere } from '../words.js';

/** Runs a kernel until it ends; its exit code is the command's. Throws FILE_MISSING without the connection file. */
export async function runKernel(connectionFile: string, io: Io): Promise<ExitCode> {
  if (!existsSync(connectionFile)) {
    throw new KubelabError('FILE_MISSING', 'there is no such connection file', {
      hint: 'it is written by the program that starts the kernel: jupyter console --kernel tslab',
      place: { file: connectionFile },
    });
  }
  const snapshot = kernelSnapshot();
  const code = await io.signals.ignoringInterrupts(
    async () => (snapshot && (await relayKernel(connectionFile, snapshot))) ?? (await relayKernel(connectionFile)),
  );
  return code === 0 ? EXIT.ok : EXIT.environment;
}

/** Where the kernel is registered, and as what. */
export interface RegistrationOptions {
  prefix?: string;
  name?: KernelName;
}

/** Registration with the practice cluster of its kernels. */
export interface InstallOptions extends RegistrationOptions {
  withCluster?: boolean;
  /** After how many minutes without a client that cluster ends. */
  idle?: number;
}

const USUAL_IDLE_MINUTES = 30;

/**
 * Registers the kernel for this user, or below a prefix, and says how to take lessons with it. Its name is the one that
 * lessons ask for, `tslab`, unless a foreign kernel has it; then, `kubelab`. Throws ARGUMENT_INVALID when a name is
 * asked for that a foreign kernel has in that folder, and when a time is given for a cluster that was not asked for.
 */
export async function installKernel(options: InstallOptions, io: Io): Promise<ExitCode> {
  const { prefix, name, withCluster = false, idle } = options;
  if (idle !== undefined && !withCluster) {
    throw new KubelabError('ARGUMENT_INVALID', '--idle is about the practice cluster that a kernel brings', {
      hint: 'add --with-cluster',
    });
  }
  const folder = kernelsFolder(prefix, io.env);
  const inTheWay = foreignKernelIn(folder);
  if (name === 'tslab' && inTheWay !== undefined) {
    throw new KubelabError('ARGUMENT_INVALID', "the kernel tslab there is not kubelab's", {
      hint: 'install it as kubelab: leave out --name; or remove the other one: jupyter kernelspec remove tslab',
      place: { file: inTheWay },
    });
  }
  const progress = startProgress(io.out, 'preparing the start of the kernel', { afterMs: 300 });
  let foreign = inTheWay;
  try {
    if (prefix === undefined && name === undefined) foreign ??= await foreignKernel(io.env);
    // a kernel that brings a cluster starts without (see kernelSnapshot)
    if (!withCluster) await makeKernelSnapshot(io.env);
  } finally {
    progress.stop();
  }
  const chosen = name ?? (foreign === undefined ? 'tslab' : 'kubelab');
  const clusterIdleMinutes = withCluster ? (idle ?? USUAL_IDLE_MINUTES) : undefined;
  const file = installKernelspec(folder, chosen, clusterIdleMinutes === undefined ? {} : { clusterIdleMinutes });
  io.out.line(`The kernel "${chosen}" is registered: ${file}`);
  if (clusterIdleMinutes !== undefined) {
    io.out.line('It brings the practice cluster of whoever runs it.');
    io.out.line(
      `That ends after ${count(clusterIdleMinutes, 'minute')} without a client, and comes back with the next cell.`,
    );
  }
  const isForAll = withCluster && prefix !== undefined;
  tellHowToUseIt(chosen, { foreign: name === undefined ? foreign : undefined, withCluster, isForAll }, io);
  return EXIT.ok;
}

function tellHowToUseIt(
  name: KernelName,
  { foreign, withCluster, isForAll }: { foreign: string | undefined; withCluster: boolean; isForAll: boolean },
  io: Io,
): void {
  const { out } = io;
  const shown = 'menus call it TypeScript (kubelab)';
  if (name === 'tslab') out.line(`Lessons open with it; ${shown}.`);
  else if (foreign === undefined) out.line(`Lessons ask for a kernel "tslab": choose this one in each; ${shown}.`);
  else {
    out.line(`Lessons ask for a kernel "tslab", which is another one here (${foreign}) and stays as it is.`);
    out.line(`With it they show text. For pictures and tables choose this one in each lesson; ${shown}.`);
  }
  if (isForAll) {
    // a learner types the command in another folder than the administrator
    out.line(`Each learner needs a copy of the lessons: ${typedCommand('lessons update --folder ~/lessons', io.env)}`);
    out.line('"On a hub" in notebooks/README.md has that done at each start of a server.');
    return;
  }
  const lessons = openCopy(courseOf({}), {}, io).folder;
  for (const { program, steps } of frontEnds(
    lessons,
    withCluster ? undefined : commandHere('cluster up --detach', io),
  )) {
    out.line();
    out.line(out.style.bold(program));
    for (const [index, step] of steps.entries()) out.line(`  ${index + 1}. ${step}`);
  }
}

/** Removes the registration under the name, or under both; 1 when there is none. Leaves foreign kernels. */
export async function uninstallKernel({ prefix, name }: RegistrationOptions, io: Io): Promise<ExitCode> {
  const folder = kernelsFolder(prefix, io.env);
  const isForeign = foreignKernelIn(folder) !== undefined;
  const names: KernelName[] = name ? [name] : isForeign ? ['kubelab'] : ['tslab', 'kubelab'];
  const removed = names.filter((one) => uninstallKernelspec(folder, one));
  for (const one of removed) io.out.line(`The kernel "${one}" is removed from ${folder}`);
  if (removed.length > 0) return EXIT.ok;
  io.out.line(`There is no kernel ${names.map((one) => `"${one}"`).join(' or ')} of kubelab's in ${folder}`);
  return EXIT.failed;
}
