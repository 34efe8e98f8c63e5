/** ResourceSlice: the devices that a driver offers, with their attributes and capacities. */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, number, text } from '../../../kube/fields.js';
import { goQuote } from '../../../kube/go-quote.js';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { formatTime } from '../../clock.js';
import type { Registry } from '../../registry/deps.js';
import { csiDriverName } from '../core/csi-driver-name.js';
import { validateNodeSelector } from '../core/pod/validation/scheduling.js';
import type { KindDefinition } from '../definition.js';
import { nameField, plain } from '../field-labels.js';
import { named, requiredName } from '../field-rules.js';
import { internalValue } from '../internal-value.js';
import { hasNewSpec } from '../prepare-fields.js';
import { setFaults } from './device-claims.js';
import { poolFaults } from './device-names.js';
import { counterFaults, deviceFaults } from './slice-devices.js';

/** The definition of ResourceSlices. */
export const resourceSlice: KindDefinition = {
  selectableFields: [nameField, plain('spec.nodeName'), plain('spec.driver')],
  isNewGeneration: hasNewSpec,
  prepare: { create: dropDisabledFields, update: dropDisabledFields },
  beforeCreate: (registry, _call, slice) => dateTaints(registry, slice),
  beforeUpdate: (registry, _call, slice) => dateTaints(registry, slice),
  validation: { always: ({ spec }, old) => specFaults(fields(spec), old && fields(old.spec), 'spec') },
  warnings: ({ spec }) => {
    const driver = text(fields(spec).driver);
    if (driver === driver.toLowerCase()) return [];
    return [`spec.driver: driver names should be lowercase; ${goQuote(driver)} contains uppercase characters`];
  },
};

/** Removes fields of features that are off unless a cluster turns them on, in place. */
function dropDisabledFields({ spec }: KubeObject): void {
  for (const device of list(fields(spec).devices)) {
    // DRANodeAllocatableResources
    delete device.nodeAllocatableResourceMappings;
    // DRAListTypeAttributes
    for (const attribute of Object.values(fields(device.attributes))) {
      for (const name of ['ints', 'bools', 'strings', 'versions']) delete fields(attribute)[name];
    }
  }
}

/** Says of taints that say nothing of it that they are new, in place. */
function dateTaints({ clock }: Registry, { spec }: KubeObject): void {
  for (const { taints } of list(fields(spec).devices)) {
    for (const taint of list(taints)) taint.timeAdded ??= formatTime(clock.now());
  }
}

const mostDevices = 128;
/** Of devices with taints or counters, of which the scheduler needs more memory. */
const mostLargeDevices = 64;
const mostCounterSets = 8;

function specFaults(spec: Fields, old: Fields | undefined, at: string): FieldError[] {
  const { driver, pool, devices, sharedCounters, perDeviceNodeSelection } = spec;
  const errors = [...csiDriverName(driver, `${at}.driver`), ...resourcePoolFaults(fields(pool), `${at}.pool`)];
  if (old) {
    const same = (now: unknown, had: unknown, path: string): FieldError[] =>
      equalJson(now, had) ? [] : [invalid(path, now ?? null, 'field is immutable')];
    errors.push(
      ...same(text(fields(pool).name), text(fields(old.pool).name), `${at}.pool.name`),
      ...same(text(driver), text(old.driver), `${at}.driver`),
      ...same(spec.nodeName, old.nodeName, `${at}.nodeName`),
    );
  }
  errors.push(...placeFaults(spec, at));
  if (Array.isArray(sharedCounters) && Array.isArray(devices)) {
    errors.push(invalid(at, '', 'only one of `sharedCounters` or `devices` is allowed'));
  }
  const isLarge = list(devices).some((one) => list(one.taints).length + list(one.consumesCounters).length > 0);
  const before = new Map(list(old?.devices).map((one) => [text(one.name), one]));
  return [
    ...errors,
    ...setFaults(list(devices), `${at}.devices`, isLarge ? mostLargeDevices : mostDevices, nameOf, (one, where) =>
      deviceFaults(one, before.get(text(one.name)), where, perDeviceNodeSelection === true),
    ),
    ...setFaults(list(sharedCounters), `${at}.sharedCounters`, mostCounterSets, nameOf, (one, where) => [
      ...requiredName(one.name, `${where}.name`, dnsLabelFaults),
      ...counterFaults(one.counters, `${where}.counters`),
    ]),
  ];
}

const nameOf = ({ name }: Fields): string => text(name);

function resourcePoolFaults({ name, resourceSliceCount, generation }: Fields, at: string): FieldError[] {
  const errors = poolFaults(text(name), `${at}.name`);
  const [count, version] = [number(resourceSliceCount) ?? 0, number(generation) ?? 0];
  if (count <= 0) errors.push(invalid(`${at}.resourceSliceCount`, count, 'must be greater than zero'));
  if (version < 0) errors.push(invalid(`${at}.generation`, version, 'must be greater than or equal to zero'));
  return errors;
}

/** The devices are at a node, at those of a selector, or at all: said once for all devices, or by each. */
function placeFaults(spec: Fields, at: string): FieldError[] {
  const { nodeName, nodeSelector } = spec;
  const errors: FieldError[] = [];
  const set: string[] = [];
  if (nodeName === '') {
    errors.push(invalid(`${at}.nodeName`, '', 'must be either unset or set to a non-empty string'));
  } else if (typeof nodeName === 'string') {
    set.push('nodeName');
    errors.push(...named(nodeName, `${at}.nodeName`, dnsSubdomainFaults));
  }
  if (isFields(nodeSelector)) {
    set.push('nodeSelector');
    const { nodeSelectorTerms: terms } = nodeSelector;
    errors.push(...validateNodeSelector(nodeSelector, `${at}.nodeSelector`));
    if (list(terms).length !== 1) {
      const shown = Array.isArray(terms) ? terms.map((one) => internalValue('core.v1.NodeSelectorTerm', one)) : null;
      const why = 'must have exactly one node selector term';
      errors.push(invalid(`${at}.nodeSelector.nodeSelectorTerms`, shown, why));
    }
  }
  for (const field of ['allNodes', 'perDeviceNodeSelection']) {
    if (spec[field] === true) set.push(field);
    if (spec[field] === false) errors.push(invalid(`${at}.${field}`, false, 'must be either unset or set to true'));
  }
  const why = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  if (set.length === 0) errors.push(required(at, why));
  if (set.length < 2) return errors;
  const shown = `{${set.map((field) => `\`${field}\``).join(', ')}}`;
  return [...errors, invalid(at, shown, `${why}, but multiple fields are set`)];
}
