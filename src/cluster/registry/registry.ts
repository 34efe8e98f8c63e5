/** The registry: every request for a resource, given to the function for its verb and sub-resource. */
import { fields } from '../../kube/fields.js';
import { kindInVersion, kindOfObject, kindOfResource, type ResourceKind } from '../../kube/kinds.js';
import { pathSegmentFaults } from '../../kube/names.js';
import { type KubeObject, parseApiVersion } from '../../kube/object.js';
import { badRequest, internalError, methodNotAllowed, noSuchResource, notFound } from '../../kube/status.js';
import { createAdmission } from '../admission/plugins.js';
import { type ApiRequest, type ApiResponse, type Handler, reach, warn } from '../chain/handler.js';
import type { Action } from '../kinds/definition.js';
import { create } from './create.js';
import { remove, removeCollection } from './delete.js';
import { type Call, keyOf, prefixOf, type Registry, type RegistryOptions } from './deps.js';
import { isGroup } from './discovery.js';
import { document, pageNotFound } from './documents.js';
import { checkForms } from './negotiation.js';
import { patch } from './patch.js';
import { get, list } from './read.js';
import { update } from './update.js';
import { watch } from './watch.js';
import { whole } from './whole.js';

const ofObjects: Record<string, Action> = {
  get,
  list,
  watch,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
};

/** Sub-resources of any kind that are written and read as the object itself. */
const ofSubresources: Record<string, Record<string, Action>> = { status: whole, approval: whole };

/** The group of admission policies and webhooks. */
const policies = 'admissionregistration.k8s.io';

/** Answers that are not objects. */
const streams = new Set(['exec', 'attach', 'log', 'portforward', 'proxy']);

/** The handler of all paths below /api, /apis and /openapi. Rejects with an ApiError for a refused request. */
export function createRegistry(options: RegistryOptions): Handler {
  const read = (resource: string, namespace: string, name: string, group = ''): KubeObject | undefined => {
    const kind = kindOfResource(group, resource);
    return kind && options.store.get(keyOf(kind, namespace, name))?.object;
  };
  const all = (resource: string, namespace: string, group = ''): KubeObject[] => {
    const kind = kindOfResource(group, resource);
    return kind ? options.store.list(prefixOf(kind, namespace)).map(({ object }) => object) : [];
  };
  const registry: Registry = {
    ...options,
    admission: createAdmission({
      reads: {
        namespace: (name) => read('namespaces', '', name),
        serviceAccount: (namespace, name) => read('serviceaccounts', namespace, name),
        limitRanges: (namespace) => all('limitranges', namespace),
        priorityClasses: () => all('priorityclasses', '', 'scheduling.k8s.io'),
        runtimeClass: (name) => read('runtimeclasses', '', name, 'node.k8s.io'),
        node: (name) => read('nodes', '', name),
        pod: (namespace, name) => read('pods', namespace, name),
        storageClasses: () => all('storageclasses', '', 'storage.k8s.io'),
        ingressClasses: () => all('ingressclasses', '', 'networking.k8s.io'),
        service: (namespace, name) => read('services', namespace, name),
        webhooks: (kind) => all(`${kind}webhookconfigurations`, '', policies),
        policyBindings: (kind) => all(`${kind}admissionpolicybindings`, '', policies),
        policy: (kind, name) => read(`${kind}admissionpolicies`, '', name, policies),
        objectsOf: (apiVersion, kind, namespace) => {
          const row = kindOfObject(parseApiVersion(apiVersion).group, kind);
          return row ? all(row.resource, row.namespaced ? namespace : '', row.group) : [];
        },
      },
      quotas: {
        list: (namespace) => all('resourcequotas', namespace),
        write: async (quota) => {
          const { namespace = '', name = '', resourceVersion } = quota.metadata;
          const kind = kindOfResource('', 'resourcequotas');
          const key = kind && keyOf(kind, namespace, name);
          return !key || (await options.store.update(key, quota, Number(resourceVersion))) !== undefined;
        },
      },
      authorize: options.authorization.authorize,
      randomSuffix: options.randomSuffix,
    }),
  };
  /** True where an APIService names a service for the group and version. The service never answers: none is called here. */
  const isServedElsewhere = ({ path }: ApiRequest['info']): boolean => {
    const [, group, version] = /^\/apis\/([^/]+)\/([^/]+)/.exec(path) ?? [];
    if (group === undefined) return false;
    const service = read('apiservices', '', `${version}.${group}`, 'apiregistration.k8s.io');
    return fields(service?.spec).service !== undefined;
  };

  return (request) => {
    // the aggregator is asked before the server's own groups
    if (isServedElsewhere(request.info)) return unavailable;
    if (!request.info.isResourceRequest) return document(request, options.custom);
    const call = callOf(request, options);
    if (!call) return pageNotFound();
    if (call.kind.isCustom) warnOfAge(request, call.kind);
    const run = action(call);
    if (!streams.has(call.subresource)) checkForms(call);
    if (!call.kind.isCustom) warnOfAge(request, call.kind);
    reach(request, 'decoding');
    const making = options.initial.ensure(call);
    return making ? making.then(() => run(registry, call)) : run(registry, call);
  };
}

