/** The registry: every request for a resource, given to the function for its verb and sub-resource. */
import { kindOfResource } from '../../kube/kinds.js';
import { internalError, methodNotAllowed, noSuchResource } from '../../kube/status.js';
import { createAdmission } from '../admission/plugins.js';
import { type ApiRequest, type ApiResponse, type Handler, warn } from '../handler.js';
import { ensureAuthorizedForVerb } from './authorized-verb.js';
import { create } from './create.js';
import { remove, removeCollection } from './delete.js';
import { type Call, keyOf, type Registry, type RegistryOptions } from './deps.js';
import { document } from './documents.js';
import { leftOutKind } from './left-out-kinds.js';
import { acceptedForm } from './negotiation.js';
import { patch } from './patch.js';
import { bind, evict } from './pod-actions.js';
import { portForward, proxy } from './proxy.js';
import { get, list } from './read.js';
import { isReview, review } from './reviews.js';
import { getScale, patchScale, updateScale } from './scale.js';
import { requestToken } from './token-request.js';
import { update } from './update.js';
import { watch } from './watch.js';

type Action = (registry: Registry, call: Call) => ApiResponse | Promise<ApiResponse>;

const ofObjects: Record<string, Action> = {
  get,
  list,
  watch,
  create: (registry, call) => (isReview(call.kind.kind) ? review : create)(registry, call),
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
};

const whole: Record<string, Action> = { get, update, patch };

const ofSubresources: Record<string, Record<string, Action>> = {
  status: whole,
  approval: whole,
  finalize: { update },
  scale: { get: getScale, update: updateScale, patch: patchScale },
  token: { create: requestToken },
  binding: { create: bind },
  eviction: { create: evict },
  exec: connection((registry, { request }) => registry.podExec(request)),
  attach: connection((registry, { request }) => registry.podAttach(request)),
  log: { get: (registry, { request }) => registry.podLog(request) },
  ephemeralcontainers: whole,
  resize: whole,
  portforward: connection(portForward),
  proxy: { create: proxy, delete: proxy, get: proxy, patch: proxy, update: proxy },
};

/** A WebSocket begins with a GET; a right to read is no right to work in a pod. */
function connection(connect: Action): Record<string, Action> {
  const run: Action = (registry, call) => {
    ensureAuthorizedForVerb(registry, call, 'create');
    return connect(registry, call);
  };
  return { create: run, get: run };
}

const writes = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
/** The verbs of a path: of a kind in all namespaces, of a collection, and of one object. */
const ofAll = new Set(['list', 'watch']);
const ofCollections = new Set(['create', 'list', 'watch', 'deletecollection']);
const ofNames = new Set(['get', 'update', 'patch', 'delete']);

/** Their answers are not objects. */
const streams = new Set(['exec', 'attach', 'portforward', 'proxy']);

/** The handler of all that is below /api, /apis and /openapi. Rejects with an ApiError for what is refused. */
export function createRegistry(options: RegistryOptions): Handler {
  const read = (resource: string, namespace: string, name: string): ReturnType<RegistryOptions['store']['get']> => {
    const kind = kindOfResource('', resource);
    return kind && options.store.get(keyOf(kind, namespace, name));
  };
  const registry: Registry = {
    ...options,
    admission: createAdmission({
      reads: {
        namespace: (name) => read('namespaces', '', name)?.object,
        serviceAccount: (namespace, name) => read('serviceaccounts', namespace, name)?.object,
      },
      authorize: options.authorization.authorize,
      randomSuffix: options.randomSuffix,
    }),
  };
  return (request) => {
    if (!request.info.isResourceRequest) return document(request);
    const call = callOf(request);
    const { deprecated } = call.kind;
    if (deprecated) warn(request, deprecated);
    const run = action(call);
    // what cannot be answered is not done either
    if (writes.has(request.info.verb) && !streams.has(call.subresource)) acceptedForm(request);
    return run(registry, call);
  };
}

/** The call that a request makes; throws the 404 of a path that is not served. */
function callOf(request: ApiRequest): Call {
  const { info, user } = request;
  if (!user) throw internalError('a request reached the registry without a user');
  const { apiGroup, resource, verb } = info;
  const kind = kindOfResource(apiGroup, resource) ?? leftOutKind(apiGroup, resource, verb);
  if (!kind || kind.version !== info.apiVersion) throw noSuchResource();
  // a namespace is in itself for authorization, and in none for storage
  const namespace = kind.namespaced ? info.namespace : '';
  const misplaced = kind.namespaced
    ? info.name !== '' && info.parts.length > 1 && namespace === ''
    : info.namespace !== '' && kind.resource !== 'namespaces';
  if (misplaced) throw noSuchResource();
  // a name that a field selector gave is for authorization alone
  const name = info.parts.length > 1 ? info.name : '';
  return { request, user, kind, namespace, name, subresource: info.subresource };
}

function action(call: Call): Action {
  const { kind, subresource, request } = call;
  const { verb, parts } = request.info;
  // what stands behind a proxy has paths of its own
  if (parts.length > 3 && subresource !== 'proxy') throw noSuchResource();
  if (subresource) {
    const row = kind.subresources?.find((s) => s.name === subresource);
    const found = row && ofSubresources[subresource];
    if (!found) throw noSuchResource();
    const run = row.verbs.includes(verb) ? found[verb] : undefined;
    if (!run) throw methodNotAllowed();
    return run;
  }
  // POST is for collections, PUT and PATCH for objects
  const onCollection = call.name === '';
  const fits = verb === 'create' ? onCollection : !['update', 'patch'].includes(verb) || !onCollection;
  // all namespaces together can be read, and nothing else
  const everywhere = kind.namespaced && onCollection && call.namespace === '';
  const across = everywhere && !['list', 'watch'].includes(verb);
  // a path on which no method is answered is none: reviews have no objects, and none in all namespaces
  const answered = everywhere ? ofAll : onCollection ? ofCollections : ofNames;
  if (!kind.verbs.some((known) => answered.has(known))) throw noSuchResource();
  const run = kind.resource === 'bindings' && verb === 'create' ? bind : ofObjects[verb];
  if (!run || !fits || across || !kind.verbs.includes(verb)) throw methodNotAllowed();
  return run;
}
