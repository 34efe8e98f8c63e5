/** Changes of a pod that scheduling gates hold: it may still narrow its choice of nodes. */
import { equalJson } from '../../../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, textMap } from '../../../../../kube/fields.js';
import { type FieldError, invalid } from '../../../../../kube/status.js';
import { internalValue } from '../../../internal-value.js';

const terms = 'requiredDuringSchedulingIgnoredDuringExecution';

/** The faults of a wider choice; `munged` gets the old values of the fields checked here, in place. */
export function mendGated(munged: Fields, before: Fields): FieldError[] {
  return [...mendSelector(munged, before), ...mendAffinity(munged, before)];
}

function mendSelector(munged: Fields, before: Fields): FieldError[] {
  if (equalJson(munged.nodeSelector ?? {}, before.nodeSelector ?? {})) return [];
  const now = munged.nodeSelector;
  if (before.nodeSelector === undefined) delete munged.nodeSelector;
  else munged.nodeSelector = before.nodeSelector;
  const kept = Object.entries(textMap(before.nodeSelector)).every(([key, value]) => textMap(now)[key] === value);
  const why = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return kept ? [] : [invalid('spec.nodeSelector', now, why)];
}

function mendAffinity(munged: Fields, before: Fields): FieldError[] {
  const had = fields(before.affinity).nodeAffinity;
  const { nodeAffinity: now, ...rest } = fields(munged.affinity);
  if (equalJson(now, had)) return [];
  if (had === undefined && Object.keys(rest).length === 0 && !isFields(before.affinity)) delete munged.affinity;
  else munged.affinity = { ...rest, ...(had === undefined ? {} : { nodeAffinity: had }) };
  return narrowerTerms(
    list(fields(fields(now)[terms]).nodeSelectorTerms),
    list(fields(fields(had)[terms]).nodeSelectorTerms),
    `spec.affinity.nodeAffinity.${terms}.nodeSelectorTerms`,
  );
}

/** One term more widens the choice, one requirement more in a term narrows it. */
function narrowerTerms(now: readonly Fields[], had: readonly Fields[], path: string): FieldError[] {
  const shown = now.map((term) => internalValue('core.v1.NodeSelectorTerm', term));
  if (had.length > 0 && now.length !== had.length) {
    const why = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    return [invalid(path, now.length === 0 ? null : shown, why)];
  }
  return had.flatMap((term, i) => {
    const why = 'only additions are allowed (no mutations or deletions)';
    return hasOnlyAdditions(now[i] ?? {}, term) ? [] : [invalid(`${path}[${i}]`, shown[i], why)];
  });
}

const lists = ['matchExpressions', 'matchFields'];

function hasOnlyAdditions(now: Fields, had: Fields): boolean {
  // an empty term chooses no node at all
  if (lists.every((name) => list(had[name]).length === 0)) return lists.every((name) => list(now[name]).length === 0);
  return lists.every((name) => equalJson(list(now[name]).slice(0, list(had[name]).length), list(had[name])));
}
