/** ValidatingAdmissionPolicy: requests are held to expressions (k8s.io/apiserver/pkg/admission/plugin/policy/validating). */
import { fields, text, texts } from '../../kube/fields.js';
import { goJson } from '../../kube/go-json.js';
import type { KubeObject } from '../../kube/object.js';
import { ApiError, forbidden } from '../../kube/status.js';
import { loadExpressions } from '../cel/load-expressions.js';
import type { AdmissionAttributes, AdmissionPlugin, AdmissionReads, Authorize } from './admission.js';
import type { Judgement, PolicyResult } from './policy-expressions.js';
import { isAbout, noParams, paramsOf, policyInput } from './policy-request.js';

/** The validating plug-in; throws an ApiError of the policy's reason. The reader of expressions is loaded with the first policy. */
export function validatingPolicies(reads: AdmissionReads, authorize: Authorize): AdmissionPlugin {
  return (attributes) => {
    const bindings = reads.policyBindings('validating');
    return bindings.length === 0 ? undefined : judge(attributes, bindings, { reads, authorize });
  };
}

async function judge(
  attributes: AdmissionAttributes,
  bindings: readonly KubeObject[],
  deps: { reads: AdmissionReads; authorize: Authorize },
): Promise<void> {
  const { reads } = deps;
  const refusals: { message: string; reason: string }[] = [];
  const annotations = new Map<string, Set<string>>();
  for (const binding of bindings) {
    const { policyName, validationActions } = fields(binding.spec);
    const policy = reads.policy('validating', text(policyName));
    if (!policy || !isAbout(policy, binding, attributes, reads)) continue;
    const names = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
    const refuse = ({ message, reason }: Judgement): void => {
      refusals.push({ message: `${names} denied request: ${message}`, reason });
    };
    for (const result of await resultsOf(policy, binding, attributes, deps)) {
      for (const judgement of result.judgements) {
        const { message, index } = judgement;
        const actions = texts(validationActions);
        if (actions.includes('Warn')) attributes.warn?.(`Validation failed for ${names}: ${message}`);
        if (actions.includes('Audit')) {
          const failure = {
            message,
            policy: policyName,
            binding: binding.metadata.name,
            expressionIndex: index,
            validationActions: actions,
          };
          attributes.annotate?.('validation.policy.admission.k8s.io/validation_failure', goJson([failure]));
        }
        if (actions.includes('Deny')) refuse(judgement);
      }
      for (const [key, value] of result.annotations) {
        const name = `${policy.metadata.name}/${key}`;
        annotations.set(name, (annotations.get(name) ?? new Set()).add(cut(value)));
      }
      for (const judgement of result.refusals) refuse(judgement);
    }
  }
  // bindings with parameters of their own may each say something else
  for (const [key, values] of annotations) attributes.annotate?.(key, [...values].join(', '));
  const [first] = refusals;
  if (first) throw refusal(attributes, first.message, first.reason);
}

/** The bytes of an audit annotation that are kept (maxAuditAnnotationValueLength in plugin/policy/validating/dispatcher.go). */
const LONGEST_ANNOTATION = 10 * 1024;

function cut(annotation: string): string {
  return Buffer.from(annotation).subarray(0, LONGEST_ANNOTATION).toString();
}

async function resultsOf(
  policy: KubeObject,
  binding: KubeObject,
  attributes: AdmissionAttributes,
  deps: { reads: AdmissionReads; authorize: Authorize },
): Promise<readonly PolicyResult[]> {
  const params = paramsOf(policy, binding, attributes, deps.reads);
  if (params === 'missing') {
    if (fields(policy.spec).failurePolicy === 'Ignore') return [];
    return [{ judgements: [], annotations: new Map(), refusals: [{ message: noParams, reason: 'Invalid', index: 0 }] }];
  }
  const [{ judgePolicy }, input, { compiler }] = await Promise.all([
    import('./policy-expressions.js'),
    policyInput(attributes, deps),
    loadExpressions(),
  ]);
  return params.map((one) => judgePolicy(compiler, fields(policy.spec), { ...input, params: one }));
}

const codes: Record<string, number> = { Unauthorized: 401, Forbidden: 403, RequestEntityTooLarge: 413, Invalid: 422 };

/** The message says forbidden whatever the reason, as in Kubernetes. */
function refusal({ kind, name }: AdmissionAttributes, message: string, reason: string): ApiError {
  const { status } = forbidden(kind, name, message, [{ message }]);
  return new ApiError({
    code: codes[reason] ?? 422,
    reason,
    message: status.message ?? message,
    ...(status.details ? { details: status.details } : {}),
  });
}
