/** Grants grouped by their roles: each role once, with its rules and the bindings that give it. */
import type { PolicyRule, RoleRef, Subject } from '../kube/rbac.js';
import type { Grant } from './access.js';

/** A binding with its subjects. */
export interface BoundSubjects {
  binding: Grant['binding'];
  subjects: Subject[];
}

/** A role and all bindings that give it. */
export interface RoleGrants {
  role: RoleRef;
  /** The namespace of a Role; undefined for a ClusterRole. */
  home: string | undefined;
  /** Undefined when the role is not among the given objects. */
  rules: PolicyRule[] | undefined;
  bindings: BoundSubjects[];
}

/** The roles of these grants, each once; roles, bindings and subjects keep the order in which they come. */
export function grantsByRole(grants: readonly Grant[]): RoleGrants[] {
  const roles = new Map<string, RoleGrants>();
  const bound = new Map<string, BoundSubjects>();
  for (const { role, namespace, rules, binding, subject } of grants) {
    const home = role.kind === 'Role' ? namespace : undefined;
    const roleKey = JSON.stringify([role.kind, home, role.name]);
    const bindingKey = JSON.stringify([roleKey, binding.kind, binding.namespace, binding.name]);
    const group: RoleGrants = roles.get(roleKey) ?? { role, home, rules, bindings: [] };
    const one: BoundSubjects = bound.get(bindingKey) ?? { binding, subjects: [] };
    if (!bound.has(bindingKey)) group.bindings.push(one);
    one.subjects.push(subject);
    roles.set(roleKey, group);
    bound.set(bindingKey, one);
  }
  return [...roles.values()];
}
