/** The rules for namespaces, nodes, events and endpoint slices. */
import { qualifiedNameFaults } from '../../kube/names.js';
import type { KubeObject } from '../../kube/object.js';
import { type FieldError, invalid, notSupported, required } from '../../kube/status.js';
import { fields, list, text, texts } from '../schema/access.js';
import { validateLabels } from './metadata.js';

/** The faults of a Namespace's own finalizers. */
export function validateNamespace(namespace: KubeObject): FieldError[] {
  return texts(fields(namespace.spec).finalizers).flatMap((name) => {
    const faults = qualifiedNameFaults(name);
    if (faults.length === 0 && !name.includes('/') && name !== 'kubernetes') {
      faults.push('name is neither a standard finalizer name nor is it fully qualified');
    }
    return faults.map((fault) => invalid('spec.finalizers', name, fault));
  });
}

/** The faults of a Node's taints. */
export function validateNode(node: KubeObject): FieldError[] {
  const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
  return list(fields(node.spec).taints).flatMap((taint, i) => {
    const path = `spec.taints[${i}]`;
    const [key, effect, value] = [text(taint.key), text(taint.effect), text(taint.value)];
    const errors = qualifiedNameFaults(key).map((f) => invalid(`${path}.key`, key, f));
    errors.push(...validateLabels({ value }, `${path}.value`));
    if (effect === '') errors.push(required(`${path}.effect`));
    else if (!effects.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, effects));
    return errors;
  });
}

/** The faults of an Event of either group. */
export function validateEvent(event: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const core = event.apiVersion === 'v1';
  const about = fields(core ? event.involvedObject : event.regarding);
  const path = core ? 'involvedObject.namespace' : 'regarding.namespace';
  const namespace = text(about.namespace);
  if (
    namespace === ''
      ? !['default', 'kube-system'].includes(event.metadata.namespace ?? '')
      : namespace !== event.metadata.namespace
  ) {
    errors.push(invalid(path, namespace, 'does not match event.namespace'));
  }
  if (core) return errors;
  if (!event.eventTime) errors.push(required('eventTime'));
  for (const name of ['reportingController', 'reportingInstance', 'action', 'reason']) {
    if (text(event[name]) === '') errors.push(required(name));
  }
  const type = text(event.type);
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalid('type', type, 'has invalid value: '));
  return errors;
}

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

/** The faults of an EndpointSlice: the kind of its addresses, and that each endpoint has one. */
export function validateEndpointSlice(slice: KubeObject): FieldError[] {
  const type = text(slice.addressType);
  const errors: FieldError[] = [];
  if (type === '') errors.push(required('addressType'));
  else if (!addressTypes.includes(type)) errors.push(notSupported('addressType', type, addressTypes));
  list(slice.endpoints).forEach(({ addresses }, i) => {
    if (texts(addresses).length > 0) return;
    errors.push(required(`endpoints[${i}].addresses`, 'must contain at least 1 address'));
  });
  return errors;
}

/** The faults of an EndpointSlice that is to replace another. */
export function validateEndpointSliceUpdate(slice: KubeObject, old: KubeObject): FieldError[] {
  const type = text(slice.addressType);
  return type === text(old.addressType) ? [] : [invalid('addressType', type, 'field is immutable')];
}
