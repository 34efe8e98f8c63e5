/** The rules for events of both groups (pkg/apis/core/validation/events.go), which name the fields as the core group's Go type. */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, number, text } from '../../../kube/fields.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { internalValue } from '../internal-value.js';

const isNew = (event: KubeObject): boolean => event.apiVersion !== 'v1';
/** A field under its name in the core group, whichever group the event is of. */
const read = (event: KubeObject, core: string, other: string): unknown => event[isNew(event) ? other : core];

const about = (event: KubeObject): Fields => fields(read(event, 'involvedObject', 'regarding'));
const controller = (event: KubeObject): string => text(read(event, 'reportingComponent', 'reportingController'));
const message = (event: KubeObject): string => text(read(event, 'message', 'note'));

const wrongNamespace = (namespace: string): FieldError =>
  invalid('involvedObject.namespace', namespace, 'does not match event.namespace');

/** Faults of any Event; an eventTime requires reporter, action, reason. */
export function validateEvent(event: KubeObject): FieldError[] {
  const namespace = text(about(event).namespace);
  const own = event.metadata.namespace ?? '';
  const errors = event.eventTime
    ? validateTimed(event, namespace, own)
    : (namespace === '' ? own === 'default' : namespace === own)
      ? []
      : [wrongNamespace(namespace)];
  return [...errors, ...dnsSubdomainFaults(own).map((f) => invalid('namespace', own, f))];
}

function validateTimed(event: KubeObject, namespace: string, own: string): FieldError[] {
  const errors: FieldError[] = [];
  if (namespace === '' && own !== 'default' && own !== 'kube-system') errors.push(wrongNamespace(namespace));
  const who = controller(event);
  const path = isNew(event) ? 'reportingController' : 'reportingComponent';
  if (who === '') errors.push(required(path));
  errors.push(...qualifiedNameFaults(who).map((f) => invalid(path, who, f)));
  for (const name of ['reportingInstance', 'action', 'reason']) {
    const value = text(event[name]);
    if (value === '') errors.push(required(name));
    if (Buffer.byteLength(value) > 128) errors.push(invalid(name, '', 'can have at most 128 characters'));
  }
  if (Buffer.byteLength(message(event)) > 1024) {
    errors.push(invalid('message', '', 'can have at most 1024 characters'));
  }
  return errors;
}

/** Fields a new Event of events.k8s.io must set, or leave to the older group. */
export function validateNewEvent(event: KubeObject): FieldError[] {
  const errors = validateSeries(event);
  if (!event.eventTime) errors.push(required('eventTime'));
  const type = text(event.type);
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalid('type', '', `has invalid value: ${type}`));
  const unset = (field: string, value: unknown): void => {
    if (value) errors.push(invalid(field, '', 'needs to be unset'));
  };
  unset('firstTimestamp', event.deprecatedFirstTimestamp);
  unset('lastTimestamp', event.deprecatedLastTimestamp);
  unset('count', event.deprecatedCount);
  const source = fields(event.deprecatedSource);
  unset('source', source.component || source.host);
  return errors;
}

function validateSeries(event: KubeObject): FieldError[] {
  if (!isFields(event.series)) return [];
  const { count, lastObservedTime } = event.series;
  const errors: FieldError[] = [];
  if ((number(count) ?? 0) < 2) errors.push(invalid('series.count', '', 'should be at least 2'));
  if (!lastObservedTime) errors.push(required('series.lastObservedTime'));
  return errors;
}

/** A field that stays: path in Kubernetes' words, field of the core group, field of events.k8s.io. */
interface FixedField {
  path: string;
  core: string;
  other: string;
  /** The type of a field that is shown as the server's own. */
  type?: string;
  /** The value of a field that is not set. */
  zero?: unknown;
}

const alike = (path: string): FixedField => ({ path, core: path, other: path });
const time = { zero: null };
/** In the order of Kubernetes' checks; `reason` is checked twice. */
const fixed: readonly FixedField[] = [
  { path: 'involvedObject', core: 'involvedObject', other: 'regarding', type: 'core.v1.ObjectReference', zero: {} },
  alike('reason'),
  { path: 'message', core: 'message', other: 'note' },
  { path: 'source', core: 'source', other: 'deprecatedSource', type: 'core.v1.EventSource', zero: {} },
  { path: 'firstTimestamp', core: 'firstTimestamp', other: 'deprecatedFirstTimestamp', ...time },
  { path: 'lastTimestamp', core: 'lastTimestamp', other: 'deprecatedLastTimestamp', ...time },
  { path: 'count', core: 'count', other: 'deprecatedCount', zero: 0 },
  alike('reason'),
  alike('type'),
  { ...alike('eventTime'), ...time },
  alike('action'),
  { ...alike('related'), type: 'core.v1.ObjectReference', zero: null },
  { path: 'reportingController', core: 'reportingComponent', other: 'reportingController' },
  alike('reportingInstance'),
];

/** Faults of an Event replaced through events.k8s.io: only its series may change. `old` is as it is stored. */
export function validateNewEventUpdate(event: KubeObject, old: KubeObject): FieldError[] {
  const errors = equalJson(event.series, old.series) ? [] : validateSeries(event);
  for (const { path, core, other, type, zero = '' } of fixed) {
    const [now, before] = [read(event, core, other) ?? zero, read(old, core, other) ?? zero];
    if (equalJson(now, before)) continue;
    errors.push(invalid(path, type && now ? internalValue(type, now) : now, 'field is immutable'));
  }
  return errors;
}
