/**
 * Descriptors that the program which started this one left open: `exec 200<folder` in a shell, the lock of `flock`, a CI's log.
 * Every process that is started from here would inherit them too, and a learner's code could open what they lead to.
 */
import { closeSync, readdirSync, readFileSync } from 'node:fs';

/** Linux' O_CLOEXEC, which Node sets on all that it opens itself. */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * Closes every descriptor above 2 that a started process would inherit; to be called before this process has opened any that it
 * means to hand on. Does nothing where there is no /proc, as there is no sandbox either.
 */
export function closeInheritedDescriptors(): void {
  for (const descriptor of descriptors()) {
    try {
      const [, flags = ''] = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
      if (flags !== '' && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0) closeSync(descriptor);
    } catch {
      // it is the one by which the list was read, and closed by now
    }
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
