/** Counts the use of a namespace's quotas by its objects (pkg/controller/resourcequota). */
import { fields, textMap } from '../../kube/fields.js';
import { kindOfResource, type ResourceKind } from '../../kube/kinds.js';
import type { StoredObject } from '../../kube/object.js';
import type { Amounts } from '../kinds/core/pod/default-resources.js';
import { isInScope, scopeStamp } from '../kinds/core/quota-scopes.js';
import { addUp, amountIn, resourceCounted, usageOf, written } from '../kinds/core/quota-usage.js';
import type { ControllerContext } from './context.js';
import { equalJson, keyOf, kindRow, splitKey, target } from './objects.js';
import { keysTo } from './queue.js';
import { whileThere } from './while-there.js';

const quotas = kindRow('resourcequotas');

/** Starts the controller, which has nothing to do before there is a quota. */
export function startResourceQuotaController(context: ControllerContext): void {
  const client = context.clientOf('resourcequota-controller');
  const watched = new Set<ResourceKind>();

  const sync = async (key: string): Promise<void> => {
    const { namespace, name } = splitKey(key);
    const quota = (await client.list(target(quotas, { namespace }), { fieldSelector: `metadata.name=${name}` }))[0];
    if (!quota) return;
    const hard = textMap(fields(quota.spec).hard);
    const usages: Amounts[] = [];
    for (const row of rowsOf(quota)) {
      follow(row);
      const objects = await client.list(target(row, { namespace }));
      usages.push(...objects.filter((object) => isInScope(quota, row, object)).map((object) => usageOf(row, object)));
    }
    const total = addUp(usages);
    const used = written(new Map(Object.keys(hard).map((one) => [one, total.get(one) ?? amountIn({}, one)])));
    const status = { hard, used };
    if (equalJson(fields(quota.status), status)) return;
    await client.update(target(quotas, { namespace, name, subresource: 'status' }), { ...quota, status });
  };

  const queue = context.queue('resourcequota-controller', (key) => whileThere(() => sync(key)));

  /** Counts anew whenever an object of the kind comes or goes, and when its usage or its scopes may have changed. */
  const follow = (row: ResourceKind): void => {
    if (watched.has(row)) return;
    watched.add(row);
    context.whenUsed(row, () => {
      const stamps = new Map<string, string>();
      context.watch(row, ({ type, object }: { type: string; object: StoredObject }) => {
        const stamp = `${JSON.stringify(written(usageOf(row, object)))} ${scopeStamp(object)}`;
        const key = keyOf(object);
        const isSame = type === 'MODIFIED' && stamps.get(key) === stamp;
        if (type === 'DELETED') stamps.delete(key);
        else stamps.set(key, stamp);
        if (isSame) return;
        for (const quota of known?.list(object.metadata.namespace) ?? []) {
          if (rowsOf(quota).includes(row)) queue.add(keyOf(quota));
        }
      });
    });
  };

  let known: ReturnType<ControllerContext['watch']> | undefined;
  context.whenUsed(quotas, () => {
    known = context.watch(quotas, keysTo(queue));
  });
}

/** The kinds of which a quota counts something. */
function rowsOf(quota: StoredObject): ResourceKind[] {
  const rows = Object.keys(textMap(fields(quota.spec).hard)).flatMap((name) => {
    const counted = resourceCounted(name);
    return (counted && kindOfResource(counted.group, counted.resource)) ?? [];
  });
  return [...new Set(rows)];
}
