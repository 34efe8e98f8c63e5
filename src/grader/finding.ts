/** The finding about one condition; each kind of condition has a file that gives one. */
import type { KubeObject } from '../kube/object.js';
import type { SeenRequest } from './seen-request.js';

/** The evidence as conditions look at it. */
export interface Case {
  requests: readonly SeenRequest[];
  /** True for a request of the judged run, and not of an earlier one. */
  isOfRun(request: SeenRequest): boolean;
  objects: readonly KubeObject[];
  before: readonly KubeObject[];
  /** The place of the first request that met the condition of an earlier check; undefined when none did. */
  metAt(checkId: string): number | undefined;
  /** The title of an earlier check. */
  titleOf(checkId: string): string;
}

/**
 * How a condition was missed: `nothing` like it was seen; a request or object came `near`; a right request was `refused`, for which
 * an earlier fault may be the reason; or the `state` at the end is another one.
 */
export type Miss = 'nothing' | 'near' | 'refused' | 'state';

/** The result of judging one condition. */
export interface Finding {
  /** How often the condition is met; 0 when it is not, and Infinity for a state that holds at the end. */
  matches: number;
  /** The observation in words, without a capital and a full stop. */
  seen: string;
  /** Undefined when the condition was met. */
  miss: Miss | undefined;
  /** Place of the request that met it first; undefined where it rests on no request. */
  place: number | undefined;
  /** The `auditID`s of the events that met it. */
  events: readonly string[];
  /** The error of the condition's expression, which is a fault of the rubric. */
  fault?: string;
}

/** A finding about the state at the end, which rests on no request. */
export function stateFinding(matches: number, seen: string, miss: Miss): Finding {
  return { matches, seen, miss: matches > 0 ? undefined : miss, place: undefined, events: [] };
}

/** True when the condition was missed by something that is worth telling of. */
export function isNear({ miss }: Finding): boolean {
  return miss !== undefined && miss !== 'nothing';
}
