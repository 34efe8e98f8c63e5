/** Builds audit events out of a request and its answer (k8s.io/apiserver/pkg/audit/request.go). */
import type { AuditEvent, AuditLevel, AuditStage, ObjectReference } from '../../kube/audit-event.js';
import type { Status } from '../../kube/status.js';
import type { UserInfo } from '../../kube/user.js';
import type { ApiRequest } from '../handler.js';
import { withoutSecrets } from './redact.js';

/** What the answer adds. */
export interface EventOutcome {
  stage: AuditStage;
  level: AuditLevel;
  responseStatus?: Partial<Status>;
  at: Date;
}

/** The event in the order of the fields in which Kubernetes writes it. */
export function auditEvent(request: ApiRequest, outcome: EventOutcome): AuditEvent {
  const { audit, impersonator } = request;
  const { level } = outcome;
  const bodies = level === 'Request' || level === 'RequestResponse';
  const reference = objectReference(request);
  const userAgent = [request.headers['user-agent'] ?? []].flat()[0];
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: request.auditID,
    stage: outcome.stage,
    requestURI: request.url,
    verb: request.info.verb,
    user: ordered(impersonator ?? request.user ?? {}),
    ...(impersonator && request.user ? { impersonatedUser: ordered(request.user) as UserInfo } : {}), // it is a whole user
    ...(audit.impersonationConstraint
      ? { authenticationMetadata: { impersonationConstraint: audit.impersonationConstraint } }
      : {}),
    sourceIPs: request.sourceIPs,
    ...(userAgent ? { userAgent } : {}),
    ...(reference ? { objectRef: reference } : {}),
    ...(outcome.responseStatus ? { responseStatus: outcome.responseStatus } : {}),
    ...(bodies && audit.requestObject !== undefined ? { requestObject: withoutSecrets(audit.requestObject) } : {}),
    ...(level === 'RequestResponse' && audit.responseObject !== undefined
      ? { responseObject: withoutSecrets(audit.responseObject) }
      : {}),
    requestReceivedTimestamp: microTime(request.receivedAt),
    stageTimestamp: microTime(outcome.at),
    ...(Object.keys(audit.annotations).length ? { annotations: sorted(audit.annotations) } : {}),
  };
}

function objectReference({ info, audit }: ApiRequest): ObjectReference | undefined {
  if (!info.isResourceRequest) return undefined;
  const name = info.name || audit.objectName;
  return {
    resource: info.resource,
    ...(info.namespace ? { namespace: info.namespace } : {}),
    ...(name ? { name } : {}),
    ...(info.apiGroup ? { apiGroup: info.apiGroup } : {}),
    apiVersion: info.apiVersion,
    ...(info.subresource ? { subresource: info.subresource } : {}),
  };
}

function ordered({ username, uid, groups, extra }: Partial<UserInfo>): Partial<UserInfo> {
  return {
    ...(username !== undefined ? { username } : {}),
    ...(uid ? { uid } : {}),
    ...(groups?.length ? { groups } : {}),
    ...(extra && Object.keys(extra).length ? { extra } : {}),
  };
}

const sorted = (map: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

/** metav1.MicroTime; the clock knows milliseconds. */
function microTime(date: Date): string {
  return `${date.toISOString().slice(0, -1)}000Z`;
}
