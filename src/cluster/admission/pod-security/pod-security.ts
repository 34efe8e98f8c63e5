/** PodSecurity: pods are held to the levels that the labels of their namespace name (k8s.io/pod-security-admission/admission). */
import { type Fields, fields, isFields, list, text, textMap } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { aggregated, forbidden, invalidObject } from '../../../kube/status.js';
import type { AdmissionAttributes, AdmissionPlugin, AdmissionReads } from '../admission.js';
import type { CheckedPod, Violation } from './checked-pod.js';
import { podSecurityPrefix, policyOf } from './security-labels.js';
import { isStricter, type LevelVersion, levelText, violationsOf } from './security-levels.js';

/** Sub-resources of pods whose writes change no container. */
const ignored = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);

/** Where each resource that makes pods has their template. */
const templates: Record<string, (object: KubeObject) => unknown> = {
  'podtemplates.': ({ template }) => template,
  'replicationcontrollers.': ({ spec }) => fields(spec).template,
  'replicasets.apps': ({ spec }) => fields(spec).template,
  'deployments.apps': ({ spec }) => fields(spec).template,
  'statefulsets.apps': ({ spec }) => fields(spec).template,
  'daemonsets.apps': ({ spec }) => fields(spec).template,
  'jobs.batch': ({ spec }) => fields(spec).template,
  'cronjobs.batch': ({ spec }) => fields(fields(fields(spec).jobTemplate).spec).template,
};

/** The plug-in; throws an ApiError 403 for a pod that breaks the enforced level, and 422 for labels that cannot be read. */
export function podSecurity(reads: AdmissionReads): AdmissionPlugin {
  return (attributes) => {
    const { operation, kind, subresource, object } = attributes;
    if ((operation !== 'CREATE' && operation !== 'UPDATE') || !object) return;
    const resource = `${kind.resource}.${kind.group}`;
    if (resource === 'pods.') {
      if (!ignored.has(subresource)) judgePod(attributes, object, reads);
    } else if (subresource === '') {
      if (resource === 'namespaces.') judgeNamespace(attributes, object, reads);
      const template = templates[resource]?.(object);
      if (isFields(template)) judgeTemplate(attributes, template, reads);
    }
  };
}

const podOf = ({ metadata, spec }: Fields): CheckedPod => ({
  annotations: textMap(fields(metadata).annotations),
  spec: fields(spec),
});

function judgePod(attributes: AdmissionAttributes, object: KubeObject, reads: AdmissionReads): void {
  const { operation, namespace, oldObject } = attributes;
  const isUpdate = operation === 'UPDATE' && oldObject !== undefined;
  const found = policyOf(reads.namespace(namespace)?.metadata.labels);
  const { policy, faults } = found;
  if (faults.length === 0 && isFree(policy.enforce, policy.audit, policy.warn)) {
    note(attributes, 'enforce-policy', levelText({ level: 'privileged', version: 'latest' }));
  } else if (!isUpdate || changesImages(fields(object.spec), fields(oldObject.spec))) {
    judge(attributes, podOf(object), found, true);
  }
}

/** Objects that make pods later are refused nothing. */
function judgeTemplate(attributes: AdmissionAttributes, template: Fields, reads: AdmissionReads): void {
  const found = policyOf(reads.namespace(attributes.namespace)?.metadata.labels);
  const { policy, faults } = found;
  if (faults.length === 0 && isFree(policy.audit, policy.warn)) return;
  judge(attributes, podOf(template), found, false);
}

const isFree = (...all: LevelVersion[]): boolean => all.every(({ level }) => level === 'privileged');

/** Other fields of a pod that can be changed are of no account here. */
function changesImages(spec: Fields, old: Fields): boolean {
  for (const part of ['containers', 'initContainers']) {
    const [now, before] = [list(spec[part]), list(old[part])];
    if (now.length !== before.length || now.some(({ image }, i) => image !== before[i]?.image)) return true;
  }
  const before = new Map(list(old.ephemeralContainers).map(({ name, image }) => [name, image]));
  return list(spec.ephemeralContainers).some(({ name, image }) => before.get(name) !== image);
}

/** Holds a pod or a template to the levels of its namespace. */
function judge(
  attributes: AdmissionAttributes,
  pod: CheckedPod,
  { policy: { enforce, audit, warn: warned }, faults }: ReturnType<typeof policyOf>,
  isPod: boolean,
): void {
  const { kind, name, warn } = attributes;
  if (faults.length > 0) note(attributes, 'error', `Failed to parse policy: ${aggregated(faults)}`);
  const found = (level: LevelVersion): string => violationsOf(level, pod).map(detailed).join(', ');
  const text = (verb: string, level: LevelVersion, details: string): string =>
    `${verb} PodSecurity "${levelText(level)}": ${details}`;

  const refused = isPod ? found(enforce) : '';
  if (isPod) note(attributes, 'enforce-policy', levelText(enforce));
  const audited = found(audit);
  if (audited) note(attributes, 'audit-violations', text('would violate', audit, audited));
  if (refused) throw forbidden(kind, name, text('violates', enforce, refused));
  const warnedOf = found(warned);
  if (warnedOf) warn?.(text('would violate', warned, warnedOf));
}

const note = ({ annotate }: AdmissionAttributes, key: string, value: string): void =>
  annotate?.(`${podSecurityPrefix}${key}`, value);

const detailed = ({ reason, detail }: Violation): string => `${reason} (${detail})`;

function judgeNamespace(attributes: AdmissionAttributes, namespace: KubeObject, reads: AdmissionReads): void {
  const { operation, kind, name, oldObject, warn } = attributes;
  const { policy, faults } = policyOf(namespace.metadata.labels);
  const old = policyOf(oldObject?.metadata.labels);
  const hasOldFaults = operation === 'UPDATE' && JSON.stringify(faults) === JSON.stringify(old.faults);
  if (faults.length > 0 && !hasOldFaults) throw invalidObject(kind, name, faults);
  if (operation !== 'UPDATE') return;
  const [now, before] = [policy.enforce, old.policy.enforce];
  const isRelaxed = now.version === before.version && !isStricter(now.level, before.level);
  if (now.level === 'privileged' || isRelaxed) return;
  for (const text of warningsOf(reads.objectsOf('v1', 'Pod', name), name, now)) warn?.(text);
}

/** The pods of a namespace that its new level would refuse: each kind of fault with its first pod and how many have it. */
function warningsOf(pods: readonly KubeObject[], namespace: string, level: LevelVersion): string[] {
  const named = new Map<string, string[]>();
  for (const pod of pods) {
    const reasons = violationsOf(level, podOf(pod))
      .map(({ reason }) => reason)
      .join(', ');
    if (reasons) named.set(reasons, [...(named.get(reasons) ?? []), text(pod.metadata.name)]);
  }
  if (named.size === 0) return [];
  const others = (count: number): string =>
    count === 0 ? '' : count === 1 ? ' (and 1 other pod)' : ` (and ${count} other pods)`;
  const ofPods = [...named].map(([reasons, names]) => `${names.sort()[0]}${others(names.length - 1)}: ${reasons}`);
  const head = `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${levelText(level)}"`;
  return [head, ...ofPods.sort()];
}
