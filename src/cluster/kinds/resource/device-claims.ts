/** What a claim on devices asks for (resource/validation/validation.go). */
import { type Fields, fields, isFields, list, number, text, texts } from '../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults, labelValueFaults, qualifiedNameFaults } from '../../../kube/names.js';
import { duplicate, type FieldError, invalid, notSupported, required, tooMany } from '../../../kube/status.js';
import { named, oneOf, requiredName } from '../field-rules.js';
import { attributeFaults, configurationFaults } from './device-names.js';
import { selectorFaults } from './device-selectors.js';

/** Fills in the defaults of a claim's specification, in place. */
export function defaultClaim(spec: unknown): void {
  for (const request of list(fields(fields(spec).devices).requests)) {
    for (const one of [request.exactly, ...list(request.firstAvailable)]) {
      if (!isFields(one)) continue;
      one.allocationMode ||= 'ExactCount';
      if (one.allocationMode === 'ExactCount') one.count ||= 1;
      defaultTolerations(one);
    }
  }
}

/** Fills in the defaults of what a claim was given, in place. */
export function defaultAllocation(allocation: unknown): void {
  for (const result of list(fields(fields(allocation).devices).results)) defaultTolerations(result);
}

function defaultTolerations({ tolerations }: Fields): void {
  for (const toleration of list(tolerations)) toleration.operator ||= 'Equal';
}

const most = 32;
const mostAlternatives = 8;

/** The faults of a claim's specification; expressions are loaded. */
export function claimFaults(spec: unknown, path: string): FieldError[] {
  const { requests, constraints, config } = fields(fields(spec).devices);
  const at = `${path}.devices`;
  const names = requestNames(spec);
  return [
    ...setFaults(list(requests), `${at}.requests`, most, ({ name }) => text(name), requestFaults),
    ...limited(list(constraints), `${at}.constraints`, most, (one, where) => constraintFaults(one, where, names)),
    ...limited(list(config), `${at}.config`, most, (one, where) => [
      ...referencesFaults(one.requests, `${where}.requests`, names),
      ...configurationFaults(one, where),
    ]),
  ];
}

type Check<T> = (one: T, at: string) => FieldError[];

/** The faults of the items of a list that has a limit; a longer one is not looked at. */
export function limited<T>(all: readonly T[], at: string, limit: number, check: Check<T>): FieldError[] {
  if (all.length > limit) return [tooMany(at, all.length, limit)];
  return all.flatMap((one, i) => check(one, `${at}[${i}]`));
}

/** The same of a list of which no two items have one key. */
export function setFaults<T>(
  all: readonly T[],
  at: string,
  limit: number,
  key: (one: T) => unknown,
  check: Check<T>,
): FieldError[] {
  const errors = limited(all, at, limit, check);
  if (all.length > limit) return errors;
  const seen = new Set<string>();
  for (const [i, item] of all.entries()) {
    const one = key(item);
    const asText = JSON.stringify(one);
    if (seen.has(asText)) errors.push(duplicate(`${at}[${i}]`, one));
    seen.add(asText);
  }
  return errors;
}

/** The names of a claim's requests, each with those of its alternatives. */
export type RequestNames = ReadonlyMap<string, readonly string[]>;

/** The names of the requests of a claim. */
export const requestNames = (spec: unknown): RequestNames =>
  new Map(
    list(fields(fields(spec).devices).requests).map(({ name, firstAvailable }) => [
      text(name),
      list(firstAvailable).map((one) => text(one.name)),
    ]),
  );

function requestFaults({ name, exactly, firstAvailable }: Fields, at: string): FieldError[] {
  const errors = named(text(name), `${at}.name`, dnsLabelFaults);
  const alternatives = list(firstAvailable);
  const why = 'exactly one of `exactly` or `firstAvailable` is required';
  if (alternatives.length > 0) {
    if (isFields(exactly)) return [...errors, invalid(at, null, `${why}, but multiple fields are set`)];
    const check: Check<Fields> = (one, where) => [
      ...named(text(one.name), `${where}.name`, dnsLabelFaults),
      ...exactFaults(one, where),
    ];
    const where = `${at}.firstAvailable`;
    return [...errors, ...setFaults(alternatives, where, mostAlternatives, (one) => text(one.name), check)];
  }
  return [...errors, ...(isFields(exactly) ? exactFaults(exactly, `${at}.exactly`) : [required(at, why)])];
}

function exactFaults(
  { deviceClassName, selectors, allocationMode, count, tolerations }: Fields,
  at: string,
): FieldError[] {
  const errors = [
    ...requiredName(deviceClassName, `${at}.deviceClassName`, dnsSubdomainFaults),
    ...selectorFaults(selectors, `${at}.selectors`),
  ];
  const devices = number(count) ?? 0;
  if (allocationMode === 'All') {
    const why = "must not be specified when allocationMode is 'All'";
    if (devices !== 0) errors.push(invalid(`${at}.count`, devices, why));
  } else if (allocationMode === 'ExactCount') {
    if (devices <= 0) errors.push(invalid(`${at}.count`, devices, 'must be greater than zero'));
  } else errors.push(notSupported(`${at}.allocationMode`, allocationMode, ['All', 'ExactCount']));
  return [...errors, ...list(tolerations).flatMap((one, i) => tolerationFaults(one, `${at}.tolerations[${i}]`))];
}

function tolerationFaults({ key, operator, value, effect }: Fields, at: string): FieldError[] {
  const errors = text(key) ? named(text(key), `${at}.key`, qualifiedNameFaults) : [];
  if (operator === 'Exists') {
    if (text(value)) errors.push(invalid(`${at}.value`, value, 'must be empty for operator `Exists`'));
  } else if (operator === 'Equal') errors.push(...named(text(value), `${at}.value`, labelValueFaults));
  else errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
  return text(effect) ? [...errors, ...oneOf(effect, `${at}.effect`, ['NoExecute', 'NoSchedule', 'None'])] : errors;
}

function constraintFaults(constraint: Fields, at: string, names: RequestNames): FieldError[] {
  const errors = referencesFaults(constraint.requests, `${at}.requests`, names);
  const attribute = ['matchAttribute', 'distinctAttribute'].find((name) => typeof constraint[name] === 'string');
  if (attribute) return [...errors, ...attributeFaults(text(constraint[attribute]), `${at}.${attribute}`)];
  const why = 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set';
  return [...errors, required(at, why)];
}

/** The faults of the name of a request, perhaps with an alternative's: `gpu/large`. */
export function referenceFaults(reference: string, at: string, names: RequestNames): FieldError[] {
  const why = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
  const parts = reference.split('/');
  const [request = '', alternative] = parts;
  if (parts.length > 2) return [invalid(at, reference, why)];
  const alternatives = names.get(request);
  const isKnown = alternatives && (alternative === undefined || alternatives.includes(alternative));
  return [
    ...parts.flatMap((part) => named(part, at, dnsLabelFaults)),
    ...(isKnown ? [] : [invalid(at, reference, why)]),
  ];
}

/** The faults of a list of such names. */
export function referencesFaults(references: unknown, at: string, names: RequestNames): FieldError[] {
  return setFaults(
    texts(references),
    at,
    most,
    (one) => one,
    (one, where) => referenceFaults(one, where, names),
  );
}
