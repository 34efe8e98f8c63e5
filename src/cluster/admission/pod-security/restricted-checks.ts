/** The checks that the level restricted has beside those of baseline (pod-security-admission/policy). */
import { type Fields, fields, isFields, list, text, texts } from '../../../kube/fields.js';
import { isMaskedBy, notIncluded, seccompBaseline, seccompType } from './baseline-checks.js';
import {
  containers,
  contextOf,
  counted,
  namesWhere,
  ofContainers,
  type PodCheck,
  quoted,
  setters,
  sorted,
} from './checked-pod.js';

/** Restricted: containers drop all capabilities, and add at most the one to bind low ports. */
export const capabilitiesRestricted: PodCheck = (pod) => {
  const keeping = namesWhere(pod, ({ context }) => !texts(fields(context.capabilities).drop).includes('ALL'));
  const adding = notIncluded(pod, (capability) => capability !== 'NET_BIND_SERVICE');
  const details = [
    ...(keeping.length > 0 ? [`${containers(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding ? [adding] : []),
  ];
  return details.length > 0 ? { reason: 'unrestricted capabilities', detail: details.join('; ') } : undefined;
};

/** Restricted: system calls are filtered. */
export const seccompRestricted: PodCheck = (pod) => {
  const forbidden = seccompBaseline(pod);
  if (forbidden || isMaskedBy(seccompType(contextOf(pod)))) return forbidden;
  const names = namesWhere(pod, ({ context }) => seccompType(context) === undefined);
  const detail = `pod or ${containers(names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return names.length > 0 ? { reason: 'seccompProfile', detail } : undefined;
};

/** Restricted: no process gains rights that its parent lacks. */
export const allowPrivilegeEscalation: PodCheck = ofContainers(
  'allowPrivilegeEscalation != false',
  ({ context }) => context.allowPrivilegeEscalation !== false,
  (names) => `${containers(names)} must set securityContext.allowPrivilegeEscalation=false`,
);

const volumeTypes = 'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(
  ' ',
);

/** Restricted: volumes are of the types that show nothing of the node. */
export const restrictedVolumes: PodCheck = ({ spec }) => {
  const bad = list(spec.volumes).filter((volume) => !volumeTypes.some((type) => isFields(volume[type])));
  if (bad.length === 0) return undefined;
  const typeOf = (volume: Fields): string => Object.keys(volume).find((key) => isFields(volume[key])) ?? 'unknown';
  const types = sorted(bad.map(typeOf));
  const names = `${counted('volume', bad)} ${quoted(bad.map(({ name }) => text(name)))}`;
  const uses = bad.length === 1 ? 'uses' : 'use';
  return {
    reason: 'restricted volume types',
    detail: `${names} ${uses} ${counted('restricted volume type', types)} ${quoted(types)}`,
  };
};

/** Restricted: no container runs as root. */
export const runAsNonRoot: PodCheck = (pod) => {
  const reason = 'runAsNonRoot != true';
  const ofPod = contextOf(pod).runAsNonRoot;
  const rooted = namesWhere(pod, ({ context }) => context.runAsNonRoot === false);
  const where = setters(ofPod === false, rooted);
  if (where) return { reason, detail: `${where} must not set securityContext.runAsNonRoot=false` };
  const silent = ofPod === true ? [] : namesWhere(pod, ({ context }) => typeof context.runAsNonRoot !== 'boolean');
  if (silent.length === 0) return undefined;
  return { reason, detail: `pod or ${containers(silent)} must set securityContext.runAsNonRoot=true` };
};

/** Restricted: no user is 0. */
export const runAsUser: PodCheck = (pod) => {
  const where = setters(
    contextOf(pod).runAsUser === 0,
    namesWhere(pod, ({ context }) => context.runAsUser === 0),
  );
  return where ? { reason: 'runAsUser=0', detail: `${where} must not set runAsUser=0` } : undefined;
};
