/** The rules for endpoints and endpoint slices (pkg/apis/core/validation and pkg/apis/discovery/validation). */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, list, text, textMap, texts } from '../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults, labelValueFaults, qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { duplicate, type FieldError, invalid, notSupported, required, tooMany } from '../../../kube/status.js';
import { portRange } from '../../validation/field-checks.js';
import { canonicalIpFaults, familyOf, ipFaults, specialAddressFaults } from '../../validation/ip-address.js';
import { validateLabels } from '../../validation/metadata.js';
import { oneOf } from '../field-rules.js';

const protocols = ['SCTP', 'TCP', 'UDP'];

type Faults = (value: string) => string[];

function named(value: unknown, path: string, faultsOf: Faults): FieldError[] {
  return value === undefined ? [] : faultsOf(text(value)).map((f) => invalid(path, text(value), f));
}

/** The faults of Endpoints; subsets as in `old` pass. */
export function validateEndpoints(endpoints: KubeObject, old?: KubeObject): FieldError[] {
  if (old && equalJson(endpoints.subsets ?? [], old.subsets ?? [])) return [];
  return list(endpoints.subsets).flatMap((subset, i) => {
    const at = `subsets[${i}]`;
    const errors: FieldError[] = [];
    const [ready, notReady, ports] = [list(subset.addresses), list(subset.notReadyAddresses), list(subset.ports)];
    if (ready.length + notReady.length === 0) {
      errors.push(required(at, 'must specify `addresses` or `notReadyAddresses`'));
    }
    errors.push(...ready.flatMap((address, j) => validateAddress(address, `${at}.addresses[${j}]`)));
    errors.push(...notReady.flatMap((address, j) => validateAddress(address, `${at}.notReadyAddresses[${j}]`)));
    return [...errors, ...ports.flatMap((port, j) => validatePort(port, ports.length > 1, `${at}.ports[${j}]`))];
  });
}

function validateAddress(address: Fields, at: string): FieldError[] {
  const ip = text(address.ip);
  return [
    ...ipFaults(ip, `${at}.ip`),
    ...named(address.hostname || undefined, `${at}.hostname`, dnsLabelFaults),
    ...named(address.nodeName, `${at}.nodeName`, dnsSubdomainFaults),
    ...specialAddressFaults(ip, `${at}.ip`),
  ];
}

function validatePort(port: Fields, needsName: boolean, at: string): FieldError[] {
  const errors = named(port.name || undefined, `${at}.name`, dnsLabelFaults);
  if (needsName && text(port.name) === '') errors.push(required(`${at}.name`));
  errors.push(...portRange(port.port ?? 0, `${at}.port`));
  errors.push(...oneOf(text(port.protocol), `${at}.protocol`, protocols));
  return [...errors, ...named(port.appProtocol, `${at}.appProtocol`, qualifiedNameFaults)];
}

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

/** The faults of an EndpointSlice; endpoints as in `old` pass. */
export function validateEndpointSlice(slice: KubeObject, old?: KubeObject): FieldError[] {
  const type = text(slice.addressType);
  const errors: FieldError[] = [];
  if (type === '') errors.push(required('addressType'));
  else if (!addressTypes.includes(type)) errors.push(notSupported('addressType', type, addressTypes));
  const [endpoints, ports] = [list(slice.endpoints), list(slice.ports)];
  if (ports.length > 20_000) errors.push(tooMany('ports', ports.length, 20_000));
  else errors.push(...validateSlicePorts(ports));
  if (old && equalJson(slice.endpoints ?? [], old.endpoints ?? [])) return errors;
  if (endpoints.length > 1000) return [...errors, tooMany('endpoints', endpoints.length, 1000)];
  return [...errors, ...endpoints.flatMap((endpoint, i) => validateEndpoint(endpoint, type, `endpoints[${i}]`))];
}

function validateEndpoint(endpoint: Fields, type: string, at: string): FieldError[] {
  const addresses = texts(endpoint.addresses);
  const path = `${at}.addresses`;
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(path, 'must contain at least 1 address'));
  else if (addresses.length > 100) errors.push(tooMany(path, addresses.length, 100));
  errors.push(...addresses.flatMap((address, i) => validateSliceAddress(address, type, path, i)));
  errors.push(...named(endpoint.nodeName, `${at}.nodeName`, dnsSubdomainFaults));
  const topology = textMap(endpoint.deprecatedTopology);
  const labels = Object.keys(topology).length;
  if (labels > 16) errors.push(tooMany(`${at}.deprecatedTopology`, labels, 16));
  errors.push(...validateLabels(topology, `${at}.deprecatedTopology`));
  errors.push(...named(endpoint.hostname, `${at}.hostname`, dnsLabelFaults));
  return [...errors, ...validateHints(fields(endpoint.hints), `${at}.hints`)];
}

const mostHints = 8;

/** Too many hints for zones hide the faults of those for nodes. */
function validateHints({ forZones, forNodes }: Fields, at: string): FieldError[] {
  const zones = validateHintsFor(list(forZones), `${at}.forZones`, labelValueFaults);
  if (list(forZones).length > mostHints) return zones;
  return [...zones, ...validateHintsFor(list(forNodes), `${at}.forNodes`, dnsSubdomainFaults)];
}

function validateHintsFor(hints: readonly Fields[], path: string, faultsOf: Faults): FieldError[] {
  if (hints.length > mostHints) return [tooMany(path, hints.length, mostHints)];
  const seen = new Set<string>();
  return hints.flatMap((hint, i) => {
    const name = text(hint.name);
    const errors = seen.has(name) ? [duplicate(`${path}[${i}].name`, name)] : [];
    seen.add(name);
    return [...errors, ...named(name, `${path}[${i}].name`, faultsOf)];
  });
}

function validateSliceAddress(address: string, type: string, path: string, i: number): FieldError[] {
  const at = `${path}[${i}]`;
  if (type === 'FQDN') return validateDomain(address, at);
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const faults = type === 'IPv4' ? ipFaults(address, at) : named(address, at, canonicalIpFaults);
  if (faults.length) return faults;
  // this fault alone does not tell the place in the list
  const wrong = familyOf(address) === type ? [] : [invalid(path, address, `must be an ${type} address`)];
  return [...wrong, ...specialAddressFaults(address, at)];
}

function validateDomain(address: string, path: string): FieldError[] {
  if (address === '') return [required(path)];
  const name = address.replace(/\.$/, '');
  const faults = dnsSubdomainFaults(name);
  if (faults.length) return [invalid(path, name, faults.join(','))];
  const why = 'should be a domain with at least two segments separated by dots';
  if (!name.includes('.')) return [invalid(path, name, why)];
  const long = name.split('.').find((label) => dnsLabelFaults(label).length);
  return long === undefined ? [] : [invalid(path, long, dnsLabelFaults(long).join(','))];
}

function validateSlicePorts(ports: readonly Fields[]): FieldError[] {
  const seen = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = `ports[${i}]`;
    const name = text(port.name);
    const errors = named(name || undefined, `${at}.name`, dnsLabelFaults);
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    seen.add(name);
    errors.push(...oneOf(port.protocol, `${at}.protocol`, protocols));
    return [...errors, ...named(port.appProtocol, `${at}.appProtocol`, qualifiedNameFaults)];
  });
}

/** The faults of an EndpointSlice that is to replace another. */
export function validateEndpointSliceUpdate(slice: KubeObject, old: KubeObject): FieldError[] {
  const type = text(slice.addressType);
  return type === text(old.addressType) ? [] : [invalid('addressType', type, 'field is immutable')];
}
