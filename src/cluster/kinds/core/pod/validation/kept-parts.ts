/** The rules for changes by pods/ephemeralcontainers and pods/resize (KEP-277, KEP-1287). */

import { equalJson } from '../../../../../kube/equal-json.js';
import { type Fields, fields, list } from '../../../../../kube/fields.js';
import { isMirror } from '../../../../../kube/mirror-pod.js';
import type { KubeObject } from '../../../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid } from '../../../../../kube/status.js';
import { qosClass } from '../qos-class.js';
import { internalDiff } from './internal-diff.js';

/** A fault of the pod; Kubernetes writes the empty path so. */
const whole = (why: string): FieldError[] => [fieldForbidden('[]', why)];

/** The faults of ephemeral containers that were there before: they may not change. */
export function validateKeptEphemeral(pod: KubeObject, old: KubeObject): FieldError[] {
  if (isMirror(old)) return whole('static pods do not support ephemeral containers');
  const path = 'spec.ephemeralContainers';
  const now = list(fields(pod.spec).ephemeralContainers);
  return list(fields(old.spec).ephemeralContainers).flatMap((before) => {
    const after = now.find((c) => c.name === before.name);
    const name = JSON.stringify(before.name);
    if (!after) return [fieldForbidden(path, `existing ephemeral containers ${name} may not be removed\n`)];
    if (equalJson(after, before)) return [];
    const changes = internalDiff('EphemeralContainer', before, after);
    return [fieldForbidden(path, `existing ephemeral containers ${name} may not be changed\n${changes}`)];
  });
}

/** The faults of a resize, beside the pod's own faults (`own`). */
export function validateResize(pod: KubeObject, old: KubeObject, own: readonly FieldError[]): FieldError[] {
  if (isMirror(old)) return whole('static pods cannot be resized');
  const [spec, before] = [fields(pod.spec), fields(old.spec)];
  if (fields(before.os).name === 'windows') return whole('windows pods cannot be resized');
  const errors = [...own];
  if (qosClass(spec) !== qosClass(before)) {
    const why = 'Pod QOS Class may not change as a result of resizing';
    errors.push(invalid('spec', fields(pod.status).qosClass, why));
  }
  const sidecar = ({ restartPolicy }: Fields): boolean => restartPolicy === 'Always';
  const pairs = (field: string): [Fields, Fields, string][] =>
    list(before[field]).map((had, i) => [list(spec[field])[i] ?? {}, had, `spec.${field}[${i}].resources`]);
  for (const [now, had, at] of [...pairs('initContainers').filter(([, had]) => sidecar(had)), ...pairs('containers')]) {
    errors.push(...validateKeptAmounts(now, had, at));
  }
  for (const [now, had] of pairs('containers')) {
    if (!sameButCpuAndMemory(now, had))
      errors.push(fieldForbidden('spec', 'only cpu and memory resources are mutable'));
  }
  for (const [now, had] of pairs('initContainers')) {
    if (sidecar(had) ? sameButCpuAndMemory(now, had) : equalJson(now, had)) continue;
    const why = sidecar(had)
      ? 'only cpu and memory resources for sidecar containers are mutable'
      : 'resources for non-sidecar init containers are immutable';
    errors.push(fieldForbidden('spec', why));
  }
  return errors;
}

function validateKeptAmounts(now: Fields, had: Fields, at: string): FieldError[] {
  return ['requests', 'limits'].flatMap((kind) => {
    const amounts = fields(fields(now.resources)[kind]);
    const kept = Object.keys(fields(fields(had.resources)[kind])).every((name) => name in amounts);
    return kept ? [] : [fieldForbidden(`${at}.${kind}`, `resource ${kind} cannot be removed`)];
  });
}

function sameButCpuAndMemory(now: Fields, had: Fields): boolean {
  const others = (amounts: unknown): Fields => {
    const { cpu: _cpu, memory: _memory, ...rest } = fields(amounts);
    return rest;
  };
  const bare = ({ resources, resizePolicy: _, ...rest }: Fields): object => {
    const { limits, requests, ...more } = fields(resources);
    return { ...rest, ...more, limits: others(limits), requests: others(requests) };
  };
  return equalJson(bare(now), bare(had));
}
