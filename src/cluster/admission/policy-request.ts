/** The parts that policies of both kinds share: whether they are about a request, their parameters, the variables of their expressions. */
import { type Fields, fields, isFields, text } from '../../kube/fields.js';
import { type KubeObject, parseApiVersion } from '../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import type { AdmissionAttributes, AdmissionReads, Authorize } from './admission.js';
import { matchesRequest } from './match-request.js';
import type { PolicyInput } from './policy-run.js';

/** True when the policy and its binding are about the request. */
export function isAbout(
  policy: KubeObject,
  binding: KubeObject,
  attributes: AdmissionAttributes,
  reads: AdmissionReads,
): boolean {
  const { matchResources } = fields(binding.spec);
  const matches = (match: unknown): boolean => {
    const { resourceRules, excludeResourceRules, namespaceSelector, objectSelector } = fields(match);
    const matching = { rules: resourceRules, excluded: excludeResourceRules, namespaceSelector, objectSelector };
    return matchesRequest(matching, attributes, reads);
  };
  return matches(fields(policy.spec).matchConstraints) && matches(matchResources);
}

/** The fault of a binding that asks for parameters which are not there. */
export const noParams =
  'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction';

/** The parameters of a binding, null for a policy without; `missing` when there are none and the binding does not allow that. */
export function paramsOf(
  policy: KubeObject,
  binding: KubeObject,
  { namespace }: AdmissionAttributes,
  reads: AdmissionReads,
): readonly (KubeObject | null)[] | 'missing' {
  const { paramKind } = fields(policy.spec);
  const { paramRef } = fields(binding.spec);
  if (!isFields(paramKind)) return [null];
  const found = objectsOf(paramKind, fields(paramRef), namespace, reads);
  return found.length === 0 && fields(paramRef).parameterNotFoundAction === 'Deny' ? 'missing' : found;
}

function objectsOf(
  paramKind: Fields,
  { name, namespace: ofReference, selector }: Fields,
  namespace: string,
  reads: AdmissionReads,
): readonly KubeObject[] {
  const where = text(ofReference) || namespace;
  const all = reads.objectsOf(text(paramKind.apiVersion), text(paramKind.kind), where);
  if (text(name)) return all.filter(({ metadata }) => metadata.name === name);
  // the API server has checked the selector
  const terms = labelSelectorTerms(fields(selector) as LabelSelector);
  return isFields(selector) ? all.filter(({ metadata }) => matchesLabels(terms, metadata.labels)) : [];
}

/** Resolves with the variables of a request but for parameters; the functions of the authorizer are loaded with the first policy. */
export async function policyInput(
  attributes: AdmissionAttributes,
  { reads, authorize }: { reads: AdmissionReads; authorize: Authorize },
): Promise<Omit<PolicyInput, 'params'>> {
  const { authorizerValue } = await import('../cel/authorizer-functions.js');
  const { kind, name, namespace, operation, subresource, user, dryRun, options, object, oldObject } = attributes;
  const { group, version } = kind;
  // what is sent to a sub-resource may be of another kind
  const own = object ?? oldObject;
  const asked = {
    kind: own ? { ...parseApiVersion(own.apiVersion), kind: own.kind } : { group, version, kind: kind.kind },
    resource: { group, version, resource: kind.resource },
  };
  return {
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
      options: operation === 'CONNECT' ? null : (options?.() ?? null),
    },
    authorizer: authorizerValue(authorize, user, {
      apiGroup: kind.group,
      resource: kind.resource,
      subresource,
      namespace,
      name,
    }),
  };
}
