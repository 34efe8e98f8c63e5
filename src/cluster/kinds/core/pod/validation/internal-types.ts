/**
 * A pod's parts as kube-apiserver holds them: some answers show a value of its own types (pkg/apis/core/types.go), whose
 * fields have no names in JSON. These types have the fields of v1 with the same names in Go; their differences are written
 * here, as no data holds them.
 */
import { type Fields, fields, isFields } from '../../../../../kube/fields.js';
import { typeNamed } from '../../../../types/api-types.js';
import { type Field, goNameOf } from '../../../../types/parse-field.js';
import type { Scalar, TypeRef } from '../../../../types/parse-type.js';

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
const shared = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];

/** Values here, pointers in v1. */
const byValue: ReadonlySet<string> = new Set(['core.v1.ServiceAccountTokenProjection.expirationSeconds']);

const known = new Map<string, readonly Field[]>();

/** The fields of a type in the order of the server's own. */
function internalFields(type: string): readonly Field[] {
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
  if (type === 'core.v1.PodSpec') return own.filter(({ name }) => ![...shared, 'serviceAccount'].includes(name));
  const spec = type === 'core.v1.PodSecurityContext' ? typeNamed('core.v1.PodSpec') : undefined;
  return [...shared.flatMap((name) => spec?.fields.get(name) ?? []), ...own];
}

function inOrder(own: readonly Field[], before: Readonly<Record<string, string>>): Field[] {
  const stay = own.filter(({ name }) => !(name in before));
  return stay.flatMap((field) => [...own.filter(({ name }) => before[name] === field.name), field]);
}

const zeros: Partial<Record<Scalar, unknown>> = {
  string: '',
  int32: 0,
  int64: 0,
  bool: false,
  quantity: '0',
  intOrString: 0,
};

/** A value of a type of core/v1 (`PodSpec`), or of one named with its group and version, as Go writes the server's own as JSON: all fields, by Go's names. */
export function internalValue(type: string, value: unknown): unknown {
  return shown({ is: 'struct', name: type.includes('.') ? type : `core.v1.${type}` }, value);
}

function shown(type: TypeRef, value: unknown): unknown {
  switch (type.is) {
    case 'list':
      return Array.isArray(value) ? value.map((item) => shown(type.of, item)) : null;
    case 'scalar':
      return value ?? zeros[type.scalar] ?? null;
    case 'map':
      return value ?? null;
    default:
      // those of meta/v1 are the same inside the server, with names in JSON
      if (type.name.startsWith('meta.')) return value ?? null;
      return Object.fromEntries(
        internalFields(type.name).flatMap((field): [string, unknown][] => {
          // metadata is embedded without a name of its own
          if (goNameOf(field) === 'ObjectMeta') return Object.entries(fields(fields(value)[field.name]));
          return [[goNameOf(field), fieldValue(field, value)]];
        }),
      );
  }
}

function fieldValue({ name, type, pointer }: Field, object: unknown): unknown {
  const value = isFields(object) ? object[name] : undefined;
  return pointer && (value === undefined || value === null) ? null : shown(type, value);
}

/** A PodSpec as the server holds it: shared namespaces are part of its security context. */
export function internalPodSpec(spec: Fields): Fields {
  const given = shared.filter((field) => spec[field] !== undefined).map((field) => [field, spec[field]] as const);
  const context = isFields(spec.securityContext) ? spec.securityContext : {};
  return { ...spec, securityContext: { ...context, ...Object.fromEntries(given) } };
}
