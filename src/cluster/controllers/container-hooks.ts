/** The lifecycle hooks of containers (pkg/kubelet/lifecycle). Commands are run; one over the network counts as answered. */
import type { Clock } from '../clock.js';
import type { Container, Hook, Pod } from './pod-objects.js';
import type { ProbeOutcome } from './probes.js';

/** Runs a hook to its end; false when its command has failed. */
export async function runHook(
  { exec, sleep }: Hook,
  { clock, run }: { clock: Clock; run(command: readonly string[]): Promise<ProbeOutcome> },
): Promise<boolean> {
  if (sleep) await new Promise<void>((resolve) => clock.after(sleep.seconds * 1000, resolve));
  return exec ? (await run(exec.command ?? [])).exitCode === 0 : true;
}

/** The containers of a pod that run and have a hook for their end, each with that hook and the list that it is in. */
export function stopHooks({ spec, status }: Pod): { container: Container; hook: Hook; list: string }[] {
  const lists = [
    { list: 'containers', containers: spec.containers, statuses: status?.containerStatuses },
    { list: 'initContainers', containers: spec.initContainers ?? [], statuses: status?.initContainerStatuses },
  ];
  return lists.flatMap(({ list, containers, statuses }) =>
    containers.flatMap((container) => {
      const hook = container.lifecycle?.preStop;
      const isRunning = statuses?.some(({ name, state }) => name === container.name && state.running);
      return hook && isRunning ? [{ container, hook, list }] : [];
    }),
  );
}
