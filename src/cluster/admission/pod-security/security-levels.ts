/** The levels of Pod Security: which checks each has in which version (pod-security-admission/policy). */
import {
  appArmorProfile,
  capabilitiesBaseline,
  privileged,
  procMount,
  seccompAnnotations,
  seccompBaseline,
  seLinuxOptions,
  sysctls,
} from './baseline-checks.js';
import { type CheckedPod, type PodCheck, unlessUserNamespace, unlessWindows, type Violation } from './checked-pod.js';
import { hostNamespaces, hostPathVolumes, hostPorts, hostProbes, windowsHostProcess } from './host-checks.js';
import {
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
} from './restricted-checks.js';

/** The levels by their strictness. */
export const levels = ['privileged', 'baseline', 'restricted'] as const;
/** A level; each holds the one before it. */
export type Level = (typeof levels)[number];

/** A level as a release of Kubernetes defined it. */
export interface LevelVersion {
  level: Level;
  /** The minor version, or the newest one. */
  version: number | 'latest';
}

/** A check from one minor version on. */
interface Since {
  since: number;
  check: PodCheck;
}

const oldTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const oldSysctls = [
  'kernel.shm_rmid_forced',
  ...'ip_local_port_range tcp_syncookies ping_group_range ip_unprivileged_port_start'
    .split(' ')
    .map((name) => `net.ipv4.${name}`),
];
const sysctlsOf27 = [...oldSysctls, 'net.ipv4.ip_local_reserved_ports'];
const sysctlsOf29 = [
  ...sysctlsOf27,
  ...'time intvl probes'.split(' ').map((name) => `net.ipv4.tcp_keepalive_${name}`),
  'net.ipv4.tcp_fin_timeout',
];
const sysctlsOf32 = [...sysctlsOf29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

/** The checks in the order of their texts, which is that of their names in Kubernetes. */
const baseline: Record<string, Since[]> = {
  appArmorProfile: [{ since: 0, check: appArmorProfile }],
  capabilities_baseline: [{ since: 0, check: capabilitiesBaseline }],
  hostNamespaces: [{ since: 0, check: hostNamespaces }],
  hostPathVolumes: [{ since: 0, check: hostPathVolumes }],
  hostPorts: [{ since: 0, check: hostPorts }],
  hostProbesAndHostLifecycle: [{ since: 34, check: hostProbes }],
  privileged: [{ since: 0, check: privileged }],
  procMount: [
    { since: 0, check: procMount },
    { since: 35, check: unlessUserNamespace(procMount) },
  ],
  seLinuxOptions: [
    { since: 0, check: seLinuxOptions(oldTypes) },
    { since: 31, check: seLinuxOptions([...oldTypes, 'container_engine_t']) },
  ],
  seccompProfile_baseline: [
    { since: 0, check: seccompAnnotations },
    { since: 19, check: seccompBaseline },
  ],
  sysctls: [
    { since: 0, check: sysctls(oldSysctls) },
    { since: 27, check: sysctls(sysctlsOf27) },
    { since: 29, check: sysctls(sysctlsOf29) },
    { since: 32, check: sysctls(sysctlsOf32) },
  ],
  windowsHostProcess: [{ since: 0, check: windowsHostProcess }],
};

/** The checks of restricted alone; one can take the place of a check of baseline. */
const restricted: { versions: Since[]; insteadOf?: string }[] = [
  {
    versions: [
      { since: 8, check: allowPrivilegeEscalation },
      { since: 25, check: unlessWindows(allowPrivilegeEscalation) },
    ],
  },
  {
    insteadOf: 'capabilities_baseline',
    versions: [
      { since: 22, check: capabilitiesRestricted },
      { since: 25, check: unlessWindows(capabilitiesRestricted) },
    ],
  },
  { insteadOf: 'procMount', versions: [{ since: 35, check: procMount }] },
  { insteadOf: 'hostPathVolumes', versions: [{ since: 0, check: restrictedVolumes }] },
  {
    versions: [
      { since: 0, check: runAsNonRoot },
      { since: 35, check: unlessUserNamespace(runAsNonRoot) },
    ],
  },
  {
    versions: [
      { since: 23, check: runAsUser },
      { since: 35, check: unlessUserNamespace(runAsUser) },
    ],
  },
  {
    insteadOf: 'seccompProfile_baseline',
    versions: [
      { since: 19, check: seccompRestricted },
      { since: 25, check: unlessWindows(seccompRestricted) },
    ],
  },
];

/** The rules of a level that a pod breaks. */
export function violationsOf({ level, version }: LevelVersion, pod: CheckedPod): Violation[] {
  if (level === 'privileged') return [];
  const minor = version === 'latest' ? Number.POSITIVE_INFINITY : version;
  const inForce = (versions: readonly Since[]): PodCheck | undefined =>
    versions.findLast(({ since }) => since <= minor)?.check;
  const own = level === 'restricted' ? restricted.filter(({ versions }) => inForce(versions)) : [];
  const replaced = new Set(own.map(({ insteadOf }) => insteadOf));
  const shared = Object.entries(baseline).flatMap(([name, versions]) => (replaced.has(name) ? [] : [versions]));
  return [...shared, ...own.map(({ versions }) => versions)].flatMap((versions) => inForce(versions)?.(pod) ?? []);
}

/** A level as labels and messages write it. */
export const levelText = ({ level, version }: LevelVersion): string =>
  `${level}:${version === 'latest' ? version : `v1.${version}`}`;

/** True when the first level allows less than the second. */
export const isStricter = (one: Level, other: Level): boolean => levels.indexOf(one) > levels.indexOf(other);
