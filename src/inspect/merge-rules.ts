/** Single rights put together into as few rules as say the same. */
import type { PolicyRule } from '../kube/rbac.js';

/** One verb on one resource (`pods`, `pods/exec`), or on one path. */
export type SingleRight = { verb: string; names: readonly string[] } & (
  | { apiGroup: string; resource: string; path?: undefined }
  | { path: string }
);

/** A rule, and the rights that it was made of. */
export interface MergedRule<Right extends SingleRight> {
  rule: PolicyRule;
  rights: Right[];
}

const verbOrder = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** The verbs of a resource become one rule where they are for the same names, and resources of a group with the same verbs one rule. */
export function mergeRules<Right extends SingleRight>(rights: readonly Right[]): MergedRule<Right>[] {
  const sameThing = groupedBy(rights, (right) => [thingOf(right), [...right.names].sort()]);
  const rules = sameThing.map((group) => {
    const [{ names }] = group;
    return { things: [thingOf(group[0])], verbs: sortedVerbs(group.map(({ verb }) => verb)), names, rights: group };
  });
  const sameVerbs = groupedBy(rules, ({ things: [thing], verbs, names }) => [thing?.group, thing?.kind, verbs, names]);
  return sameVerbs.map((group) => {
    const [{ verbs, names }] = group;
    const things = [...new Set(group.flatMap(({ things }) => things.map(({ name }) => name)))].sort();
    const [first] = group[0].things;
    const rule: PolicyRule =
      first?.kind === 'path'
        ? { nonResourceURLs: things, verbs }
        : {
            apiGroups: [first?.group ?? ''],
            resources: things,
            ...(names.length > 0 ? { resourceNames: [...names].sort() } : {}),
            verbs,
          };
    return { rule, rights: group.flatMap(({ rights }) => rights) };
  });
}

interface Thing {
  kind: 'path' | 'resource';
  group: string;
  name: string;
}

function thingOf(right: SingleRight): Thing {
  if (right.path !== undefined) return { kind: 'path', group: '', name: right.path };
  return { kind: 'resource', group: right.apiGroup, name: right.resource };
}

/** Verbs as people write them: the usual ones in their usual order, then all others. */
function sortedVerbs(verbs: readonly string[]): string[] {
  const place = (verb: string): number => (verbOrder.indexOf(verb) + verbOrder.length + 1) % (verbOrder.length + 1);
  return [...new Set(verbs)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** The groups of items with an equal key, in the order in which each begins; none is empty. */
function groupedBy<T>(items: readonly T[], keyOf: (item: T) => unknown): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
