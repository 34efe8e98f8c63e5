/** How a kernel is told that it brings its user's practice cluster: by a variable, which `kernel install --with-cluster` sets. */

/** The variable: after how many minutes without a client the cluster ends. */
export const IDLE_VARIABLE = 'KUBELAB_CLUSTER_IDLE';

/** Its value; undefined for a kernel that brings no cluster. */
export function kernelIdleMinutes(env: Record<string, string | undefined>): number | undefined {
  const minutes = Number(env[IDLE_VARIABLE]);
  return minutes > 0 ? minutes : undefined;
}
