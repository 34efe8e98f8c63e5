/** `kubelab kernel`: the notebook kernel, for programs that start kernels, and its registration with Jupyter. */
import { existsSync } from 'node:fs';
import { KubelabError } from '../../errors.js';
import { kernelsFolder } from '../../kernel/jupyter-folder.js';
import { installKernelspec, type KernelName, uninstallKernelspec } from '../../kernel/kernelspec.js';
import { makeKernelSnapshot } from '../../kernel/make-snapshot.js';
import { relayKernel } from '../../kernel/relay.js';
import { kernelSnapshot } from '../../kernel/snapshot.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { startProgress } from '../terminal/progress.js';
import type { Io } from '../terminal/terminal.js';

/** Runs a kernel until it ends; its exit code is the command's. Throws FILE_MISSING without the connection file. */
export async function runKernel(connectionFile: string, io: Io): Promise<ExitCode> {
  if (!existsSync(connectionFile)) {
    throw new KubelabError('FILE_MISSING', 'there is no such connection file', {
      hint: 'it is written by the program that starts the kernel: jupyter console --kernel kubelab',
      place: { file: connectionFile },
    });
  }
  const snapshot = kernelSnapshot();
  const code = await io.signals.ignoringInterrupts(
    async () => (snapshot && (await relayKernel(connectionFile, snapshot))) ?? (await relayKernel(connectionFile)),
  );
  return code === 0 ? EXIT.ok : EXIT.environment;
}

/** Registers the kernel: as `kubelab` for this user, as `tslab` below a prefix. */
export async function installKernel({ prefix }: { prefix?: string }, io: Io): Promise<ExitCode> {
  const file = installKernelspec(kernelsFolder(prefix, io.env), nameUnder(prefix));
  const progress = startProgress(io.out, 'preparing the start of the kernel', { afterMs: 300 });
  await makeKernelSnapshot(io.env).finally(() => progress.stop());
  io.out.line(`The kernel "${nameUnder(prefix)}" is registered: ${file}`);
  return EXIT.ok;
}

/** Removes the registration; 1 when there is none. */
export async function uninstallKernel({ prefix }: { prefix?: string }, io: Io): Promise<ExitCode> {
  const folder = kernelsFolder(prefix, io.env);
  const name = nameUnder(prefix);
  if (!uninstallKernelspec(folder, name)) {
    io.out.line(`There is no kernel "${name}" in ${folder}`);
    return EXIT.failed;
  }
  io.out.line(`The kernel "${name}" is removed from ${folder}`);
  return EXIT.ok;
}

function nameUnder(prefix: string | undefined): KernelName {
  return prefix === undefined ? 'kubelab' : 'tslab';
}
