/** The process of a cluster that was started with `isolated`: it answers calls over IPC, and ends with its parent. */
import { isKubelabError } from '../errors.js';
import type { Engine } from './engine.js';
import type { HostMessage, HostRequest } from './isolated-engine.js';
import { startLocalEngine } from './local-engine.js';

let engine: Engine | undefined;

function tell(message: HostMessage): void {
  // the other side may have gone
  if (process.connected) process.send?.(message, () => {});
}

async function answer(request: HostRequest): Promise<unknown> {
  if (request.call === 'start') {
    const [options] = request.args;
    engine = await startLocalEngine({
      ...options,
      onError: (error, where) => tell({ fault: error instanceof Error ? error.message : String(error), where }),
    });
    const { server, caPem, admin, kubeconfig } = engine;
    return { server, caPem, admin, kubeconfig };
  }
  const call = engine?.[request.call] as ((...args: unknown[]) => Promise<unknown>) | undefined; // as `EngineCalls` types them
  return call?.(...request.args);
}

process.on('message', (request: HostRequest) => {
  answer(request).then(
    (result) => tell({ id: request.id, result: result ?? null }), // JSON has no undefined
    (error: unknown) => {
      const { message } = error instanceof Error ? error : new Error(String(error));
      const known = isKubelabError(error) ? { code: error.code, hint: error.hint, place: error.place } : {};
      tell({ id: request.id, error: { message, ...known } });
    },
  );
});
// all of it is in memory
process.on('disconnect', () => process.exit());
