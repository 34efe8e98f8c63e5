/** Builds audit events out of a request and its answer (k8s.io/apiserver/pkg/audit/request.go). */
import type { AuditEvent, AuditLevel, AuditStage, ObjectReference } from '../../kube/audit-event.js';
import type { Status } from '../../kube/status.js';
import type { UserInfo } from '../../kube/user.js';
import type { ApiRequest } from '../chain/handler.js';
import { withoutManagedFields } from './managed-fields.js';

/** The answer's part of events. */
export interface EventOutcome {
  stage: AuditStage;
  level: AuditLevel;
  omitManagedFields: boolean;
  responseStatus?: Partial<Status>;
  at: Date;
  withoutSecrets(object: unknown): unknown;
}

/** The event in the order of the fields in which Kubernetes writes it; a field that is undefined is not written. */
export function auditEvent(request: ApiRequest, outcome: EventOutcome): AuditEvent {
  const { audit, impersonator, user } = request;
  const { level, omitManagedFields, withoutSecrets } = outcome;
  const bodies = level === 'Request' || level === 'RequestResponse';
  const constraint = audit.impersonationConstraint;
  // a patch is written as it was sent
  const bare = omitManagedFields && request.info.verb !== 'patch';
  const requestObject = bare ? withoutManagedFields(audit.requestObject) : audit.requestObject;
  const responseObject = omitManagedFields ? withoutManagedFields(audit.responseObject) : audit.responseObject;
  // one shape for all events: objects that are put together from parts take several times as long to write
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: request.auditID,
    stage: outcome.stage,
    requestURI: request.url,
    verb: request.info.verb,
    user: ordered(impersonator ?? user ?? {}),
    impersonatedUser: impersonator && user ? (ordered(user) as UserInfo) : undefined, // it is a whole user
    authenticationMetadata: constraint ? { impersonationConstraint: constraint } : undefined,
    sourceIPs: request.sourceIPs,
    userAgent: userAgent(request),
    objectRef: objectReference(request),
    responseStatus: outcome.responseStatus,
    requestObject: bodies ? withoutSecrets(requestObject) : undefined,
    responseObject: level === 'RequestResponse' ? withoutSecrets(responseObject) : undefined,
    requestReceivedTimestamp: microTime(request.receivedAt),
    stageTimestamp: microTime(outcome.at),
    annotations: sorted(audit.annotations),
  };
}

const maxUserAgentLength = 1024;
const cut = '...TRUNCATED';

function userAgent({ headers }: ApiRequest): string | undefined {
  const [agent = ''] = [headers['user-agent']].flat();
  return agent.length > maxUserAgentLength ? `${agent.slice(0, maxUserAgentLength)}${cut}` : agent || undefined;
}

function objectReference({ info, audit }: ApiRequest): ObjectReference | undefined {
  if (!info.isResourceRequest) return undefined;
  const { sent = {} } = audit;
  const namespace = info.namespace || sent.namespace;
  const name = info.name || sent.name;
  const reference: ObjectReference = { resource: info.resource };
  if (namespace) reference.namespace = namespace;
  if (name) reference.name = name;
  if (sent.uid) reference.uid = sent.uid;
  if (info.apiGroup) reference.apiGroup = info.apiGroup;
  reference.apiVersion = info.apiVersion;
  if (sent.resourceVersion) reference.resourceVersion = sent.resourceVersion;
  if (info.subresource) reference.subresource = info.subresource;
  return reference;
}

function ordered({ username, uid, groups, extra }: Partial<UserInfo>): Partial<UserInfo> {
  const user: Partial<UserInfo> = {};
  if (username !== undefined) user.username = username;
  if (uid) user.uid = uid;
  if (groups?.length) user.groups = groups;
  if (extra && Object.keys(extra).length > 0) user.extra = extra;
  return user;
}

/** A copy, by key; undefined for an empty map. */
function sorted(map: Record<string, string>): Record<string, string> | undefined {
  const keys = Object.keys(map);
  if (keys.length === 0) return undefined;
  if (keys.every((key, at) => (keys[at - 1] ?? '') < key)) return { ...map };
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

let latest = { time: Number.NaN, text: '' };

/** metav1.MicroTime; the clock knows milliseconds, and many events come in the same one. */
function microTime(date: Date): string {
  const time = date.getTime();
  if (latest.time !== time) latest = { time, text: `${date.toISOString().slice(0, -1)}000Z` };
  return latest.text;
}
