/**
 * Conflicts of a server-side apply: the fields, their managers and values, and the ways on. The causes of the Status name
 * fields and managers; the object itself, where it was read, says since when and how
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts).
 */
import { fieldAt } from './field-path.js';

/** A field that belongs to another manager. */
export interface FieldConflict {
  /** As the server writes it: `.spec.replicas`. */
  field: string;
  manager: string;
  /** The sub-resource through which that manager wrote, such as `scale`. */
  subresource?: string;
}

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

/** The conflicts in a Status; empty for every other answer. */
export function fieldConflicts(status: unknown): FieldConflict[] {
  return list(fieldsOf(fieldsOf(status).details).causes).flatMap(({ reason, field, message }) => {
    if (reason !== 'FieldManagerConflict') return [];
    const [, manager = '', subresource] =
      /^conflict with "((?:[^"\\]|\\.)*)"(?: with subresource "([^"]*)")?/.exec(String(message)) ?? [];
    return [{ field: String(field), manager, ...(subresource ? { subresource } : {}) }];
  });
}

/** `kubelab owns .spec.replicas and .spec.paused; web-team owns .metadata.labels.app`. */
export function ownersText(conflicts: readonly FieldConflict[]): string {
  const byManager = new Map<string, string[]>();
  for (const { manager, field } of conflicts) byManager.set(manager, [...(byManager.get(manager) ?? []), field]);
  return [...byManager].map(([manager, fields]) => `${manager} owns ${fields.join(' and ')}`).join('; ');
}

/** Advice on a conflict. */
export const waysOn: string =
  'Leave the field out of what you apply, and it stays theirs; or take it over with { force: true }; or send the value that stands there, and both of you own it.';

/** Each conflict with the sent value, the live one, its writer and the time. Objects without secrets in them. */
export function conflictLines(conflicts: readonly FieldConflict[], sent: unknown, live: unknown): string[] {
  return conflicts.map(({ field, manager, subresource }) => {
    const entry = list(fieldsOf(fieldsOf(live).metadata).managedFields).find(
      (one) => one.manager === manager && (one.subresource ?? '') === (subresource ?? ''),
    );
    const how = entry
      ? ` (by ${entry.operation === 'Apply' ? 'an apply' : 'a create, update or patch'}${subresource ? ` of ${subresource}` : ''}${entry.time ? `, ${String(entry.time)}` : ''})`
      : '';
    const [mine, theirs] = [fieldAt(sent, field), fieldAt(live, field)];
    const values = [
      ...(theirs === undefined ? [] : [`there stands ${JSON.stringify(theirs)}`]),
      ...(mine === undefined ? [] : [`you sent ${JSON.stringify(mine)}`]),
    ];
    return `${field} is owned by ${manager}${how}${values.length ? `: ${values.join(', ')}` : ''}`;
  });
}
