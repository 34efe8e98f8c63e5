/** The pods' insides: the runtime that the kubelet drives, and the handlers of pods/exec, pods/attach and pods/log. */

import type { Handler } from '../chain/handler.js';
import type { Clock } from '../clock.js';
import type { ContainerRuntime } from './container.js';
import { podLogHandler } from './pod-log.js';
import type { ReadPod } from './pod-request.js';
import { createRuntime } from './runtime.js';

/** Where the API server listens, for calls from inside a pod. */
export interface ServerAddress {
  host: string;
  port: number;
}

/** The options of the pods. */
export interface PodsOptions {
  clock: Clock;
  /** Asked whenever a pod calls the cluster, since the port is known only when the server listens. */
  server(): ServerAddress;
  readPod: ReadPod;
  randomUUID(): string;
}

/** The insides of all pods. */
export interface Pods {
  runtime: ContainerRuntime;
  exec: Handler;
  attach: Handler;
  log: Handler;
  /** Kills every container. */
  stop(): void;
}

/** A node without pods. */
export function createPods({ clock, server, readPod, randomUUID }: PodsOptions): Pods {
  const runtime = createRuntime({ clock, server, randomUUID });
  // loaded with the first visitor: a cluster starts without WebSockets
  const exec = async (): Promise<typeof import('./pod-exec.js')> => import('./pod-exec.js');
  return {
    runtime,
    exec: async (request) => (await exec()).podExecHandler(readPod, runtime)(request),
    attach: async (request) => (await exec()).podAttachHandler(readPod, runtime)(request),
    log: podLogHandler(readPod, runtime, () => clock.now()),
    stop: () => runtime.stop(),
  };
}
