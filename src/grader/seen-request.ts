/** The audit log as a list of requests: one entry for each that was answered, with the fields that conditions ask about. */
import { type AuditEvent, requestKey } from '../kube/audit-event.js';
import { isFields } from './field-path.js';
import { credentialOf } from './identity.js';
import type { CredentialKind } from './rubric.js';

/** One request that the server answered. */
export interface SeenRequest {
  /** Its place in the record, from 0; a request further on came later. */
  place: number;
  event: AuditEvent;
  code: number;
  /** A dry run: the server answered as if it acted, and changed nothing. */
  dryRun: boolean;
  /** How the caller proved who they are; for `--as` it is the caller's, too. */
  credential: CredentialKind;
  /** Empty for a path that is no resource. */
  resource: string;
  group: string;
  subresource: string;
  /** Empty for the whole cluster. */
  namespace: string;
  /** Empty when the request was about no single object. */
  name: string;
  /** The path without the query. */
  path: string;
}

/**
 * The requests in `events`, in their order. A request that is only received counts for nothing yet; a watch or an exec,
 * which has events for its beginning and its end, is one request.
 */
export function seenRequests(events: readonly AuditEvent[], source: 'server' | 'client'): SeenRequest[] {
  const known = new Set<string>();
  const requests: SeenRequest[] = [];
  for (const event of events) {
    if (event.stage !== 'ResponseComplete' && event.stage !== 'ResponseStarted') continue;
    const key = requestKey(event);
    if (known.has(key)) continue;
    known.add(key);
    requests.push(seenRequest(event, requests.length, source));
  }
  return requests;
}

function seenRequest(event: AuditEvent, place: number, source: 'server' | 'client'): SeenRequest {
  const { resource = '', apiGroup = '', subresource = '', namespace = '' } = event.objectRef ?? {};
  const cut = event.requestURI.indexOf('?');
  const query = cut < 0 ? '' : event.requestURI.slice(cut + 1);
  return {
    place,
    event,
    code: event.responseStatus?.code ?? 0,
    dryRun: isDryRun(event, query),
    credential: credentialOf(event.user, source),
    resource,
    group: apiGroup,
    subresource,
    namespace,
    name: nameOf(event),
    path: cut < 0 ? event.requestURI : event.requestURI.slice(0, cut),
  };
}

/** True with `dryRun` in the query, or for deletes in the DeleteOptions that were sent. */
function isDryRun({ verb, requestObject }: AuditEvent, query: string): boolean {
  if (query !== '' && new URLSearchParams(query).getAll('dryRun').some((value) => value !== '')) return true;
  if (verb !== 'delete' && verb !== 'deletecollection') return false;
  const given = isFields(requestObject) ? requestObject.dryRun : undefined;
  return Array.isArray(given) && given.length > 0;
}

/** The name of the object; a name that the server generated stands in the answer alone. */
function nameOf({ objectRef, verb, responseObject }: AuditEvent): string {
  if (objectRef?.name) return objectRef.name;
  if (verb !== 'create' || !isFields(responseObject)) return '';
  const { metadata } = responseObject;
  return isFields(metadata) && typeof metadata.name === 'string' ? metadata.name : '';
}
