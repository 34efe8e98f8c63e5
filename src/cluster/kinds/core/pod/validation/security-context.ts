/** The rules for the securityContext of a pod and of a container. */

import { type Fields, fields, isFields, list, number, text, texts } from '../../../../../kube/fields.js';
import {
  duplicate,
  type FieldError,
  fieldForbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../../../../kube/status.js';
import { internalValue } from '../../../internal-value.js';
import { containersOf } from '../containers-of.js';
import { localDescending } from './paths.js';
import { validateWindowsOptions } from './windows.js';

const maxId = 0x7fff_ffff;

/** The fault of a number that is no id of a user or a group. */
export function idRange(value: unknown, path: string): FieldError[] {
  const id = number(value);
  return id === undefined || (id >= 0 && id <= maxId)
    ? []
    : [invalid(path, id, `must be between 0 and ${maxId}, inclusive`)];
}

/** The fault of an unsupported value. */
function oneOf(value: unknown, path: string, supported: readonly string[]): FieldError[] {
  return typeof value === 'string' && !supported.includes(value) ? [notSupported(path, value, supported)] : [];
}

/** The faults of a container's securityContext at `at`; `hostUsers` is false in a pod with users of its own. */
export function validateSecurityContext(context: Fields, hostUsers: boolean, at: string): FieldError[] {
  const errors = [...idRange(context.runAsUser, `${at}.runAsUser`), ...idRange(context.runAsGroup, `${at}.runAsGroup`)];
  errors.push(...oneOf(context.procMount, `${at}.procMount`, ['Default', 'Unmasked']));
  if (hostUsers && context.procMount === 'Unmasked') {
    errors.push(invalid(`${at}.procMount`, 'Unmasked', '`hostUsers` must be false to use `Unmasked`'));
  }
  errors.push(...validateSeccomp(context.seccompProfile, `${at}.seccompProfile`));
  if (context.allowPrivilegeEscalation === false) {
    const shown = internalValue('core.v1.SecurityContext', context);
    const refuse = (what: string): void => {
      errors.push(invalid(at, shown, `cannot set \`allowPrivilegeEscalation\` to false and ${what}`));
    };
    if (context.privileged === true) refuse('`privileged` to true');
    for (const added of texts(fields(context.capabilities).add)) {
      if (added === 'CAP_SYS_ADMIN') refuse('`capabilities.Add` CAP_SYS_ADMIN');
    }
  }
  return [
    ...errors,
    ...validateWindowsOptions(context.windowsOptions, `${at}.windowsOptions`),
    ...validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`),
  ];
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function validateSeccomp(profile: unknown, at: string): FieldError[] {
  if (!isFields(profile)) return [];
  const [type, local] = [text(profile.type), profile.localhostProfile];
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(`${at}.type`, 'type is required when seccompProfile is set'));
  else errors.push(...oneOf(type, `${at}.type`, profileTypes));
  if (type !== 'Localhost') {
    if (local === undefined) return errors;
    const why = 'can only be set when seccomp type is Localhost';
    return [...errors, invalid(`${at}.localhostProfile`, internalValue('core.v1.SeccompProfile', profile), why)];
  }
  return typeof local === 'string'
    ? [...errors, ...localDescending(local, `${at}.localhostProfile`)]
    : [...errors, required(`${at}.localhostProfile`, 'must be set when seccomp type is Localhost')];
}

function validateAppArmor(profile: unknown, at: string): FieldError[] {
  if (!isFields(profile)) return [];
  const [type, local, path] = [text(profile.type), profile.localhostProfile, `${at}.localhostProfile`];
  if (type === '') return [required(`${at}.type`, 'type is required when appArmorProfile is set')];
  if (!profileTypes.includes(type)) return oneOf(type, `${at}.type`, profileTypes);
  if (type !== 'Localhost') {
    return local === undefined ? [] : [invalid(path, local, 'can only be set when AppArmor type is Localhost')];
  }
  const needed = required(path, 'must be set when AppArmor type is Localhost');
  if (typeof local !== 'string') return [needed];
  const errors: FieldError[] = [];
  if (local.trim() !== local) errors.push(invalid(path, local, 'must not be padded with whitespace'));
  else if (local === '') errors.push(needed);
  return Buffer.byteLength(local) > 4095 ? [...errors, tooLong(path, 4095)] : errors;
}

/** The faults of a pod's securityContext, and of related fields of the PodSpec at `path`. */
export function validatePodSecurityContext(spec: Fields, path: string): FieldError[] {
  const at = `${path}.securityContext`;
  const context = fields(spec.securityContext);
  const errors = [
    ...idRange(context.fsGroup, `${at}.fsGroup`),
    ...idRange(context.runAsUser, `${at}.runAsUser`),
    ...idRange(context.runAsGroup, `${at}.runAsGroup`),
  ];
  if (Array.isArray(context.supplementalGroups)) {
    errors.push(...context.supplementalGroups.flatMap((id, i) => idRange(id, `${at}.supplementalGroups[${i}]`)));
  }
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const why = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(`${at}.shareProcessNamespace`, true, why));
  }
  return [
    ...errors,
    ...validateSysctls(list(context.sysctls), spec, `${at}.sysctls`),
    ...oneOf(context.fsGroupChangePolicy, `${at}.fsGroupChangePolicy`, ['Always', 'OnRootMismatch']),
    ...validateSeccomp(context.seccompProfile, `${at}.seccompProfile`),
    ...validateWindowsOptions(context.windowsOptions, `${at}.windowsOptions`),
    ...validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`),
    ...oneOf(context.supplementalGroupsPolicy, `${at}.supplementalGroupsPolicy`, ['Merge', 'Strict']),
    // MountOption is for clusters with the feature SELinuxMount
    ...oneOf(context.seLinuxChangePolicy, `${at}.seLinuxChangePolicy`, ['Recursive']),
  ];
}

