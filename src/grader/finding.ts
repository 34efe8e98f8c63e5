/** What judging one condition comes to; a file for each condition gives one. */
import type { KubeObject } from '../kube/object.js';
import type { SeenRequest } from './seen-request.js';

/** The evidence as conditions look at it. */
export interface Case {
  requests: readonly SeenRequest[];
  objects: readonly KubeObject[];
  before: readonly KubeObject[];
  /** The place of the first request that met the condition of an earlier check; undefined when none did. */
  metAt(checkId: string): number | undefined;
  /** The title of an earlier check. */
  titleOf(checkId: string): string;
}

/** What was found out about one condition. */
export interface Finding {
  /** How often it is met; 0 when it is not, and Infinity for what holds at the end or does not. */
  matches: number;
  /** What was seen, without a capital and a full stop. */
  seen: string;
  /** True when it was not met and `seen` tells of something that came close. */
  near: boolean;
  /** Place of the request that met it first; undefined where it rests on no request. */
  place: number | undefined;
  /** The `auditID`s of the events that it rests on. */
  events: readonly string[];
}

/** A finding about the state at the end, which rests on no request. */
export function stateFinding(matches: number, seen: string, near: boolean): Finding {
  return { matches, seen, near: matches === 0 && near, place: undefined, events: [] };
}
