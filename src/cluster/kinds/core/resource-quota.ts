import { fields, textMap, texts } from '../../../kube/fields.js';
import { qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { parseQuantity } from '../../../kube/quantity.js';
import { type FieldError, invalid } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { oneOf, unchanged } from '../field-rules.js';
import { resourceCounted } from './quota-usage.js';

/** The definition of ResourceQuotas. */
export const resourceQuota: KindDefinition = {
  status: { type: 'core.v1.ResourceQuotaStatus' },
  validation: {
    always: validate,
    update: (object, old) => unchanged(object, old, 'spec.scopes', 'spec.scopeSelector'),
    order: ['metadata', 'always', 'update'],
    through: {
      status: ({ status }) => [
        ...validateAmounts(fields(status).hard, 'status.hard'),
        ...validateAmounts(fields(status).used, 'status.used'),
      ],
    },
  },
};

const scopeNames = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
];
const computed = /^(requests\.|limits\.|cpu$|memory$|ephemeral-storage$|hugepages-)/;

function validate({ spec }: KubeObject): FieldError[] {
  const { hard, scopes } = fields(spec);
  const all = texts(scopes);
  const errors = [
    ...validateAmounts(hard, 'spec.hard'),
    ...all.flatMap((scope) => oneOf(scope, 'spec.scopes', scopeNames)),
  ];
  for (const pair of [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ]) {
    if (pair.every((scope) => all.includes(scope))) errors.push(invalid('spec.scopes', all, 'conflicting scopes'));
  }
  const why = 'unsupported scope applied to resource';
  const others = Object.keys(textMap(hard)).some((name) => name !== 'pods' && !computed.test(name));
  const ofNothing = all.includes('BestEffort') && Object.keys(textMap(hard)).some((name) => computed.test(name));
  if (all.length > 0 && (others || ofNothing)) errors.push(invalid('spec.scopes', all, why));
  return errors;
}

function validateAmounts(map: unknown, path: string): FieldError[] {
  return Object.entries(textMap(map)).flatMap(([name, value]) => {
    const at = `${path}[${name}]`;
    const errors = qualifiedNameFaults(name).map((fault) => invalid(at, name, fault));
    if (errors.length === 0 && !name.includes('/') && !resourceCounted(name)) {
      errors.push(invalid(at, name, 'must be a standard resource for quota'));
    }
    const amount = parseQuantity(value);
    if (amount && amount.nanos < 0n) errors.push(invalid(at, value, 'must be greater than or equal to 0'));
    const isCount = !computed.test(name) && !name.endsWith('requests.storage');
    if (amount && isCount && amount.nanos % 1_000_000_000n !== 0n) {
      errors.push(invalid(at, value, 'must be an integer'));
    }
    return errors;
  });
}
