/** The Event of audit.k8s.io/v1, as the API server writes it: one JSON object a line. */
import type { Status } from './status.js';
import type { UserInfo } from './user.js';

/** How much of a request an event holds. */
export type AuditLevel = 'None' | 'Metadata' | 'Request' | 'RequestResponse';
/** When in a request's life an event was written. */
export type AuditStage = 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic';

/** The object of a request. */
export interface ObjectReference {
  resource?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  apiGroup?: string;
  apiVersion?: string;
  resourceVersion?: string;
  subresource?: string;
}

/** An audit event. */
export interface AuditEvent {
  kind: 'Event';
  apiVersion: 'audit.k8s.io/v1';
  level: AuditLevel;
  auditID: string;
  stage: AuditStage;
  requestURI: string;
  verb: string;
  user: Partial<UserInfo>;
  impersonatedUser?: UserInfo;
  /** Since 1.35: the verb by which a constrained impersonation was allowed (KEP-5284). */
  authenticationMetadata?: { impersonationConstraint: string };
  sourceIPs?: string[];
  userAgent?: string;
  objectRef?: ObjectReference;
  responseStatus?: Partial<Status>;
  requestObject?: unknown;
  responseObject?: unknown;
  requestReceivedTimestamp: string;
  stageTimestamp: string;
  annotations?: Record<string, string>;
}

/**
 * The key of a request, the same for each of its events. A client may choose the auditID, and by that alone could hide one request
 * behind another.
 */
export function requestKey({
  auditID,
  verb,
  requestURI,
  user,
  responseStatus,
  requestReceivedTimestamp,
}: AuditEvent): string {
  return JSON.stringify([
    auditID,
    verb,
    requestURI,
    user.username,
    user.extra,
    responseStatus?.code,
    requestReceivedTimestamp,
  ]);
}

/** The events in the lines of an audit log, in their order. A line that is no event, or is cut off at one of its ends, is passed over. */
export function auditEventsIn(text: string): AuditEvent[] {
  return text.split('\n').flatMap((line) => {
    try {
      const event = JSON.parse(line) as AuditEvent; // of an API server's own file
      return event?.kind === 'Event' ? [event] : [];
    } catch {
      return [];
    }
  });
}
