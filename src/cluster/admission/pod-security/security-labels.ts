/** The labels of a namespace that name the levels of Pod Security (pod-security-admission/api). */
import { type FieldError, invalid } from '../../../kube/status.js';
import { isStricter, type Level, type LevelVersion, levels } from './security-levels.js';

/** The levels that are enforced, written to the audit log, and warned of. */
export type SecurityPolicy = Record<'enforce' | 'audit' | 'warn', LevelVersion>;

/** Labels and annotations of Pod Security begin with this. */
export const podSecurityPrefix = 'pod-security.kubernetes.io/';

/**
 * The policy that the labels of a namespace ask for, and the faults of these labels. For a label that cannot be read the strictest level
 * is enforced, and none is audited or warned of.
 */
export function policyOf(labels: Readonly<Record<string, string>> | undefined): {
  policy: SecurityPolicy;
  faults: FieldError[];
} {
  const faults: FieldError[] = [];
  const read = <T>(name: string, parse: (value: string) => T | undefined, why: string, otherwise: T): T | undefined => {
    const label = `${podSecurityPrefix}${name}`;
    const value = labels?.[label];
    if (value === undefined) return undefined;
    const found = parse(value);
    if (found === undefined) faults.push(invalid(`metadata.labels[${label}]`, value, why));
    return found ?? otherwise;
  };
  const readLevel = (mode: string, otherwise: Level): Level | undefined =>
    read(mode, (value) => levels.find((level) => level === value), `must be one of ${levels.join(', ')}`, otherwise);
  const readVersion = (mode: string): LevelVersion['version'] | undefined =>
    read(`${mode}-version`, parseVersion, 'must be "latest" or "v1.x"', 'latest');

  const enforced = readLevel('enforce', 'restricted');
  const isEnforcedByLabel = enforced !== undefined && faults.length === 0;
  const enforce: LevelVersion = { level: enforced ?? 'privileged', version: readVersion('enforce') ?? 'latest' };
  const audit: LevelVersion = {
    level: readLevel('audit', 'privileged') ?? 'privileged',
    version: readVersion('audit') ?? 'latest',
  };
  const [warned, version] = [readLevel('warn', 'privileged'), readVersion('warn')];
  const followsEnforced = warned === undefined && isEnforcedByLabel && isStricter(enforce.level, 'privileged');
  const warn: LevelVersion = followsEnforced
    ? { level: enforce.level, version: version ?? enforce.version }
    : { level: warned ?? 'privileged', version: version ?? 'latest' };
  return { policy: { enforce, audit, warn }, faults };
}

function parseVersion(value: string): LevelVersion['version'] | undefined {
  if (value === 'latest') return value;
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(value)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
