/** The RBAC objects in memory, found by subject: ten thousand bindings of others do not slow a decision down. */
import type { KubeObject } from '../../kube/object.js';
import type { PolicyRule, RoleRef, Subject } from '../../kube/rbac.js';
import { serviceAccountUsername, type UserInfo } from '../../kube/user.js';

/** A RoleBinding, or without a namespace a ClusterRoleBinding. */
export interface Binding {
  name: string;
  namespace: string;
  roleRef: RoleRef;
  /** The role of `roleRef`, found once: a decision looks at many bindings. */
  role: RoleSlot;
  subjects: readonly Subject[];
}

/** The place of a role, which is there before the role is and after it was deleted. */
export interface RoleSlot {
  /** Undefined when there is no such role. */
  rules: PolicyRule[] | undefined;
}

/** A binding and the first of its subjects that means the user. */
export interface BoundTo {
  binding: Binding;
  subject: Subject;
}

/** The bindings of one subject. */
interface Bound {
  byId: Map<string, BoundTo>;
  /** In the order of their ids; undefined when one was added or removed since they were last put in order. */
  sorted: BoundTo[] | undefined;
}

/** The subjects of the bindings of one namespace, each kind by its names. */
interface Scope {
  users: Map<string, Bound>;
  groups: Map<string, Bound>;
}

/** Index of roles and bindings; fed with every object and every change of the four RBAC kinds. */
export class RbacIndex {
  readonly #roles = new Map<string, RoleSlot>();
  readonly #bindings = new Map<string, Binding>();
  /** Bindings by namespace; `''` for ClusterRoleBindings. */
  readonly #scopes = new Map<string, Scope>();
  /** Bindings of service accounts by the account's bare name, for accounts that are bound in a wrong namespace. */
  readonly #accounts = new Map<string, Bound>();

  /** Takes in a Role, ClusterRole, RoleBinding or ClusterRoleBinding, new or changed; passes over other kinds. */
  set(object: KubeObject): void {
    const { name = '', namespace = '' } = object.metadata;
    if (object.kind === 'Role' || object.kind === 'ClusterRole') {
      this.#role(name, namespace).rules = (object.rules as PolicyRule[] | undefined) ?? []; // validated when it was written
      return;
    }
    if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') return;
    this.delete(object);
    const roleRef = object.roleRef as RoleRef; // validated when it was written
    const binding: Binding = {
      name,
      namespace,
      roleRef,
      role: this.#role(roleRef.name, roleRef.kind === 'Role' ? namespace : ''),
      subjects: (object.subjects as Subject[] | undefined) ?? [],
    };
    this.#bindings.set(`${namespace}/${name}`, binding);
    for (const subject of binding.subjects) {
      for (const bound of this.#boundTo(binding, subject)) {
        if (bound.byId.has(idOf(binding))) continue;
        bound.byId.set(idOf(binding), { binding, subject });
        bound.sorted = undefined;
      }
    }
  }

  /** Takes the object out again. */
  delete(object: KubeObject): void {
    const { name = '', namespace = '' } = object.metadata;
    if (object.kind === 'Role' || object.kind === 'ClusterRole') {
      this.#role(name, namespace).rules = undefined;
      return;
    }
    const binding = this.#bindings.get(`${namespace}/${name}`);
    if (!binding || (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding')) return;
    this.#bindings.delete(`${namespace}/${name}`);
    for (const subject of binding.subjects) {
      for (const bound of this.#boundTo(binding, subject)) {
        bound.byId.delete(idOf(binding));
        bound.sorted = undefined;
      }
    }
  }

  /** The rules of a role; undefined when there is no such role. */
  rulesOf(roleRef: { kind: string; name: string }, namespace: string): PolicyRule[] | undefined {
    return this.#roles.get(slotId(roleRef.name, roleRef.kind === 'Role' ? namespace : ''))?.rules;
  }

  /** The bindings of the user that live in the namespace, or with `''` the ClusterRoleBindings; each once. */
  bindingsOf(user: UserInfo, namespace: string): readonly BoundTo[] {
    const lists = this.#bindingsByName(user, namespace);
    return lists.length > 1 ? lists.reduce(eachOnce) : (lists[0] ?? none);
  }

  /** The first binding that `isIt` is true for: those of the user's name come before those of each group. */
  firstBinding(
    { username, groups }: UserInfo,
    namespace: string,
    isIt: (bound: BoundTo) => boolean,
  ): BoundTo | undefined {
    const scope = this.#scopes.get(namespace);
    if (!scope) return undefined;
    for (const bound of inOrder(scope.users.get(username))) if (isIt(bound)) return bound;
    for (const group of groups) {
      for (const bound of inOrder(scope.groups.get(group))) if (isIt(bound)) return bound;
    }
    return undefined;
  }

  /** The namespaces that hold a RoleBinding. */
  namespaces(): string[] {
    return [...this.#scopes.keys()].filter((namespace) => namespace !== '').sort();
  }

  /** Bindings of service accounts with this bare name, in whatever namespace the account is. */
  bindingsOfAccountNamed(name: string): readonly BoundTo[] {
    return inOrder(this.#accounts.get(name));
  }

  /** Lists that are there already, one for the user's name and each group; a binding may be in several. */
  #bindingsByName({ username, groups }: UserInfo, namespace: string): (readonly BoundTo[])[] {
    const scope = this.#scopes.get(namespace);
    const all = [scope?.users.get(username), ...groups.map((group) => scope?.groups.get(group))];
    return all.map(inOrder).filter((list) => list.length > 0);
  }

  #role(name: string, namespace: string): RoleSlot {
    return entry(this.#roles, slotId(name, namespace), () => ({ rules: undefined }));
  }

  /** Where the bindings of a subject are kept; a ServiceAccount is a user, and found by its bare name too. */
  #boundTo(binding: Binding, subject: Subject): Bound[] {
    const scope = entry(this.#scopes, binding.namespace, () => ({ users: new Map(), groups: new Map() }));
    if (subject.kind === 'Group') return [entry(scope.groups, subject.name, noBindings)];
    if (subject.kind === 'User') return [entry(scope.users, subject.name, noBindings)];
    if (subject.kind !== 'ServiceAccount') return [];
    const username = serviceAccountUsername(subject.namespace || binding.namespace, subject.name);
    return [entry(scope.users, username, noBindings), entry(this.#accounts, subject.name, noBindings)];
  }
}

const noBindings = (): Bound => ({ byId: new Map(), sorted: undefined });
const none: readonly BoundTo[] = [];

function inOrder(bound: Bound | undefined): readonly BoundTo[] {
  if (!bound) return none;
  bound.sorted ??= [...bound.byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, boundTo]) => boundTo);
  return bound.sorted;
}

/** The first list, and the second's entries of other bindings. */
function eachOnce(first: readonly BoundTo[], second: readonly BoundTo[]): BoundTo[] {
  const seen = new Set(first.map(({ binding }) => binding));
  return [...first, ...second.filter(({ binding }) => !seen.has(binding))];
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

const slotId = (name: string, namespace: string): string => `${namespace}/${name}`;
const idOf = (binding: Binding): string => `${binding.namespace}/${binding.name}`;
