/** ValidatingAdmissionPolicy: requests are held to expressions (k8s.io/apiserver/pkg/admission/plugin/policy/validating). */
import { fields, isFields, text, texts } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import { ApiError, forbidden } from '../../kube/status.js';
import { loadExpressions } from '../cel/load-expressions.js';
import type { AdmissionAttributes, AdmissionPlugin, AdmissionReads, Authorize } from './admission.js';
import { matchesRequest } from './match-request.js';
import type { Judgement, PolicyInput, PolicyResult } from './policy-expressions.js';

/** The validating plug-in; throws an ApiError of the policy's reason. The reader of expressions is loaded with the first policy. */
export function validatingPolicies(reads: AdmissionReads, authorize: Authorize): AdmissionPlugin {
  return (attributes) => {
    const bindings = reads.policyBindings();
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
    const { policyName, matchResources, validationActions } = fields(binding.spec);
    const policy = reads.policy(text(policyName));
    const { matchConstraints } = fields(policy?.spec);
    if (!policy || !isAbout(matchConstraints, attributes, reads)) continue;
    if (isFields(matchResources) && !isAbout(matchResources, attributes, reads)) continue;
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
          attributes.annotate?.('validation.policy.admission.k8s.io/validation_failure', JSON.stringify([failure]));
        }
        if (actions.includes('Deny')) refuse(judgement);
      }
      for (const [key, value] of result.annotations) {
        const name = `${policy.metadata.name}/${key}`;
        annotations.set(name, (annotations.get(name) ?? new Set()).add(value));
      }
      for (const judgement of result.refusals) refuse(judgement);
    }
  }
  // bindings with parameters of their own may each say something else
  for (const [key, values] of annotations) attributes.annotate?.(key, [...values].join(', '));
  const [first] = refusals;
  if (first) throw refusal(attributes, first.message, first.reason);
}

function isAbout(match: unknown, attributes: AdmissionAttributes, reads: AdmissionReads): boolean {
  const { resourceRules, excludeResourceRules, namespaceSelector, objectSelector } = fields(match);
  const matching = { rules: resourceRules, excluded: excludeResourceRules, namespaceSelector, objectSelector };
  return matchesRequest(matching, attributes, reads);
}

async function resultsOf(
  policy: KubeObject,
  binding: KubeObject,
  attributes: AdmissionAttributes,
  { reads, authorize }: { reads: AdmissionReads; authorize: Authorize },
): Promise<readonly PolicyResult[]> {
  const { paramKind, failurePolicy } = fields(policy.spec);
  const { paramRef } = fields(binding.spec);
  const params: (KubeObject | null)[] = isFields(paramKind)
    ? [...paramsOf(paramKind, paramRef, attributes, reads)]
    : [null];
  if (params.length === 0) {
    const why = 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction';
    if (fields(paramRef).parameterNotFoundAction !== 'Deny' || failurePolicy === 'Ignore') return [];
    return [{ judgements: [], annotations: new Map(), refusals: [{ message: why, reason: 'Invalid', index: 0 }] }];
  }
  const [{ judgePolicy }, { authorizerValue }, { compiler }] = await Promise.all([
    import('./policy-expressions.js'),
    import('../cel/authorizer-functions.js'),
    loadExpressions(),
  ]);
  const { kind, name, namespace, operation, subresource, user, dryRun, object, oldObject } = attributes;
  const gvk = { group: kind.group, version: kind.version };
  const asked = { kind: { ...gvk, kind: kind.kind }, resource: { ...gvk, resource: kind.resource } };
  const input: Omit<PolicyInput, 'params'> = {
    object: object ?? null,
    oldObject: oldObject ?? null,
    namespaceObject: (namespace && reads.namespace(namespace)) || null,
    request: {
      ...asked,
      subResource: subresource,
      requestKind: asked.kind,
      requestResource: asked.resource,
      requestSubResource: subresource,
      name,
      namespace,
      operation,
      userInfo: { ...user },
      dryRun,
    },
    authorizer: authorizerValue(authorize, user, {
      apiGroup: kind.group,
      resource: kind.resource,
      subresource,
      namespace,
      name,
    }),
  };
  return params.map((one) => judgePolicy(compiler, fields(policy.spec), { ...input, params: one }));
}

function paramsOf(
  paramKind: Record<string, unknown>,
  reference: unknown,
  { namespace }: AdmissionAttributes,
  reads: AdmissionReads,
): readonly KubeObject[] {
  const { name, namespace: ofReference, selector } = fields(reference);
  const where = text(ofReference) || namespace;
  const all = reads.objectsOf(text(paramKind.apiVersion), text(paramKind.kind), where);
  if (text(name)) return all.filter(({ metadata }) => metadata.name === name);
  // the API server has checked the selector
  const terms = labelSelectorTerms(fields(selector) as LabelSelector);
  return isFields(selector) ? all.filter(({ metadata }) => matchesLabels(terms, metadata.labels)) : [];
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
