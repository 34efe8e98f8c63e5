/** Pod. */

import { type Fields, fields, list, text } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';
import { hasEnded } from '../../../../kube/pod-phase.js';
import { warn } from '../../../chain/handler.js';
import { whole } from '../../../registry/whole.js';
import type { KindDefinition, SelectableField } from '../../definition.js';
import { at, nameField, namespaceField, plain } from '../../field-labels.js';
import { hasNewSpec, keepField } from '../../prepare-fields.js';
import { connection } from '../connections.js';
import { podProxy, portForward } from '../proxy.js';
import { bind, evict } from './actions.js';
import { copyAppArmor } from './annotated-profiles.js';
import { defaultPod, defaultPodSpec } from './defaults.js';
import { dropDisabledStatus } from './disabled-fields.js';
import { keepOtherParts } from './kept-parts.js';
import { mergeLabelKeys } from './label-keys.js';
import { qosClass } from './qos-class.js';
import { validatePod, validatePodUpdate } from './validation/pod.js';
import { nameWarnings } from './warnings/name-warnings.js';
import { podWarnings } from './warnings/pod-warnings.js';

const selectableFields: readonly SelectableField[] = [
  nameField,
  namespaceField,
  plain('spec.nodeName'),
  plain('spec.restartPolicy'),
  plain('spec.schedulerName'),
  plain('spec.serviceAccountName'),
  ['spec.hostNetwork', (pod) => String(fields(pod.spec).hostNetwork === true)],
  plain('status.phase'),
  plain('status.podIP'),
  // may be asked for, and is not among what a pod is compared by
  ['status.podIPs', () => ''],
  plain('status.nominatedNodeName'),
  ['spec.host', at('spec', 'nodeName')],
];

/** The definition of Pods. */
export const pod: KindDefinition = {
  selectableFields,
  defaults: (object) => {
    const spec = fields(object.spec);
    defaultPodSpec(spec);
    defaultPod(spec);
    joinAddresses(fields(object.status));
  },
  prepare: {
    create: prepareForCreate,
    through: {
      status: prepareStatus,
      ephemeralcontainers: (object, old) => keepOtherParts(object, old, 'ephemeralcontainers'),
      resize: (object, old) => keepOtherParts(object, old, 'resize'),
      // a binding writes the node into the specification, and into the status that there is one
      binding: () => {},
    },
  },
  writtenLists: ['spec.volumes.projected.sources'],
  beforeCreate: (_, { request }, object) => warn(request, ...copyAppArmor(object)),
  isNewGeneration: hasNewSpec,
  status: { type: 'core.v1.PodStatus', without: ['f:metadata', 'f:ownerReferences'] },
  validation: { create: validatePod, update: validatePodUpdate, order: ['metadata', 'new metadata', 'update'] },
  // of a pod that is there already there are none
  warnings: (object, old) => (old ? [] : [...nameWarnings(object, "the Pod's hostname"), ...podWarnings(object)]),
  gracePeriodSeconds,
  subresources: {
    binding: { create: bind },
    eviction: { create: evict },
    exec: connection('PodExecOptions', (registry, { request }) => registry.podExec(request)),
    attach: connection('PodAttachOptions', (registry, { request }) => registry.podAttach(request)),
    log: { get: (registry, { request }) => registry.podLog(request) },
    ephemeralcontainers: whole,
    resize: whole,
    portforward: connection('PodPortForwardOptions', portForward),
    proxy: podProxy,
  },
};

/** The first of a pod's addresses stands in a field of its own, which older kubelets know alone (core/v1/conversion.go). */
function joinAddresses(status: Fields): void {
  const ip = text(status.podIP);
  const [first] = list(status.podIPs);
  if (ip !== '' && ip !== text(first?.ip)) status.podIPs = [{ ip }];
  else if (text(first?.ip) !== '') status.podIP = first?.ip;
}

/** The first condition of a pod with scheduling gates (pkg/registry/core/pod/strategy.go). */
const schedulingGated = (since: string | undefined): object => ({
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  lastTransitionTime: since,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
});

function prepareForCreate(object: KubeObject): void {
  mergeLabelKeys(object);
  const spec = fields(object.spec);
  object.status = {
    ...fields(object.status),
    phase: 'Pending',
    qosClass: qosClass(spec),
    ...(list(spec.schedulingGates).length ? { conditions: [schedulingGated(object.metadata.creationTimestamp)] } : {}),
  };
}

function prepareStatus(object: KubeObject, old: KubeObject): void {
  keepField(object, old, 'spec');
  const status: Fields = { ...fields(object.status) };
  object.status = status;
  const had = fields(old.status);
  if (!status.qosClass && had.qosClass) status.qosClass = had.qosClass;
  keepGenerations(status, had);
  dropDisabledStatus(status);
  if (old.metadata.ownerReferences) object.metadata.ownerReferences = structuredClone(old.metadata.ownerReferences);
  else delete object.metadata.ownerReferences;
}

/** Keeps the generations that were observed, in place, where a kubelet says none. */
function keepGenerations(status: Fields, had: Fields): void {
  const keep = (now: Fields, { observedGeneration }: Fields): void => {
    if (!now.observedGeneration && observedGeneration) now.observedGeneration = observedGeneration;
  };
  keep(status, had);
  const before = list(had.conditions);
  for (const condition of list(status.conditions)) {
    // of several conditions of one type each keeps its own
    const at = before.findIndex(({ type }) => type === condition.type);
    for (const same of before.splice(at, at < 0 ? 0 : 1)) keep(condition, same);
  }
}

/** The most seconds of Go's time.Duration; an end beyond the range of dates could not be written. */
const longestPeriod = 9_223_372_036;

/** A pod that runs nowhere, or has ended, goes at once (registry/core/pod/strategy.go). */
function gracePeriodSeconds(object: KubeObject, asked: number | undefined): number {
  const spec = fields(object.spec);
  if (!spec.nodeName || hasEnded(object)) return 0;
  const period = asked ?? Number(spec.terminationGracePeriodSeconds ?? 30);
  return period < 0 ? 1 : Math.min(period, longestPeriod);
}
