/** The parts of every controller of this folder: clients by identity, shared informers, queues, Events. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { StoredObject } from '../../kube/object.js';
import { type ClientFor, type ClusterClient, type Informer, type WatchEvent, WriteRefusal } from '../client/client.js';
import type { Clock } from '../clock.js';
import { type CustomResourceDefinition, rowOfDefinition } from './custom-rows.js';
import { resources, target } from './objects.js';
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
  /** The one informer of a kind, shared by all; `onEvent` gets all objects that are there and every change. */
  watch<T extends StoredObject>(row: ResourceKind, onEvent?: (event: WatchEvent<T>) => void): Informer<T>;
  /** Watches all objects of kinds that CustomResourceDefinitions have added, as long as these are established. */
  watchCustomKinds(onEvent: (event: WatchEvent, row: ResourceKind) => void): void;
  /** The rows of these kinds. */
  customRows(): ResourceKind[];
  /** Calls `start` once, when the kind has its first object: kinds without objects are not watched. */
  whenUsed(row: ResourceKind, start: () => void): void;
  /** A queue whose faults are told under the controller's name and that stops with all others. */
  queue(controller: string, run: (key: string) => Promise<void>): WorkQueue;
  /** Reports a fault; a refusal by admission is none. */
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
  whenUsed(row: ResourceKind, start: () => void): void;
  randomSuffix(length: number): string;
  onError(error: unknown, controller: string): void;
}): ControllerContext {
  const { clientFor, clock, randomSuffix, whenUsed } = options;
  // what somebody's policy or quota refuses is no fault of the cluster: a real controller has it in its own log
  const onError: ControllerContext['onError'] = (error, controller) => {
    if (!(error instanceof WriteRefusal)) options.onError(error, controller);
  };
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

  const custom = new Map<string, { row: ResourceKind; informer: Informer }>();
  const customListeners: ((event: WatchEvent, row: ResourceKind) => void)[] = [];
  /** Watches the objects of a definition in the version that is served. */
  const follow = ({ type, object }: WatchEvent<CustomResourceDefinition>): void => {
    const name = object.metadata.name;
    const row = type === 'DELETED' ? undefined : rowOfDefinition(object);
    const known = custom.get(name);
    if (known && row?.version === known.row.version) return;
    known?.informer.stop();
    custom.delete(name);
    // no watch tells of custom resources that go with their definition
    if (type === 'DELETED')
      for (const gone of known?.informer.list() ?? []) tellCustom({ type, object: gone }, known?.row);
    if (!row || stopped) return;
    const informer = clientFor(controllerManager).informer(target(row), (event) => tellCustom(event, row));
    custom.set(name, { row, informer });
  };
  const tellCustom = (event: WatchEvent, row: ResourceKind | undefined): void => {
    if (row && !stopped) for (const listener of customListeners) tell((one) => listener(one, row), event);
  };

  const context: ControllerContext = {
    clock,
    clientFor,
    onError,
    randomSuffix,
    whenUsed: (row, start) => whenUsed(row, () => stopped || start()),
    clientOf: (controller) => clientFor(controllerAccount(controller)),
    watch: <T extends StoredObject>(row: ResourceKind, onEvent?: (event: WatchEvent<T>) => void): Informer<T> => {
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
    watchCustomKinds: (onEvent) => {
      const definitions = resources.customResourceDefinitions;
      if (customListeners.push(onEvent) === 1) context.whenUsed(definitions, () => context.watch(definitions, follow));
      for (const { row, informer } of custom.values()) {
        for (const object of informer.list()) onEvent({ type: 'ADDED', object }, row);
      }
    },
    customRows: () => [...custom.values()].map(({ row }) => row),
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
      for (const { informer } of [...shared.values(), ...custom.values()]) informer.stop();
    },
  };
  return context;
}
