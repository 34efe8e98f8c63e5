/** The rules for changes by pods/ephemeralcontainers and pods/resize (KEP-277, KEP-1287). */

import { equalJson } from '../../../../../kube/equal-json.js';
import { type Fields, fields, isFields, list } from '../../../../../kube/fields.js';
import { isMirror } from '../../../../../kube/mirror-pod.js';
import type { KubeObject } from '../../../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid } from '../../../../../kube/status.js';
import { internalDiff } from '../../../internal-diff.js';
import { qosClass } from '../qos-class.js';

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
    const changes = internalDiff('core.v1.EphemeralContainer', before, after);
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
  const munged = structuredClone(spec);
  errors.push(...resizeWhole(munged, spec, before));
  const others = otherContainers(spec, before);
  if (others.length > 0) return [...errors, ...others];
  const pairs = (field: string): [Fields, Fields, string][] =>
    list(before[field]).map((had, i) => [list(munged[field])[i] ?? {}, had, `spec.${field}[${i}]`]);
  for (const [now, had, at] of [...pairs('initContainers'), ...pairs('containers')]) {
    errors.push(...keptAmounts(fields(now.resources), fields(had.resources), `${at}.resources`, 'resource'));
  }
  for (const [now, had] of pairs('containers')) {
    keepCpuAndMemory(now, had);
    if (!equalJson(now, had)) errors.push(fieldForbidden('spec', 'only cpu and memory resources are mutable'));
  }
  for (const [now, had, at] of pairs('initContainers')) {
    const isOther = !equalJson(now, had);
    keepCpuAndMemory(now, had);
    if (!equalJson(now, had)) {
      const why = 'only cpu and memory resources for init or sidecar containers are mutable';
      errors.push(fieldForbidden(at, why));
    }
    if (!isOther || had.restartPolicy === 'Always') continue;
    const restarts = list(now.resizePolicy).filter((policy) => policy.restartPolicy === 'RestartContainer');
    const why = 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized';
    errors.push(...restarts.map(() => fieldForbidden(at, why)));
  }
  if (errors.length > 0 || equalJson(munged, before)) return errors;
  return [fieldForbidden('spec', 'only cpu and memory resources are mutable')];
}

/** The faults of new resources of the pod as a whole; `munged` gets the old amounts of cpu and memory, in place. */
function resizeWhole(munged: Fields, spec: Fields, before: Fields): FieldError[] {
  const isAsked = ({ resources }: Fields): boolean =>
    ['requests', 'limits'].some((kind) => Object.keys(fields(fields(resources)[kind])).length > 0);
  if (!isAsked(spec) && !isAsked(before)) return [];
  const path = 'spec.resources';
  if (isFields(before.resources) && !isFields(spec.resources)) {
    return [fieldForbidden(path, 'pod-level resources cannot be removed')];
  }
  const errors = keptAmounts(fields(spec.resources), fields(before.resources), path, 'pod-level resource');
  keepCpuAndMemory(munged, before);
  if (equalJson(munged.resources, before.resources)) return errors;
  return [...errors, fieldForbidden('spec', 'only cpu and memory resources are mutable at pod-level')];
}

/** A resize says how large the same containers are. */
function otherContainers(spec: Fields, before: Fields): FieldError[] {
  return ['containers', 'initContainers'].flatMap((field) => {
    const [now, had] = [list(spec[field]), list(before[field])];
    if (now.length !== had.length) {
      return [fieldForbidden(`spec.${field}`, `${field} may not be added or removed on resize`)];
    }
    const why = `${field} may not be renamed or reordered on resize`;
    return had.flatMap(({ name }, i) =>
      now[i]?.name === name ? [] : [fieldForbidden(`spec.${field}[${i}].name`, why)],
    );
  });
}

function keptAmounts(now: Fields, had: Fields, at: string, what: string): FieldError[] {
  return ['requests', 'limits'].flatMap((kind) => {
    const kept = Object.keys(fields(had[kind])).every((name) => name in fields(now[kind]));
    return kept ? [] : [fieldForbidden(`${at}.${kind}`, `${what} ${kind} cannot be removed`)];
  });
}

/** Gives the resources the old amounts of cpu and memory, in place, so that all else can be compared. */
function keepCpuAndMemory(owner: Fields, had: Fields): void {
  const before = fields(had.resources);
  const resources: Fields = { ...fields(owner.resources) };
  for (const kind of ['requests', 'limits']) {
    const { cpu: _cpu, memory: _memory, ...rest } = fields(resources[kind]);
    const kept = Object.entries(fields(before[kind])).filter(([name]) => name === 'cpu' || name === 'memory');
    const amounts = { ...rest, ...Object.fromEntries(kept) };
    if (Object.keys(amounts).length > 0 || before[kind] !== undefined) resources[kind] = amounts;
    else delete resources[kind];
  }
  if (Object.keys(resources).length === 0 && had.resources === undefined) delete owner.resources;
  else owner.resources = resources;
}
