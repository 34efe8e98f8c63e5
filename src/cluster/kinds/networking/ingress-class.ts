/** IngressClass: which controller cares for an ingress. */

import { domainPathErrors } from '../../../kube/domain-path.js';
import { type Fields, fields, isFields, text } from '../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults, pathSegmentFaults } from '../../../kube/names.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required, tooLong } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, requiredName } from '../field-rules.js';
import { hasNewSpec } from '../prepare-fields.js';

/** The faults of a reference to an object of any kind at `at`: an ingress class's parameters, or an ingress's backend. */
export function validateReference({ apiGroup, kind, name }: Fields, at: string): FieldError[] {
  return [
    ...((apiGroup ?? undefined) === undefined ? [] : named(text(apiGroup), `${at}.apiGroup`, dnsSubdomainFaults)),
    ...requiredName(kind, `${at}.kind`, pathSegmentFaults),
    ...requiredName(name, `${at}.name`, pathSegmentFaults),
  ];
}

/** The faults of the parameters of an ingress class. */
function validateParameters(parameters: Fields): FieldError[] {
  const { scope, namespace } = parameters;
  const at = 'spec.parameters';
  const errors = validateReference(parameters, at);
  if (scope === 'Namespace') {
    if (namespace === undefined) {
      errors.push(required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    } else errors.push(...named(text(namespace), `${at}.namespace`, dnsLabelFaults));
  } else if (scope === 'Cluster' && namespace !== undefined) {
    errors.push(fieldForbidden(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  } else if (scope !== 'Cluster') {
    errors.push(notSupported(`${at}.scope`, scope, ['Cluster', 'Namespace']));
  }
  return errors;
}

/** The faults of a controller's name: a domain, a slash and a path. */
function validateController(name: string): FieldError[] {
  const at = 'spec.controller';
  if (name === '') return [required(at)];
  return domainPathErrors(at, name);
}

/** The definition of IngressClasses. */
export const ingressClass: KindDefinition = {
  isNewGeneration: hasNewSpec,
  defaults: ({ spec }) => {
    const { parameters } = fields(spec);
    if (isFields(parameters)) parameters.scope ??= 'Cluster';
  },
  validation: {
    always: ({ spec }) => {
      const { controller, parameters } = fields(spec);
      const name = text(controller);
      const errors: FieldError[] = [];
      if (Buffer.byteLength(name) > 250) errors.push(tooLong('spec.controller', 250));
      errors.push(...validateController(name));
      return isFields(parameters) ? [...errors, ...validateParameters(parameters)] : errors;
    },
    update: (object, old) => {
      const [now, before] = [text(fields(object.spec).controller), text(fields(old.spec).controller)];
      return now === before ? [] : [invalid('spec.controller', now, 'field is immutable')];
    },
    order: ['metadata', 'update', 'new metadata', 'always'],
  },
};
