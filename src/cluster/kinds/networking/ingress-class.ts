/** IngressClass: which controller cares for an ingress. */

import { type Fields, fields, isFields, text } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named, requiredText } from '../field-rules.js';
import { hasNewSpec } from '../prepare-fields.js';

/** The faults of the parameters of an ingress class. */
function validateParameters({ apiGroup, kind, name, scope, namespace }: Fields): FieldError[] {
  const at = 'spec.parameters';
  const errors: FieldError[] = [];
  if (apiGroup !== undefined) errors.push(...named(text(apiGroup), `${at}.apiGroup`, dnsSubdomainFaults));
  errors.push(...requiredText(kind, `${at}.kind`), ...requiredText(name, `${at}.name`));
  if (scope === undefined) return [...errors, required(`${at}.scope`)];
  if (scope === 'Namespace' && !text(namespace)) {
    errors.push(required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'"));
  } else if (scope === 'Cluster' && namespace !== undefined) {
    errors.push(fieldForbidden(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  } else if (scope !== 'Namespace' && scope !== 'Cluster') {
    errors.push(notSupported(`${at}.scope`, scope, ['Cluster', 'Namespace']));
  }
  return errors;
}

/** The definition of IngressClasses. */
export const ingressClass: KindDefinition = {
  isNewGeneration: hasNewSpec,
  defaults: ({ spec }) => {
    const { parameters } = fields(spec);
    if (isFields(parameters) && parameters.scope === undefined) parameters.scope = 'Cluster';
  },
  validation: {
    always: ({ spec }) => {
      const { controller, parameters } = fields(spec);
      const name = text(controller);
      const errors: FieldError[] = [];
      if (name.length > 250) errors.push(invalid('spec.controller', name, 'may not be more than 250 bytes'));
      if (!/^[^/]+\/.+$/.test(name) || dnsSubdomainFaults(name.split('/')[0] ?? '').length > 0) {
        errors.push(invalid('spec.controller', name, 'must be a domain-prefixed path (such as "acme.io/foo")'));
      }
      return isFields(parameters) ? [...errors, ...validateParameters(parameters)] : errors;
    },
    update: (object, old) => {
      const [now, before] = [fields(object.spec).controller, fields(old.spec).controller];
      return now === before ? [] : [invalid('spec.controller', now, 'field is immutable')];
    },
    order: ['metadata', 'update', 'new metadata', 'always'],
  },
};
