/** The rights that a user's requests needed, read from audit events: one need for each question that the authorizer was asked. */
import { type AuditEvent, requestKey } from '../kube/audit-event.js';
import type { AccessAttributes } from '../kube/rbac.js';
import { requestInfo } from '../kube/request-info.js';
import { allAuthenticated, allUnauthenticated, parseServiceAccountUsername, type UserInfo } from '../kube/user.js';

/** The request behind a need. */
export interface NeedingRequest {
  auditID: string;
  verb: string;
  requestURI: string;
  /** The status code; undefined for one that is still going on. */
  code: number | undefined;
  /** True when the authorizer refused it. */
  refused: boolean;
}

/** One question to the authorizer, with the request that it came from. */
export interface AccessNeed extends Omit<AccessAttributes, 'user' | 'fieldSelector'> {
  request: NeedingRequest;
}

/** The user, and whether refusals count. */
export interface NeedsOptions {
  user: string;
  includeRefused: boolean;
}

const methods: Record<string, string> = { create: 'POST', update: 'PUT', patch: 'PATCH', delete: 'DELETE' };
/** The groups that a user gets without asking for them. */
const impliedGroups = new Set([allAuthenticated, allUnauthenticated]);

/**
 * The needs of all requests that `user` sent, each request once: its own requests, those made in its name by impersonation, and
 * its right to impersonate where it acted as another.
 */
export function accessNeeds(events: readonly AuditEvent[], { user, includeRefused }: NeedsOptions): AccessNeed[] {
  const decided = new Map<string, AuditEvent>();
  for (const event of events) {
    const decision = event.annotations?.['authorization.k8s.io/decision'];
    // the stage RequestReceived comes before the decision; a watch has two stages after it
    if (decision === 'allow' || (decision === 'forbid' && includeRefused)) decided.set(requestKey(event), event);
  }
  return [...decided.values()].flatMap((event) => {
    const effective = event.impersonatedUser ?? event.user;
    return [
      ...(effective.username === user ? ownNeeds(event) : []),
      ...(event.impersonatedUser && event.user.username === user
        ? impersonationNeeds(event, event.impersonatedUser)
        : []),
    ];
  });
}

function ownNeeds(event: AuditEvent): AccessNeed[] {
  const need = needOf(event);
  const created = event.responseStatus?.code === 201 && (need.verb === 'patch' || need.verb === 'update');
  // an apply or an update that makes the object is asked about `create` as well
  return created ? [need, { ...need, verb: 'create' }] : [need];
}

/** The question about the request itself. The audit event's `objectRef` may name facts of the body alone; RBAC sees the path. */
function needOf(event: AuditEvent): AccessNeed {
  const { auditID, requestURI, responseStatus, annotations } = event;
  const { isResourceRequest, path, apiGroup, apiVersion, namespace, resource, subresource, name } = requestInfo(
    methods[event.verb] ?? (event.verb === 'deletecollection' ? 'DELETE' : 'GET'),
    requestURI,
  );
  const refused = annotations?.['authorization.k8s.io/decision'] === 'forbid';
  const request = { auditID, verb: event.verb, requestURI, code: responseStatus?.code, refused };
  const about = { apiGroup, apiVersion, namespace, resource, subresource, name };
  return { isResourceRequest, verb: event.verb, path: isResourceRequest ? '' : path, ...about, request };
}

/** The questions of `cluster/chain/impersonation.ts`, of the old verb or of the narrow one that allowed it. */
function impersonationNeeds(event: AuditEvent, wanted: UserInfo): AccessNeed[] {
  const own = needOf(event);
  const verb = event.authenticationMetadata?.impersonationConstraint ?? 'impersonate';
  const mode = verb.split(':')[1];
  const about = (resource: string, name: string, more: Partial<AccessNeed> = {}): AccessNeed => ({
    ...{ isResourceRequest: true, verb, path: '', apiGroup: mode ? 'authentication.k8s.io' : '', apiVersion: 'v1' },
    ...{ namespace: '', resource, subresource: '', name, request: own.request },
    ...more,
  });
  const { username, uid, groups, extra = {} } = wanted;
  const account = parseServiceAccountUsername(username);
  const node = mode?.endsWith('-node') ? username.slice('system:node:'.length) : undefined;
  const asked = account
    ? about('serviceaccounts', account.name, { namespace: account.namespace })
    : node === undefined
      ? about('users', username)
      : about('nodes', mode === 'associated-node' ? '' : node);
  const implied = (group: string): boolean =>
    impliedGroups.has(group) ||
    (account !== undefined && group.startsWith('system:serviceaccounts')) ||
    (node !== undefined && group === 'system:nodes');
  const authentication = { apiGroup: 'authentication.k8s.io' };
  return [
    ...(mode ? [{ ...own, verb: `impersonate-on:${mode}:${own.verb}` }] : []),
    asked,
    ...groups.filter((group) => !implied(group)).map((group) => about('groups', group)),
    ...(uid ? [about('uids', uid, authentication)] : []),
    ...Object.entries(extra).flatMap(([subresource, values]) =>
      values.map((value) => about('userextras', value, { ...authentication, subresource })),
    ),
  ];
}
