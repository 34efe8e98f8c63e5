/** The gate before the writes of the control plane, by which a test holds its controllers still. Reads always go through. */
import { setMaxListeners } from 'node:events';
import { forbidden } from '../../kube/status.js';
import type { ApiRequest, ApiResponse, Handler } from '../chain/handler.js';
import { WriteRefusal } from './client.js';

/** The treatment of a write that comes to the gate. */
export type GateState = 'open' | 'held' | 'refusing';

/** The gate. */
export interface WriteGate {
  readonly state: GateState;
  /** Sets the treatment of writes from now on, waiting ones included. Resolves when none is under way. */
  set(state: GateState): Promise<void>;
  handle: Handler;
}

/** An open gate before `next`. A refused write is answered as one that is forbidden, which controllers try again. */
export function writeGate(next: Handler): WriteGate {
  let state: GateState = 'open';
  let waiting: (() => void)[] = [];
  let underWay = 0;
  const idlers: (() => void)[] = [];

  const write = async (request: ApiRequest): Promise<ApiResponse> => {
    while (state === 'held' && !request.signal.aborted) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          request.signal.removeEventListener('abort', go);
          resolve();
        };
        waiting.push(go);
        // all writes of the control plane come with one signal
        setMaxListeners(0, request.signal);
        request.signal.addEventListener('abort', go, { once: true });
      });
    }
    const { apiGroup: group, resource, name } = request.info;
    if (state === 'refusing') {
      const { status } = forbidden({ group, resource }, name, 'the objects of the cluster are being restored');
      throw new WriteRefusal({ ...status, code: 403 });
    }
    underWay++;
    try {
      return await next(request);
    } finally {
      underWay--;
      if (underWay === 0) release(idlers.splice(0));
    }
  };
  return {
    get state() {
      return state;
    },
    set: async (wanted) => {
      state = wanted;
      const released = waiting;
      waiting = [];
      release(released);
      if (underWay > 0) await new Promise<void>((resolve) => idlers.push(resolve));
    },
    handle: (request) => (request.method === 'GET' ? next(request) : write(request)),
  };
}

function release(waiting: readonly (() => void)[]): void {
  for (const tell of waiting) tell();
}
