/** The checks of the level baseline, with Kubernetes' words for a pod that breaks one (pod-security-admission/policy). */
import { type Fields, fields, isFields, list, text, textMap, texts } from '../../../kube/fields.js';
import {
  type CheckedPod,
  type Container,
  containers,
  containersOf,
  contextOf,
  counted,
  ofContainers,
  type PodCheck,
  quoted,
  setters,
  sorted,
} from './checked-pod.js';

/** Baseline: AppArmor profiles are those of the runtime or of the node. */
export const appArmorProfile: PodCheck = (pod) => {
  const typeOf = ({ appArmorProfile }: Fields): string | undefined =>
    isFields(appArmorProfile) ? text(appArmorProfile.type) : undefined;
  const isBad = (type: string | undefined): type is string =>
    type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
  const ofPod = typeOf(contextOf(pod));
  const bad = containersOf(pod).filter(({ context }) => isBad(typeOf(context)));
  const types = [ofPod, ...bad.map(({ context }) => typeOf(context))].filter(isBad);
  const annotations = Object.entries(pod.annotations)
    .filter(([key]) => key.startsWith('container.apparmor.security.beta.kubernetes.io/'))
    .filter(([, value]) => value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/'))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const values = [...sorted(types), ...annotations];
  if (values.length === 0) return undefined;
  const ofObjects = setters(
    isBad(ofPod),
    bad.map(({ name }) => name),
  );
  const where = [
    ...(ofObjects ? [ofObjects] : []),
    ...(annotations.length > 0 ? [counted('annotation', annotations)] : []),
  ];
  return {
    reason: counted('forbidden AppArmor profile', values),
    detail: `${where.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  };
};

const usualCapabilities = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);
const addedBy = ({ context }: Container): string[] => texts(fields(context.capabilities).add);
/** The text about containers that add forbidden capabilities; undefined when none does. */
export const notIncluded = (pod: CheckedPod, isForbidden: (capability: string) => boolean): string | undefined => {
  const bad = containersOf(pod).filter((container) => addedBy(container).some(isForbidden));
  if (bad.length === 0) return undefined;
  const capabilities = sorted(bad.flatMap(addedBy).filter(isForbidden));
  const names = containers(bad.map(({ name }) => name));
  return `${names} must not include ${quoted(capabilities)} in securityContext.capabilities.add`;
};

/** Baseline: containers add none but the usual capabilities. */
export const capabilitiesBaseline: PodCheck = (pod) => {
  const detail = notIncluded(pod, (capability) => !usualCapabilities.has(capability));
  return detail ? { reason: 'non-default capabilities', detail } : undefined;
};

/** Baseline: no container is privileged. */
export const privileged: PodCheck = ofContainers(
  'privileged',
  ({ context }) => context.privileged === true,
  (names) => `${containers(names)} must not set securityContext.privileged=true`,
);

/** Baseline, and restricted with a user namespace too: `/proc` is masked. */
export const procMount: PodCheck = (pod) => {
  const bad = containersOf(pod).filter(({ context }) => text(context.procMount || 'Default') !== 'Default');
  if (bad.length === 0) return undefined;
  const mounts = sorted(bad.map(({ context }) => text(context.procMount)));
  const names = containers(bad.map(({ name }) => name));
  return { reason: 'procMount', detail: `${names} must not set securityContext.procMount to ${quoted(mounts)}` };
};

/** Baseline: options of SELinux are of these types, and name neither user nor role. */
export const seLinuxOptions =
  (allowed: readonly string[]): PodCheck =>
  (pod) => {
    const optionsOf = ({ seLinuxOptions: options }: Fields): Fields => fields(options);
    const isBad = ({ type, user, role }: Fields): boolean =>
      !allowed.includes(text(type)) || text(user) !== '' || text(role) !== '';
    const ofPod = optionsOf(contextOf(pod));
    const bad = containersOf(pod).filter(({ context }) => isBad(optionsOf(context)));
    const all = [...(isBad(ofPod) ? [ofPod] : []), ...bad.map(({ context }) => optionsOf(context))];
    if (all.length === 0) return undefined;
    const types = sorted(all.map(({ type }) => text(type)).filter((type) => !allowed.includes(type)));
    const faults = [
      ...(types.length > 0 ? [`${counted('type', types)} ${quoted(types)}`] : []),
      ...['user', 'role']
        .filter((field) => all.some((one) => text(one[field])))
        .map((field) => `${field} may not be set`),
    ];
    const where = setters(
      isBad(ofPod),
      bad.map(({ name }) => name),
    );
    const detail = `${where} set forbidden securityContext.seLinuxOptions: ${faults.join('; ')}`;
    return { reason: 'seLinuxOptions', detail };
  };

/** The filter of system calls that a security context names. */
export const seccompType = ({ seccompProfile }: Fields): string | undefined =>
  isFields(seccompProfile) ? text(seccompProfile.type) : undefined;
/** True for a filter of the runtime or of the node. */
export const isMaskedBy = (type: string | undefined): boolean => type === 'Localhost' || type === 'RuntimeDefault';

/** Baseline: system calls are filtered, unless nothing is said of it. */
export const seccompBaseline: PodCheck = (pod) => {
  const isBad = (type: string | undefined): type is string => type !== undefined && !isMaskedBy(type);
  const ofPod = seccompType(contextOf(pod));
  const bad = containersOf(pod).filter(({ context }) => isBad(seccompType(context)));
  const values = sorted([ofPod, ...bad.map(({ context }) => seccompType(context))].filter(isBad));
  if (values.length === 0) return undefined;
  const where = setters(
    isBad(ofPod),
    bad.map(({ name }) => name),
  );
  const detail = `${where} must not set securityContext.seccompProfile.type to ${quoted(values)}`;
  return { reason: 'seccompProfile', detail };
};

const seccompAnnotation = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainerAnnotation = 'container.seccomp.security.alpha.kubernetes.io/';

/** Baseline before 1.19, where annotations named the filter of system calls. */
export const seccompAnnotations: PodCheck = (pod) => {
  const keys = [seccompAnnotation, ...containersOf(pod).map(({ name }) => `${seccompContainerAnnotation}${name}`)];
  const given = textMap(pod.annotations);
  const bad = keys.filter((key) => {
    const value = given[key];
    return value !== undefined && !/^(?:runtime\/default$|docker\/default$|localhost\/)/.test(value);
  });
  if (bad.length === 0) return undefined;
  const shown = sorted(bad.map((key) => `${key}=${JSON.stringify(given[key])}`));
  return { reason: 'seccompProfile', detail: `forbidden ${counted('annotation', shown)} ${shown.join(', ')}` };
};

/** Baseline: kernel parameters are among these. */
export const sysctls =
  (allowed: readonly string[]): PodCheck =>
  (pod) => {
    const names = list(contextOf(pod).sysctls).map(({ name }) => text(name));
    const bad = names.filter((name) => !allowed.includes(name));
    return bad.length > 0 ? { reason: 'forbidden sysctls', detail: bad.join(', ') } : undefined;
  };