const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlName = `^(${segment}[\\./])*${segment}$`;
/** Kernel settings by the namespace that the pod may share with the node. */
const sysctlNamespaces = [
  { pattern: /^(kernel\.(sem|shm.*|msg.*)|fs\.mqueue\..*)$/, shared: 'hostIPC' },
  { pattern: /^net\./, shared: 'hostNetwork' },
];

function validateSysctls(sysctls: readonly Fields[], spec: Fields, path: string): FieldError[] {
  const names = new Set<string>();
  return sysctls.flatMap((sysctl, i) => {
    const at = `${path}[${i}].name`;
    const name = text(sysctl.name);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(at));
    else if (name.length > 253 || !new RegExp(sysctlName).test(name)) {
      errors.push(invalid(at, name, `must have at most 253 characters and match regex ${sysctlName}`));
    } else if (names.has(name)) errors.push(duplicate(at, name));
    names.add(name);
    const { shared } = sysctlNamespaces.find(({ pattern }) => pattern.test(name.replaceAll('/', '.'))) ?? {};
    if (shared && spec[shared] === true)
      errors.push(invalid(at, name, `may not be specified when '${shared}' is true`));
    return errors;
  });
}

/** A pod with users of its own shares no other namespace of the node's, and uses none of its block devices. */
export function validateHostUsers(spec: Fields, path: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  // the capitals are Kubernetes' own
  const shared = { hostNetwork: 'hostNetwork', hostPID: 'HostPID', hostIPC: 'HostIPC' };
  return [
    ...Object.entries(shared).flatMap(([field, shown]) => (spec[field] === true ? [shown] : [])),
    ...containersOf(spec, '').flatMap(({ container, path: at }) =>
      list(container.volumeDevices).length > 0 ? [`${at.slice(1)}.volumeDevices`] : [],
    ),
  ].map((field) => fieldForbidden(`${path}.${field}`, 'when `hostUsers` is false'));
}
