/** PriorityLevelConfiguration: how many requests a level serves at once, and which wait. No request is limited here. */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, number, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { oneOf } from '../field-rules.js';
import { internalValue } from '../internal-value.js';
import { hasNewSpec, keepAllButStatus } from '../prepare-fields.js';
import { validateConditions } from './flow-schema.js';
import { suggestedLevels } from './suggested.js';

/** The definition of PriorityLevelConfigurations. */
export const priorityLevel: KindDefinition = {
  defaults: ({ spec }) => fillIn(fields(spec)),
  initial: suggestedLevels,
  isNewGeneration: hasNewSpec,
  prepare: { through: { status: keepAllButStatus } },
  status: { type: 'flowcontrol.v1.PriorityLevelConfigurationStatus', without: ['f:metadata'] },
  validation: { always: validate, order: ['new metadata', 'always'], through: { status: validateConditions } },
};

const queueDefaults = { queues: 64, handSize: 8, queueLengthLimit: 50 };

function fillIn({ limited, exempt }: Fields): void {
  for (const [part, shares] of [
    [limited, 30],
    [exempt, 0],
  ] as const) {
    if (!isFields(part)) continue;
    part.nominalConcurrencyShares ??= shares;
    part.lendablePercent ??= 0;
  }
  const { queuing } = fields(fields(limited).limitResponse);
  if (!isFields(queuing)) return;
  for (const [field, value] of Object.entries(queueDefaults)) queuing[field] = number(queuing[field]) || value;
}

const preserveZero = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

function validate({ metadata, spec }: KubeObject): FieldError[] {
  const { type, limited, exempt } = fields(spec);
  const errors: FieldError[] = [];
  if (metadata.annotations?.[preserveZero] !== undefined) {
    errors.push(fieldForbidden('metadata.annotations', `annotation '${preserveZero}' is forbidden`));
  }
  if ((metadata.name === 'exempt') !== (type === 'Exempt')) {
    errors.push(invalid('spec.type', text(type), "must be 'Exempt' if and only if `name` is 'exempt'"));
  }
  if (type === 'Exempt') {
    if (limited !== undefined) errors.push(fieldForbidden('spec.limited', 'must be nil if the type is not Limited'));
    if (isFields(exempt)) errors.push(...validateShares(exempt, 'spec.exempt'), ...validateLent(exempt, 'spec.exempt'));
  } else if (type === 'Limited') {
    if (exempt !== undefined) errors.push(fieldForbidden('spec.exempt', 'must be nil if the type is Limited'));
    if (isFields(limited)) errors.push(...validateLimited(limited, 'spec.limited'));
    else errors.push(required('spec.limited', 'must not be empty when type is Limited'));
  } else errors.push(notSupported('spec.type', text(type), ['Exempt', 'Limited']));
  return [...errors, ...validateFixed(metadata.name ?? '', fields(spec))];
}

/** Two levels stay as they begin, but for the numbers of the one that limits nothing. */
function validateFixed(name: string, spec: Fields): FieldError[] {
  const given = ['exempt', 'catch-all'].includes(name) && suggestedLevels().find((one) => one.metadata.name === name);
  if (!given) return [];
  const wanted = name === 'exempt' ? { ...fields(given.spec), exempt: spec.exempt } : given.spec;
  if (equalJson(wanted, spec)) return [];
  const part = name === 'exempt' ? " except the 'spec.exempt' field" : '';
  const shown = internalValue('flowcontrol.v1.PriorityLevelConfigurationSpec', spec);
  return [invalid('spec', shown, `spec of '${name}'${part} must equal the fixed value`)];
}

function validateLimited(limited: Fields, at: string): FieldError[] {
  const { limitResponse, borrowingLimitPercent } = limited;
  const { type, queuing } = fields(limitResponse);
  const path = `${at}.limitResponse`;
  const errors = [...validateShares(limited, at), ...oneOf(text(type), `${path}.type`, ['Queue', 'Reject'])];
  if (type === 'Reject' && queuing !== undefined) {
    errors.push(fieldForbidden(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
  }
  if (type === 'Queue') {
    if (isFields(queuing)) errors.push(...validateQueues(queuing, `${path}.queuing`));
    else errors.push(required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited'));
  }
  errors.push(...validateLent(limited, at));
  const borrows = number(borrowingLimitPercent);
  if (borrows === undefined || borrows >= 0) return errors;
  const why = 'if specified, must be a non-negative integer';
  return [...errors, invalid(`${at}.borrowingLimitPercent`, borrows, why)];
}

function validateShares({ nominalConcurrencyShares }: Fields, at: string): FieldError[] {
  const shares = number(nominalConcurrencyShares) ?? 0;
  return shares < 0 ? [invalid(`${at}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')] : [];
}

function validateLent({ lendablePercent }: Fields, at: string): FieldError[] {
  const percent = number(lendablePercent) ?? 0;
  if (percent >= 0 && percent <= 100) return [];
  return [invalid(`${at}.lendablePercent`, percent, 'must be between 0 and 100, inclusive')];
}

const mostQueues = 10_000_000;
/** Bits of the hash by which a flow is dealt its queues. */
const hashBits = 60;

function validateQueues({ queues, handSize, queueLengthLimit }: Fields, at: string): FieldError[] {
  const [deck, hand, limit] = [number(queues) ?? 0, number(handSize) ?? 0, number(queueLengthLimit) ?? 0];
  const errors: FieldError[] = limit > 0 ? [] : [invalid(`${at}.queueLengthLimit`, limit, 'must be positive')];
  if (deck <= 0) errors.push(invalid(`${at}.queues`, deck, 'must be positive'));
  else if (deck > mostQueues) errors.push(invalid(`${at}.queues`, deck, `must not be greater than ${mostQueues}`));
  const path = `${at}.handSize`;
  if (hand <= 0) return [...errors, invalid(path, hand, 'must be positive')];
  if (hand > deck) return [...errors, invalid(path, hand, `should not be greater than queues (${deck})`)];
  if (Math.ceil(Math.log2(deck) * hand) <= hashBits) return errors;
  const why = `required entropy bits of deckSize ${deck} and handSize ${hand} should not be greater than ${hashBits}`;
  return [...errors, invalid(path, hand, why)];
}
