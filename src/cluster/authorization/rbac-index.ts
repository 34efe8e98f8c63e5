/** The RBAC objects in memory, found by subject: ten thousand bindings of others do not slow a decision down. */
import type { KubeObject } from '../../kube/object.js';
import type { PolicyRule, RoleRef, Subject } from '../../kube/rbac.js';
import { serviceAccountUsername, type UserInfo } from '../../kube/user.js';

/** A RoleBinding, or without a namespace a ClusterRoleBinding. */
export interface Binding {
  name: string;
  namespace: string;
  roleRef: RoleRef;
  subjects: readonly Subject[];
}

/** A binding and the first of its subjects that means the user. */
export interface BoundTo {
  binding: Binding;
  subject: Subject;
}

type BySubject = Map<string, Map<string, BoundTo>>;

/** Index of roles and bindings; fed with every object and every change of the four RBAC kinds. */
export class RbacIndex {
  readonly #roles = new Map<string, PolicyRule[]>();
  readonly #bindings = new Map<string, Binding>();
  /** By namespace (`''` for ClusterRoleBindings), then by subject, then by binding. */
  readonly #scopes = new Map<string, BySubject>();
  /** Bindings of service accounts by the account's bare name, for those who are bound in a wrong namespace. */
  readonly #accounts = new Map<string, Map<string, BoundTo>>();
  readonly #sorted = new WeakMap<Map<string, BoundTo>, BoundTo[]>();

  /** Takes in a Role, ClusterRole, RoleBinding or ClusterRoleBinding, new or changed; passes over other kinds. */
  set(object: KubeObject): void {
    const { name = '', namespace = '' } = object.metadata;
    if (object.kind === 'Role' || object.kind === 'ClusterRole') {
      this.#roles.set(`${namespace}/${name}`, (object.rules as PolicyRule[] | undefined) ?? []); // validated when it was written
      return;
    }
    if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') return;
    this.delete(object);
    const binding: Binding = {
      name,
      namespace,
      roleRef: object.roleRef as RoleRef, // validated when it was written
      subjects: (object.subjects as Subject[] | undefined) ?? [],
    };
    this.#bindings.set(`${namespace}/${name}`, binding);
    for (const subject of binding.subjects) {
      for (const map of this.#mapsOf(binding, subject)) {
        if (map.has(idOf(binding))) continue;
        map.set(idOf(binding), { binding, subject });
        this.#sorted.delete(map);
      }
    }
  }

  /** Takes the object out again. */
  delete(object: KubeObject): void {
    const { name = '', namespace = '' } = object.metadata;
    if (object.kind === 'Role' || object.kind === 'ClusterRole') {
      this.#roles.delete(`${namespace}/${name}`);
      return;
    }
    const binding = this.#bindings.get(`${namespace}/${name}`);
    if (!binding || (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding')) return;
    this.#bindings.delete(`${namespace}/${name}`);
    for (const subject of binding.subjects) {
      for (const map of this.#mapsOf(binding, subject)) {
        map.delete(idOf(binding));
        this.#sorted.delete(map);
      }
    }
  }

  /** The rules of a role; undefined when there is no such role. */
  rulesOf(roleRef: { kind: string; name: string }, namespace: string): PolicyRule[] | undefined {
    return this.#roles.get(roleRef.kind === 'Role' ? `${namespace}/${roleRef.name}` : `/${roleRef.name}`);
  }

  /** The bindings of the user that live in the namespace, or with `''` the ClusterRoleBindings; each once. */
  *bindingsOf(user: UserInfo, namespace: string): Generator<BoundTo> {
    const scope = this.#scopes.get(namespace);
    if (!scope) return;
    const seen = new Set<Binding>();
    for (const key of subjectKeys(user)) {
      const map = scope.get(key);
      if (!map) continue;
      for (const bound of this.#inOrder(map)) {
        if (seen.has(bound.binding)) continue;
        seen.add(bound.binding);
        yield bound;
      }
    }
  }

  /** The namespaces that hold a RoleBinding. */
  namespaces(): string[] {
    return [...this.#scopes.keys()].filter((namespace) => namespace !== '').sort();
  }

  /** Bindings of service accounts with this bare name, in whatever namespace the account is. */
  bindingsOfAccountNamed(name: string): BoundTo[] {
    return this.#inOrder(this.#accounts.get(name) ?? new Map());
  }

  #inOrder(map: Map<string, BoundTo>): BoundTo[] {
    let sorted = this.#sorted.get(map);
    if (!sorted) {
      sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bound]) => bound);
      this.#sorted.set(map, sorted);
    }
    return sorted;
  }

  #mapsOf(binding: Binding, subject: Subject): Map<string, BoundTo>[] {
    const scope = entry(this.#scopes, binding.namespace, (): BySubject => new Map());
    const maps = [entry(scope, keyOf(subject, binding.namespace), () => new Map<string, BoundTo>())];
    if (subject.kind === 'ServiceAccount') {
      maps.push(entry(this.#accounts, subject.name, () => new Map<string, BoundTo>()));
    }
    return maps;
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

const idOf = (binding: Binding): string => `${binding.namespace}/${binding.name}`;

function keyOf(subject: Subject, bindingNamespace: string): string {
  if (subject.kind !== 'ServiceAccount') return `${subject.kind}:${subject.name}`;
  return `User:${serviceAccountUsername(subject.namespace || bindingNamespace, subject.name)}`;
}

const subjectKeys = (user: UserInfo): string[] => [
  `User:${user.username}`,
  ...user.groups.map((group) => `Group:${group}`),
];
