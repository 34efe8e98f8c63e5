/** How a container of a pod is to be run, with everything that its specification refers to. */
import type { ContainerConfig } from '../container.js';
import { containerEnv, containerMounts, expand, type PodReads } from './pod-environment.js';
import type { Container, Pod } from './pod-objects.js';
import { containerUser } from './pod-status.js';

/** The configuration for the runtime; throws a MissingReference. */
export async function containerConfig(
  pod: Pod,
  podIP: string,
  container: Container,
  reads: PodReads,
): Promise<ContainerConfig> {
  const env = await containerEnv(pod, podIP, container, reads);
  return {
    name: container.name,
    image: container.image ?? '',
    command: (container.command ?? []).map((word) => expand(word, env)),
    args: (container.args ?? []).map((word) => expand(word, env)),
    env,
    ...(container.workingDir ? { workingDir: container.workingDir } : {}),
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    ...containerUser(pod.spec, container),
    mounts: containerMounts(pod, podIP, container, reads),
  };
}
