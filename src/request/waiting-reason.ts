/**
 * Why an object is not ready, in words, from its status and its events: for messages of waits, and for lessons that tell
 * why a pod does not run. Pure.
 */
import { isRecord, type Loose, recordsOf, textOf } from './loose.js';

/**
 * Why `object` (any kind; a Pod in most detail) is not further than it is, as clauses without a final stop; undefined when
 * it gives no reason, as when it is ready. `events` are Event objects about it (v1 or events.k8s.io/v1), in any
 * order: the newest warning is added when the status does not say the same. Never throws.
 */
export function waitingReason(object: unknown, events: readonly unknown[] = []): string | undefined {
  const warning = newestWarning(events);
  const state = (of: Loose): string[] => (of.kind === 'Pod' ? pod(of, warning) : other(of));
  const own = isRecord(object) ? [...deletion(object), ...state(object)] : [];
  const known = warning !== undefined && own.some((text) => text.includes(textOf(warning, 'message').trim()));
  if (warning !== undefined && !known) {
    // of an object that is not there somebody else tells: whoever was to make it
    const { kind, name } = isRecord(warning.involvedObject) ? warning.involvedObject : {};
    const whose = isRecord(object) || !kind ? '' : ` (${String(kind)} ${String(name)})`;
    own.push(`last warning${whose}: ${textOf(warning, 'reason')}: ${textOf(warning, 'message').trim()}`);
  }
  return own.length > 0 ? own.map((text) => text.replace(/\.$/, '')).join('; ') : undefined;
}

function deletion({ metadata, kind }: Loose): string[] {
  const since = textOf(metadata, 'deletionTimestamp');
  if (!since) return [];
  const finalizers = isRecord(metadata) && Array.isArray(metadata.finalizers) ? metadata.finalizers : [];
  const held = finalizers.length > 0 ? `, held by its finalizer ${finalizers.join(', ')}` : '';
  return [`this ${typeof kind === 'string' ? kind : 'object'} is being deleted since ${since}${held}`];
}

function pod({ spec, status }: Loose, warning: Loose | undefined): string[] {
  const phase = textOf(status, 'phase');
  const told = [textOf(status, 'reason'), textOf(status, 'message')].filter(Boolean).join(': ');
  if (phase === 'Failed') return [told ? `it has failed: ${told}` : 'it has failed', ...containers(status)];
  if (phase === 'Succeeded') return ['its containers have ended with success'];
  const scheduled = condition(status, 'PodScheduled');
  if (textOf(scheduled, 'status') === 'False') {
    const gated = textOf(scheduled, 'reason') === 'SchedulingGated';
    return [`no node takes it${gated ? ' (a scheduling gate)' : ''}: ${textOf(scheduled, 'message')}`];
  }
  if (!textOf(spec, 'nodeName')) {
    // the scheduler's event can arrive before the condition PodScheduled
    if (textOf(warning, 'reason') === 'FailedScheduling') {
      return [`no node takes it: ${textOf(warning, 'message').trim()}`];
    }
    const scheduler = textOf(spec, 'schedulerName');
    return [`it has no node, and the scheduler${scheduler ? ` ${scheduler}` : ''} has said nothing of it yet`];
  }
  const states = containers(status);
  if (states.length > 0) return states;
  if (phase !== 'Running') return [`the kubelet of ${textOf(spec, 'nodeName')} has not reported its containers yet`];
  const ready = condition(status, 'Ready');
  return textOf(ready, 'status') === 'False' ? [`it runs and is not ready: ${textOf(ready, 'message')}`] : [];
}

function containers(status: unknown): string[] {
  const told: string[] = [];
  const all = [...recordsOf(status, 'initContainerStatuses'), ...recordsOf(status, 'containerStatuses')];
  for (const { name, state, ready } of all) {
    const { waiting, terminated, running } = isRecord(state) ? state : {};
    const which = `the container ${String(name)}`;
    const message = [textOf(waiting ?? terminated, 'reason'), textOf(waiting ?? terminated, 'message').trim()];
    const words = message.filter(Boolean).join(': ');
    if (waiting) told.push(`${which} waits: ${words || 'no reason is given'}`);
    else if (isRecord(terminated) && terminated.exitCode !== 0) {
      told.push(`${which} has ended with exit code ${String(terminated.exitCode)}${words ? ` (${words})` : ''}`);
    } else if (running && ready === false)
      told.push(`${which} runs and is not ready: its readiness probe has not passed`);
  }
  return told;
}

/** Conditions of other kinds: False marks a lack, except for a condition named after a fault. */
function other({ kind, spec, status }: Loose): string[] {
  const told: string[] = [];
  for (const { type, status: holds, reason, message } of recordsOf(status, 'conditions')) {
    const fault = /Failure|Failed|Denied|Remaining|Pressure|Unavailable|^Namespace/.test(String(type));
    if (holds !== (fault ? 'True' : 'False')) continue;
    const words = [reason, message].filter((text) => typeof text === 'string' && text !== '').join(': ');
    told.push(`${String(type)} is ${String(holds)}${words ? ` (${words})` : ''}`);
  }
  if (kind === 'CertificateSigningRequest' && !textOf(status, 'certificate') && told.length === 0) {
    const approved = condition(status, 'Approved') !== undefined;
    told.push(approved ? 'it is approved and not signed yet' : 'it is neither approved nor denied');
  }
  if (isRecord(spec) && isRecord(status) && typeof spec.replicas === 'number') {
    const ready = typeof status.readyReplicas === 'number' ? status.readyReplicas : 0;
    if (ready !== spec.replicas) told.push(`${ready} of ${spec.replicas} pods are ready`);
  }
  return told;
}

function condition(status: unknown, type: string): Loose | undefined {
  return recordsOf(status, 'conditions').find((one) => one.type === type);
}

function newestWarning(events: readonly unknown[]): Loose | undefined {
  const warnings = events.filter(isRecord).filter((event) => event.type === 'Warning' && (event.message ?? event.note));
  const newest = warnings.sort((a, b) => timeOf(a).localeCompare(timeOf(b))).at(-1);
  return newest && { ...newest, message: newest.message ?? newest.note };
}

function timeOf(event: Loose): string {
  const times = [textOf(event.series, 'lastObservedTime'), textOf(event, 'lastTimestamp'), textOf(event, 'eventTime')];
  return times.sort().at(-1) ?? '';
}
