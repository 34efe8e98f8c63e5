/** The evidence of a verdict: the API server's audit events, and its objects at the end. Gathered outside the kernel. */
import type { AuditEvent } from '../kube/audit-event.js';
import type { KubeObject } from '../kube/object.js';

/** The evidence about one submission. */
export interface Evidence {
  /** The events in the order of the server's record; those of the control plane and of the grader itself are left out. */
  audit: readonly AuditEvent[];
  /** Every object at the end of the run. */
  objects: readonly KubeObject[];
  /** The objects that were there before the first cell ran; an object that was there already earns nothing. */
  before: readonly KubeObject[];
  /** The author of this record. `client`: the helper's own, when the audit log is out of reach; such a verdict says so. */
  source: 'server' | 'client';
  /**
   * When the judged run began (milliseconds). An earlier request may meet a condition, and is not told of as one that came
   * near. Without this time all requests are of one run.
   */
  runBegan?: number;
  /** The cells and their outputs, for hints and feedback alone: a kernel can forge them. */
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
