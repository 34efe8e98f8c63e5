/** What every controller of this folder is built from: clients by identity, shared informers, queues, Events. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import type { ClientFor, ClusterClient, Informer, WatchEvent } from '../client/client.js';
import type { Clock } from '../clock.js';
import { target } from './objects.js';
import { type WorkQueue, workQueue } from './queue.js';

/** The identity under which all controllers list and watch, as in kube-controller-manager. */
export const controllerManager = 'system:kube-controller-manager';

/** The user name of one of the controllers' service accounts. */
function controllerAccount(name: string): string {
  return `system:serviceaccount:kube-system:${name}`;
}

/** A controller's surroundings. */
export interface ControllerContext {
  clock: Clock;
  clientFor: ClientFor;
  /** The client of one of the controllers' accounts in kube-system. */
  clientOf(controller: string): ClusterClient;
  /** The one informer of a kind, shared by all; `onEvent` is told of all objects that are there and of every change. */
  watch<T extends KubeObject>(row: ResourceKind, onEvent?: (event: WatchEvent<T>) => void): Informer<T>;
  /** A queue whose faults are told under the controller's name and that stops with all others. */
  queue(controller: string, run: (key: string) => Promise<void>): WorkQueue;
  onError(error: unknown, controller: string): void;
  randomSuffix(length: number): string;
  /** Resolves when all informers that were asked for have their first list. */
  synced(): Promise<void>;
  /** Resolves when no queue works on anything; appointments for later do not count. */
  idle(): Promise<void>;
  stop(): void;
}

interface Shared {
  informer: Informer;
  listeners: ((event: WatchEvent) => void)[];
}

/** The surroundings for all controllers of one cluster. */
export function controllerContext(options: {
  clientFor: ClientFor;
  clock: Clock;
  randomSuffix(length: number): string;
  onError(error: unknown, controller: string): void;
}): ControllerContext {
  const { clientFor, clock, onError, randomSuffix } = options;
  const shared = new Map<ResourceKind, Shared>();
  const queues: WorkQueue[] = [];
  let stopped = false;

  const tell = (listener: (event: WatchEvent) => void, event: WatchEvent): void => {
    try {
      listener(event);
    } catch (error) {
      onError(error, 'informer');
    }
  };

  return {
    clock,
    clientFor,
    onError,
    randomSuffix,
    clientOf: (controller) => clientFor(controllerAccount(controller)),
    watch: <T extends KubeObject>(row: ResourceKind, onEvent?: (event: WatchEvent<T>) => void): Informer<T> => {
      let entry = shared.get(row);
      // events carry objects of the row's kind, which is what the caller has named by T
      const listener = onEvent as ((event: WatchEvent) => void) | undefined;
      if (entry) {
        if (listener) {
          entry.listeners.push(listener);
          for (const object of entry.informer.list()) tell(listener, { type: 'ADDED', object });
        }
      } else {
        const listeners = listener ? [listener] : [];
        const informer = clientFor(controllerManager).informer(target(row), (event) => {
          if (!stopped) for (const each of listeners) tell(each, event);
        });
        entry = { informer, listeners };
        shared.set(row, entry);
      }
      return entry.informer as Informer<T>;
    },
    queue: (controller, run) => {
      const queue = workQueue({ clock, run, onError: (error) => onError(error, controller) });
      queues.push(queue);
      return queue;
    },
    synced: async () => {
      await Promise.all([...shared.values()].map(({ informer }) => informer.synced));
    },
    idle: async () => {
      await Promise.all(queues.map((queue) => queue.idle()));
    },
    stop: () => {
      stopped = true;
      for (const queue of queues) queue.stop();
      for (const { informer } of shared.values()) informer.stop();
    },
  };
}
