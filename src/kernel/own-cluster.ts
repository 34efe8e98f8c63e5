/**
 * The practice cluster of a kernel that `kubelab kernel install --with-cluster` registered: it is there before a cell runs, also
 * when it ended since the last one because it was not used.
 */
import { stripVTControlCharacters } from 'node:util';
import { formatError } from '../errors.js';
import { kubelabHome } from '../home.js';
import { kernelIdleMinutes } from '../kernel-cluster.js';
import { type Bring, bringCluster } from '../running-cluster/bring.js';
import { currentCell } from './cell.js';
import type { TslabJupyter } from './tslab.js';

/**
 * The check that the cluster runs; undefined for a kernel that was installed without, and for one that is told of another cluster
 * by KUBECONFIG.
 */
export function clusterOfKernel(env: Record<string, string | undefined>): Bring | undefined {
  const idleMinutes = kernelIdleMinutes(env);
  if (idleMinutes === undefined) return undefined;
  const { KUBECONFIG } = env;
  return KUBECONFIG && KUBECONFIG !== kubelabHome(env).kubeconfig ? undefined : bringCluster(idleMinutes, env);
}

/** The first output of a cell when the cluster is not that of the cell before. */
const STARTED_ANEW = {
  again: 'The practice cluster had ended, and has been started again. What ran in its pods began anew or is over.\n',
  elsewhere:
    'The practice cluster had ended, and has been started again at another address, since its port was taken. Connections that cells have made lead to the old one: run those cells again, the first one to begin with.\n',
};

/**
 * Lets each cell wait for it. A cell for which it could not be started says why on its standard error, and runs; one before which it was
 * started again says so, since a pod that is not to restart has ended then, and its containers are not found.
 */
export function bringBeforeCells({ JupyterHandlerImpl }: TslabJupyter, bring: Bring): void {
  const handler = JupyterHandlerImpl.prototype;
  const { handleExecuteImpl } = handler;
  handler.handleExecuteImpl = async function (...args) {
    try {
      const brought = await bring();
      if (brought !== 'same') currentCell()?.publish('stream', { name: 'stdout', text: STARTED_ANEW[brought] });
    } catch (error) {
      const text = `${stripVTControlCharacters(formatError(error))}\n`;
      currentCell()?.publish('stream', { name: 'stderr', text });
    }
    return handleExecuteImpl.apply(this, args);
  };
}
