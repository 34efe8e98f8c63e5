/** A request that the server must have seen: which ones fit, or which came nearest and what was different about it. */
import { distance } from 'fastest-levenshtein';
import { saysVerified } from '../kube/user-agent.js';
import { describeRequest, describeUnseen } from './describe-request.js';
import { differingFields, fits } from './field-path.js';
import type { Case, Finding } from './finding.js';
import { fitsIdentity } from './identity.js';
import { type NamedResource, namedResource } from './resource-name.js';
import type { RequestCondition } from './rubric.js';
import type { SeenRequest } from './seen-request.js';
import { sentence } from './show-text.js';

/** What a request of the right verb and resource differs in. */
export interface Differences {
  identity: boolean;
  status: boolean;
  dryRun: boolean;
  namespace: boolean;
  name: boolean;
  /** The paths of the fields that are not as they should be. */
  body: readonly string[];
  /** The client said that it did not check the server. */
  unverified: boolean;
  /** It came before the request that it should come after. */
  early: boolean;
}

const reads = ['get', 'list', 'watch'];

/** The finding about a request condition. */
export function judgeRequest(condition: RequestCondition, { requests, metAt, titleOf }: Case): Finding {
  const resource = condition.resource === undefined ? undefined : namedResource(condition.resource);
  const from = condition.after === undefined ? -1 : (metAt(condition.after) ?? Number.POSITIVE_INFINITY);
  const fitting: SeenRequest[] = [];
  let nearest: { text: string; distance: number; request: SeenRequest } | undefined;
  for (const request of requests) {
    if (!concerns(condition, resource, request)) continue;
    const differences = differencesOf(condition, request, from);
    const far = distanceOf(differences);
    if (far === 0) fitting.push(request);
    else if (
      fitting.length === 0 &&
      far <= (nearest?.distance ?? Number.POSITIVE_INFINITY) &&
      isNear(condition, request)
    ) {
      const text = describeMiss(condition, request, differences, titleOf);
      // of two that are as near, the same one each time, whichever came first
      if (!nearest || far < nearest.distance || text < nearest.text) nearest = { text, distance: far, request };
    }
  }
  const [first] = fitting;
  if (first) {
    const [told = ''] = fitting.map((request) => describeRequest(request, condition)).sort();
    return {
      matches: distinct(condition, fitting),
      seen: sentence(told),
      near: false,
      place: first.place,
      events: fitting.map(({ event }) => event.auditID),
    };
  }
  return {
    matches: 0,
    seen: sentence(nearest?.text ?? describeUnseen(resource && refusedOf(condition, resource, requests))),
    near: nearest !== undefined,
    place: undefined,
    events: nearest ? [nearest.request.event.auditID] : [],
  };
}

/**
 * A request about the resource, or a sub-resource of it, that was answered with an error; the same one whichever came first.
 * Where a change is asked for, reads are none of it.
 */
function refusedOf(
  condition: RequestCondition,
  { resource, group }: NamedResource,
  requests: readonly SeenRequest[],
): SeenRequest | undefined {
  const readIsAskedFor = [condition.verb ?? reads].flat().some((verb) => reads.includes(verb));
  const key = ({ event, path, code }: SeenRequest): string => `${event.verb} ${path} ${code}`;
  return requests
    .filter(
      (one) =>
        one.code >= 400 &&
        one.resource === resource &&
        one.group === group &&
        (condition.namespace === undefined || one.namespace === condition.namespace) &&
        (readIsAskedFor || !reads.includes(one.event.verb)),
    )
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))[0];
}

/** Verb and resource, or path; what differs in these is another request altogether. */
function concerns(condition: RequestCondition, resource: NamedResource | undefined, request: SeenRequest): boolean {
  if (condition.verb !== undefined && !fitsVerb([condition.verb].flat(), request)) return false;
  if (condition.path !== undefined) return request.resource === '' && fits(request.path, condition.path);
  if (resource === undefined) return true;
  return (
    request.resource === resource.resource &&
    request.group === resource.group &&
    request.subresource === resource.subresource
  );
}

