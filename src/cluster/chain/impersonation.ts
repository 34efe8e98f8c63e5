/**
 * Impersonation: acting as another user. Since 1.36 the narrow ways are tried first, each of which asks twice: may the
 * caller do this very thing while impersonating (`impersonate-on:MODE:VERB`), and may they act as this user
 * (`impersonate:MODE`); the old verb `impersonate`, which allows everything, comes last (KEP-5284).
 */
import { domainPathErrors } from '../../kube/domain-path.js';
import { goQuote } from '../../kube/go-quote.js';
import { dnsSubdomainFaults } from '../../kube/names.js';
import type { AccessAttributes } from '../../kube/rbac.js';
import { ApiError, aggregated, badRequest } from '../../kube/status.js';
import {
  allAuthenticated,
  allUnauthenticated,
  anonymousUser,
  nodesGroup,
  parseServiceAccountUsername,
  serviceAccountGroups,
  systemMasters,
  type UserInfo,
} from '../../kube/user.js';
import { extraOf, headerValue, headerValues, unescapeKey } from '../authentication/headers.js';
import type { Authorizer } from '../authorization/authorizer.js';
import type { Headers } from './handler.js';
import { refusalError } from './with-authorization.js';

/** The user that the headers ask for. */
export interface WantedUser {
  username: string;
  uid: string;
  groups: string[];
  extra: Record<string, string[]>;
}

/** The user to go on as, and the verb that allowed it (undefined for the old one). */
export interface Impersonated {
  user: UserInfo;
  constraint?: string;
}

const extraPrefix = 'impersonate-extra-';
const authenticationGroup = 'authentication.k8s.io';

/** True when there is a header of impersonation, which few requests have. */
export function asksForImpersonation(headers: Headers): boolean {
  for (const name in headers) if (name.startsWith('impersonate-')) return true;
  return false;
}

/** The user that the headers ask for; undefined without any. Throws a 400 ApiError for groups, uid or extra without a user. */
export function wantedUser(headers: Headers): WantedUser | undefined {
  const username = headerValue(headers, 'impersonate-user') ?? '';
  const uid = headerValue(headers, 'impersonate-uid') ?? '';
  const groups = headerValues(headers, 'impersonate-group');
  const extra = extraOf(headers, extraPrefix, (written) => unescapeKey(written).toLowerCase());
  if (username) return { username, uid, groups, extra };
  if (!uid && groups.length === 0 && Object.keys(extra).length === 0) return undefined;
  const { status, code } = badRequest(
    `requested ${goUser({ username, uid, groups, extra })} without impersonating a user name`,
  );
  throw new ApiError({ ...status, code }, { 'x-content-type-options': 'nosniff' });
}

/** The headers without those of impersonation. */
export function withoutImpersonation(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('impersonate-')));
}

/** The way that was allowed last, by the caller's name: it is tried first, and its refusal is reported. */
export type LastModes = Map<string, Mode>;

/** The number of callers that Kubernetes remembers. */
const remembered = 10_000;

