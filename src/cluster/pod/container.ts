/**
 * The container runtime as the kubelet sees it (the idea of the CRI): sandboxes with volumes, containers in them, and the
 * ends of their commands. The kubelet knows the API and no shell; the runtime knows shells and no API.
 */

/** The files of a container under one mount path: names with their contents, read anew at each look. */
export interface VolumeMount {
  path: string;
  readOnly: boolean;
  /** `tmpfs` for tokens, secrets and memory; otherwise the node's disk. */
  medium: 'tmpfs' | 'disk';
  /** The name of a volume that the containers of the pod fill themselves, and share. */
  volume?: string;
  /** The files of any other volume. */
  files?: () => Promise<Record<string, string | Uint8Array>>;
  /** Only this file or folder of the volume is mounted. */
  subPath?: string;
}

/** How a container is to be run. */
export interface ContainerConfig {
  name: string;
  image: string;
  /** The entry point; the image's own when empty. */
  command: readonly string[];
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  workingDir?: string;
  stdin: boolean;
  stdinOnce: boolean;
  tty: boolean;
  /** From the security contexts; 0 when neither says. */
  uid: number;
  gid: number;
  mounts: readonly VolumeMount[];
}

/** A pod as the runtime knows it. */
export interface SandboxConfig {
  namespace: string;
  name: string;
  uid: string;
  hostname: string;
  podIP: string;
}

/** How a command ended: its exit code, 137 when it was killed, 128 when it could not be started. */
export interface ContainerExit {
  exitCode: number;
  /** Why it could not be started, in the words of the OCI runtime; the reason of the state is then StartError. */
  startError?: string;
}

/** A container that was started. */
export interface RunningContainer {
  id: string;
  startedAt: Date;
  /** Resolves when its command has ended or was killed; never rejects. */
  exited: Promise<ContainerExit>;
}

/** Runs containers. */
export interface ContainerRuntime {
  /**
   * Starts the container; a second start of the same name is a restart with a new id, log and writable layer. One that
   * could not be started has ended already when this resolves.
   */
  start(sandbox: SandboxConfig, container: ContainerConfig): Promise<RunningContainer>;
  /** Runs a command in a container to its end; 1 with the reason when that cannot be done. */
  run(uid: string, container: string, command: readonly string[]): Promise<{ exitCode: number; output: string }>;
  /** Kills the command of one container, which ends with 137. */
  kill(uid: string, container: string): void;
  /** Kills all of a pod and forgets its files and logs. Does nothing for a pod that it does not know. */
  remove(uid: string): void;
}
