/** The review kinds: questions to authentication and authorization that are asked by POST and never stored. */

import { fields, isFields } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import type { AccessAttributes, PolicyRule } from '../../../kube/rbac.js';
import { badRequest, type FieldError, invalidObject } from '../../../kube/status.js';
import { anonymousUser, type UserInfo } from '../../../kube/user.js';
import { trackUpdate } from '../../apply/managed-fields.js';
import { aggregateText } from '../../authorization/authorizer.js';
import { reach } from '../../chain/handler.js';
import { formatTime } from '../../clock.js';
import { answerObject } from '../../registry/answers.js';
import { checkNamespace, readBody } from '../../registry/create.js';
import { type Call, copy, gvkOf, type Registry } from '../../registry/deps.js';
import { writeOptions } from '../../registry/query-options.js';
import type { KindDefinition } from '../definition.js';
import { fieldSelectorText, selectorErrors } from './review-selectors.js';
import { validateAccessReview, validateLocalAccessReview, validateSelfAccessReview } from './validation.js';

type Answer = (registry: Registry, call: Call, object: KubeObject) => Promise<KubeObject> | KubeObject;

/** A new object as the answer, without the request's metadata and spec. */
function listRules({ authorization }: Registry, call: Call, { apiVersion, kind, spec }: KubeObject): KubeObject {
  const { namespace } = fields(spec);
  if (typeof namespace !== 'string' || namespace === '') throw badRequest('no namespace on request');
  const rules = authorization.rulesFor(call.user, namespace);
  const { incomplete, errors } = authorization.unlisted(call.user, namespace);
  const evaluationError = aggregateText(errors);
  return {
    kind,
    apiVersion,
    metadata: {},
    spec: {},
    status: {
      resourceRules: rules.filter((rule) => rule.resources?.length).map(resourceRule),
      nonResourceRules: rules
        .filter((rule) => rule.nonResourceURLs?.length)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete,
      ...(evaluationError && { evaluationError }),
    },
  };
}

/** A review that `answer` answers in its status, with 201. */
function question(answer: Answer, validate?: (object: KubeObject) => FieldError[]): KindDefinition {
  return {
    validation: { metadata: false, ...(validate && { create: validate }) },
    create: async (registry, call) => {
      const options = writeOptions(call.request, 'CreateOptions');
      const object = await readBody(call, options);
      checkNamespace(call, object);
      prepareMetadata(call, object);
      object.metadata.managedFields = trackUpdate({
        gvk: gvkOf(call.kind),
        live: undefined,
        object,
        manager: options.fieldManager,
        subresource: '',
        now: registry.clock.now(),
        resets: {},
      });
      call.request.audit.requestObject = copy(object);
      reach(call.request, 'validation');
      const errors = validate?.(object) ?? [];
      // reviews have no kind in their errors
      if (errors.length) throw invalidObject({ group: call.kind.group, version: '', kind: '' }, '', errors);
      return answerObject(registry, call, 201, await answer(registry, call, object));
    },
  };
}

const askedAbout: Answer = (registry, _call, object) => decide(registry, object, userOf(object));

/** The caller's user. */
export const selfSubjectReview: KindDefinition = question((registry, call, object) => ({
  ...object,
  metadata: { creationTimestamp: formatTime(registry.clock.now()) },
  status: { userInfo: userInfo(call.user) },
}));
/** The user of a token. */
export const tokenReview: KindDefinition = {
  ...question(reviewToken),
  withoutSecrets: ({ spec, ...rest }) => ({ ...rest, ...(isFields(spec) ? { spec: { ...spec, token: '' } } : {}) }),
};
/** A decision about the caller. */
export const selfSubjectAccessReview: KindDefinition = question(
  (registry, call, object) => decide(registry, object, call.user),
  validateSelfAccessReview,
);
/** A decision about a user. */
export const subjectAccessReview: KindDefinition = question(askedAbout, validateAccessReview);
/** A decision about a user in this namespace. */
export const localSubjectAccessReview: KindDefinition = question(askedAbout, validateLocalAccessReview);
/** The caller's rules in a namespace. */
export const selfSubjectRulesReview: KindDefinition = question(listRules);

