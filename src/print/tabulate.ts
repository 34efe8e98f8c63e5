/** Lists as `kubectl get` tabulates them. */
import { kindOfObject } from '../kube/kinds.js';
import { type KubeList, parseApiVersion } from '../kube/object.js';
import { requestInfo } from '../kube/request-info.js';
import { ageOnly, createdOnly } from '../kube/tables/printer.js';
import { printerOfKind } from '../kube/tables/printers.js';
import type { Block } from './view.js';

/** True for a list with items, whatever their kind. */
export function isList(body: unknown): body is KubeList {
  return typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items) && 'kind' in body;
}

/** The list as a table; `path` is that of the request, which tells whether it was of all namespaces. */
export function tabulate(list: KubeList, path: string, now: number): Block {
  const kind = list.kind.replace(/List$/, '');
  const { group } = parseApiVersion(list.apiVersion ?? '');
  const row = kindOfObject(group, kind);
  const objects = list.items.map((item) => ({ ...item, metadata: item.metadata ?? {} }));
  const { columns, cells } = printerOfKind(group, kind) ?? (row ? createdOnly : ageOnly);
  // wide columns are for `kubectl get -o wide`
  const isShown = (index: number): boolean => columns[index]?.priority === 0;
  const everywhere =
    (row?.namespaced ?? objects.some((o) => o.metadata.namespace)) && !requestInfo('GET', path).namespace;
  return {
    type: 'table',
    caption: `${list.kind}, ${objects.length} ${objects.length === 1 ? 'item' : 'items'}`,
    columns: [...(everywhere ? ['Namespace'] : []), ...columns.filter((_, i) => isShown(i)).map(({ name }) => name)],
    rows: objects.map((object) => [
      ...(everywhere ? [object.metadata.namespace ?? ''] : []),
      ...cells(object, new Date(now))
        .filter((_, i) => isShown(i))
        .map((cell) => String(cell ?? '')),
    ]),
  };
}
