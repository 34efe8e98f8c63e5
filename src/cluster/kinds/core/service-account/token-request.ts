/** serviceaccounts/token: a token for a ServiceAccount, for some audiences, a lifetime, and the life of an object. */
import { fields, isFields, number } from '../../../../kube/fields.js';
import { goQuote } from '../../../../kube/go-quote.js';
import { kindOfResource, type ResourceKind } from '../../../../kube/kinds.js';
import { pathSegmentFaults } from '../../../../kube/names.js';
import type { KubeObject } from '../../../../kube/object.js';
import { badRequest, conflict, type FieldError, invalid, invalidObject, notFound } from '../../../../kube/status.js';
import { trackUpdate } from '../../../apply/managed-fields.js';
import type { TokenClaimsRequest } from '../../../authentication/authenticator.js';
import { type ApiResponse, reach } from '../../../chain/handler.js';
import { formatTime } from '../../../clock.js';
import { answerObject } from '../../../registry/answers.js';
import { checkNamespace, readBody } from '../../../registry/create.js';
import { type Call, copy, keyOf, type Registry } from '../../../registry/deps.js';
import { writeOptions } from '../../../registry/query-options.js';
import { stored } from '../../../registry/read.js';
import { admitWhole } from '../../../registry/write.js';
import { tokenLifetime } from '../../../validation/field-checks.js';
import type { KindDefinition } from '../../definition.js';
import { setDefault } from '../../prepare-fields.js';

const tokenRequest = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };

/** The definition of TokenRequests, beside the action on them. */
export const tokenRequestDefinition: KindDefinition = {
  withoutSecrets: ({ status, ...rest }) => ({
    ...rest,
    ...(isFields(status) ? { status: { ...status, token: '' } } : {}),
  }),
};

/** The object that a token is bound to, and ends with. */
interface BoundObjectReference {
  kind?: string;
  apiVersion?: string;
  name?: string;
  uid?: string;
}

/** The lifetime that the kubelet asks for, which marks its requests as its own (KEP-1205). */
const kubeletSeconds = 3607;
/** The true life of such a token: a client that never rereads the file is not shut out after an hour. */
const extendedSeconds = 365 * 24 * 3600;

/** Answers 201 with the TokenRequest and the token in its status. */
export async function requestToken(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'CreateOptions');
  const kind: ResourceKind = { ...call.kind, ...tokenRequest };
  const object = await readBody({ ...call, kind }, options);
  checkNamespace(call, object);
  setDefault(fields(object.spec), 'expirationSeconds', 3600);
  call.request.audit.requestObject = copy(object);
  const { metadata } = object;
  reach(call.request, 'validation');
  const managedFields = trackUpdate({
    gvk: tokenRequest,
    live: undefined,
    object,
    manager: options.fieldManager,
    subresource: call.subresource,
    now: registry.clock.now(),
    resets: {},
  });
  // admission comes before the account is looked up
  await admitWhole(registry, call, { operation: 'CREATE', object, dryRun: options.dryRun });
  reach(call.request, 'validation');
  if (metadata.name && metadata.name !== call.name) {
    const why = 'must match the service account name if specified';
    throw invalidObject(tokenRequest, call.name, [invalid('metadata.name', metadata.name, why)]);
  }
  const account = stored(registry, call).object;
  const { name = '', namespace = '', uid = '' } = account.metadata;
  if (metadata.uid && metadata.uid !== uid) {
    throw conflict(
      { group: tokenRequest.group, resource: tokenRequest.kind },
      name,
      `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`,
    );
  }
  const asked = fields(object.spec);
  const ownAudience = registry.tokens.issuer.issuer;
  const audiences = Array.isArray(asked.audiences) && asked.audiences.length > 0 ? asked.audiences : [ownAudience];
  const seconds = asked.expirationSeconds as number;
  const boundObjectRef = (asked.boundObjectRef ?? null) as BoundObjectReference | null;
  object.spec = { audiences, expirationSeconds: seconds, boundObjectRef };
  delete metadata.managedFields;
  Object.assign(metadata, { name, namespace, uid, creationTimestamp: formatTime(registry.clock.now()), managedFields });
  reach(call.request, 'validation');
  const errors = validateTokenRequest(object);
  if (errors.length) throw invalidObject(tokenRequest, '', errors);
  reach(call.request, 'storage');
  const { boundObject, node } = boundTo(registry, call, boundObjectRef);
  const isExtended =
    boundObject?.kind === 'Pod' && seconds === kubeletSeconds && audiences.every((one) => one === ownAudience);
  // taken before the token is made, so that what is answered is never after the token's own end
  const expires = new Date(registry.clock.now().getTime() + seconds * 1000);
  const { token, jti } = await registry.tokens.issuer.issue({
    namespace,
    name,
    uid,
    audiences,
    expirationSeconds: isExtended ? extendedSeconds : seconds,
    ...(isExtended && { warnAfterSeconds: seconds }),
    ...(boundObject && { boundObject }),
    ...(node && { node }),
  });
  call.request.audit.annotations['authentication.kubernetes.io/issued-credential-id'] = `JTI=${jti}`;
  const answer: KubeObject = { ...object, status: { token, expirationTimestamp: formatTime(expires) } };
  return answerObject(registry, call, 201, answer);
}

function boundTo(
  registry: Registry,
  call: Call,
  reference: BoundObjectReference | null,
): Pick<TokenClaimsRequest, 'boundObject' | 'node'> {
  if (!reference) return {};
  const { kind = '', apiVersion = '', name = '' } = reference;
  // a version that is none is none at all, as Go reads it
  const [version = '', group = '', ...more] = apiVersion.split('/').reverse();
  const resource = group === '' ? { Pod: 'pods', Secret: 'secrets', Node: 'nodes' }[kind] : undefined;
  if (!resource) {
    const place = more.length > 0 ? '/' : `${group}/${version}`;
    throw badRequest(`cannot bind token to object of type ${place}, Kind=${kind}`);
  }
  if (name === '') throw badRequest('Name parameter required.');
  const faults = pathSegmentFaults(name);
  if (faults.length > 0) throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${faults.join(';')}`);
  const object = read(registry, resource, call.namespace, name);
  if (!object) throw notFound({ group: '', resource }, name);
  const uid = object.metadata.uid ?? '';
  const { serviceAccountName, nodeName } = fields(object.spec);
  if (kind === 'Pod' && serviceAccountName !== call.name) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(call.name)} to pod running with different serviceaccount name.`,
    );
  }
  if (reference.uid && reference.uid !== uid) {
    throw conflict(
      { group: '', resource: kind },
      name,
      `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  const boundObject = { kind: kind as 'Pod' | 'Secret' | 'Node', name, uid };
  if (kind !== 'Pod' || typeof nodeName !== 'string' || nodeName === '') return { boundObject };
  // the name of a node that is gone is told without its uid
  return { boundObject, node: { name: nodeName, uid: read(registry, 'nodes', '', nodeName)?.metadata.uid } };
}

function read(registry: Registry, resource: string, namespace: string, name: string): KubeObject | undefined {
  const kind = kindOfResource('', resource);
  return kind && registry.store.get(keyOf(kind, namespace, name))?.object;
}

/** The faults of a TokenRequest. */
export function validateTokenRequest(request: KubeObject): FieldError[] {
  return tokenLifetime(number(fields(request.spec).expirationSeconds), 'spec.expirationSeconds');
}
