/** ResourceQuota: how much the objects of a namespace may ask for together. */
import { type Fields, fields, isFields, list, text, textMap, texts } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { formatQuantity, parseQuantity } from '../../../kube/quantity.js';
import { isExtendedResource } from '../../../kube/resource-names.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { internalValue } from '../internal-value.js';
import { resourceNameFaults } from './pod/validation/resources.js';

/** The definition of ResourceQuotas. */
export const resourceQuota: KindDefinition = {
  status: { type: 'core.v1.ResourceQuotaStatus' },
  validation: {
    always: ({ spec }) => [
      ...validateAmounts(fields(spec).hard, 'spec.hard'),
      ...validateScopes(fields(spec)),
      ...validateSelector(fields(spec)),
    ],
    update: (object, old) => {
      const [now, before] = [object, old].map(({ spec }) => new Set(texts(fields(spec).scopes)));
      const isSame = now?.size === before?.size && [...(now ?? [])].every((scope) => before?.has(scope));
      return isSame ? [] : [invalid('spec.scopes', scopesOf(fields(object.spec)), 'field is immutable')];
    },
    order: ['metadata', 'always', 'update'],
    through: {
      status: ({ status }: KubeObject) => [
        ...validateAmounts(fields(status).hard, 'status.hard'),
        ...validateAmounts(fields(status).used, 'status.used'),
      ],
    },
  },
};

/** What a quota counts beside what it measures. */
const counts = [
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
];
const ofPods = ['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const measures = [...ofPods.slice(1), 'requests.storage'];
const ephemeral = ['', 'requests.', 'limits.'].map((kind) => `${kind}ephemeral-storage`);
const known = [...counts, ...measures, ...ephemeral];
const isKnown = (name: string): boolean => known.includes(name) || /^(requests\.)?hugepages-/.test(name);

function validateAmounts(map: unknown, path: string): FieldError[] {
  return Object.entries(textMap(map)).flatMap(([name, value]) => {
    const at = `${path}[${name}]`;
    const errors = resourceNameFaults(name, at);
    if (!name.includes('/') && !isKnown(name)) errors.push(invalid(at, name, 'must be a standard resource for quota'));
    const amount = parseQuantity(value);
    if (!amount) return errors;
    const shown = formatQuantity(amount);
    if (amount.nanos < 0n) errors.push(invalid(at, shown, 'must be greater than or equal to 0'));
    const isWhole = amount.nanos % 1_000_000_000n === 0n;
    if ((counts.includes(name) || isExtendedResource(name)) && !isWhole)
      errors.push(invalid(at, shown, 'must be an integer'));
    return errors;
  });
}

/** The resources that a scope is for; undefined where it is for all. */
const scopes: Readonly<Record<string, readonly string[]>> = {
  BestEffort: ['pods'],
  CrossNamespacePodAffinity: ofPods,
  NotBestEffort: ofPods,
  NotTerminating: ofPods,
  PriorityClass: ofPods,
  Terminating: ofPods,
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};
const scopesOf = (spec: Fields): unknown => (Array.isArray(spec.scopes) ? spec.scopes : null);
const unsupported = 'unsupported scope applied to resource';

/** How many of the quota's resources the scope is not for. */
const foreign = (spec: Fields, scope: string): number =>
  Object.keys(fields(spec.hard)).filter((name) => isKnown(name) && scopes[scope]?.includes(name) === false).length;

/** The fault of scopes of which no object has both. */
function conflicts(spec: Fields, path: string, all: readonly string[]): FieldError[] {
  const pairs = [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ];
  return pairs.flatMap((pair) =>
    pair.every((scope) => all.includes(scope)) ? [invalid(path, scopesOf(spec), 'conflicting scopes')] : [],
  );
}

function validateScopes(spec: Fields): FieldError[] {
  const path = 'spec.scopes';
  const all = texts(spec.scopes);
  const errors = all.flatMap((scope) => [
    ...(scope in scopes ? [] : [invalid(path, all, 'unsupported scope')]),
    ...Array.from({ length: foreign(spec, scope) }, () => invalid(path, all, unsupported)),
  ]);
  return [...errors, ...conflicts(spec, path, all)];
}

/** Scopes of the selector that are without values. */
const withoutValues = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];
const mustExist =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

function validateSelector(spec: Fields): FieldError[] {
  if (!isFields(spec.scopeSelector)) return [];
  const path = 'spec.scopeSelector.matchExpressions';
  const shown = internalValue('core.v1.ScopeSelector', spec.scopeSelector);
  const terms = list(spec.scopeSelector.matchExpressions);
  const errors = terms.flatMap((term) => {
    const [scope, operator] = [text(term.scopeName), text(term.operator)];
    const isWrong = withoutValues.includes(scope) && operator !== 'Exists';
    return [
      ...(scope in scopes ? [] : [invalid(`${path}.scopeName`, scope, 'unsupported scope')]),
      ...Array.from({ length: foreign(spec, scope) }, () => invalid(path, shown, unsupported)),
      ...(isWrong ? [invalid(`${path}.operator`, operator, mustExist)] : []),
      ...validateTerm(operator, texts(term.values), path),
    ];
  });
  const all = terms.map((term) => text(term.scopeName));
  return [...errors, ...conflicts(spec, path, all)];
}

function validateTerm(operator: string, values: readonly string[], path: string): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn': {
      const why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      return values.length === 0 ? [required(`${path}.values`, why)] : [];
    }
    case 'Exists':
    case 'DoesNotExist': {
      const why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      return values.length === 0 ? [] : [invalid(`${path}.values`, values, why)];
    }
    default:
      return [invalid(`${path}.operator`, operator, 'not a valid selector operator')];
  }
}
