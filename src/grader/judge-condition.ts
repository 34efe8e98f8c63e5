/** The finding about a condition of any kind. */
import { judgeAccess } from './access.js';
import { judgeCel } from './cel.js';
import { type Case, type Finding, isNear, type Miss } from './finding.js';
import { judgeObject } from './object.js';
import { judgeOnly } from './only.js';
import { judgeRequest } from './request.js';
import type { Condition } from './rubric.js';
import { sentence } from './show-text.js';

/** Whether, how often and by which events the condition is met, or how it was missed. */
export function judgeCondition(condition: Condition, judged: Case): Finding {
  switch (condition.is) {
    case 'request':
      return judgeRequest(condition.request, judged);
    case 'object':
      return judgeObject(condition.object, judged);
    case 'access':
      return judgeAccess(condition.access, judged);
    case 'only':
      return judgeOnly(condition.only, judged);
    case 'cel':
      return judgeCel(condition, judged);
    case 'all':
      return allOf(condition.of.map((part) => judgeCondition(part, judged)));
    case 'any':
      return anyOf(condition.of.map((part) => judgeCondition(part, judged)));
  }
}

/** The finding about `all`: met as often as the part that is met the least, at the place of the last part. */
function allOf(parts: readonly Finding[]): Finding {
  const failed = parts.filter(({ matches }) => matches === 0);
  const told = failed.length > 0 ? failed : parts;
  const places = placesOf(parts);
  return {
    matches: Math.min(...parts.map(({ matches }) => matches)),
    seen: sentence(told.map(({ seen }) => seen).join('; ')),
    miss: worst.find((miss) => failed.some((part) => part.miss === miss)),
    place: failed.length > 0 || places.length === 0 ? undefined : Math.max(...places),
    events: failed.length > 0 ? [] : parts.flatMap(({ events }) => events),
    ...faultOf(parts),
  };
}

/** The order of several misses: those that no earlier fault explains come first. */
const worst: readonly Miss[] = ['near', 'nothing', 'refused', 'state'];

/** The finding about `any`: met as often as the part that is met the most, at the place of the first one met. */
function anyOf(parts: readonly Finding[]): Finding {
  const most = Math.max(...parts.map(({ matches }) => matches));
  const met = parts.filter(({ matches }) => matches === most && most > 0);
  const told = met[0] ?? parts.find(({ miss }) => miss === 'refused') ?? parts.find(isNear) ?? parts[0];
  const places = placesOf(parts);
  return {
    matches: most,
    seen: told?.seen ?? '',
    miss: most > 0 ? undefined : (told?.miss ?? 'nothing'),
    place: places.length > 0 ? Math.min(...places) : undefined,
    events: met[0]?.events ?? [],
    // a condition that is met in one way has no fault, whatever the other ways lack
    ...(most > 0 ? {} : faultOf(parts)),
  };
}

/** The places of the parts that requests met; a part that is not met has none. */
function placesOf(parts: readonly Finding[]): number[] {
  return parts.flatMap(({ place }) => (place === undefined ? [] : [place]));
}

function faultOf(parts: readonly Finding[]): Pick<Finding, 'fault'> {
  const fault = parts.find((part) => part.fault !== undefined)?.fault;
  return fault === undefined ? {} : { fault };
}
