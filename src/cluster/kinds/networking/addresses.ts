/** ServiceCIDR and IPAddress: the networks of services, and the addresses that are taken out of them. */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults, pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { canonicalCidrFaults, canonicalIpFaults, familyOf } from '../../validation/ip-address.js';
import type { KindDefinition } from '../definition.js';
import { named, requiredName } from '../field-rules.js';
import { internalValue } from '../internal-value.js';
import { keepAllButStatus } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';

const apiVersion = 'networking.k8s.io/v1';

/** The definition of ServiceCIDRs. */
export const serviceCidr: KindDefinition = {
  initial: () => [
    {
      apiVersion,
      kind: 'ServiceCIDR',
      metadata: { name: 'kubernetes' },
      spec: { cidrs: ['10.96.0.0/12'] },
      status: {},
    },
  ],
  prepare: { through: { status: keepAllButStatus } },
  status: { type: 'networking.v1.ServiceCIDRStatus', without: ['f:metadata'] },
  validation: {
    create: validateCidrs,
    update: validateCidrsUpdate,
    order: ['metadata', 'update'],
    through: { status: () => [] },
  },
};

const cidrsPath = 'spec.cidrs';

/** The networks of a ServiceCIDR: one, or one of each family. */
function validateCidrs({ spec }: KubeObject): FieldError[] {
  const cidrs = texts(fields(spec).cidrs);
  if (cidrs.length === 0) return [required(cidrsPath, 'at least one CIDR required')];
  // shown with the name that the field has in Go
  if (cidrs.length > 2) return [invalid(cidrsPath, { CIDRs: cidrs }, 'may only hold up to 2 values')];
  const faults = cidrs.flatMap((cidr, i) => canonicalCidrFaults(cidr, `${cidrsPath}[${i}]`));
  const [family, other] = cidrs.map((cidr) => familyOf(cidr.split('/')[0] ?? ''));
  if (cidrs.length < 2 || family === undefined || family !== other) return faults;
  const why = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
  return [...faults, invalid(cidrsPath, cidrs, why)];
}

/** The networks stay; a second may be added to one. */
function validateCidrsUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [texts(fields(object.spec).cidrs), texts(fields(old.spec).cidrs)];
  const why = 'field is immutable';
  const isAdded = before.length === 1 && now.length === 2;
  if (now.length !== before.length && !isAdded) return [invalid(cidrsPath, fields(object.spec).cidrs, why)];
  const changed = before.flatMap((cidr, i) => (cidr === now[i] ? [] : [invalid(`${cidrsPath}[${i}]`, now[i], why)]));
  return isAdded ? [...changed, ...validateCidrs(object)] : changed;
}

/** The definition of IPAddresses. */
export const ipAddress: KindDefinition = {
  initial: () => [
    {
      apiVersion,
      kind: 'IPAddress',
      metadata: {
        name: '10.96.0.1',
        labels: {
          'ipaddress.kubernetes.io/ip-family': 'IPv4',
          'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
        },
      },
      spec: { parentRef: { resource: 'services', namespace: 'default', name: 'kubernetes' } },
    },
  ],
  validation: {
    nameFaults: canonicalIpFaults,
    always: ({ spec }) => {
      const { parentRef } = fields(spec);
      return isFields(parentRef) ? validateParent(parentRef, 'spec.parentRef') : [required('spec.parentRef')];
    },
    update: (object, old) => {
      const [now, before] = [fields(object.spec).parentRef, fields(old.spec).parentRef];
      if (equalJson(now, before)) return [];
      return [
        invalid(
          'spec.parentRef',
          isFields(now) ? internalValue('networking.v1.ParentReference', now) : null,
          'field is immutable',
        ),
      ];
    },
    order: asNewFirst,
  },
};

/** The faults of the object that an address is taken for. The group of services is the empty text. */
function validateParent({ group, resource, name, namespace }: Fields, at: string): FieldError[] {
  return [
    ...(text(group) ? named(text(group), `${at}.group`, dnsSubdomainFaults) : []),
    ...requiredName(resource, `${at}.resource`, pathSegmentFaults),
    ...requiredName(name, `${at}.name`, pathSegmentFaults),
    ...named(text(namespace), `${at}.namespace`, pathSegmentFaults),
  ];
}
