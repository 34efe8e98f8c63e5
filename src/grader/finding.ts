/** What judging one condition comes to; a file for each condition gives one. */
import type { KubeObject } from '../kube/object.js';
import type { SeenRequest } from './seen-request.js';

/** The evidence as conditions look at it. */
export interface Case {
  requests: readonly SeenRequest[];
  /** Of the run that is looked at, and not of an earlier one. */
  isOfRun(request: SeenRequest): boolean;
  objects: readonly KubeObject[];
  before: readonly KubeObject[];
  /** The place of the first request that met the condition of an earlier check; undefined when none did. */
  metAt(checkId: string): number | undefined;
  /** The title of an earlier check. */
  titleOf(checkId: string): string;
}

/**
 * How a condition was missed: `nothing` like it was seen; something came `near`; it was right and `refused`, which an earlier
 * fault may be the reason of; or the `state` at the end is another one.
 */
export type Miss = 'nothing' | 'near' | 'refused' | 'state';

/** What was found out about one condition. */
export interface Finding {
  /** How often it is met; 0 when it is not, and Infinity for what holds at the end or does not. */
  matches: number;
  /** What was seen, without a capital and a full stop. */
  seen: string;
  /** Undefined when it was met. */
  miss: Miss | undefined;
  /** Place of the request that met it first; undefined where it rests on no request. */
  place: number | undefined;
  /** The `auditID`s of the events that met it. */
  events: readonly string[];
  /** What made its expression fail, which is a fault of the rubric. */
  fault?: string;
}

/** A finding about the state at the end, which rests on no request. */
export function stateFinding(matches: number, seen: string, miss: Miss): Finding {
  return { matches, seen, miss: matches > 0 ? undefined : miss, place: undefined, events: [] };
}

/** True when it was missed by something that is worth telling of. */
export function isNear({ miss }: Finding): boolean {
  return miss !== undefined && miss !== 'nothing';
}
