/** How a pod and its containers are to be run, with everything that their specifications refer to. */
import type { ContainerConfig, SandboxConfig } from '../pod/container.js';
import { imageName } from './image-reference.js';
import { nodeName } from './node.js';
import { containerEnv, containerMounts, expand, MissingReference, type PodReads } from './pod-environment.js';
import type { Container, Pod } from './pod-objects.js';
import { containerUser } from './pod-status.js';

/** Docker's own images begin as root; the user of others is not known here. */
const isRootImage = (image: string): boolean => imageName(image).startsWith('docker.io/library/');

/** Throws a MissingReference for a container that may not run as root, and would. */
function verifyRunAsNonRoot(pod: Pod, { name, image = '', securityContext: own }: Container): void {
  const { securityContext: shared } = pod.spec;
  if (!(own?.runAsNonRoot ?? shared?.runAsNonRoot)) return;
  const user = own?.runAsUser ?? shared?.runAsUser;
  if (user ? user !== 0 : user === undefined && !isRootImage(image)) return;
  const { namespace, name: podName, uid } = pod.metadata;
  const which = `(pod: "${podName}_${namespace}(${uid})", container: ${name})`;
  throw new MissingReference(
    user === 0
      ? `container's runAsUser breaks non-root policy ${which}`
      : `container has runAsNonRoot and image will run as root ${which}`,
  );
}

/** The configuration for the runtime; throws a MissingReference. */
export async function containerConfig(
  pod: Pod,
  podIP: string,
  container: Container,
  reads: PodReads,
): Promise<ContainerConfig> {
  verifyRunAsNonRoot(pod, container);
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

/** The pod as the runtime knows it. */
export function sandboxConfig({ metadata, spec }: Pod, podIP: string): SandboxConfig {
  const { namespace = '', name, uid } = metadata;
  return { namespace, name, uid, podIP, hostname: spec.hostNetwork ? nodeName : (spec.hostname ?? name) };
}
