/** Lease: the current leader, and since when. */

import { fields, number } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';

/** The definition of Leases. */
export const lease: KindDefinition = {
  createOnUpdate: true,
  needsVersion: true,
  // fields behind a feature that is off by default (CoordinatedLeaderElection)
  prepare: {
    create: (object) => drop(object, 'strategy', 'preferredHolder'),
    update: (object, old) => {
      const before = fields(old.spec);
      drop(object, ...['strategy', 'preferredHolder'].filter((name) => before[name] === undefined));
    },
  },
  validation: { anyFinalizer: true, always: validate },
};

function drop({ spec }: KubeObject, ...names: readonly string[]): void {
  for (const name of names) delete fields(spec)[name];
}

function validate({ spec }: KubeObject): FieldError[] {
  const { leaseDurationSeconds, leaseTransitions } = fields(spec);
  const seconds = number(leaseDurationSeconds) ?? 1;
  const errors = seconds <= 0 ? [invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0')] : [];
  return [...errors, ...nonNegative(leaseTransitions, 'spec.leaseTransitions')];
}
