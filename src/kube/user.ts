/** The user of a request, as authentication found it, and the names of service accounts. */

import { dnsLabelFaults, dnsSubdomainFaults } from './names.js';

/** UserInfo of authentication.k8s.io/v1. */
export interface UserInfo {
  username: string;
  uid?: string;
  groups: string[];
  extra?: Record<string, string[]>;
}

/** The user of a request without a recognised credential. */
export const anonymousUser = 'system:anonymous';
/** The groups that Kubernetes itself hands out. */
export const allAuthenticated = 'system:authenticated';
export const allUnauthenticated = 'system:unauthenticated';
/** Members of this group may do everything; no RBAC rule is looked at. */
export const systemMasters = 'system:masters';
/** The group of all kubelets; each is the user `system:node:NAME`. */
export const nodesGroup = 'system:nodes';
/** Key in `extra` that names the credential: `X509SHA256=…` or `JTI=…` (KEP-4193). */
export const credentialIdKey = 'authentication.kubernetes.io/credential-id';

/** `system:serviceaccount:NAMESPACE:NAME`. */
export function serviceAccountUsername(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** The groups that every service account of `namespace` is in. */
export function serviceAccountGroups(namespace: string): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** The user of a name, with the groups that Kubernetes adds by itself. */
export function userOf(username: string, groups: readonly string[]): UserInfo {
  const account = parseServiceAccountUsername(username);
  const own = account ? serviceAccountGroups(account.namespace) : [];
  const everybody = username === anonymousUser ? allUnauthenticated : allAuthenticated;
  return { username, groups: [...new Set([...groups, ...own, everybody])] };
}

/** Namespace and name of a service account's user name; undefined when it is none. */
export function parseServiceAccountUsername(username: string): { namespace: string; name: string } | undefined {
  const [, namespace = '', name = ''] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  const isAccount = name !== '' && dnsLabelFaults(namespace).length === 0 && dnsSubdomainFaults(name).length === 0;
  return isAccount ? { namespace, name } : undefined;
}

/** The node of a kubelet; empty where its name has none, undefined for anybody else. */
export function nodeOfKubelet({ username, groups }: UserInfo): string | undefined {
  const prefix = 'system:node:';
  return username.startsWith(prefix) && groups.includes(nodesGroup) ? username.slice(prefix.length) : undefined;
}

/** True for a user of the control plane and its nodes; false for all others, and for undefined. */
export function isControlPlane(username: string | undefined): boolean {
  return /^system:(kube-|apiserver$|node:|serviceaccount:kube-system:)/.test(username ?? '');
}
