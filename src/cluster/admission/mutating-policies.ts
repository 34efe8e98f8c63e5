/** MutatingAdmissionPolicy: requests are changed by expressions (k8s.io/apiserver/pkg/admission/plugin/policy/mutating). */
import { fields, text } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { ApiError, forbidden } from '../../kube/status.js';
import { loadExpressions } from '../cel/load-expressions.js';
import type { AdmissionAttributes, AdmissionPlugin, AdmissionReads, Authorize } from './admission.js';
import { isAbout, noParams, paramsOf, policyInput } from './policy-request.js';

/** Policies that are to be asked again, each with the object as it left it. */
type Invoked = Map<string, string>;

/** The plug-in; throws an ApiError 403 for a policy that fails. The reader of expressions is loaded with the first policy. */
export function mutatingPolicies(reads: AdmissionReads, authorize: Authorize): AdmissionPlugin {
  const invoked = new WeakMap<AdmissionAttributes, Invoked>();
  return async (attributes) => {
    const { object, change, operation } = attributes;
    if (!object || !change || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    const bindings = reads.policyBindings('mutating');
    if (bindings.length === 0) return;
    const faults: Fault[] = [];
    const before = invoked.get(attributes) ?? new Map<string, string>();
    invoked.set(attributes, before);
    for (const [policy, binding] of pairs(bindings, reads)) {
      if (!isAbout(policy, binding, attributes, reads)) continue;
      const { failurePolicy, reinvocationPolicy } = fields(policy.spec);
      const fail = (message: string, reason?: string): void => {
        const names = `policy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
        if (failurePolicy !== 'Ignore') faults.push({ message: `${names} denied request: ${message}`, reason });
      };
      const params = paramsOf(policy, binding, attributes, reads);
      if (params === 'missing') {
        fail(noParams);
        continue;
      }
      const [{ mutate }, input, { compiler }] = await Promise.all([
        import('./policy-mutations.js'),
        policyInput(attributes, { reads, authorize }),
        loadExpressions(),
      ]);
      for (const one of params) {
        const key = JSON.stringify([policy, binding, one ?? undefined].map((part) => part?.metadata.name));
        // a second time it sees what plug-ins behind it have made of its object
        if (attributes.isAgain && (before.get(key) ?? JSON.stringify(object)) === JSON.stringify(object)) continue;
        const result = mutate(compiler, fields(policy.spec), { ...input, object, params: one }, change);
        for (const fault of result.faults) fail(fault, 'Invalid');
        if (result.matches && reinvocationPolicy === 'IfNeeded') before.set(key, JSON.stringify(object));
      }
    }
    const [first] = faults;
    if (first) throw refusal(attributes, first, faults);
  };
}

interface Fault {
  message: string;
  reason?: string | undefined;
}

/** The policies with their bindings, in the order of the policies' names. */
function pairs(bindings: readonly KubeObject[], reads: AdmissionReads): [KubeObject, KubeObject][] {
  const found = bindings.flatMap((binding): [KubeObject, KubeObject][] => {
    const policy = reads.policy('mutating', text(fields(binding.spec).policyName));
    return policy ? [[policy, binding]] : [];
  });
  return found.sort(([a], [b]) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
}

function refusal({ kind, name }: AdmissionAttributes, first: Fault, faults: readonly Fault[]): ApiError {
  const causes = faults.map(({ message }) => ({ message }));
  const { details } = forbidden(kind, name, '', causes).status;
  const more = details ? { details } : {};
  return new ApiError({ code: 403, reason: first.reason ?? 'Forbidden', message: first.message, ...more });
}
