/** A policy that somebody has made, and that refuses requests. */
import assert from 'node:assert/strict';
import type { Api } from './api.js';

/** The requests that a policy is about (`resourceRules[]` of a ValidatingAdmissionPolicy). */
interface Rule {
  apiGroups: string[];
  apiVersions: string[];
  operations: string[];
  resources: string[];
}

const policies = '/apis/admissionregistration.k8s.io/v1';

/**
 * Makes a ValidatingAdmissionPolicy that refuses what fits the rule, and its binding; returns what takes the binding away again. It holds a
 * moment later. With `namespace` it is about that one alone.
 */
export async function refusingPolicy(
  api: Api,
  { name, rule, message, namespace }: { name: string; rule: Rule; message: string; namespace?: string },
): Promise<() => Promise<void>> {
  const make = async (resource: string, spec: object): Promise<void> => {
    const { code, text } = await api.post(`${policies}/${resource}`, { metadata: { name }, spec });
    assert.equal(code, 201, text);
  };
  const matchLabels = { 'kubernetes.io/metadata.name': namespace };
  const matchConstraints = { resourceRules: [rule], ...(namespace ? { namespaceSelector: { matchLabels } } : {}) };
  const validations = [{ expression: 'false', message }];
  await make('validatingadmissionpolicies', { matchConstraints, validations });
  const bindings = 'validatingadmissionpolicybindings';
  await make(bindings, { policyName: name, validationActions: ['Deny'] });
  return async () => {
    assert.equal((await api.delete(`${policies}/${bindings}/${name}`)).code, 200);
  };
}