/** Tells a client of a kind or version that is deprecated. */
function warnOfAge(request: ApiRequest, { deprecated }: ResourceKind): void {
  if (!deprecated) return;
  warn(request, deprecated);
  if (request.info.verb !== 'watch') request.audit.annotations['k8s.io/deprecated'] = 'true';
}

/** 503 of a group that another server serves. */
const unavailable: ApiResponse = {
  status: 503,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: 'service unavailable\n',
};

/**
 * The call that a request makes; undefined for a group that is not served, of which no router knows anything. Throws the 404
 * of a path that is not served, and a 400 for an invalid name.
 */
function callOf(
  request: ApiRequest,
  { definitionOf, custom }: Pick<RegistryOptions, 'definitionOf' | 'custom'>,
): Call | undefined {
  const { info, user } = request;
  if (!user) throw internalError('a request reached the registry without a user');
  const { apiGroup, resource, verb } = info;
  const builtIn = kindInVersion(apiGroup, info.apiVersion, resource);
  const added = builtIn ? undefined : custom.find(apiGroup, info.apiVersion, resource);
  const kind = builtIn ?? added?.kind;
  if (!kind) {
    if (info.apiPrefix === 'api' || isGroup(apiGroup)) throw noSuchResource();
    return undefined;
  }
  // an address in front of a resource that Kubernetes had once
  if (verb === 'proxy') throw noSuchResource();
  // a namespace is in itself for authorization, and in none for storage
  const namespace = kind.namespaced ? info.namespace : '';
  // a name that a field selector gave is for authorization alone
  const name = info.parts.length > 1 ? info.name : '';
  const misplaced = kind.namespaced ? name !== '' && namespace === '' : info.namespace !== '' && !isItself(info);
  if (misplaced) {
    throw info.path.includes('/namespaces//') ? badRequest('Namespace parameter required.') : noSuchResource();
  }
  const faults = name.includes('%') || name.startsWith('.') ? pathSegmentFaults(name) : [];
  if (faults.length > 0) {
    throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: ${faults.join(';')}`);
  }
  const definition = added?.definition ?? definitionOf(kind);
  return { request, user, kind, definition, namespace, name, subresource: info.subresource };
}

/** A namespace's own path names it as the namespace too. */
const isItself = ({ namespace, parts }: ApiRequest['info']): boolean =>
  parts[0] === 'namespaces' && parts[1] === namespace;

function action(call: Call): Action {
  const { kind, definition, subresource, request } = call;
  const { verb, parts } = request.info;
  const { method } = request;
  // paths below `proxy` belong to the server behind it
  if (parts.length > 3 && subresource !== 'proxy') throw noSuchResource();
  const isRead = verb === 'get' || verb === 'list' || verb === 'watch';
  if (subresource) {
    if (verb === 'watch') throw noSuchResource();
    const row = kind.subresources?.find((s) => s.name === subresource);
    const found = row && (definition.subresources?.[subresource] ?? ofSubresources[subresource]);
    if (!found) throw kind.isCustom ? notFound(kind, call.name) : noSuchResource();
    const run = row.verbs.includes(verb) ? found[verb] : undefined;
    // HEAD is for what stands behind a proxy
    if (!run || (method === 'HEAD' && subresource !== 'proxy')) throw methodNotAllowed();
    return run;
  }
  // a path may say watch with any method
  if (isRead && method !== 'GET') throw methodNotAllowed();
  // POST is for collections, PUT and PATCH for objects
  const onCollection = call.name === '';
  const fits = verb === 'create' ? onCollection : !['update', 'patch'].includes(verb) || !onCollection;
  const isAcross = kind.namespaced && call.namespace === '';
  // a resource that can only be created has no other paths
  if (!kind.verbs.includes('list') && (isAcross || !onCollection)) throw noSuchResource();
  // all namespaces together can be read, and nothing else
  const across = isAcross && !['list', 'watch'].includes(verb);
  const run = (verb === 'create' && definition.create) || ofObjects[verb];
  if (!run || !fits || across || !kind.verbs.includes(verb)) throw methodNotAllowed();
  return run;
}
