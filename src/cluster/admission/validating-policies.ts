/** ValidatingAdmissionPolicy: requests are held to expressions (k8s.io/apiserver/pkg/admission/plugin/policy/validating). */
import { fields, isFields, text, texts } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import { ApiError, forbidden } from '../../kube/status.js';
import { loadExpressions } from '../cel/load-expressions.js';
import type { AdmissionAttributes, AdmissionPlugin, AdmissionReads } from './admission.js';
import { matchesRequest } from './match-request.js';
import type { Judgement, PolicyInput } from './policy-expressions.js';

/** The validating plug-in; throws an ApiError of the policy's reason. What reads expressions is loaded with the first policy. */
export function validatingPolicies(reads: AdmissionReads): AdmissionPlugin {
  return (attributes) => {
    const bindings = reads.policyBindings();
    return bindings.length === 0 ? undefined : judge(attributes, bindings, reads);
  };
}

async function judge(
  attributes: AdmissionAttributes,
  bindings: readonly KubeObject[],
  reads: AdmissionReads,
): Promise<void> {
  for (const binding of bindings) {
    const { policyName, matchResources, validationActions } = fields(binding.spec);
    const policy = reads.policy(text(policyName));
    const { matchConstraints } = fields(policy?.spec);
    if (!policy || !isAbout(matchConstraints, attributes, reads)) continue;
    if (isFields(matchResources) && !isAbout(matchResources, attributes, reads)) continue;
    const faults = await faultsOf(policy, binding, attributes, reads);
    const names = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
    for (const { message, reason } of faults) {
      if (texts(validationActions).includes('Warn')) attributes.warn?.(`Validation failed for ${names}: ${message}`);
      if (texts(validationActions).includes('Deny')) {
        throw refusal(attributes, `${names} denied request: ${message}`, reason);
      }
    }
  }
}

function isAbout(match: unknown, attributes: AdmissionAttributes, reads: AdmissionReads): boolean {
  const { resourceRules, excludeResourceRules, namespaceSelector, objectSelector } = fields(match);
  const matching = { rules: resourceRules, excluded: excludeResourceRules, namespaceSelector, objectSelector };
  return matchesRequest(matching, attributes, reads);
}

async function faultsOf(
  policy: KubeObject,
  binding: KubeObject,
  attributes: AdmissionAttributes,
  reads: AdmissionReads,
): Promise<readonly Judgement[]> {
  const { paramKind } = fields(policy.spec);
  const { paramRef } = fields(binding.spec);
  const params: (KubeObject | null)[] = isFields(paramKind)
    ? [...paramsOf(paramKind, paramRef, attributes, reads)]
    : [null];
  if (params.length === 0) {
    const why = 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction';
    return fields(paramRef).parameterNotFoundAction === 'Deny' ? [{ message: why, reason: 'Invalid' }] : [];
  }
  const [{ judgePolicy }, { compiler }] = await Promise.all([import('./policy-expressions.js'), loadExpressions()]);
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
  };
  return params.flatMap((one) => judgePolicy(compiler, fields(policy.spec), { ...input, params: one }));
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

/** It says forbidden whatever the reason: so does Kubernetes. */
function refusal({ kind, name }: AdmissionAttributes, message: string, reason: string): ApiError {
  const { status } = forbidden(kind, name, message, [{ message }]);
  return new ApiError({
    code: codes[reason] ?? 422,
    reason,
    message: status.message ?? message,
    ...(status.details ? { details: status.details } : {}),
  });
}
