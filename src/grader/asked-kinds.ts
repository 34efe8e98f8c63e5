/** The kinds of objects that a rubric asks about: no others need to be read. */
import { namedKind } from './resource-name.js';
import type { Condition, Rubric } from './rubric.js';

/** Kinds as `group/Kind`, with an empty group for the core's; `all` where an expression looks at objects of whatever kind. */
export type AskedKinds = 'all' | ReadonlySet<string>;

const rbac = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];

/** The kinds whose objects the rubric's conditions look at. */
export function askedKinds({ checks, deductions }: Rubric): AskedKinds {
  return kindsInAll([
    ...checks.flatMap(({ condition, instead }) => (instead ? [condition, instead] : [condition])),
    ...deductions.map(({ condition }) => condition),
  ]);
}

/** True when objects of that kind are asked about. */
export function isAsked(asked: AskedKinds, group: string, kind: string): boolean {
  return asked === 'all' || asked.has(`${group}/${kind}`);
}

function kindsInAll(conditions: readonly Condition[]): AskedKinds {
  const asked = conditions.map(kindsIn);
  return asked.includes('all') ? 'all' : new Set(asked.flatMap((kinds) => [...kinds]));
}

function kindsIn(condition: Condition): AskedKinds {
  switch (condition.is) {
    case 'request':
      return new Set();
    case 'object': {
      const { group, kind } = namedKind(condition.object.kind);
      return new Set([`${group}/${kind}`]);
    }
    case 'access':
    case 'only':
      return new Set(rbac.map((kind) => `rbac.authorization.k8s.io/${kind}`));
    case 'cel':
      // a word in a text of the expression only makes more be read than is needed
      return /\b(objects|before)\b/.test(`${condition.cel} ${condition.seen ?? ''}`) ? 'all' : new Set();
    case 'all':
    case 'any':
      return kindsInAll(condition.of);
  }
}
