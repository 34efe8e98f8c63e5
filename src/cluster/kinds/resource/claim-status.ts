/** The status of a claim: which devices it was given, by whom it is used, and what drivers say of its devices. */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, text, texts } from '../../../kube/fields.js';
import { dnsLabelFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, required, tooLong, tooMany } from '../../../kube/status.js';
import { validateConditions } from '../../validation/conditions.js';
import { interfaceAddressFaults } from '../../validation/ip-address.js';
import { csiDriverName } from '../core/csi-driver-name.js';
import { validateNodeSelector } from '../core/pod/validation/scheduling.js';
import { named, oneOf, requiredText } from '../field-rules.js';
import { internalValue } from '../internal-value.js';
import { keepAllButStatus } from '../prepare-fields.js';
import {
  limited,
  type RequestNames,
  referenceFaults,
  referencesFaults,
  requestNames,
  setFaults,
} from './device-claims.js';
import { bindingFaults, configurationFaults, poolFaults, rawFaults, shareFaults } from './device-names.js';

const mostConsumers = 256;
const mostResults = 32;
const mostConfigurations = 64;
const mostConditions = 8;

/** What a status says of a device, by which it is told from others; with the names that messages show. */
const deviceId = ({ driver, pool, device, shareID }: Fields): Fields => ({
  Driver: text(driver),
  Pool: text(pool),
  Device: text(device),
  ShareID: text(shareID),
});

const allocatedDevices = ({ status }: KubeObject): Fields[] =>
  list(fields(fields(fields(status).allocation).devices).results).map(deviceId);

const holds = (all: readonly Fields[], one: Fields): boolean => all.some((other) => equalJson(other, one));

/** Keeps all but the status, in place; what drivers said of devices that the claim has no more is dropped. */
export function prepareStatus(claim: KubeObject, old: KubeObject): void {
  keepAllButStatus(claim, old);
  const status = fields(claim.status);
  const now = allocatedDevices(claim);
  const gone = allocatedDevices(old).filter((one) => !holds(now, one));
  const devices = list(status.devices).filter((one) => !holds(gone, deviceId(one)));
  if (devices.length > 0) status.devices = devices;
  else delete status.devices;
}

/** The faults of a claim's new status. */
export function claimStatusFaults(claim: KubeObject, old: KubeObject): FieldError[] {
  const { allocation, reservedFor, devices } = fields(claim.status);
  const had = fields(old.status);
  const consumers = list(reservedFor);
  const at = 'status.reservedFor';
  const allocated = allocatedDevices(claim);
  const errors = [
    ...setFaults(consumers, at, mostConsumers, ({ uid }) => text(uid), consumerFaults),
    ...setFaults(list(devices), 'status.devices', Number.POSITIVE_INFINITY, deviceId, (one, where) =>
      deviceFaults(one, where, allocated),
    ),
  ];
  if (consumers.length > 0 && !isFields(allocation)) {
    errors.push(fieldForbidden(at, 'may not be specified when `allocated` is not set'));
  } else if (claim.metadata.deletionTimestamp && consumers.some((one) => !holds(list(had.reservedFor), one))) {
    const why = 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set';
    errors.push(fieldForbidden(at, why));
  }
  if (!isFields(allocation)) return errors;
  if (!isFields(had.allocation)) {
    return [...errors, ...allocationFaults(allocation, 'status.allocation', requestNames(claim.spec))];
  }
  if (equalJson(allocation, had.allocation)) return errors;
  const shown = internalValue('resource.v1.AllocationResult', allocation);
  return [...errors, invalid('status.allocation', shown, 'field is immutable')];
}

const consumerFaults = ({ resource, name, uid }: Fields, at: string): FieldError[] => [
  ...requiredText(resource, `${at}.resource`),
  ...requiredText(name, `${at}.name`),
  ...requiredText(uid, `${at}.uid`),
];

function allocationFaults({ devices, nodeSelector }: Fields, at: string, names: RequestNames): FieldError[] {
  const { results, config } = fields(devices);
  return [
    ...limited(list(results), `${at}.devices.results`, mostResults, (one, where) => resultFaults(one, where, names)),
    ...limited(list(config), `${at}.devices.config`, mostConfigurations, (one, where) => [
      ...(text(one.source) === ''
        ? [required(`${where}.source`)]
        : oneOf(one.source, `${where}.source`, ['FromClaim', 'FromClass'])),
      ...referencesFaults(one.requests, `${where}.requests`, names),
      ...configurationFaults(one, where),
    ]),
    ...(isFields(nodeSelector) ? validateNodeSelector(nodeSelector, `${at}.nodeSelector`) : []),
  ];
}

const resultFaults = (result: Fields, at: string, names: RequestNames): FieldError[] => [
  ...referenceFaults(text(result.request), `${at}.request`, names),
  ...csiDriverName(result.driver, `${at}.driver`),
  ...poolFaults(text(result.pool), `${at}.pool`),
  ...named(text(result.device), `${at}.device`, dnsLabelFaults),
  ...bindingFaults(result, at),
  ...(typeof result.shareID === 'string' ? shareFaults(result.shareID, `${at}.shareID`) : []),
];

function deviceFaults(status: Fields, at: string, allocated: readonly Fields[]): FieldError[] {
  const { driver, pool, device, shareID, conditions, data, networkData } = status;
  const errors = [
    ...csiDriverName(driver, `${at}.driver`),
    ...poolFaults(text(pool), `${at}.pool`),
    ...named(text(device), `${at}.device`, dnsLabelFaults),
    ...(typeof shareID === 'string' ? shareFaults(shareID, `${at}.shareID`) : []),
  ];
  const id = deviceId(status);
  if (!holds(allocated, id)) errors.push(invalid(at, id, 'must be an allocated device in the claim'));
  const count = list(conditions).length;
  if (count > mostConditions) errors.push(tooMany(`${at}.conditions`, count, mostConditions));
  errors.push(...validateConditions(conditions, `${at}.conditions`));
  if (data !== undefined && data !== null) errors.push(...rawFaults(data, `${at}.data`));
  return [...errors, ...(isFields(networkData) ? networkFaults(networkData, `${at}.networkData`) : [])];
}

function networkFaults({ interfaceName, hardwareAddress, ips }: Fields, at: string): FieldError[] {
  const longer = (value: unknown, path: string, most: number): FieldError[] =>
    Buffer.byteLength(text(value)) > most ? [tooLong(path, most)] : [];
  return [
    ...longer(interfaceName, `${at}.interfaceName`, 256),
    ...longer(hardwareAddress, `${at}.hardwareAddress`, 128),
    ...setFaults(texts(ips), `${at}.ips`, 16, (one) => one, interfaceAddressFaults),
  ];
}
