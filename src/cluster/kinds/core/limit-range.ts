/** LimitRange: the limits and default requests of containers, pods and claims in a namespace. */

import { type Fields, fields, list, text, textMap } from '../../../kube/fields.js';
import { qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { formatQuantity, parseQuantity, type Quantity } from '../../../kube/quantity.js';
import { duplicate, type FieldError, fieldForbidden, invalid, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { setDefault } from '../prepare-fields.js';
import { containerResourceNameFaults, mayOvercommit, resourceNameFaults } from './pod/validation/resources.js';

/** The definition of LimitRanges. */
export const limitRange: KindDefinition = {
  defaults: fillIn,
  writtenLists: ['spec.limits'],
  beforeCreate: ({ randomUUID }, _call, { metadata }) => {
    metadata.name ||= randomUUID();
  },
  validation: { always: validate, order: ['new metadata', 'always'] },
};

/** A container's limit is the largest there may be, its request is its limit, or the smallest there may be (SetDefaults_LimitRangeItem). */
function fillIn(object: KubeObject): void {
  for (const limit of list(fields(object.spec).limits)) {
    if (limit.type !== 'Container') continue;
    const [limits, requests] = [{ ...fields(limit.default) }, { ...fields(limit.defaultRequest) }];
    const fill = (target: Fields, from: unknown): void => {
      for (const [name, amount] of Object.entries(textMap(from))) setDefault(target, name, amount);
    };
    fill(limits, limit.max);
    fill(requests, limits);
    fill(requests, limit.min);
    if (Object.keys(limits).length > 0) limit.default = limits;
    if (Object.keys(requests).length > 0) limit.defaultRequest = requests;
  }
}

const types = ['Pod', 'Container', 'PersistentVolumeClaim'];
const amounts = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
type Amounts = Partial<Record<(typeof amounts)[number], Quantity>>;

/** ValidateLimitRange in pkg/apis/core/validation; resources in the order of their names, while Go's maps have none. */
function validate(object: KubeObject): FieldError[] {
  const limits = list(fields(object.spec).limits);
  return limits.flatMap((limit, i) => {
    const type = text(limit.type);
    const at = `spec.limits[${i}]`;
    const errors = typeFaults(type, `${at}.type`);
    if (limits.findIndex((other) => other.type === limit.type) < i) errors.push(duplicate(`${at}.type`, type));
    for (const field of amounts) {
      const names = Object.keys(textMap(limit[field])).sort();
      if (type === 'Pod' && field.startsWith('default')) {
        if (names.length > 0)
          errors.push(fieldForbidden(`${at}.${field}`, "may not be specified when `type` is 'Pod'"));
        continue;
      }
      const faults = type === 'Pod' || type === 'Container' ? containerResourceNameFaults : resourceNameFaults;
      errors.push(...names.flatMap((name) => faults(name, `${at}.${field}[${name}]`)));
    }
    const { storage } = { ...textMap(limit.min), ...textMap(limit.max) };
    if (type === 'PersistentVolumeClaim' && storage === undefined) {
      const why = 'either minimum or maximum storage value is required, but neither was provided';
      errors.push(required(`${at}.limits`, why));
    }
    const names = new Set(amounts.flatMap((field) => Object.keys(textMap(limit[field]))));
    return [...errors, ...[...names].sort().flatMap((name) => amountFaults(name, amountsOf(limit, name, type), at))];
  });
}

function typeFaults(type: string, path: string): FieldError[] {
  const faults = qualifiedNameFaults(type);
  if (faults.length === 0 && !type.includes('/') && !types.includes(type)) {
    faults.push('must be a standard limit type or fully qualified');
  }
  return faults.map((fault) => invalid(path, type, fault));
}

function amountsOf(limit: Fields, name: string, type: string): Amounts {
  const fieldsOf = amounts.filter((field) => type !== 'Pod' || !field.startsWith('default'));
  return Object.fromEntries(
    fieldsOf.flatMap((field) => {
      const amount = parseQuantity(textMap(limit[field])[name] ?? '');
      return amount ? [[field, amount]] : [];
    }),
  );
}

function amountFaults(name: string, { max, min, defaultRequest: asked, ...more }: Amounts, at: string): FieldError[] {
  const { default: limit, maxLimitRequestRatio: ratio } = more;
  const errors: FieldError[] = [];
  /** The fault of `field`, shown as `value`, when `low` is above `high`. */
  const ordered = (
    low: Quantity | undefined,
    high: Quantity | undefined,
    field: string,
    value: 'low' | 'high',
    what: [string, string],
  ): void => {
    if (!low || !high || low.nanos <= high.nanos) return;
    const [lowText, highText] = [formatQuantity(low), formatQuantity(high)];
    const why = `${what[0]} value ${lowText} is greater than ${what[1]} value ${highText}`;
    errors.push(invalid(`${at}.${field}[${name}]`, value === 'low' ? lowText : highText, why));
  };
  ordered(min, max, 'min', 'low', ['min', 'max']);
  ordered(min, asked, 'defaultRequest', 'high', ['min', 'default request']);
  ordered(asked, max, 'defaultRequest', 'low', ['default request', 'max']);
  ordered(asked, limit, 'defaultRequest', 'low', ['default request', 'default limit']);
  ordered(min, limit, 'default', 'low', ['min', 'default']);
  ordered(limit, max, 'default', 'high', ['default', 'max']);
  if (ratio) {
    const path = `${at}.maxLimitRequestRatio[${name}]`;
    const shown = formatQuantity(ratio);
    if (ratio.nanos < 1_000_000_000n) errors.push(invalid(path, shown, `ratio ${shown} is less than 1`));
    const most = min && max ? Number(max.nanos) / Number(min.nanos) : Number.POSITIVE_INFINITY;
    if (Number(ratio.nanos) / 1e9 > most) {
      errors.push(invalid(path, shown, `ratio ${shown} is greater than max/min = ${most.toFixed(6)}`));
    }
  }
  if (!mayOvercommit(name) && limit && asked && limit.nanos !== asked.nanos) {
    const [has, wants] = [formatQuantity(limit), formatQuantity(asked)];
    const why = `default value ${has} must equal to defaultRequest value ${wants} in ${name}`;
    errors.push(invalid(`${at}.defaultRequest[${name}]`, wants, why));
  }
  return errors;
}
