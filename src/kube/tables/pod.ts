/** The table of Pods: the states of its containers are summed up in one word, as kubectl users know it. */

import { type Fields, fields, isFields, list, number, text } from '../fields.js';
import { ageOf, humanDuration } from '../human-duration.js';
import type { KubeObject } from '../object.js';
import { ageColumn, column, nameColumn, type Printer, type RowCondition, type TableColumn } from './printer.js';

const columns: readonly TableColumn[] = [
  nameColumn,
  column('Ready', 'Containers that are ready, of all.'),
  column('Status', 'The phase of the pod, or why a container does not run.'),
  column('Restarts', 'How often containers were restarted, and how long ago the last time.'),
  ageColumn,
  column('IP', 'The address of the pod.', { wide: true }),
  column('Node', 'The node that it runs on.', { wide: true }),
  column('Nominated Node', 'The node where room is being made for it.', { wide: true }),
  column('Readiness Gates', 'Conditions beyond its containers that it waits for.', { wide: true }),
];

const restartable = (container: Fields): boolean => container.restartPolicy === 'Always';

interface Summary {
  reason: string;
  ready: number;
  restarts: number;
  /** Milliseconds since the epoch; 0 when there was none. */
  lastRestart: number;
}

const finishedAt = (status: Fields): number => {
  const time = Date.parse(text(fields(fields(status.lastState).terminated).finishedAt));
  return Number.isNaN(time) ? 0 : time;
};

/** The pod's Status of the table, in one word: `Running`, `CrashLoopBackOff`, `Init:0/1`. */
export function podStatus(pod: KubeObject): string {
  return summary(pod, fields(pod.spec), fields(pod.status)).reason;
}

/** The table of Pods. */
export const podPrinter: Printer = { columns, cells, conditions };

function cells(object: KubeObject, now: Date): unknown[] {
  const [spec, status] = [fields(object.spec), fields(object.status)];
  const { reason, ready, restarts, lastRestart } = summary(object, spec, status);
  const total = list(spec.containers).length + list(spec.initContainers).filter(restartable).length;
  const restarted =
    restarts > 0 && lastRestart > 0
      ? `${restarts} (${humanDuration(now.getTime() - lastRestart)} ago)`
      : String(restarts);
  return [
    object.metadata.name,
    `${ready}/${total}`,
    reason,
    restarted,
    ageOf(object.metadata.creationTimestamp, now),
    text(list(status.podIPs)[0]?.ip) || text(status.podIP) || '<none>',
    text(spec.nodeName) || '<none>',
    text(status.nominatedNodeName) || '<none>',
    readinessGates(spec, status),
  ];
}

/** The condition that a pod has ended. */
function conditions(object: KubeObject): RowCondition[] | undefined {
  const phase = text(fields(object.status).phase);
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  const message = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.';
  return [{ type: 'Completed', status: 'True', reason: phase, message }];
}

function countRestarts(container: Fields, out: Summary): void {
  out.restarts += number(container.restartCount) ?? 0;
  out.lastRestart = Math.max(out.lastRestart, finishedAt(container));
}

function endReason(terminated: Fields, prefix: string): string {
  if (text(terminated.reason)) return prefix + text(terminated.reason);
  const signal = number(terminated.signal);
  return signal ? `${prefix}Signal:${signal}` : `${prefix}ExitCode:${number(terminated.exitCode) ?? 0}`;
}

function summary(object: KubeObject, spec: Fields, status: Fields): Summary {
  const out: Summary = { reason: text(status.reason) || text(status.phase), ready: 0, restarts: 0, lastRestart: 0 };
  const condition = (type: string): Fields | undefined => list(status.conditions).find((c) => c.type === type);
  if (condition('PodScheduled')?.reason === 'SchedulingGated') out.reason = 'SchedulingGated';

  const sidecars = new Set(
    list(spec.initContainers)
      .filter(restartable)
      .map((c) => c.name),
  );
  const initializing = summariseInit(status, list(spec.initContainers).length, sidecars, out);
  if (!initializing || condition('Initialized')?.status === 'True') {
    // those that have done their work count no more
    Object.assign(out, { restarts: 0, lastRestart: 0 });
    for (const container of list(status.initContainerStatuses)) {
      if (sidecars.has(container.name)) countRestarts(container, out);
    }
    summariseContainers(status, condition, out);
  }

  if (object.metadata.deletionTimestamp) {
    if (status.reason === 'NodeLost') out.reason = 'Unknown';
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') out.reason = 'Terminating';
  }
  return out;
}

/** True while an init container has not done its work. */
function summariseInit(status: Fields, total: number, sidecars: Set<unknown>, out: Summary): boolean {
  for (const [i, container] of list(status.initContainerStatuses).entries()) {
    countRestarts(container, out);
    const { terminated, waiting } = fields(container.state);
    if (isFields(terminated) && number(terminated.exitCode) === 0) continue;
    if (sidecars.has(container.name) && container.started === true) {
      if (container.ready === true) out.ready++;
      continue;
    }
    if (isFields(terminated)) out.reason = endReason(terminated, 'Init:');
    else if (isFields(waiting) && text(waiting.reason) && waiting.reason !== 'PodInitializing') {
      out.reason = `Init:${text(waiting.reason)}`;
    } else out.reason = `Init:${i}/${total}`;
    return true;
  }
  return false;
}

function summariseContainers(status: Fields, condition: (type: string) => Fields | undefined, out: Summary): void {
  let running = false;
  for (const container of list(status.containerStatuses).reverse()) {
    countRestarts(container, out);
    const state = fields(container.state);
    if (isFields(state.waiting) && text(state.waiting.reason)) out.reason = text(state.waiting.reason);
    else if (isFields(state.terminated)) out.reason = endReason(state.terminated, '');
    else if (container.ready === true && isFields(state.running)) {
      running = true;
      out.ready++;
    }
  }
  // one container has ended, another runs: the pod runs
  if (out.reason === 'Completed' && running)
    out.reason = condition('Ready')?.status === 'True' ? 'Running' : 'NotReady';
}

function readinessGates(spec: Fields, status: Fields): string {
  const gates = list(spec.readinessGates);
  if (gates.length === 0) return '<none>';
  const met = gates.filter((gate) =>
    list(status.conditions).some((c) => c.type === gate.conditionType && c.status === 'True'),
  );
  return `${met.length}/${gates.length}`;
}
