/** LimitRanger: pods get the requests and limits of their namespace's LimitRanges, and are held to them (plugin/pkg/admission/limitranger). */

import { type Fields, fields, list, text, textMap } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { formatQuantity, type Quantity } from '../../kube/quantity.js';
import { forbidden } from '../../kube/status.js';
import { type Amounts, amounts, askedByPod } from '../kinds/core/pod/default-resources.js';
import type { AdmissionAttributes, AdmissionPlugin, AdmissionReads } from './admission.js';

const annotation = 'kubernetes.io/limit-ranger';

/** Pods are held to the limits when they are created and when they are resized; nothing else changes their resources. */
const isLimited = ({ operation, kind, subresource, object }: AdmissionAttributes): boolean =>
  kind.kind === 'Pod' &&
  object !== undefined &&
  ((operation === 'CREATE' && subresource === '') || (operation === 'UPDATE' && subresource === 'resize'));

/** Claims are held to the limits too, also when they ask for more. */
const isClaim = ({ operation, kind, subresource, object }: AdmissionAttributes): boolean =>
  operation !== 'DELETE' && kind.kind === 'PersistentVolumeClaim' && subresource === '' && object !== undefined;

const limitsOf = (range: KubeObject): Fields[] => list(fields(range.spec).limits);

/** The mutating half: fills in missing values of containers, and notes them in an annotation. */
export function limitDefaults(reads: AdmissionReads): AdmissionPlugin {
  return (attributes) => {
    if (!isLimited(attributes) || !attributes.object) return;
    for (const range of reads.limitRanges(attributes.namespace)) fillIn(attributes.object, limitsOf(range));
  };
}

function fillIn(pod: KubeObject, limits: readonly Fields[]): void {
  const ofContainers = limits.filter(({ type }) => type === 'Container');
  const merged = (field: string): Record<string, string> =>
    Object.assign({}, ...ofContainers.map((limit) => textMap(limit[field])));
  const [requests, most] = [merged('defaultRequest'), merged('default')];
  const notes: string[] = [];
  for (const [field, what] of [
    ['containers', 'container'],
    ['initContainers', 'init container'],
  ] as const) {
    for (const container of list(fields(pod.spec)[field])) {
      const resources = { ...fields(container.resources) };
      for (const [part, defaults, name] of [
        ['requests', requests, 'request'],
        ['limits', most, 'limit'],
      ] as const) {
        const given = textMap(resources[part]);
        const missing = Object.keys(defaults)
          .filter((key) => !Object.hasOwn(given, key))
          .sort();
        if (missing.length === 0) continue;
        resources[part] = { ...Object.fromEntries(missing.map((key) => [key, defaults[key]])), ...given };
        notes.push(`${missing.join(', ')} ${name} for ${what} ${text(container.name)}`);
      }
      container.resources = resources;
    }
  }
  if (notes.length === 0) return;
  const value = `LimitRanger plugin set: ${notes.join('; ')}`;
  pod.metadata.annotations = { ...pod.metadata.annotations, [annotation]: value };
}

/** The validating half; throws an ApiError 403 for a pod that asks for too little or too much. */
export function limitRanger(reads: AdmissionReads): AdmissionPlugin {
  return (attributes) => {
    const { object, kind, name, namespace } = attributes;
    if ((!isLimited(attributes) && !isClaim(attributes)) || !object) return;
    for (const range of reads.limitRanges(namespace)) {
      const faults = [...new Set(limitsOf(range).flatMap((limit) => faultsOf(object, limit)))];
      if (faults.length > 0)
        throw forbidden(kind, name, faults.length > 1 ? `[${faults.join(', ')}]` : faults.join(''));
    }
  };
}

/** Requests and limits of a container, or of a pod as a whole. */
interface Asked {
  requests: Amounts;
  limits: Amounts;
}

function faultsOf(object: KubeObject, limit: Fields): string[] {
  const spec = fields(object.spec);
  const type = text(limit.type);
  const askedBy = ({ resources }: Fields): Asked => {
    const { requests, limits } = fields(resources);
    return { requests: amounts(requests), limits: amounts(limits) };
  };
  if (object.kind === 'PersistentVolumeClaim') {
    if (type !== 'PersistentVolumeClaim') return [];
    // of a claim the request alone counts
    const asked = { requests: askedBy(spec).requests, limits: new Map() };
    return [
      ...each(limit.min, (name, bound) => tooLittle(asked, name, bound, type)),
      ...each(limit.max, (name, bound) => tooMuchRequested(asked, name, bound, type)),
    ];
  }
  const all =
    type === 'Container'
      ? [...list(spec.containers), ...list(spec.initContainers)].map(askedBy)
      : type === 'Pod'
        ? [{ requests: askedByPod(spec, 'requests'), limits: askedByPod(spec, 'limits') }]
        : [];
  return all.flatMap((asked) => [
    ...each(limit.min, (name, bound) => tooLittle(asked, name, bound, type)),
    ...each(limit.max, (name, bound) => tooMuch(asked, name, bound, type)),
    ...each(limit.maxLimitRequestRatio, (name, bound) => tooFarApart(asked, name, bound, type)),
  ]);
}

const each = (bounds: unknown, fault: (name: string, bound: Quantity) => string | undefined): string[] =>
  [...amounts(bounds)].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, amount]) => fault(name, amount) ?? []);

function tooLittle({ requests, limits }: Asked, name: string, bound: Quantity, type: string): string | undefined {
  const rule = `minimum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const [request, limit] = [requests.get(name), limits.get(name)];
  if (!request) return `${rule}.  No request is specified`;
  if (request.nanos < bound.nanos) return `${rule}, but request is ${formatQuantity(request)}`;
  return limit && limit.nanos < bound.nanos ? `${rule}, but limit is ${formatQuantity(limit)}` : undefined;
}

function tooMuch({ requests, limits }: Asked, name: string, bound: Quantity, type: string): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const [request, limit] = [requests.get(name), limits.get(name)];
  if (!limit) return `${rule}.  No limit is specified`;
  if (limit.nanos > bound.nanos) return `${rule}, but limit is ${formatQuantity(limit)}`;
  return request && request.nanos > bound.nanos ? `${rule}, but request is ${formatQuantity(request)}` : undefined;
}

function tooMuchRequested({ requests }: Asked, name: string, bound: Quantity, type: string): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const request = requests.get(name);
  if (!request) return `${rule}.  No request is specified`;
  return request.nanos > bound.nanos ? `${rule}, but request is ${formatQuantity(request)}` : undefined;
}

function tooFarApart({ requests, limits }: Asked, name: string, bound: Quantity, type: string): string | undefined {
  const rule = `${name} max limit to request ratio per ${type} is ${formatQuantity(bound)}`;
  const [request, limit] = [requests.get(name), limits.get(name)];
  if (!request?.nanos) return `${rule}, but no request is specified or request is 0`;
  if (!limit?.nanos) return `${rule}, but no limit is specified or limit is 0`;
  const ratio = Number(limit.nanos) / Number(request.nanos);
  return ratio > Number(bound.nanos) / 1e9 ? `${rule}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}
