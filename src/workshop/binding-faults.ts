/** Faults of bindings: their place, their role, and their subjects. Each user is known. */
import { away, type CaseNames, type Fault, home, userOf } from './fault.js';
import { listing, listRule, listRuleText, listsOnly, neighbourOf, noMore, shallList, thingOf } from './granted.js';
import type { Room } from './room.js';

const apiGroup = 'rbac.authorization.k8s.io';
const clusterName = ({ id }: CaseNames): string => `${home}-${id}`;

/** A binding of the case to the role of that kind and name. */
function bind(room: Room, names: CaseNames, kind: string, roleRef: { kind: string; name: string }): Promise<object> {
  const metadata = kind === 'RoleBinding' ? { name: names.id, namespace: home } : { name: clusterName(names) };
  const subjects = [room.account(names.who)];
  return room.admin.must.apply({
    apiVersion: `${apiGroup}/v1`,
    kind,
    metadata,
    roleRef: { apiGroup, ...roleRef },
    subjects,
  });
}

const rbacPath = '/apis/rbac.authorization.k8s.io/v1';

/** In the order of an inventory; a deal has its own. */
export const bindingFaults: readonly Fault[] = [
  {
    id: 'wrong-namespace',
    part: 'rbac',
    shows: 'forbidden',
    name: 'The binding lies in another namespace than the things',
    sign: 'a binding would name the account, in another namespace than the one of the message',
    says: 'I put the role where the program is, as one does. The rule is right to the letter.',
    lesson: [
      'A binding counts in the namespace where it lies. Rights belong to the namespace of the things; the subject may come from anywhere.',
      "Compare the namespace at the end of the sentence with the binding's own.",
    ],
    shall: (names) => shallList(names, thingOf(names), away),
    async stage(room, names) {
      const thing = thingOf(names);
      await room.allow(names.id, [listRule(thing)], room.account(names.who, away), away);
      return listing(room, names, thing, away);
    },
    mended: (names) => listsOnly(names, thingOf(names), away),
    nameHints: [
      'There is a rule that says all of it. Where does it count?',
      'Look for the bindings that name the account in both namespaces, and compare with the end of the message.',
    ],
    mendHints: (it, names) => [
      'Which namespace does the message name, and in which one is the binding?',
      'The binding belongs where the message says; the account stays where it is, which workshop.account() takes behind its name.',
      `await workshop.allow(${it}.id, [${listRuleText(thingOf(names))}], workshop.account(${it}.who, '${away}')); then ${it}.send()`,
    ],
  },
  {
    id: 'cluster-scope',
    part: 'rbac',
    shows: 'forbidden',
    name: 'A RoleBinding is there, and the request is at the cluster scope',
    sign: 'the message would end with "at the cluster scope", and a RoleBinding would name the account',
    says: 'It is a ClusterRole, and it is bound. What else could one bind?',
    lesson: [
      'No RoleBinding reaches so far. That holds for things without a namespace (namespaces, nodes, ClusterRoles), for lists across all namespaces, and for paths such as /metrics.',
    ],
    shall: ({ who }) => `The program ${who} of ${home} lists the namespaces with its token, and may do nothing else.`,
    async stage(room, names) {
      const rules = [{ apiGroups: [''], resources: ['namespaces'], verbs: ['list'] }];
      const metadata = { name: clusterName(names) };
      await room.admin.must.apply({ apiVersion: `${apiGroup}/v1`, kind: 'ClusterRole', metadata, rules });
      await bind(room, names, 'RoleBinding', { kind: 'ClusterRole', name: clusterName(names) });
      const { client, token } = await room.robot(names.who);
      const send = (other = client) => other.list('namespaces');
      return { client, held: { token }, path: '/api/v1/namespaces', broken: () => send(), send };
    },
    mended(names) {
      const user = userOf(names);
      return {
        all: [
          { request: { verb: 'list', resource: 'namespaces', user, credential: 'token', verified: true } },
          ...noMore(user, [
            ['delete', 'namespaces', { name: 'default' }],
            ['list', 'secrets', { namespace: 'default' }],
            ['list', 'configmaps', { namespace: home }],
            ['list', 'pods'],
          ]),
          ...noMore(neighbourOf(names), [['list', 'namespaces']]),
        ],
      };
    },
    nameHints: [
      'How does the sentence end?',
      'Which kinds of bindings name the account, and how far does each of them reach?',
    ],
    mendHints: (it) => [
      'How does the sentence end, and which kind of binding reaches there?',
      'The same ClusterRole and the same subject, in a binding that has no namespace.',
      `admin.apply() of kind ClusterRoleBinding, metadata and roleRef.name \`${home}-\${${it}.id}\`, subjects: [workshop.account(${it}.who)]; then ${it}.send()`,
    ],
  },
  {
    id: 'too-wide',
    part: 'rbac',
    shows: '200',
    name: 'A ClusterRoleBinding was made where a RoleBinding was meant',
    sign: 'the request would be answered with 200 where a 403 was meant',
    says: 'Everything works, no complaints so far. The auditors asked me to look at it, I do not know why.',
    lesson: [
      'The binding counts in every namespace, also in those that will be made later. Here the failure that should be there is missing.',
      'The kind of a binding cannot be changed: delete one, make the other.',
    ],
    shall: ({ who }) =>
      `The program ${who} of ${home} lists the ConfigMaps of ${home} with its token, and is refused those of ${away}. Both lists are to be asked for.`,
    async stage(room, names) {
      await bind(room, names, 'ClusterRoleBinding', { kind: 'ClusterRole', name: 'view' });
      const { client, token } = await room.robot(names.who);
      const send = (other = client) => other.list('configmaps', { namespace: away });
      return { client, held: { token }, path: `/api/v1/namespaces/${away}/configmaps`, broken: () => send(), send };
    },
    mended(names) {
      const user = userOf(names);
      const list = { verb: 'list', resource: 'configmaps', user, credential: 'token', verified: true };
      return {
        all: [
          { request: { ...list, namespace: away, status: 403 } },
          { request: { ...list, namespace: home } },
          ...noMore(user, [
            ['list', 'configmaps', { namespace: away }],
            ['list', 'secrets', { namespace: home }],
          ]),
        ],
      };
    },
    nameHints: [
      'Nothing is refused. Should it be?',
      'Which kind of binding gives the right, and how far does it reach?',
    ],
    mendHints: (it) => [
      'Which kind of binding counts in one namespace only?',
      'As long as the wide binding is there, a narrow one changes nothing. Then both lists have to be asked for.',
      `admin.delete(\`${rbacPath}/clusterrolebindings/${home}-\${${it}.id}\`); admin.apply() of kind RoleBinding in ${home} with roleRef ClusterRole view and subjects: [workshop.account(${it}.who)]; then ${it}.send(), and ${it}.client.list('configmaps', { namespace: '${home}' })`,
    ],
  },
  {
    id: 'subject-kind',
    part: 'rbac',
    shows: 'forbidden',
    name: 'The binding names a subject of another kind',
    sign: 'a binding would hold the name of the account, as that of a User or of a Group',
    says: 'The name in the binding is the name of the account. Even copied, not typed.',
    lesson: [
      'There the name is that of a User or a Group. The account is called system:serviceaccount:NAMESPACE:NAME; as a subject it is written kind: ServiceAccount with a namespace and without an apiGroup.',
      'RBAC keeps no list of users, so nobody objects to a name that nobody has.',
    ],
    shall: (names) => shallList(names, thingOf(names)),
    async stage(room, names) {
      const thing = thingOf(names);
      const kind = Math.floor(names.detail * 11) % 2 === 0 ? 'User' : 'Group';
      await room.allow(names.id, [listRule(thing)], { apiGroup, kind, name: names.who });
      return listing(room, names, thing);
    },
    mended: (names) => listsOnly(names, thingOf(names)),
    nameHints: [
      'The rule is right. Who gets it?',
      'Compare the subject of the binding, with all of its fields, with the name of the user in the message.',
    ],
    mendHints: (it, names) => [
      'How is the user called in the message, in full?',
      'A subject is a User, a Group or a ServiceAccount. Which is this one?',
      allowText(it, names),
    ],
  },
  {
    id: 'subject-namespace',
    part: 'rbac',
    shows: 'forbidden',
    name: 'The binding names an account of another namespace',
    sign: 'the subject of a binding would have the right kind and name, and not the namespace of the user in the message',
    says: 'The binding lies where the things are, and names the account. I copied the manifest from a project where it works.',
    lesson: [
      'The binding looks for the account in the namespace that the subject names, and there is none there. That is no fault for RBAC: it might come. Copied manifests are where this happens most.',
    ],
    shall: (names) => shallList(names, thingOf(names), away),
    async stage(room, names) {
      const thing = thingOf(names);
      await room.allow(names.id, [listRule(thing)], room.account(names.who, home));
      return listing(room, names, thing, away);
    },
    mended: (names) => listsOnly(names, thingOf(names), away),
    nameHints: [
      'The rule is right, and it counts here. Who gets it?',
      'Compare the subject of the binding, with all of its fields, with the name of the user in the message.',
    ],
    mendHints: (it, names) => [
      "The user's name in the message has a namespace in it. Which one has the subject?",
      'workshop.account() takes the namespace as its second argument.',
      `await workshop.allow(${it}.id, [${listRuleText(thingOf(names))}], workshop.account(${it}.who, '${away}')); then ${it}.send()`,
    ],
  },
  {
    id: 'missing-role',
    part: 'rbac',
    shows: 'forbidden',
    name: 'The binding leads to a role that is not there',
    sign: 'the message would end with the name of a role that was not found',
    says: 'The server took the binding without a complaint, so it must be right.',
    lesson: [
      'The server takes such a binding (from somebody who may do everything), and it gives nothing. The message ends with the reason, `RBAC: role… not found`: read to its end.',
      'A roleRef cannot be changed: make the role, or delete the binding and make it anew.',
    ],
    shall: (names) => shallList(names, thingOf(names)),
    async stage(room, names) {
      const thing = thingOf(names);
      const metadata = { name: `${names.id}s`, namespace: home };
      await room.admin.must.apply({ apiVersion: `${apiGroup}/v1`, kind: 'Role', metadata, rules: [listRule(thing)] });
      await bind(room, names, 'RoleBinding', { kind: 'Role', name: names.id });
      return listing(room, names, thing);
    },
    mended: (names) => listsOnly(names, thingOf(names)),
    nameHints: ['Read the message to its very end.', 'Compare the roleRef of the binding with the names of the roles.'],
    mendHints: (it, names) => [
      'The message ends with what was not found.',
      'A roleRef cannot be changed afterwards; a role of the name that it has can be made.',
      allowText(it, names),
    ],
  },
  {
    id: 'impersonation',
    part: 'rbac',
    shows: 'forbidden',
    name: 'Who acts as somebody else lacks the right to do so',
    sign: 'the message would be about the account, and the request would be in the name of another',
    says: 'Her rights are fine, I have asked her. She has read it herself this morning.',
    lesson: [
      'The message is about the account: it lacks a right, the other has hers.',
      'Up to 1.35 the sentence says `cannot impersonate resource "users" in API group ""`; 1.36 asks for a narrower right first and names that. Either way the verb impersonate on users helps, at the cluster scope, and resourceNames say as whom. Whoever may act as anybody has every right that anybody has.',
    ],
    shall: ({ id, who }) =>
      `The program ${who} of ${home} reads the ConfigMap ${id} with its token, acting as ${who}-owner, and acts as nobody else.`,
    async stage(room, names) {
      const owner = `${names.who}-owner`;
      await room.allowReading(names.id, { apiGroup, kind: 'User', name: owner });
      const { client, token } = await room.robot(names.who);
      const path = room.path(names.id);
      const send = (other = client) => other.as(owner).get(path);
      return { client, held: { token, owner }, path, broken: () => send(), send };
    },
    mended(names) {
      const request = {
        verb: 'get',
        resource: 'configmaps',
        namespace: home,
        name: names.id,
        user: `${names.who}-owner`,
      };
      return {
        all: [
          { request: { ...request, credential: 'token', impersonated: true, verified: true } },
          ...noMore(userOf(names), [
            ['impersonate', 'users', { name: 'somebody-else' }],
            ['impersonate', 'groups', { name: 'system:masters' }],
            ['list', 'secrets', { namespace: home }],
          ]),
        ],
      };
    },
    nameHints: [
      'Of whom does the message speak?',
      'There are two names in the request. Which of them is refused, and what was it about to do?',
    ],
    mendHints: (it, names) => [
      'Whom does the message name: the one who asks, or the one who is acted as?',
      'impersonate is a verb on the resource users, of the group "", at the cluster scope.',
      `a ClusterRole \`${home}-\${${it}.id}\` with rules: [{ apiGroups: [''], resources: ['users'], resourceNames: ['${names.who}-owner'], verbs: ['impersonate'] }], bound by a ClusterRoleBinding of that name to workshop.account(${it}.who); then ${it}.send()`,
    ],
  },
];

function allowText(it: string, names: CaseNames): string {
  return `await workshop.allow(${it}.id, [${listRuleText(thingOf(names))}], workshop.account(${it}.who)); then ${it}.send()`;
}
