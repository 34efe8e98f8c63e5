/** The self-check as a notebook sees it. Types only: the kernel's old compiler reads this file for every first cell. */
import type { Client } from '../request/api.js';

/** How to check. */
export interface CheckOptions {
  /** How much help a check that has not passed gives: 0 none, 1 (without this) a nudge, higher nearly the answer. */
  hint?: number;
  /** The client for the cluster; that of `connect()` without this. It must be allowed to list the objects. */
  client?: Client;
  /** For the grade cells of nbgrader: the result shows as a number of points, and a task without a point throws. */
  nbgrader?: boolean;
}

/** The outcome of one check. */
export interface CheckedItem {
  readonly id: string;
  readonly title: string;
  readonly task: string;
  /** `blocked`: a check that it needs has not passed. */
  readonly status: 'passed' | 'partly' | 'failed' | 'blocked';
  /** The finding, in a sentence. */
  readonly seen: string;
  readonly points: number;
  readonly maxPoints: number;
  /** The hints up to the level that was asked for; empty when it passed. */
  readonly hints: readonly string[];
  /** How many hints there are. */
  readonly hintLevels: number;
}

/** The answer to `check()`. Shows itself as text; `show(result)` draws it. */
export interface CheckResult {
  /** The task: `04-activity/token`, or a whole lesson. */
  readonly name: string;
  /** True when every check passed in full. */
  readonly done: boolean;
  readonly points: number;
  readonly maxPoints: number;
  /** True when the API server's record could not be read, and the helper's own was taken. */
  readonly byOwnRecord: boolean;
  readonly checks: readonly CheckedItem[];
  toString(): string;
}
