/** serviceaccounts/token: a token for a ServiceAccount, for some audiences, a lifetime, and the life of an object. */
import { kindOfResource, type ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import { badRequest, conflict, invalidObject, notFound } from '../../kube/status.js';
import type { TokenClaimsRequest } from '../authentication/authenticator.js';
import { formatTime } from '../clock.js';
import type { ApiResponse } from '../handler.js';
import { applyDefaults } from '../schema/defaults.js';
import { validateCreate } from '../validation/validate.js';
import { answerObject } from './answers.js';
import { checkNamespace, readBody } from './create.js';
import { type Call, copy, keyOf, part, partOf, type Registry } from './deps.js';
import { writeOptions } from './query-options.js';
import { stored } from './read.js';
import { admit } from './write.js';

const tokenRequest = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };

/** What a token can be bound to: it ends with this object. */
interface BoundObjectReference {
  kind?: string;
  apiVersion?: string;
  name?: string;
  uid?: string;
}

/** Answers 201 with the TokenRequest and the token in its status. */
export async function requestToken(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'CreateOptions');
  const kind: ResourceKind = { ...call.kind, ...tokenRequest };
  const object = await readBody({ ...call, kind }, options);
  checkNamespace(call, object);
  const account = stored(registry, call).object;
  const { name, namespace = '', uid = '' } = account.metadata;
  if (object.metadata.name && object.metadata.name !== name) {
    throw badRequest(
      `the name in the url "${name}" does not match the name in the token request "${object.metadata.name}"`,
    );
  }
  applyDefaults(object);
  const spec = partOf(object, 'spec');
  if (!Array.isArray(spec.audiences) || spec.audiences.length === 0) spec.audiences = [registry.tokens.issuer.issuer];
  spec.boundObjectRef ??= null;
  const errors = validateCreate(object, kind).filter(({ field }) => !field.startsWith('metadata.'));
  if (errors.length) throw invalidObject(tokenRequest, '', errors);
  call.request.audit.requestObject = copy(object);
  await admit(registry, call, { operation: 'CREATE', object, oldObject: account, dryRun: options.dryRun });

  const { boundObject, node } = bound(registry, call, spec.boundObjectRef as BoundObjectReference | null);
  const { token, jti, expires } = await registry.tokens.issuer.issue({
    namespace,
    name: name ?? '',
    uid,
    audiences: spec.audiences as string[],
    expirationSeconds: spec.expirationSeconds as number,
    ...(boundObject && { boundObject }),
    ...(node && { node }),
  });
  call.request.audit.annotations['authentication.kubernetes.io/issued-credential-id'] = `JTI=${jti}`;
  const answer: KubeObject = {
    ...object,
    metadata: { name, namespace, uid, creationTimestamp: formatTime(registry.clock.now()) },
    status: { token, expirationTimestamp: formatTime(expires) },
  };
  return answerObject(registry, call, 201, answer);
}

function bound(
  registry: Registry,
  call: Call,
  reference: BoundObjectReference | null,
): Pick<TokenClaimsRequest, 'boundObject' | 'node'> {
  if (!reference) return {};
  const { kind = '', apiVersion = '', name = '' } = reference;
  const resource = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' }[kind];
  if (!resource || apiVersion !== 'v1') {
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
  const object = read(registry, resource, call.namespace, name);
  if (!object) throw notFound({ group: '', resource }, name);
  const uid = object.metadata.uid ?? '';
  if (reference.uid && reference.uid !== uid) {
    throw conflict(
      { group: '', resource },
      name,
      `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  const boundObject = { kind: kind as 'Pod' | 'Secret' | 'Node', name, uid };
  if (kind !== 'Pod') return { boundObject };
  const { serviceAccountName, nodeName } = part(object, 'spec');
  if (serviceAccountName !== call.name) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(call.name)} to pod running with different serviceaccount name.`,
    );
  }
  const node = typeof nodeName === 'string' ? read(registry, 'nodes', '', nodeName) : undefined;
  return { boundObject, ...(node && { node: { name: node.metadata.name ?? '', uid: node.metadata.uid ?? '' } }) };
}

function read(registry: Registry, resource: string, namespace: string, name: string): KubeObject | undefined {
  const kind = kindOfResource('', resource);
  return kind && registry.store.get(keyOf(kind, namespace, name))?.object;
}