/** An apply or a PUT that finds nothing there creates: 201 says so. */
function fitsVerb(verbs: readonly string[], { event, code }: SeenRequest): boolean {
  if (verbs.includes(event.verb)) return true;
  return verbs.includes('create') && code === 201 && (event.verb === 'patch' || event.verb === 'update');
}

function differencesOf(condition: RequestCondition, request: SeenRequest, from: number): Differences {
  const { event, place, namespace, name, dryRun } = request;
  return {
    identity: !fitsIdentity(condition, request),
    status: !fitsStatus(condition.status, request),
    // a rehearsal of what only reads is the reading itself
    dryRun: dryRun && !reads.includes(event.verb),
    namespace: condition.namespace !== undefined && namespace !== condition.namespace,
    name: condition.name !== undefined && !fits(name, condition.name),
    body: condition.body === undefined ? [] : differingBody(condition.body, request),
    unverified: condition.verified === true && !saysVerified(event.userAgent),
    early: place <= from,
  };
}

function fitsStatus(wanted: RequestCondition['status'], { code, subresource }: SeenRequest): boolean {
  if (wanted === undefined) {
    // exec, attach and port-forward answer by becoming another protocol
    const switched = code === 101 && ['exec', 'attach', 'portforward'].includes(subresource);
    return (code >= 200 && code < 300) || switched;
  }
  return [wanted].flat().some((one) => String(one) === String(code) || one === `${Math.floor(code / 100)}xx`);
}

/** In what was sent; for a patch, which may say it in many ways, in what came of it as well. */
function differingBody(fields: Readonly<Record<string, unknown>>, { event }: SeenRequest): string[] {
  const { requestObject, responseObject, verb } = event;
  const sent = differingFields(requestObject, fields);
  if (sent.length === 0 || verb !== 'patch') return sent;
  return differingFields(responseObject, fields).length === 0 ? [] : sent;
}

function distanceOf({ identity, status, dryRun, namespace, name, body, unverified, early }: Differences): number {
  return (
    (identity ? 2 : 0) +
    (status ? 2 : 0) +
    (dryRun ? 1 : 0) +
    (namespace ? 4 : 0) +
    (name ? 4 : 0) +
    // more fields are further, and never as far as anything else
    (body.length === 0 ? 0 : 1 + (body.length - 1) / 100) +
    (unverified ? 1 : 0) +
    (early ? 1 : 0)
  );
}

/** A slip of the pen or a wrong namespace is near; another object in another place is not what was meant. */
function isNear(condition: RequestCondition, request: SeenRequest): boolean {
  const { namespace, name, resource, path, user } = condition;
  const { event } = request;
  // any request of somebody: one that passes for them is near
  if (resource === undefined && path === undefined) return (event.impersonatedUser ?? event.user).username === user;
  const here = namespace === undefined || request.namespace === namespace;
  if (name === undefined) return here;
  // a create that is refused before its body is read has no name yet
  if (here && request.name === '' && request.code >= 400 && event.verb === 'create') return true;
  if (fits(request.name, name)) return true;
  return here && !name.startsWith('~') && request.name !== '' && distance(request.name.slice(0, 253), name) <= 3;
}

/** Doing the same thing to the same object again is no second match, unless one object was asked for. */
function distinct({ name }: RequestCondition, fitting: readonly SeenRequest[]): number {
  if (name !== undefined && !name.startsWith('~')) return fitting.length;
  const named = new Set<string>();
  let unnamed = 0;
  for (const request of fitting) {
    if (request.name === '') unnamed++;
    else named.add(JSON.stringify([request.resource, request.namespace, request.name]));
  }
  return named.size + unnamed;
}

function describeMiss(
  condition: RequestCondition,
  request: SeenRequest,
  differences: Differences,
  titleOf: (id: string) => string,
): string {
  return describeRequest(
    request,
    condition,
    differences,
    condition.after === undefined ? '' : titleOf(condition.after),
  );
}
