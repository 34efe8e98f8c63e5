/** What a verdict rests on: what the API server wrote down, and what it holds at the end. Gathered outside the kernel. */
import type { AuditEvent } from '../kube/audit-event.js';
import type { KubeObject } from '../kube/object.js';

/** The evidence about one submission. */
export interface Evidence {
  /** In the order in which the server wrote them; events of the control plane and of the grader itself are left out. */
  audit: readonly AuditEvent[];
  /** Every object at the end of the run. */
  objects: readonly KubeObject[];
  /** The objects that were there before the first cell ran; what was there already earns nothing. */
  before: readonly KubeObject[];
  /** Whose record this is. `client`: the helper's own, when the audit log is out of reach; such a verdict says so. */
  source: 'server' | 'client';
  /**
   * When the run began that is looked at (milliseconds). What was asked before it may meet a condition, and is not told of as
   * what came near. Without it all that was asked is of one run.
   */
  runBegan?: number;
  /** What cells printed, for hints and feedback alone: a kernel can forge it. */
  cells: readonly CellEvidence[];
}

/** One code cell of the submission. */
export interface CellEvidence {
  id: string;
  /** `passed`, `failed`, `not run`. */
  outcome: 'passed' | 'failed' | 'not run';
  /** Its output as text, cut to a few thousand characters. */
  text: string;
}