/** Drops the client's values of system metadata, and takes the namespace of the path. */
function prepareMetadata({ kind, namespace }: Call, { metadata }: KubeObject): void {
  for (const field of ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    delete metadata[field];
  }
  if (kind.namespaced) metadata.namespace = namespace;
  else delete metadata.namespace;
}

async function reviewToken(registry: Registry, _call: Call, object: KubeObject): Promise<KubeObject> {
  const spec = fields(object.spec);
  const token = typeof spec.token === 'string' ? spec.token : '';
  if (!token) throw badRequest('token is required for TokenReview in authentication');
  const audiences = Array.isArray(spec.audiences) ? (spec.audiences as string[]) : [];
  // the token is read as the header `Bearer …` is: up to a space, and one that begins so is no credential at all
  const [bearer = ''] = token.trimEnd().split(' ');
  if (bearer === '') {
    const own = audiences.length > 0 ? audiences : [registry.tokens.issuer.issuer];
    return { ...object, status: { authenticated: true, user: userInfo(anonymous), audiences: own } };
  }
  const result = await registry.tokens.authenticate(bearer, audiences);
  if (result.outcome !== 'authenticated') {
    const error = result.outcome === 'refused' ? result.reason : 'invalid bearer token';
    return { ...object, status: { user: {}, error } };
  }
  const user = userInfo({ ...result.user, groups: withAuthenticated(result.user.groups) });
  return {
    ...object,
    status: { authenticated: true, user, ...(result.audiences && { audiences: result.audiences }) },
  };
}

const anonymous: UserInfo = { username: anonymousUser, groups: ['system:unauthenticated'] };

const withAuthenticated = (groups: readonly string[]): string[] =>
  groups.includes('system:authenticated') ? [...groups] : [...groups, 'system:authenticated'];

function userInfo({ username, uid, groups, extra }: UserInfo): object {
  return {
    username,
    ...(uid && { uid }),
    groups,
    ...(extra && Object.keys(extra).length > 0 && { extra }),
  };
}

function userOf(object: KubeObject): UserInfo {
  const { user, groups, uid, extra } = fields(object.spec);
  return {
    username: typeof user === 'string' ? user : '',
    groups: Array.isArray(groups) ? (groups as string[]) : [],
    ...(typeof uid === 'string' && uid && { uid }),
    ...(typeof extra === 'object' && extra !== null && { extra: extra as Record<string, string[]> }),
  };
}

function decide(registry: Registry, object: KubeObject, user: UserInfo): KubeObject {
  const { outcome, reason } = registry.authorization.authorize(attributesOf(object, user));
  const evaluationError = selectorErrors(fields(fields(object.spec).resourceAttributes)).join('; ');
  const status = {
    allowed: outcome === 'allow',
    ...(outcome === 'deny' && { denied: true }),
    ...(reason && { reason }),
    ...(evaluationError && { evaluationError }),
  };
  return { ...object, status };
}

function attributesOf(object: KubeObject, user: UserInfo): AccessAttributes {
  const spec = fields(object.spec);
  const resource = fields(spec.resourceAttributes);
  const nonResource = fields(spec.nonResourceAttributes);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const isResourceRequest = spec.resourceAttributes !== undefined && spec.resourceAttributes !== null;
  return {
    user,
    isResourceRequest,
    verb: text(isResourceRequest ? resource.verb : nonResource.verb),
    namespace: text(resource.namespace),
    apiGroup: text(resource.group),
    apiVersion: text(resource.version),
    resource: text(resource.resource),
    subresource: text(resource.subresource),
    name: text(resource.name),
    path: text(nonResource.path),
    fieldSelector: fieldSelectorText(fields(resource.fieldSelector)),
  };
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): object {
  return { verbs, apiGroups, resources, ...(resourceNames?.length && { resourceNames }) };
}
