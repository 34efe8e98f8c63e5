/** CSIDriver, CSINode and CSIStorageCapacity: properties of storage drivers. */

import { fields, list, number, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { duplicate, type FieldError, invalid } from '../../../kube/status.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredText, unchanged } from '../field-rules.js';
import { setDefault } from '../prepare-fields.js';

/** The definition of CSIDrivers. */
export const csiDriver: KindDefinition = {
  defaults: ({ spec }) => {
    const driver = fields(spec);
    setDefault(driver, 'attachRequired', true);
    for (const name of ['podInfoOnMount', 'storageCapacity', 'requiresRepublish', 'seLinuxMount']) {
      setDefault(driver, name, false);
    }
    setDefault(driver, 'fsGroupPolicy', 'ReadWriteOnceWithFSType');
    if (texts(driver.volumeLifecycleModes).length === 0) driver.volumeLifecycleModes = ['Persistent'];
  },
  validation: {
    always: validateDriver,
    update: (object, old) => [
      ...immutableAs(object, old, 'attachRequired', 'attachedRequired'),
      ...unchanged(object, old, 'spec.fsGroupPolicy', 'spec.volumeLifecycleModes'),
    ],
  },
};

/** Kubernetes' name for the immutable field is `told`. */
function immutableAs(object: KubeObject, old: KubeObject, field: string, told: string): FieldError[] {
  return unchanged(object, old, `spec.${field}`).map((fault) => ({ ...fault, field: `spec.${told}` }));
}

function validateDriver({ spec }: KubeObject): FieldError[] {
  const driver = fields(spec);
  const requests = list(driver.tokenRequests);
  const ofTokens = requests.flatMap(({ audience, expirationSeconds }, i) => {
    const at = `spec.tokenRequests[${i}]`;
    const seconds = number(expirationSeconds);
    const errors: FieldError[] = [];
    if (requests.findIndex((other) => other.audience === audience) < i) {
      errors.push(duplicate(`${at}.audience`, audience));
    }
    if (seconds !== undefined && seconds < 600) {
      errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
    }
    if (seconds !== undefined && seconds > 2 ** 32) {
      errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
    }
    return errors;
  });
  return [
    ...oneOf(driver.fsGroupPolicy, 'spec.fsGroupPolicy', ['File', 'None', 'ReadWriteOnceWithFSType']),
    ...ofTokens,
    ...texts(driver.volumeLifecycleModes).flatMap((mode) =>
      oneOf(mode, 'spec.volumeLifecycleModes', ['Persistent', 'Ephemeral']),
    ),
  ];
}

/** The definition of CSINodes. */
export const csiNode: KindDefinition = {
  writtenLists: ['drivers'],
  validation: {
    always: ({ spec }) => {
      const drivers = list(fields(spec).drivers);
      return drivers.flatMap(({ name, nodeID }, i) => {
        const at = `spec.drivers[${i}]`;
        return [
          ...requiredText(name, `${at}.name`),
          ...(name ? named(text(name), `${at}.name`, (value) => dnsSubdomainFaults(value.toLowerCase())) : []),
          ...requiredText(nodeID, `${at}.nodeID`),
          ...(drivers.findIndex((other) => other.name === name) < i ? [duplicate(`${at}.name`, name)] : []),
        ];
      });
    },
  },
};

/** The definition of CSIStorageCapacities. */
export const csiStorageCapacity: KindDefinition = {
  validation: {
    always: (object) => [
      ...(object.storageClassName === '' ? requiredText('', 'storageClassName') : []),
      ...validateLabelSelector(object.nodeTopology, 'nodeTopology'),
    ],
    update: (object, old) => unchanged(object, old, 'nodeTopology', 'storageClassName'),
  },
};
