/** The rules for the operating system of a pod: what Windows and Linux do not have, and the options of Windows. */
import { type Fields, fields, isFields, list, text } from '../../../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../../../kube/names.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../../../kube/status.js';
import { named } from '../../../field-rules.js';
import { type ContainerAt, containersOf } from '../containers-of.js';

const systems = ['linux', 'windows'];

/** The faults of a pod's `os`, and of fields that its system does not have; the PodSpec is at `path`. */
export function validateSystem(spec: Fields, path: string): FieldError[] {
  if (!isFields(spec.os)) return [];
  const name = text(spec.os.name);
  if (name === '') return [required(`${path}.os.name`)];
  // Kubernetes names the parent of a wrong name
  if (!systems.includes(name)) return [notSupported(`${path}.os`, name, systems)];
  return name === 'linux' ? validateLinux(spec, path) : validateWindows(spec, path);
}

function validateLinux(spec: Fields, path: string): FieldError[] {
  const why = 'windows options cannot be set for a linux pod';
  return [{ container: spec, path }, ...containersOf(spec, path)].flatMap(({ container, path: at }) =>
    isFields(fields(container.securityContext).windowsOptions)
      ? [fieldForbidden(`${at}.securityContext.windowsOptions`, why)]
      : [],
  );
}

/** Fields that Linux alone has, in Kubernetes' order; those without a context are of the PodSpec itself. */
const linuxFields = [
  'securityContext.appArmorProfile',
  'securityContext.seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'securityContext.seccompProfile',
  'securityContext.fsGroup',
  'securityContext.fsGroupChangePolicy',
  'securityContext.sysctls',
  'shareProcessNamespace',
  'securityContext.runAsUser',
  'securityContext.runAsGroup',
  'securityContext.supplementalGroups',
  'securityContext.supplementalGroupsPolicy',
  'securityContext.seLinuxChangePolicy',
];
const linuxFieldsOfContainers = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
].map((field) => `securityContext.${field}`);

function validateWindows(spec: Fields, path: string): FieldError[] {
  return [
    ...setOf(spec, linuxFields, path),
    ...containersOf(spec, path).flatMap(({ container, path: at }) => setOf(container, linuxFieldsOfContainers, at)),
  ];
}

function setOf(owner: Fields, names: readonly string[], path: string): FieldError[] {
  return names
    .filter((name) => {
      const value = name.split('.').reduce<unknown>((at, key) => fields(at)[key], owner);
      // Go does not tell false from unset in two of them, nor no sysctls from an empty list
      if (name === 'hostPID' || name === 'hostIPC') return value === true;
      return name.endsWith('.sysctls') ? list(value).length > 0 : value !== undefined;
    })
    .map((name) => fieldForbidden(`${path}.${name}`, 'cannot be set for a windows pod'));
}

/** The faults of containers that are processes of the Windows host. */
export function validateHostProcesses(spec: Fields, path: string): FieldError[] {
  const asked = (owner: Fields): unknown => fields(fields(owner.securityContext).windowsOptions).hostProcess;
  const ofPod = asked(spec);
  const containers = containersOf(spec, path);
  const errors = containers.flatMap(({ container, path: at }: ContainerAt) => {
    const own = asked(container);
    if (ofPod === undefined || own === undefined || own === ofPod) return [];
    const why = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
    return [invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, why)];
  });
  const count = containers.filter(({ container }) => (asked(container) ?? ofPod) === true).length;
  if (count === 0) return errors;
  if (count !== containers.length) {
    const why = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalid(path, '', why));
  }
  if (spec.hostNetwork !== true) {
    const why = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalid(`${path}.hostNetwork`, false, why));
  }
  return errors;
}

const specKiB = 64;

/** The faults of `windowsOptions` of a security context, at `at`. */
export function validateWindowsOptions(options: unknown, at: string): FieldError[] {
  if (!isFields(options)) return [];
  const { gmsaCredentialSpecName: specName, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  const errors =
    typeof specName === 'string' ? named(specName, `${at}.gmsaCredentialSpecName`, dnsSubdomainFaults) : [];
  if (spec === '') errors.push(invalid(`${at}.gmsaCredentialSpec`, '', 'gmsaCredentialSpec cannot be an empty string'));
  if (Buffer.byteLength(text(spec)) > specKiB * 1024) {
    const why = `gmsaCredentialSpec size must be under ${specKiB} KiB`;
    errors.push(invalid(`${at}.gmsaCredentialSpec`, spec, why));
  }
  if (typeof user !== 'string') return errors;
  return [...errors, ...userFaults(user).map((why) => invalid(`${at}.runAsUserName`, user, `runAsUserName${why}`))];
}

const netBiosName = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const domainName = new RegExp(`^${label}(?:\\.${label})*$`);

/** What is wrong with the name of a Windows user (`DOMAIN\user`), as the end of a sentence about it. */
function userFaults(name: string): string[] {
  if (name === '') return [' cannot be an empty string'];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\x00-\x1f\x7f]/.test(name)) return [' cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return [' cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? parts[0] : undefined;
  const faults: string[] = [];
  if (Buffer.byteLength(domain ?? '') >= 256) faults.push("'s Domain length must be under 256 characters");
  if (domain !== undefined && !netBiosName.test(domain) && !domainName.test(domain)) {
    faults.push("'s Domain doesn't match the NetBios nor the DNS format");
  }
  if (user === '') faults.push("'s User cannot be empty");
  if (Buffer.byteLength(user) > 104) faults.push("'s User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) faults.push("'s User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    faults.push('\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return faults;
}
