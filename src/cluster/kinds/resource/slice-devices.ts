/** The rules for one device of a ResourceSlice. */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, text } from '../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults, labelValueFaults, qualifiedNameFaults } from '../../../kube/names.js';
import { type FieldError, fieldForbidden, invalid, required, tooLong, tooMany } from '../../../kube/status.js';
import { validateNodeSelector } from '../core/pod/validation/scheduling.js';
import { named, oneOf, requiredName } from '../field-rules.js';
import { internalValue } from '../internal-value.js';
import { policyFaults } from './capacity-policy.js';
import { limited, setFaults } from './device-claims.js';
import { bindingFaults, qualifiedFaults } from './device-names.js';

const mostNames = 32;
const mostValues = 48;
const mostTaints = 16;
const mostConsumed = 2;
const mostCounters = 32;
const longestName = 63 + 1 + 32;

/** The faults of a device; `old` is the one of its name that was there before. */
export function deviceFaults(device: Fields, old: Fields | undefined, at: string, isPlaced: boolean): FieldError[] {
  const { name, attributes, capacity, taints, consumesCounters, allowMultipleAllocations } = device;
  const errors = named(text(name), `${at}.name`, dnsLabelFaults);
  const values = Object.keys(fields(attributes)).length;
  const names = values + Object.keys(fields(capacity)).length;
  const most = (what: string, limit: number): string => `the total number of ${what} must not exceed ${limit}`;
  if (names > mostNames) errors.push(invalid(at, names, most('attributes and capacities', mostNames)));
  if (values > mostValues) errors.push(invalid(at, values, most('attribute values', mostValues)));
  const byName = (all: unknown, where: string, check: (one: Fields, path: string) => FieldError[]): FieldError[] =>
    keyedFaults(all, where, longestName, (one) => qualifiedFaults(one, where), check);
  errors.push(
    ...byName(attributes, `${at}.attributes`, attributeValueFaults),
    ...byName(capacity, `${at}.capacity`, ({ value, requestPolicy }, where) => {
      const path = `${where}.requestPolicy`;
      if (!isFields(requestPolicy)) return [];
      if (allowMultipleAllocations === true) return policyFaults(requestPolicy, text(value), path);
      return [fieldForbidden(path, 'allowMultipleAllocations must be true')];
    }),
  );
  if (!old || !equalJson(list(old.taints), list(taints))) {
    errors.push(...limited(list(taints), `${at}.taints`, mostTaints, taintFaults));
  }
  return [
    ...errors,
    ...setFaults(
      list(consumesCounters),
      `${at}.consumesCounters`,
      mostConsumed,
      ({ counterSet }) => text(counterSet),
      (one, where) => [
        ...requiredName(one.counterSet, `${where}.counterSet`, dnsLabelFaults),
        ...counterFaults(one.counters, `${where}.counters`),
      ],
    ),
    ...placeFaults(device, at, isPlaced),
    ...bindingFaults(device, at),
  ];
}

/** The faults of the keys and values of a map. Messages show a key of more than `longest` bytes without its middle. */
function keyedFaults(
  map: unknown,
  at: string,
  longest: number,
  ofKey: (key: string) => FieldError[],
  ofValue: (value: Fields, at: string) => FieldError[],
): FieldError[] {
  return Object.entries(fields(map)).flatMap(([key, value]) => {
    const [head, tail] = [Math.ceil((longest - 3) / 2), Math.floor((longest - 3) / 2)];
    const shown = Buffer.byteLength(key) > longest ? `${key.slice(0, head)}...${key.slice(-tail)}` : key;
    return [...ofKey(key), ...ofValue(fields(value), `${at}[${shown}]`)];
  });
}

/** The faults of counters, or of what a device consumes of them. */
export function counterFaults(counters: unknown, at: string): FieldError[] {
  const count = Object.keys(fields(counters)).length;
  if (count === 0) return [required(at)];
  if (count > mostCounters) return [tooMany(at, count, mostCounters)];
  return Object.keys(fields(counters)).flatMap((name) => named(name, at, dnsLabelFaults));
}

const longestValue = 64;
const number = '(0|[1-9]\\d*)';
const preRelease = '(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const build = '[0-9a-zA-Z-]+';
/** A version as semver.org has it. */
const semver = new RegExp(
  `^${number}\\.${number}\\.${number}(-${preRelease}(\\.${preRelease})*)?(\\+${build}(\\.${build})*)?$`,
);

function attributeValueFaults(attribute: Fields, at: string): FieldError[] {
  const { string, version } = attribute;
  const longer = (value: unknown, path: string): FieldError[] =>
    Buffer.byteLength(text(value)) > longestValue ? [tooLong(path, longestValue)] : [];
  const errors = longer(string, `${at}.string`);
  if (typeof version === 'string') {
    const why = 'must be a string compatible with semver.org spec 2.0.0';
    if (!semver.test(version)) errors.push(invalid(`${at}.version`, version, why));
    errors.push(...longer(version, `${at}.version`));
  }
  const set = Object.values(attribute).filter((value) => value !== undefined && value !== null);
  if (set.length === 1) return errors;
  const shown = set.length === 0 ? '' : internalValue('resource.v1.DeviceAttribute', attribute);
  return [...errors, invalid(at, shown, 'exactly one value must be specified')];
}

function taintFaults({ key, value, effect }: Fields, at: string): FieldError[] {
  return [
    ...named(text(key), `${at}.key`, qualifiedNameFaults),
    ...(text(value) ? named(text(value), `${at}.value`, labelValueFaults) : []),
    ...(text(effect) ? oneOf(effect, `${at}.effect`, ['NoExecute', 'NoSchedule', 'None']) : [required(`${at}.effect`)]),
  ];
}

/** Where a device is: said by itself when its slice leaves that to its devices. */
function placeFaults({ nodeName, nodeSelector, allNodes }: Fields, at: string, isPlaced: boolean): FieldError[] {
  const places = { nodeName, nodeSelector, allNodes };
  const given = Object.entries(places).filter(([, value]) => value !== undefined && value !== null);
  if (!isPlaced) {
    const why =
      '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
    return given.length > 0 ? [invalid(at, null, why)] : [];
  }
  const errors: FieldError[] = [];
  if (nodeName === '') errors.push(invalid(`${at}.nodeName`, '', 'must not be empty'));
  else if (typeof nodeName === 'string') errors.push(...named(nodeName, `${at}.nodeName`, dnsSubdomainFaults));
  if (isFields(nodeSelector)) errors.push(...validateNodeSelector(nodeSelector, `${at}.nodeSelector`));
  if (allNodes === false) errors.push(invalid(`${at}.allNodes`, false, 'must be either unset or set to true'));
  const set = given.filter(([, value]) => value !== '' && value !== false).map(([field]) => `\`${field}\``);
  const why =
    'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
  if (set.length === 0) errors.push(required(at, why));
  return set.length > 1 ? [...errors, invalid(at, `{${set.join(', ')}}`, why)] : errors;
}
