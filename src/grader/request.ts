/** The judgement of a request condition: the requests that fit, or the nearest one and its differences. */
import { distance } from 'fastest-levenshtein';
import { describeRequest, describeUnseen } from './describe-request.js';
import { type Differences, differencesOf, distanceOf, isRefusalAlone, isUnread, reads } from './differences.js';
import { fits } from './field-path.js';
import type { Case, Finding } from './finding.js';
import { fitsIdentity } from './identity.js';
import { type NamedResource, namedResource } from './resource-name.js';
import type { RequestCondition } from './rubric.js';
import type { SeenRequest } from './seen-request.js';
import { sentence } from './show-text.js';

/** The finding about a request condition. */
export function judgeRequest(condition: RequestCondition, { requests, metAt, titleOf, isOfRun }: Case): Finding {
  const resource = condition.resource === undefined ? undefined : namedResource(condition.resource);
  // an order with something that never happened is asked of nobody; what must have happened stands in `requires`
  const from = condition.after === undefined ? -1 : (metAt(condition.after) ?? -1);
  const fitting: SeenRequest[] = [];
  let nearest: { text: string; distance: number; refused: boolean } | undefined;
  for (const request of requests) {
    if (!concerns(condition, resource, request)) continue;
    const differences = differencesOf(condition, request, from);
    const far = distanceOf(differences);
    if (far === 0) fitting.push(request);
    else if (
      fitting.length === 0 &&
      far <= (nearest?.distance ?? Number.POSITIVE_INFINITY) &&
      isOfRun(request) &&
      isNear(condition, request)
    ) {
      const text = describeMiss(condition, request, differences, titleOf);
      // of two that are as near, the same one each time, whichever came first
      if (nearest && far === nearest.distance && text >= nearest.text) continue;
      nearest = { text, distance: far, refused: isRefusalAlone(differences, request) };
    }
  }
  const [first] = fitting;
  if (first) {
    const ofRun = fitting.filter(isOfRun);
    const shown = ofRun.length > 0 ? ofRun : fitting;
    const [told = ''] = shown.map((request) => describeRequest(request, condition)).sort();
    return {
      matches: distinct(condition, fitting),
      seen: sentence(ofRun.length > 0 ? told : `${told}; that was in an earlier run`),
      miss: undefined,
      place: first.place,
      events: fitting.map(({ event }) => event.auditID),
    };
  }
  return {
    matches: 0,
    seen: sentence(
      nearest?.text ?? describeUnseen(resource && refusedOf(condition, resource, requests.filter(isOfRun)), condition),
    ),
    miss: nearest === undefined ? 'nothing' : nearest.refused ? 'refused' : 'near',
    place: undefined,
    events: [],
  };
}

/**
 * A request about the resource, or a sub-resource of it, that was answered with an error; their order does not decide which.
 * Where a change is asked for, reads do not count.
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
        // somebody else's, or about another object, tells nothing of this one
        (condition.name === undefined || one.name === '' || fits(one.name, condition.name)) &&
        (condition.user === undefined || fitsIdentity(condition, one)) &&
        (readIsAskedFor || !reads.includes(one.event.verb)),
    )
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))[0];
}

/** True when verb and resource, or path, fit; a request that differs in these is another one altogether. */
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
  return verbs.includes('create') && code === 201;
}

/** True for a misspelt name or a wrong namespace; a request for another object in another place was not meant. */
function isNear(condition: RequestCondition, request: SeenRequest): boolean {
  const { namespace, name, resource, path, user } = condition;
  const { event } = request;
  // any request of somebody: one that passes for them is near, and one of somebody who came in the same way
  if (resource === undefined && path === undefined) {
    const asked = [condition.credential].flat().includes(request.credential);
    return (event.impersonatedUser ?? event.user).username === user || asked;
  }
  const here = namespace === undefined || request.namespace === namespace;
  if (name === undefined) return here;
  if (isUnread(request)) return here || (user !== undefined && fitsIdentity(condition, request));
  if (fits(request.name, name)) return true;
  if (condition.exact || name.startsWith('~') || request.name === '') return false;
  return here && distance(request.name.slice(0, 253), name) <= 3;
}

/** The number of matches. Repeating a request for an object is no second match, unless one object was asked for. */
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
