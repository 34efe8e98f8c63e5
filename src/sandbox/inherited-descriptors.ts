/**
 * Descriptors that the program which started this one left open: `exec 200<folder` in a shell, the lock of `flock`, a CI's log.
 * Every process that is started from here would inherit them too, and a learner's code could open the files behind them.
 */
import { closeSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** Linux' O_CLOEXEC, which Node sets on all descriptors that it opens itself, but for certificates. */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * Closes every descriptor above 2 that a started process would inherit; to be called before this process has opened any that it
 * means to hand on. Does nothing where there is no /proc, as there is no sandbox either.
 */
export function closeInheritedDescriptors(): void {
  const certificates = certificateFile();
  for (const descriptor of descriptors()) {
    try {
      if (certificates !== undefined && readlinkSync(`/proc/self/fd/${descriptor}`) === certificates) continue;
      const [, flags = ''] = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
      if (flags !== '' && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0) closeSync(descriptor);
    } catch {
      // it is the one by which the list was read, and closed by now
    }
  }
}

/**
 * The file of certificates that a thread of Node 24 may just be reading, without O_CLOEXEC. If it were closed here, that thread would
 * close its number a second time, which may be that of another file by then.
 */
function certificateFile(): string | undefined {
  const { NODE_EXTRA_CA_CERTS: file } = process.env;
  try {
    return file ? realpathSync(file) : undefined;
  } catch {
    return undefined; // Node says so itself
  }
}

function descriptors(): number[] {
  try {
    return readdirSync('/proc/self/fd')
      .map(Number)
      .filter((descriptor) => descriptor > 2);
  } catch {
    return [];
  }
}
