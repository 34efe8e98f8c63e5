// Builds `dist` when npm prepares a clone: after `npm ci`, and before packing. The first `npx kubelab` in a clone makes npm
// prepare it too, while kernels and a cluster may run from `dist`: a build is left as it is then.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const isBuilt = existsSync('dist/bin.js');
if (process.env.npm_command !== 'exec' || !isBuilt) {
  const { status } = spawnSync('npm run build', { shell: true, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
