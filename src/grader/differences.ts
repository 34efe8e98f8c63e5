/** The differences of a request from the one that is asked for, and the distance that they add up to. */
import { saysVerified } from '../kube/user-agent.js';
import { differingFields, fits } from './field-path.js';
import { fitsIdentity } from './identity.js';
import { selectionOf, selectsOnly } from './label-terms.js';
import { patchTouches } from './patch-touches.js';
import type { RequestCondition } from './rubric.js';
import type { SeenRequest } from './seen-request.js';

/** The differences of a request of the right verb and resource. */
export interface Differences {
  identity: boolean;
  status: boolean;
  dryRun: boolean;
  namespace: boolean;
  name: boolean;
  /** The paths of the fields that are not as they should be. */
  body: readonly string[];
  /** The object that should hold these fields; undefined for a body that the server refused before it read it. */
  sent: unknown;
  /** True when its label selector selects something else. */
  selector: boolean;
  /** The client said that it did not check the server. */
  unverified: boolean;
  /** True when it came before the request that it should come after. */
  early: boolean;
}

/** Verbs that change nothing. */
export const reads: readonly string[] = ['get', 'list', 'watch'];

/** The differences of a request from `condition`; one at or before the place `from` came too early. */
export function differencesOf(condition: RequestCondition, request: SeenRequest, from: number): Differences {
  const { event, place, namespace, dryRun } = request;
  return {
    identity: !fitsIdentity(condition, request),
    status: !fitsStatus(condition.status, request),
    // a rehearsal of what only reads is the reading itself
    dryRun: dryRun && !reads.includes(event.verb),
    namespace: condition.namespace !== undefined && namespace !== condition.namespace,
    name: condition.name !== undefined && !isUnread(request) && !fits(request.name, condition.name),
    ...differingBody(condition.body ?? {}, request),
    selector: condition.selects !== undefined && !selectsOnly(selectionOf(event.requestURI), condition.selects),
    unverified: condition.verified === true && !saysVerified(event.userAgent),
    early: place <= from,
  };
}

/** The distance of a request: 0 when it is as it should be; the smaller, the nearer. */
export function distanceOf(differences: Differences): number {
  const { identity, status, dryRun, namespace, name, body, selector, unverified, early } = differences;
  return (
    (identity ? 2 : 0) +
    (status ? 2 : 0) +
    (dryRun ? 1 : 0) +
    (namespace ? 4 : 0) +
    (name ? 4 : 0) +
    // more fields are further, and never as far as anything else
    (body.length === 0 ? 0 : 1 + (body.length - 1) / 100) +
    (selector ? 1 : 0) +
    (unverified ? 1 : 0) +
    (early ? 1 : 0)
  );
}

/** True when nothing but the answer was wrong, as far as the server looked at the request. */
export function isRefusalAlone(differences: Differences, { code }: SeenRequest): boolean {
  const { status, body, sent } = differences;
  return (
    status && code >= 400 && distanceOf({ ...differences, status: false, body: sent === undefined ? [] : body }) === 0
  );
}

/** A create that is refused before its body is read has no name yet. */
export function isUnread({ event, name, code }: SeenRequest): boolean {
  return name === '' && code >= 400 && event.verb === 'create';
}

function fitsStatus(wanted: RequestCondition['status'], { code, subresource }: SeenRequest): boolean {
  if (wanted === undefined) {
    // exec, attach and port-forward answer by becoming another protocol
    const switched = code === 101 && ['exec', 'attach', 'portforward'].includes(subresource);
    return (code >= 200 && code < 300) || switched;
  }
  return [wanted].flat().some((one) => String(one) === String(code) || one === `${Math.floor(code / 100)}xx`);
}

/**
 * The differing fields of the object that was sent. Patches have many forms, so the object in the answer counts as well, when the
 * patch touches any of the fields: an empty patch is answered with the work of others.
 */
function differingBody(
  fields: Readonly<Record<string, unknown>>,
  { event, code }: SeenRequest,
): Pick<Differences, 'body' | 'sent'> {
  const { requestObject, responseObject, verb } = event;
  const sent = requestObject === undefined && code < 400 ? {} : requestObject;
  const body = differingFields(sent, fields);
  if (body.length === 0 || verb !== 'patch' || responseObject === undefined || code >= 400) return { body, sent };
  if (!Object.keys(fields).some((path) => patchTouches(requestObject, path))) return { body, sent };
  return { body: differingFields(responseObject, fields), sent: responseObject };
}