/** The user that the caller may go on as. Throws the 403 ApiError of the first way that applied. */
export function impersonate(
  authorize: Authorizer,
  wanted: WantedUser,
  attributes: AccessAttributes,
  last: LastModes = new Map(),
): Impersonated {
  const { user: caller } = attributes;
  const lastMode = last.get(caller.username);
  let first: unknown;
  for (const mode of lastMode ? [lastMode, ...modes.filter((one) => one !== lastMode)] : modes) {
    if (!mode.applies(wanted, caller)) continue;
    try {
      if (mode.name) check(authorize, { ...attributes, verb: `impersonate-on:${mode.name}:${attributes.verb}` });
      const verb = mode.name ? `impersonate:${mode.name}` : 'impersonate';
      const user = actAs(authorize, wanted, caller, verb, mode);
      if (last.size >= remembered) last.clear();
      last.set(caller.username, mode);
      return mode.name ? { user, constraint: verb } : { user };
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

interface Mode {
  /** Empty for the old way. */
  name: string;
  applies(wanted: WantedUser, caller: UserInfo): boolean;
  /** The name that is asked about, when it is not the wanted one. */
  anyName?: boolean;
}

const onlyUsername = (wanted: WantedUser): boolean =>
  !wanted.uid && wanted.groups.length === 0 && Object.keys(wanted.extra).length === 0;

const modes: readonly Mode[] = [
  {
    name: 'associated-node',
    anyName: true,
    applies: (wanted, caller) => {
      const own = caller.extra?.['authentication.kubernetes.io/node-name'];
      const account = parseServiceAccountUsername(caller.username);
      return onlyUsername(wanted) && account !== undefined && own?.length === 1 && nodeOf(wanted.username) === own[0];
    },
  },
  { name: 'arbitrary-node', applies: (wanted) => onlyUsername(wanted) && nodeOf(wanted.username) !== undefined },
  {
    name: 'serviceaccount',
    applies: (wanted) => onlyUsername(wanted) && parseServiceAccountUsername(wanted.username) !== undefined,
  },
  {
    name: 'user-info',
    applies: (wanted) => nodeOf(wanted.username) === undefined && !parseServiceAccountUsername(wanted.username),
  },
  { name: '', applies: () => true },
];

function nodeOf(username: string): string | undefined {
  const name = username.startsWith('system:node:') ? username.slice('system:node:'.length) : '';
  return dnsSubdomainFaults(name).length === 0 ? name : undefined;
}

function check(authorize: Authorizer, attributes: AccessAttributes): void {
  const { outcome, reason } = authorize(attributes);
  if (outcome !== 'allow') throw refusalError(attributes, reason);
}

function actAs(authorize: Authorizer, wanted: WantedUser, caller: UserInfo, verb: string, mode: Mode): UserInfo {
  const constrained = mode.name !== '';
  const group = constrained ? authenticationGroup : '';
  const ask = (more: Partial<AccessAttributes>): AccessAttributes => ({
    user: caller,
    verb,
    isResourceRequest: true,
    namespace: '',
    apiGroup: group,
    apiVersion: 'v1',
    resource: '',
    subresource: '',
    name: '',
    path: '',
    ...more,
  });
  let groups = wanted.groups;
  const node = constrained ? nodeOf(wanted.username) : undefined;
  const account = parseServiceAccountUsername(wanted.username);
  if (node !== undefined) {
    check(authorize, ask({ resource: 'nodes', name: mode.anyName ? '*' : node }));
    groups = [nodesGroup];
  } else if (account) {
    check(authorize, ask({ resource: 'serviceaccounts', ...account }));
    if (groups.length === 0) groups = serviceAccountGroups(account.namespace);
  } else check(authorize, ask({ resource: 'users', name: wanted.username }));

  if (wanted.uid) check(authorize, ask({ apiGroup: authenticationGroup, resource: 'uids', name: wanted.uid }));

  if (constrained) refuseGroups(wanted.groups, ask);
  checkAll(
    authorize,
    wanted.groups.map((name) => ask({ resource: 'groups', name })),
    constrained ? ask({ resource: 'groups', name: '*' }) : undefined,
  );
  const extra = { apiGroup: authenticationGroup, resource: 'userextras' };
  if (constrained) refuseExtra(wanted.extra, ask(extra));
  checkAll(
    authorize,
    Object.entries(wanted.extra).flatMap(([subresource, values]) =>
      values.map((name) => ask({ ...extra, subresource, name })),
    ),
    constrained ? ask({ ...extra, subresource: '*', name: '*' }) : undefined,
  );
  const implied = wanted.username === anonymousUser ? allUnauthenticated : allAuthenticated;
  const complete = groups.includes(implied) || groups.includes(allUnauthenticated);
  return {
    username: wanted.username,
    ...(wanted.uid ? { uid: wanted.uid } : {}),
    groups: complete ? groups : [...groups, implied],
    ...(Object.keys(wanted.extra).length ? { extra: wanted.extra } : {}),
  };
}

/** From this many on, the narrow ways ask first whether all are allowed. */
const many = 4;

/** Throws the 403 ApiError of the first that is refused, unless there are many and `all` is allowed. */
function checkAll(authorize: Authorizer, each: readonly AccessAttributes[], all: AccessAttributes | undefined): void {
  if (all && each.length >= many && authorize(all).outcome === 'allow') return;
  for (const attributes of each) check(authorize, attributes);
}

/** Refuses groups that the narrow ways never allow. */
function refuseGroups(groups: readonly string[], ask: (more: Partial<AccessAttributes>) => AccessAttributes): void {
  if (groups.includes('')) {
    throw refusalError(ask({ resource: 'groups' }), 'impersonating the empty string group is not allowed');
  }
  if (groups.includes(systemMasters)) {
    throw refusalError(
      ask({ resource: 'groups', name: systemMasters }),
      'impersonating the system:masters group is not allowed',
    );
  }
}

/** Refuses extra that the narrow ways never allow. */
function refuseExtra(extra: WantedUser['extra'], attributes: AccessAttributes): void {
  for (const [key, values] of Object.entries(extra)) {
    const fault = extraFault(key, values);
    if (fault) throw refusalError(attributes, fault);
  }
}

function extraFault(key: string, values: readonly string[]): string | undefined {
  if (key === '') return 'impersonating the empty string key in extra is not allowed';
  const errors = domainPathErrors('extra.key', key);
  if (errors.length > 0) return `impersonating an invalid key in extra is not allowed: ${aggregated(errors)}`;
  return values.includes('') ? 'impersonating the empty string value in extra is not allowed' : undefined;
}

/** A user as Go prints it with `%#v`: the sentence of the 400 shows it so. */
function goUser({ username, uid, groups, extra }: WantedUser): string {
  const strings = (list: readonly string[]): string =>
    list.length ? `[]string{${list.map(goQuote).join(', ')}}` : '[]string(nil)';
  const entries = Object.entries(extra).map(([key, values]) => `${goQuote(key)}:${strings(values)}`);
  const map = entries.length ? `map[string][]string{${entries.join(', ')}}` : 'map[string][]string(nil)';
  return `&user.DefaultInfo{Name:${goQuote(username)}, UID:${goQuote(uid)}, Groups:${strings(groups)}, Extra:${map}}`;
}
