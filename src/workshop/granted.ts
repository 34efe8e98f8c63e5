/** Parts of all RBAC faults: the things that accounts shall list, the refused request, and how narrow a cure has to be. */
import { oneOf } from './draw.js';
import { type CaseNames, home, mayNot, type RubricCondition, type Staged, userOf } from './fault.js';
import type { Room } from './room.js';

/** Something to list: how rules and requests call it. */
export interface Thing {
  resource: string;
  group: string;
}

const core: readonly Thing[] = ['pods', 'services', 'serviceaccounts', 'endpoints'].map((resource) => ({
  resource,
  group: '',
}));
const apps: readonly Thing[] = ['deployments', 'replicasets'].map((resource) => ({ resource, group: 'apps' }));

/** The thing of the case, drawn from the core group and apps, or from apps alone. */
export function thingOf({ detail }: CaseNames, ofApps = false): Thing {
  const things = ofApps ? apps : [...core, ...apps];
  return oneOf(things, () => detail);
}

/** `deployments.apps`, as requests, rubrics and refusals call it. */
const fullName = ({ resource, group }: Thing): string => (group ? `${resource}.${group}` : resource);

/** The rule that allows to list it. */
export const listRule = ({ resource, group }: Thing): object => ({
  apiGroups: [group],
  resources: [resource],
  verbs: ['list'],
});

/** `{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] }`, for a hint. */
export const listRuleText = ({ resource, group }: Thing): string =>
  `{ apiGroups: ['${group}'], resources: ['${resource}'], verbs: ['list'] }`;

/** The account lists the thing in the workshop's namespace. */
export async function listing(room: Room, names: CaseNames, thing: Thing, namespace: string = home): Promise<Staged> {
  const { client, token } = await room.robot(names.who, namespace);
  const send = (other = client) => other.list(fullName(thing), { namespace: home });
  const path = `${thing.group ? `/apis/${thing.group}/v1` : '/api/v1'}/namespaces/${home}/${thing.resource}`;
  return { client, held: { token }, path, broken: () => send(), send };
}

/** The account has listed the thing, and may do no more: no other verb, no other resource, no other namespace; nor may others. */
export function listsOnly(names: CaseNames, thing: Thing, namespace: string = home): RubricCondition {
  const user = userOf(names, namespace);
  const resource = fullName(thing);
  // an account of another team may have been bound in its own namespace when the case was set up
  const places = namespace === home ? [home] : [home, namespace];
  return {
    all: [
      { request: { verb: 'list', resource, namespace: home, user, credential: 'token', verified: true } },
      { only: { user, may: places.map((place) => ({ verbs: ['list'], resource, namespace: place })) } },
      mayNot(neighbourOf(names, namespace), 'list', resource, { namespace: home }),
    ],
  };
}

/** An account beside the one of the case, which a binding to all accounts would reach as well. */
export function neighbourOf({ who }: CaseNames, namespace: string = home): string {
  return userOf({ who: `${who}-neighbour` }, namespace);
}

/** Rights that a cure must not give. */
export function noMore(
  user: string,
  rights: readonly [verb: string, resource: string, where?: object][],
): RubricCondition[] {
  return rights.map(([verb, resource, where]) => mayNot(user, verb, resource, where));
}

/** The list that an account shall get, in words. */
export function shallList(names: CaseNames, thing: Thing, namespace: string = home): string {
  const which = `The program ${names.who} of ${namespace}`;
  return `${which} lists the ${thing.resource}${thing.group ? ` (${thing.group})` : ''} of ${home} with its token, and may do nothing else.`;
}
