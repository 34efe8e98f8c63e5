/** CSIDriver, CSINode and CSIStorageCapacity: properties of storage drivers. */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, list, number, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { formatQuantity, parseQuantity } from '../../../kube/quantity.js';
import { duplicate, type FieldError, invalid, notSupported } from '../../../kube/status.js';
import { nonNegative, tokenLifetime, validateLabelSelector } from '../../validation/field-checks.js';
import { csiDriverName } from '../core/csi-driver-name.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredText, unchanged } from '../field-rules.js';
import { hasNewSpec } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';

/** The definition of CSIDrivers. */
export const csiDriver: KindDefinition = {
  needsVersion: true,
  defaults: ({ spec }) => {
    const driver = fields(spec);
    driver.attachRequired ??= true;
    for (const name of ['podInfoOnMount', 'storageCapacity', 'requiresRepublish', 'seLinuxMount']) {
      driver[name] ??= false;
    }
    driver.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    if (texts(driver.volumeLifecycleModes).length === 0) driver.volumeLifecycleModes = ['Persistent'];
  },
  prepare: {
    create: dropAlphaFields,
    update: (object, old) => {
      dropAlphaFields(object);
      // a new driver has no generation, and its first change makes the first
      if (hasNewSpec(object, old)) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
    },
  },
  warnings: ({ spec }, old) => {
    const { tokenRequests, serviceAccountTokenInSecrets } = fields(spec);
    const isOld = old !== undefined && equalJson(tokenRequests, fields(old.spec).tokenRequests);
    if (list(tokenRequests).length === 0 || isOld || serviceAccountTokenInSecrets !== undefined) return [];
    return [
      'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes',
    ];
  },
  validation: {
    always: validateDriver,
    update: (object, old) => [
      ...immutableAs(object, old, 'attachRequired', 'attachedRequired'),
      ...unchanged(object, old, 'spec.volumeLifecycleModes'),
    ],
    order: ['metadata', 'always', 'update'],
  },
};

/** Kubernetes' name for the immutable field is `told`. */
function immutableAs(object: KubeObject, old: KubeObject, field: string, told: string): FieldError[] {
  return unchanged(object, old, `spec.${field}`).map((fault) => ({ ...fault, field: `spec.${told}` }));
}

/** Drops what is behind a feature that is off by default (VolumeLimitScaling). */
function dropAlphaFields({ spec }: KubeObject): void {
  delete fields(spec).preventPodSchedulingIfMissing;
}

function validateDriver({ spec }: KubeObject): FieldError[] {
  const driver = fields(spec);
  const requests = list(driver.tokenRequests);
  const { nodeAllocatableUpdatePeriodSeconds: period, serviceAccountTokenInSecrets: inSecrets } = driver;
  const errors = oneOf(driver.fsGroupPolicy, 'spec.fsGroupPolicy', ['File', 'None', 'ReadWriteOnceWithFSType']);
  errors.push(...validateRequests(requests));
  for (const mode of texts(driver.volumeLifecycleModes)) {
    if (lifecycleModes.includes(mode)) continue;
    errors.push(notSupported('spec.volumeLifecycleModes', mode, lifecycleModes));
  }
  if (typeof period === 'number' && period < 10) {
    const why = 'must be greater than or equal to 10 seconds';
    errors.push(invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, why));
  }
  if (inSecrets !== undefined && requests.length === 0) {
    const why = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified';
    errors.push(invalid('spec.serviceAccountTokenInSecrets', inSecrets, why));
  }
  return errors;
}

const lifecycleModes = ['Persistent', 'Ephemeral'];

function validateRequests(requests: readonly Fields[]): FieldError[] {
  return requests.flatMap(({ audience, expirationSeconds }, i) => {
    const at = `spec.tokenRequests[${i}]`;
    const isTaken = requests.slice(0, i).some((other) => text(other.audience) === text(audience));
    if (isTaken) return [duplicate(`${at}.audience`, text(audience))];
    return tokenLifetime(number(expirationSeconds), `${at}.expirationSeconds`);
  });
}

/** The definition of CSINodes. */
export const csiNode: KindDefinition = {
  needsVersion: true,
  writtenLists: ['spec.drivers', 'spec.drivers.topologyKeys'],
  validation: {
    order: ['new metadata', 'always', 'update'],
    always: ({ spec }) => {
      const drivers = list(fields(spec).drivers);
      const taken = (i: number): boolean => drivers.slice(0, i).some(({ name }) => name === drivers[i]?.name);
      return drivers.flatMap((driver, i) => validateNodeDriver(driver, taken(i), `spec.drivers[${i}]`));
    },
    update: (object, old) => {
      const after = list(fields(object.spec).drivers);
      // how many volumes the node takes may change
      const rest = ({ name, nodeID, topologyKeys }: Fields): unknown[] => [name, nodeID, texts(topologyKeys)];
      return list(fields(old.spec).drivers).flatMap((before) =>
        after
          .filter(({ name }) => name === before.name)
          .filter((driver) => !equalJson(rest(driver), rest(before)))
          .map((driver) => invalid('spec.drivers', internalDriver(driver), 'field is immutable')),
      );
    },
  },
};

/** A driver as Go writes the server's own type. */
const internalDriver = ({ name, nodeID, topologyKeys }: Fields): Fields => ({
  Name: text(name),
  NodeID: text(nodeID),
  TopologyKeys: Array.isArray(topologyKeys) ? topologyKeys : null,
  Allocatable: null,
});

function validateNodeDriver(driver: Fields, isTaken: boolean, at: string): FieldError[] {
  const id = text(driver.nodeID);
  const keys = texts(driver.topologyKeys);
  return [
    ...csiDriverName(driver.name, `${at}.name`),
    ...requiredText(id, `${at}.nodeID`),
    ...(Buffer.byteLength(id) > 256 ? [invalid(`${at}.nodeID`, id, 'must be 256 characters or less')] : []),
    ...nonNegative(fields(driver.allocatable).count, `${at}.allocatable.count`),
    ...(isTaken ? [duplicate(`${at}.name`, driver.name)] : []),
    // Kubernetes names the driver for a fault of its keys
    ...keys.flatMap((key, i) => [
      ...requiredText(key, at),
      ...(keys.indexOf(key) < i ? [duplicate(at, key)] : []),
      ...named(key, at, qualifiedNameFaults),
    ]),
  ];
}

/** The definition of CSIStorageCapacities. */
export const csiStorageCapacity: KindDefinition = {
  needsVersion: true,
  validation: {
    always: (object) => {
      const capacity = parseQuantity(text(object.capacity));
      return [
        ...validateLabelSelector(object.nodeTopology, 'nodeTopology'),
        ...named(text(object.storageClassName), 'storageClassName', dnsSubdomainFaults),
        ...(capacity && capacity.nanos < 0n
          ? [invalid('capacity', formatQuantity(capacity), 'must be greater than or equal to 0')]
          : []),
      ];
    },
    update: (object, old) => unchanged(object, old, 'nodeTopology', 'storageClassName'),
    order: asNewFirst,
  },
};
