/** The workers of a queue as lines of text. */
import type { WorkerState } from '../queue/presence.js';
import { sanitise } from './terminal/sanitise.js';
import { formatDuration } from './terminal/text.js';

/** A duration in whole seconds, for lines that are redrawn often. */
export function inSeconds(ms: number): string {
  return formatDuration(ms).replace(/\.\d s$/, ' s');
}

/** The line for a queue without a worker. */
export function noWorkerLine(url: string): string {
  return sanitise(`No worker is there; start one on any machine: kubelab worker ${url}`);
}

/** A line for the worker (name, work, load), and one for each submission that it runs, with its progress. */
export function workerLines({ host, pid, version, jobs, load, finished, running, ending }: WorkerState): string[] {
  const state = ending ? 'ends' : `${running.length} of ${jobs} running`;
  return [
    `${host}, process ${pid}, kubelab ${version}: ${state}, ${finished} finished, load ${load.toFixed(1)}`,
    ...running.map(({ id, exercise, step, ms }) => `  ${id.slice(0, 8)}  ${exercise}  ${step}, ${inSeconds(ms)}`),
  ].map((line) => sanitise(line));
}
