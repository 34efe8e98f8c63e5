/**
 * The fields of kube-apiserver's own types (pkg/apis/core/types.go): those of v1 with the same names in Go; where the two differ, it is
 * written here, as no data holds it.
 */
import { typeNamed } from '../types/api-types.js';
import type { Field } from '../types/parse-field.js';

/** Fields that stand before another one, and not where v1 has them. */
const moved: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'core.v1.PodSpec': { setHostnameAsFQDN: 'affinity', preemptionPolicy: 'dnsConfig', overhead: 'enableServiceLinks' },
  'core.v1.PodSecurityContext': { fsGroupChangePolicy: 'sysctls' },
  'core.v1.Volume': { quobyte: 'flexVolume' },
  'core.v1.PersistentVolumeSource': { quobyte: 'iscsi', flexVolume: 'cinder' },
  // with the fields of its source
  'core.v1.PersistentVolumeSpec': { quobyte: 'iscsi', flexVolume: 'cinder' },
};

/** Fields about shared namespaces: in these types the first fields of the security context. */
export const sharedNamespaces: readonly string[] = [
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'shareProcessNamespace',
  'hostUsers',
];

/** Values here, pointers in v1. */
const byValue: ReadonlySet<string> = new Set(['core.v1.ServiceAccountTokenProjection.expirationSeconds']);

const known = new Map<string, readonly Field[]>();

/** The fields of a type, such as `core.v1.PodSpec`, in the order of the server's own. */
export function internalFields(type: string): readonly Field[] {
  let found = known.get(type);
  if (!found) {
    const own = [...(typeNamed(type)?.fields.values() ?? [])];
    found = inOrder(withShared(type, own), moved[type] ?? {}).map((field) =>
      byValue.has(`${type}.${field.name}`) ? { ...field, pointer: false } : field,
    );
    known.set(type, found);
  }
  return found;
}

function withShared(type: string, own: readonly Field[]): Field[] {
  // the old name of serviceAccountName is not there either
  if (type === 'core.v1.PodSpec')
    return own.filter(({ name }) => ![...sharedNamespaces, 'serviceAccount'].includes(name));
  const spec = type === 'core.v1.PodSecurityContext' ? typeNamed('core.v1.PodSpec') : undefined;
  return [...sharedNamespaces.flatMap((name) => spec?.fields.get(name) ?? []), ...own];
}

function inOrder(own: readonly Field[], before: Readonly<Record<string, string>>): Field[] {
  const stay = own.filter(({ name }) => !(name in before));
  return stay.flatMap((field) => [...own.filter(({ name }) => before[name] === field.name), field]);
}
