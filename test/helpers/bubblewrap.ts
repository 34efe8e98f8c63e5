/** Whether this machine has bubblewrap, asked without kubelab's own words for it: if those were wrong, tests have to fail. */
import { spawnSync } from 'node:child_process';

/** True when bubblewrap can make the namespaces and mounts that a sandbox needs. */
export function hasBubblewrap(): boolean {
  const words = ['--unshare-all', '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', 'true'];
  return spawnSync('bwrap', words).status === 0;
}
