/** The helper's own record as audit events, as an API server would have written them. */
import { createHash, X509Certificate } from 'node:crypto';
import type { AuditEvent, ObjectReference } from '../kube/audit-event.js';
import { requestInfo } from '../kube/request-info.js';
import { allAuthenticated, allUnauthenticated, anonymousUser, credentialIdKey, type UserInfo } from '../kube/user.js';
import type { OwnRequest } from '../request/own-record.js';

/**
 * The events of these requests, in their order. A request that changes nothing by its nature has no body. That the authorizer refused
 * one is taken from the status 403, which an admission plugin gives, too.
 */
export function auditEventsOf(requests: readonly OwnRequest[]): AuditEvent[] {
  return requests.map(eventOf);
}

function eventOf(request: OwnRequest, index: number): AuditEvent {
  const info = requestInfo(request.method, request.path);
  const time = `${new Date(request.at).toISOString().slice(0, -1)}000Z`;
  const refused = request.status === 401;
  const { impersonating } = request.identity;
  // an audit log keeps no bodies of these resources
  const hidden = info.resource === 'secrets' || info.resource === 'tokenreviews';
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Request',
    auditID: `own-${index + 1}`,
    stage: refused ? 'ResponseStarted' : 'ResponseComplete',
    requestURI: request.path,
    verb: info.verb,
    user: refused ? {} : userOf(request),
    ...(impersonating && !refused ? { impersonatedUser: actedAs(impersonating) } : {}),
    userAgent: request.userAgent,
    ...(info.isResourceRequest ? { objectRef: reference(info, request.name) } : {}),
    responseStatus: { metadata: {}, code: request.status },
    ...(refused
      ? {}
      : { annotations: { 'authorization.k8s.io/decision': request.status === 403 ? 'forbid' : 'allow' } }),
    ...(request.body === undefined || hidden ? {} : { requestObject: request.body }),
    requestReceivedTimestamp: time,
    stageTimestamp: time,
  };
}

function reference(info: ReturnType<typeof requestInfo>, answered: string | undefined): ObjectReference {
  const name = info.name || (info.verb === 'create' ? answered : undefined);
  return {
    resource: info.resource,
    ...(info.namespace ? { namespace: info.namespace } : {}),
    ...(name ? { name } : {}),
    ...(info.apiGroup ? { apiGroup: info.apiGroup } : {}),
    apiVersion: info.apiVersion,
    ...(info.subresource ? { subresource: info.subresource } : {}),
  };
}

function userOf({ identity, credential }: OwnRequest): Partial<UserInfo> {
  if (identity.user === undefined) return { username: anonymousUser, groups: [allUnauthenticated] };
  const id = credentialId(credential);
  return {
    username: identity.user,
    groups: [...identity.groups, allAuthenticated],
    ...(id ? { extra: { [credentialIdKey]: [id] } } : {}),
  };
}

/** The user that was asked for, without the groups that a server adds. */
function actedAs({
  user,
  uid,
  groups = [],
  extra = {},
}: NonNullable<OwnRequest['identity']['impersonating']>): UserInfo {
  // names of headers have no case
  const facts = Object.entries(extra).map(([key, values]) => [key.toLowerCase(), values]);
  return {
    username: user,
    ...(uid ? { uid } : {}),
    groups,
    ...(facts.length > 0 ? { extra: Object.fromEntries(facts) } : {}),
  };
}

/** By certificate (PEM): a program has few, and sends many requests with each. */
const certificateIds = new Map<string, string>();

/** As the server names it: by the certificate when there is one, which it looks at first; none for a token Secret. */
function credentialId({ certificate, token }: OwnRequest['credential']): string | undefined {
  if (certificate) {
    const { cert } = certificate;
    const id = certificateIds.get(cert) ?? certificateId(cert);
    certificateIds.set(cert, id);
    return id;
  }
  const claims = token === undefined ? undefined : claimsOf(token);
  return typeof claims?.jti === 'string' ? `JTI=${claims.jti}` : undefined;
}

function certificateId(pem: string): string {
  return `X509SHA256=${createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')}`;
}

function claimsOf(token: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
