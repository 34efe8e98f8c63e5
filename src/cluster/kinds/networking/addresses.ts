/** ServiceCIDR and IPAddress: the networks of services, and the addresses that are taken out of them. */

import { fields, texts } from '../../../kube/fields.js';
import { type FieldError, invalid, required, tooMany } from '../../../kube/status.js';
import { cidrFaults, familyOf, ipFaults } from '../../validation/ip-address.js';
import type { KindDefinition } from '../definition.js';
import { requiredText, unchanged } from '../field-rules.js';

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
  status: { type: 'networking.v1.ServiceCIDRStatus' },
  validation: {
    create: ({ spec }) => {
      const cidrs = texts(fields(spec).cidrs);
      if (cidrs.length === 0) return [required('spec.cidrs', 'at least one CIDR required')];
      const faults = cidrs.length > 2 ? [tooMany('spec', cidrs.length, 2)] : [];
      return [...faults, ...cidrs.flatMap((cidr, i) => cidrFaults(cidr, `spec.cidrs[${i}]`))];
    },
    update: (object, old) => {
      const [now, before] = [texts(fields(object.spec).cidrs), texts(fields(old.spec).cidrs)];
      const why = 'field is immutable';
      return now.flatMap((cidr, i): FieldError[] => {
        return before[i] === undefined || before[i] === cidr ? [] : [invalid(`spec.cidrs[${i}]`, cidr, why)];
      });
    },
    order: ['metadata', 'update'],
  },
};

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
    nameFaults: (name) =>
      familyOf(name) ? ipFaults(name, '').map(({ message }) => message) : ['must be a valid IP address'],
    always: ({ spec }) => {
      const { parentRef } = fields(spec);
      if (parentRef === undefined) return [required('spec.parentRef')];
      const { resource, name } = fields(parentRef);
      return [...requiredText(resource, 'spec.parentRef.resource'), ...requiredText(name, 'spec.parentRef.name')];
    },
    update: (object, old) => unchanged(object, old, 'spec.parentRef'),
  },
};
