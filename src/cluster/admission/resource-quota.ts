/** ResourceQuota: new objects take of the quotas of their namespace, which may refuse them (plugin/pkg/admission/resourcequota). */
import { fields, list, text, textMap } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { formatQuantity } from '../../kube/quantity.js';
import { forbidden, internalError } from '../../kube/status.js';
import { type Amounts, isOfPods } from '../kinds/core/pod/default-resources.js';
import { isInScope, isTerminating } from '../kinds/core/quota-scopes.js';
import { addUp, amountIn, resourceCounted, usageOf, written } from '../kinds/core/quota-usage.js';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.js';

/** The quotas of a namespace as they are stored. */
export interface QuotaStore {
  list(namespace: string): readonly KubeObject[];
  /** Writes the quota when it is still as it was read; false when it is not. */
  write(quota: KubeObject): Promise<boolean>;
}

const attempts = 5;
/** Resources whose updates may take more of a quota. */
const growing = [
  'services',
  'persistentvolumeclaims',
  'persistentvolumeclaims/status',
  'resourceclaims',
  'pods/resize',
];
/** Amounts that each container has to state where a quota counts them. */
const compute = /^((requests|limits)\.)?(cpu|memory)$/;

/** The validating plug-in; throws an ApiError 403 for an object that exceeds a quota. */
export function resourceQuota(quotas: QuotaStore): AdmissionPlugin {
  return async (attributes) => {
    const { namespace, object, oldObject, kind, subresource, dryRun } = attributes;
    if (!namespace || !object || !isCounted(attributes)) return;
    if (quotas.list(namespace).length === 0) return;
    const usage = usageOf(kind, object);
    const more = oldObject ? less(usage, usageOf(kind, oldObject)) : usage;
    /** What the object takes of a quota: all of its usage, when it was not in the quota's scopes before. */
    const takenOf = (quota: KubeObject): Amounts => (oldObject && isInScope(quota, kind, oldObject) ? more : usage);
    /** The names of the quotas that have counted the object: a second attempt is about the others alone. */
    const done = new Set<string | undefined>();
    for (let attempt = 1; ; attempt++) {
      const open = quotas
        .list(namespace)
        .filter((quota) => isTouched(quota, attributes) && !done.has(quota.metadata.name))
        .map((quota) => ({ quota, taken: takenOf(quota) }));
      // what a controller writes into a status is counted, not refused
      if (subresource !== 'status') for (const { quota, taken } of open) check(attributes, quota, taken);
      if (dryRun) return;
      const written = await Promise.all(open.map(({ quota, taken }) => take(quotas, quota, taken)));
      for (const [i, { quota }] of open.entries()) if (written[i]) done.add(quota.metadata.name);
      if (written.every(Boolean)) return;
      // somebody else took of it meanwhile
      if (attempt === attempts) throw internalError('the quotas of the namespace change all the time');
    }
  };
}

function isCounted({ operation, kind, subresource, object, oldObject }: AdmissionAttributes): boolean {
  if (operation !== 'UPDATE') return operation === 'CREATE' && !subresource;
  const name = subresource ? `${kind.resource}/${subresource}` : kind.resource;
  if (name !== 'pods') return growing.includes(name);
  // the one change of a pod that takes it into other scopes
  return isTerminating(fields(object?.spec)) !== isTerminating(fields(oldObject?.spec));
}

function isTouched(quota: KubeObject, { kind, object }: AdmissionAttributes): boolean {
  const names = Object.keys(textMap(fields(quota.status).hard));
  const isNamed = names.some((name) => {
    const what = resourceCounted(name);
    return what?.resource === kind.resource && what.group === kind.group;
  });
  return isNamed && object !== undefined && isInScope(quota, kind, object);
}

const less = (amounts: Amounts, before: Amounts): Amounts =>
  addUp([amounts, new Map([...before].map(([name, { nanos, format }]) => [name, { nanos: -nanos, format }]))]);

function check({ kind, name, object }: AdmissionAttributes, quota: KubeObject, taken: Amounts): void {
  const { hard, used } = fields(quota.status);
  const limits = Object.keys(textMap(hard)).sort();
  if (kind.resource === 'pods' && object && !asksAsAWhole(object)) {
    const missing = limits.filter((limit) => compute.test(limit)).flatMap((limit) => whoLacks(object, limit));
    if (missing.length > 0) {
      throw forbidden(kind, name, `failed quota: ${quota.metadata.name}: must specify ${missing.join('; ')}`);
    }
  }
  const exceeded = limits.filter((limit) => {
    const asked = taken.get(limit)?.nanos ?? 0n;
    return asked > 0n && amountIn(used, limit).nanos + asked > amountIn(hard, limit).nanos;
  });
  if (exceeded.length === 0) return;
  const pairs = (value: (limit: string) => string): string =>
    exceeded.map((limit) => `${limit}=${value(limit)}`).join(',');
  const requested = pairs((limit) => formatQuantity(taken.get(limit) ?? amountIn({}, limit)));
  const [had, most] = [used, hard].map((map) => pairs((limit) => formatQuantity(amountIn(map, limit))));
  const why = `exceeded quota: ${quota.metadata.name}, requested: ${requested}, used: ${had}, limited: ${most}`;
  throw forbidden(kind, name, why);
}

/** Whether a pod asks for resources as a whole, of whatever kind: its containers need not ask for any then. */
function asksAsAWhole({ spec }: KubeObject): boolean {
  const { requests, limits } = fields(fields(spec).resources);
  return Object.keys({ ...fields(requests), ...fields(limits) }).some(isOfPods);
}

/** `limits.cpu for: a,b`: the containers that do not say how much they want. */
function whoLacks(pod: KubeObject, limit: string): string[] {
  const [, , part = 'requests', resource = ''] = compute.exec(limit) ?? [];
  const spec = fields(pod.spec);
  const lacking = [...list(spec.containers), ...list(spec.initContainers)]
    .filter(({ resources }) => textMap(fields(resources)[part])[resource] === undefined)
    .map((container) => text(container.name));
  return lacking.length > 0 ? [`${limit} for: ${lacking.sort().join(',')}`] : [];
}

async function take(quotas: QuotaStore, quota: KubeObject, taken: Amounts): Promise<boolean> {
  const status = fields(quota.status);
  const names = Object.keys(textMap(status.hard)).filter((name) => (taken.get(name)?.nanos ?? 0n) !== 0n);
  if (names.length === 0) return true;
  const had: Amounts = new Map(Object.keys(textMap(status.used)).map((name) => [name, amountIn(status.used, name)]));
  const more: Amounts = new Map([...taken].filter(([name]) => names.includes(name)));
  return quotas.write({ ...quota, status: { ...status, used: written(addUp([had, more])) } });
}
