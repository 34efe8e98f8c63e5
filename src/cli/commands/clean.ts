/** `kubelab clean`: stops the practice cluster and removes what kubelab wrote, after showing what that is. */
import { existsSync, readdirSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { sep } from 'node:path';
import { KubelabError } from '../../errors.js';
import { holderOf } from '../../held-file.js';
import { type Home, kubelabHome, readRunning, removeOwn } from '../../home.js';
import { findCluster } from '../../running-cluster/record.js';
import { stopCluster } from '../cluster-process.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { rememberedFolder } from '../lesson-copy.js';
import { confirm } from '../terminal/confirm.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { formatSize, padTo } from '../terminal/text.js';
import { writtenFiles } from '../written-files.js';

/**
 * Removes it. 0 when it is gone, 1 when the reader said no; throws ARGUMENT_INVALID without a terminal, PAGE_RUNNING while
 * the lessons are open as a page, and FILE_UNREADABLE for what may not be removed.
 */
export async function clean(options: { yes?: boolean }, io: Io): Promise<ExitCode> {
  const { out } = io;
  const home = kubelabHome(io.env);
  const page = holderOf(home.page);
  if (page) {
    const message = `the lessons are open as a page, which process ${page.pid} serves: it would write into what is removed`;
    throw new KubelabError('PAGE_RUNNING', message, {
      hint: `end it in its terminal with q, or, when it is gone for certain, remove ${home.page}; then: kubelab clean`,
      place: { file: home.page },
    });
  }
  const written = writtenFiles(home);
  if (written.length === 0) {
    out.line(`kubelab has written nothing to ${home.root}`);
    return EXIT.ok;
  }
  const found = await findCluster(home);
  const runs = found.state === 'running' || found.state === 'hung';
  out.line(`In ${home.root}:`);
  for (const { name, size, what } of written) {
    out.line(`  ${padTo(name, 16)} ${formatSize(size).padStart(8)}  ${out.style.dim(what)}`);
  }
  if (runs) out.line(`The practice cluster at ${found.record.server} runs and is stopped first.`);
  if (!options.yes && !(await confirmed(io))) {
    out.line('Nothing was removed.');
    return EXIT.failed;
  }
  const elsewhere = filesElsewhere(home);
  if (runs) await stopCluster(home, found.record);
  for (const { path } of written) await removeOwn(path);
  const left = readdirSync(home.root);
  // the folder itself may be a mount, which stays
  if (left.length === 0) await rmdir(home.root).catch(() => {});
  out.line(left.length === 0 ? 'All of it is removed.' : `It is removed; kubelab did not write: ${left.join(', ')}`);
  for (const path of elsewhere.filter(existsSync)) out.line(`Left as it is: ${sanitise(path)}`);
  return EXIT.ok;
}

/** What kubelab was told to write outside of its own folder: that of the running cluster, and the copy of the lessons. */
function filesElsewhere(home: Home): string[] {
  const cluster = readRunning(home)?.record;
  const paths = [cluster?.kubeconfig, cluster?.dataDir, rememberedFolder(home)];
  return paths.filter((path): path is string => path != null && !path.startsWith(home.root + sep));
}

async function confirmed(io: Io): Promise<boolean> {
  if (!io.stdin.isTTY || !io.out.isTTY) {
    throw new KubelabError('ARGUMENT_INVALID', 'nobody can be asked here whether to remove this', {
      hint: 'kubelab clean --yes',
    });
  }
  return confirm('Remove this?', io);
}
