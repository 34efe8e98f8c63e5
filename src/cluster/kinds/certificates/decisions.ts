/** The decisions of a signing request: conditions that are added through `/approval`, and kept by `/status`. */

import { type Fields, fields, list, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { formatTime } from '../../clock.js';
import { keepField } from '../prepare-fields.js';

/** An approval changes only the conditions; conditions with dates keep them. */
export function prepareApproval(object: KubeObject, old: KubeObject, now: Date): void {
  keepField(object, old, 'spec');
  const conditions = list(fields(object.status).conditions).map((c) => dated(c, old, now));
  const status = structuredClone(fields(old.status));
  object.status = conditions.length ? { ...status, conditions } : withoutConditions(status);
}

function withoutConditions(status: Fields): Fields {
  const { conditions: _, ...rest } = status;
  return rest;
}

/**
 * Decisions that were made already are those of the stored object. A decision that is added or removed stays so here:
 * validation refuses it.
 */
export function prepareStatus(object: KubeObject, old: KubeObject, now: Date): void {
  keepField(object, old, 'spec');
  const status = fields(object.status);
  let conditions = list(status.conditions);
  for (const type of ['Approved', 'Denied']) {
    const before = list(fields(old.status).conditions).filter((c) => c.type === type);
    if (conditions.filter((c) => c.type === type).length !== before.length) continue;
    conditions = conditions.map((c) => (c.type === type ? (structuredClone(before.shift()) ?? c) : c));
  }
  const rest = withoutConditions(status);
  const all = conditions.map((c) => dated(c, old, now));
  object.status = all.length ? { ...rest, conditions: all } : rest;
}

function dated(condition: Fields, old: KubeObject, now: Date): Fields {
  const before = list(fields(old.status).conditions).find((c) => c.type === condition.type);
  const date = formatTime(now);
  const transition = before?.status === condition.status ? text(before?.lastTransitionTime) : '';
  return {
    ...condition,
    lastUpdateTime: text(condition.lastUpdateTime) || date,
    lastTransitionTime: text(condition.lastTransitionTime) || transition || date,
  };
}
