/** The pods' insides: the runtime that the kubelet drives, and the handlers of pods/exec, pods/attach and pods/log. */
import type { KubeObject } from '../../kube/object.js';
import type { Clock } from '../clock.js';
import type { ContainerRuntime } from '../container.js';
import type { Handler } from '../handler.js';

/** Where the API server listens, for what calls it from inside a pod. */
export interface ServerAddress {
  host: string;
  port: number;
}

/** What the pods are handed. */
export interface PodsOptions {
  clock: Clock;
  /** Asked whenever a pod calls the cluster, since the port is known only when the server listens. */
  server(): ServerAddress;
  /** The pod as stored; undefined when there is none. */
  readPod(namespace: string, name: string): KubeObject | undefined;
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
