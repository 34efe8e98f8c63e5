/** A disk that is soon full, for tests of what happens then. */
import { execFileSync } from 'node:child_process';
import { skip } from './skip.js';

/** Mounts one of `size` (`12m`) on a folder, and returns what unmounts it. Skips the test where this user may not mount. */
export function mountSmallDisk(context: Mocha.Context, folder: string, size: string): () => void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', folder], { stdio: 'ignore' });
  } catch {
    skip(context, 'this user may not mount a small disk');
  }
  return () => void execFileSync('umount', ['-l', folder]);
}
