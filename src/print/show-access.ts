/** `show.access` and `show.why`: access rights by the rules and by the server's answer. */
import { isKubelabError, KubelabError } from '../errors.js';
import { grantsOf } from '../inspect/access.js';
import { missingLink } from '../inspect/missing-link.js';
import { type AccessQuestion, type WaysToAccess, waysToAccess } from '../inspect/why.js';
import { findKind } from '../kube/kinds.js';
import type { KubeObject } from '../kube/object.js';
import { type UserInfo, userOf } from '../kube/user.js';
import type { Client } from '../request/api.js';
import { failedRequest } from '../request/failed-request.js';
import { accessView } from './access-view.js';
import { connect } from './connect.js';
import { isClient, objectsIn, readPolicy } from './policy.js';
import { readRefusal } from './refusal.js';
import type { AccessOptions, WhyOptions } from './show-options.js';
import type { View } from './view.js';
import { whyView } from './why-view.js';

/** The view of `show.access`. Throws ARGUMENT_INVALID and, when the cluster is asked, REQUEST_FAILED. */
export async function accessOf(options: AccessOptions = {}): Promise<View> {
  const { from, ...filter } = options;
  if (from !== undefined && !Array.isArray(from) && !isClient(from)) {
    throw new KubelabError(
      'ARGUMENT_INVALID',
      'show.access() looks at roles and bindings, or asks a client for them.',
      {
        hint: "Write show.access({ namespace: 'lab' }), or give { from: client } or { from: [exchanges of lists] }.",
      },
    );
  }
  const objects = Array.isArray(from)
    ? objectsIn(from)
    : await readPolicy(from ?? (await connect()), options.namespace);
  const isOpen = !options.user && !options.verb && !options.resource;
  return accessView(grantsOf(objects, filter), question(options), isOpen);
}

function question({ user, verb, resource, namespace }: AccessOptions): string {
  const what = `${verb ?? 'do what'}${resource ? `${verb ? '' : ' with'} ${resource}` : ''}`;
  return `${what}${namespace ? ` in ${namespace}` : ''}${user ? `, of ${user} and the groups they are in` : ''}`;
}

/** The view of `show.why`. Throws REQUEST_FAILED when the server does not say who the client is. */
export async function whyOf(client: Client, verb: string, resource: string, options: WhyOptions = {}): Promise<View> {
  if (!isClient(client)) {
    throw new KubelabError('ARGUMENT_INVALID', 'show.why() needs the client whose rights are in question.', {
      hint: "Write show.why(client, 'list', 'pods', { namespace: 'lab' }).",
    });
  }
  const namespace = options.namespace ?? (isNamespaced(resource) ? client.namespace : undefined);
  const { name } = options;
  const [user, answer] = await Promise.all([
    userBehind(client),
    client.can(verb, resource, { ...(namespace ? { namespace } : {}), ...(name ? { name } : {}) }),
  ]);
  const asked: AccessQuestion = { user, verb, resource, namespace, name };
  const read = await policyFor(client, options.from);
  const found: WaysToAccess | undefined = read.objects && waysToAccess(read.objects, asked);
  return whyView({
    question: asked,
    answer: answer.ok ? { allowed: answer.allowed, reason: answer.reason } : undefined,
    found,
    ...(read.unread === undefined ? {} : { unread: read.unread }),
    missing: read.objects && found && !found.allowed ? missingLink(read.objects, asked, found) : undefined,
  });
}

/** The client's user as the server sees it. Where the review is refused, the refusal names the user. */
async function userBehind(client: Client): Promise<UserInfo> {
  const who = await client.whoami();
  if (who.user) return { username: who.user.username, groups: who.user.groups ?? [] };
  const refusal = readRefusal(String(who.body?.message ?? ''));
  if (!refusal) throw failedRequest(who);
  return userOf(refusal.user, []);
}

function isNamespaced(resource: string): boolean {
  if (resource.startsWith('/')) return false;
  return findKind(resource.split('/')[0] ?? '')?.namespaced ?? true;
}

/**
 * The roles and bindings: as given, as the client of `connect()` reads them, or as the client itself does. It comes last,
 * because its refusals would stand in the audit log beside its real requests.
 */
export async function policyFor(
  client: Client,
  from: WhyOptions['from'],
): Promise<{ objects?: KubeObject[]; unread?: string }> {
  if (Array.isArray(from)) return { objects: objectsIn(from) };
  if (from) return { objects: await readPolicy(from) };
  const reader = await connect().catch(() => undefined);
  let unread = '';
  for (const one of reader?.server === client.server ? [reader, client] : [client]) {
    try {
      return { objects: await readPolicy(one) };
    } catch (error) {
      if (!isKubelabError(error)) throw error;
      unread = `${error.message} ${error.hint}`;
    }
  }
  return { unread };
}
