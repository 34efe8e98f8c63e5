/** Faults of roles: verbs, groups, sub-resources, names. Each user is known, and every answer is a 403. */
import { type CaseNames, type Fault, home, userOf } from './fault.js';
import { listing, listRuleText, listsOnly, neighbourOf, noMore, shallList, thingOf } from './granted.js';

const allowText = (it: string, rules: string): string =>
  `await workshop.allow(${it}.id, [${rules}], workshop.account(${it}.who)); then ${it}.send()`;

const tokenPath = ({ who }: CaseNames): string => `/api/v1/namespaces/${home}/serviceaccounts/${who}/token`;

/** In the order of an inventory; a deal has its own. */
export const roleFaults: readonly Fault[] = [
  {
    id: 'no-rule',
    part: 'rbac',
    shows: 'forbidden',
    name: 'No role was ever bound to it',
    sign: 'no binding would name the account at all',
    says: 'The token is fresh and the account is there. Make it an administrator, then we shall see whether the server works.',
    lesson: [
      'The groups that every ServiceAccount is in may next to nothing. Its rights come from bindings.',
      'The words after `cannot` are the rule that is missing: verb, resource, API group, namespace.',
    ],
    shall: (names) => shallList(names, thingOf(names)),
    stage: (room, names) => listing(room, names, thingOf(names)),
    mended: (names) => listsOnly(names, thingOf(names)),
    nameHints: [
      'The server knows who asks. What does it look for next?',
      'show.access({ user, namespace }) draws which bindings name the account. What do you see?',
    ],
    mendHints: (it, names) => [
      'The message holds the rule that is missing. Read it from "cannot" on.',
      "A rule says apiGroups, resources (in the plural), and verbs. The core group's name is empty.",
      allowText(it, listRuleText(thingOf(names))),
    ],
  },
  {
    id: 'wrong-verb',
    part: 'rbac',
    shows: 'forbidden',
    name: 'The rule has another verb',
    sign: 'a bound rule would have the right group and resource, and not the verb of the message',
    says: '"It may read them", says the ticket, and that is what the role says. So it must be a cache.',
    lesson: [
      'A GET is get for one object, list for a collection, watch with ?watch=true; a PUT is update, a PATCH is patch.',
      "HTTP's own names (`post`) are taken in a rule without a word, and match nothing.",
    ],
    shall: (names) => shallList(names, thingOf(names)),
    async stage(room, names) {
      const thing = thingOf(names);
      const verbs = [names.detail * 10 - Math.floor(names.detail * 10) < 0.5 ? 'get' : 'read'];
      const rule = { apiGroups: [thing.group], resources: [thing.resource], verbs };
      await room.allow(names.id, [rule], room.account(names.who));
      return listing(room, names, thing);
    },
    mended: (names) => listsOnly(names, thingOf(names)),
    nameHints: [
      'A binding is there, and a role. What of the message is not in its rule?',
      'Compare the five words of the message with the rule, one by one.',
    ],
    mendHints: (it, names) => [
      'Compare the verb in the message with the verbs in the rule.',
      'Reading a collection is a verb of its own.',
      allowText(it, listRuleText(thingOf(names))),
    ],
  },
  {
    id: 'wrong-group',
    part: 'rbac',
    shows: 'forbidden',
    name: 'The rule names another API group',
    sign: 'a bound rule would have the right verb and resource, and not the group of the message',
    says: 'The rule is there, with this very resource in it. RBAC is ignoring it.',
    lesson: [
      'The group stands in the path: /apis/apps/v1/… is `apps`, /api/v1/… is `""`. A version (`apps/v1`, `v1`) is never a group.',
      '`kubectl api-resources` lists them.',
    ],
    shall: (names) => shallList(names, thingOf(names, true)),
    async stage(room, names) {
      const thing = thingOf(names, true);
      const groups = ['', 'apps/v1', 'extensions'];
      const apiGroups = [groups[Math.floor(names.detail * 7) % groups.length]];
      await room.allow(
        names.id,
        [{ apiGroups, resources: [thing.resource], verbs: ['list'] }],
        room.account(names.who),
      );
      return listing(room, names, thing);
    },
    mended: (names) => listsOnly(names, thingOf(names, true)),
    nameHints: [
      'A binding is there, and a role. What of the message is not in its rule?',
      'Compare the five words of the message with the rule, one by one.',
    ],
    mendHints: (it, names) => [
      'The message names a group. Which one does the rule name?',
      'The group is what stands between /apis/ and the version.',
      allowText(it, listRuleText(thingOf(names, true))),
    ],
  },
  {
    id: 'sub-resource',
    part: 'rbac',
    shows: 'forbidden',
    name: 'The rule has the resource, and the request is for a sub-resource of it',
    sign: 'the resource in the message would have a slash in it, and the rule none',
    says: 'It may even create accounts, so it certainly may do this much smaller thing.',
    lesson: [
      'serviceaccounts/token is another resource than serviceaccounts, as are pods/log, pods/exec and deployments/scale.',
      "Here, unlike with other creates, the account's name stands in the path, so resourceNames can and should narrow the rule.",
    ],
    shall: ({ who }) => `The program ${who} of ${home} asks for tokens of its own account, and may do nothing else.`,
    async stage(room, names) {
      const rule = { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['create'] };
      await room.allow(names.id, [rule], room.account(names.who));
      const { client, token } = await room.robot(names.who);
      const send = (other = client) => other.token(names.who, { namespace: home });
      return { client, held: { token }, path: tokenPath(names), broken: () => send(), send };
    },
    mended(names) {
      const user = userOf(names);
      const request = { verb: 'create', resource: 'serviceaccounts/token', namespace: home, name: names.who, user };
      return {
        all: [
          { request: { ...request, credential: 'token', verified: true } },
          ...noMore(user, [
            ['create', 'serviceaccounts/token', { namespace: home, name: 'default' }],
            ['delete', 'serviceaccounts', { namespace: home }],
            ['list', 'secrets', { namespace: home }],
          ]),
          ...noMore(neighbourOf(names), [['create', 'serviceaccounts/token', { namespace: home, name: names.who }]]),
        ],
      };
    },
    nameHints: [
      'What exactly is the resource that the message names?',
      'Compare the resource in the message with the one in the rule, to the last character.',
    ],
    mendHints: (it) => [
      'The message names the resource with a slash in it.',
      'A sub-resource is written in the rule as RESOURCE/SUBRESOURCE; resourceNames say of which account.',
      allowText(
        it,
        `{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [${it}.who], verbs: ['create'] }`,
      ),
    ],
  },
  {
    id: 'list-with-names',
    part: 'rbac',
    shows: 'forbidden',
    name: 'The rule is for one name, and a plain list has no name',
    sign: 'the rule would have resourceNames, and the request would be for the whole collection',
    says: 'The rule says list. I expect to see the one Secret that I may see, and get an error instead.',
    lesson: [
      'A list has no name in its path. It is not filtered by what you may see, whatever one reads.',
      'The rule does match a list that asks for that one name, by a field selector.',
    ],
    shall: ({ id, who }) =>
      `The program ${who} of ${home} lists the one Secret ${id}-login with its token, and no other.`,
    async stage(room, names) {
      const resourceNames = [`${names.id}-login`];
      const metadata = { name: `${names.id}-login`, namespace: home };
      await room.admin.must.apply({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { user: names.who } });
      const rule = { apiGroups: [''], resources: ['secrets'], resourceNames, verbs: ['get', 'list'] };
      await room.allow(names.id, [rule], room.account(names.who));
      return listing(room, names, { resource: 'secrets', group: '' });
    },
    mended(names) {
      const user = userOf(names);
      return {
        all: [
          {
            request: { verb: 'list', resource: 'secrets', namespace: home, user, credential: 'token', verified: true },
          },
          ...noMore(user, [
            ['list', 'secrets', { namespace: home }],
            ['delete', 'secrets', { namespace: home, name: `${names.id}-login` }],
          ]),
        ],
      };
    },
    nameHints: [
      'Verb, resource and group are in the rule. What else is in it?',
      'Where would the request name the object that it is about?',
    ],
    mendHints: (it) => [
      'Where would a list name the object that it is about?',
      'The rule can stay as it is. Lists take a selector for fields, and metadata.name is one.',
      `${it}.client.list('secrets', { namespace: '${home}', fieldSelector: \`metadata.name=\${${it}.id}-login\` })`,
    ],
  },
  {
    id: 'create-with-names',
    part: 'rbac',
    shows: 'forbidden',
    name: 'The rule is for one name, and an object that is created has none yet',
    sign: 'the rule would have resourceNames and the verb create, and the request would create',
    says: 'Create is in the rule, and the name is spelt right. It is the third verb that works nowhere.',
    lesson: [
      'The name of a new object is in the body, which authorization does not read; so no rule can allow to create one name. Give create in a rule of its own, without names.',
    ],
    shall: ({ id, who }) =>
      `The program ${who} of ${home} creates the ConfigMap ${id}-report with its token, and changes no ConfigMap but that one.`,
    async stage(room, names) {
      const name = `${names.id}-report`;
      const rule = {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: [name],
        verbs: ['create', 'get', 'update'],
      };
      await room.allow(names.id, [rule], room.account(names.who));
      const { client, token } = await room.robot(names.who);
      const report = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: home } };
      const send = (other = client) => other.create(report);
      const path = `/api/v1/namespaces/${home}/configmaps`;
      return { client, held: { token, report }, path, broken: () => send(), send };
    },
    mended(names) {
      const user = userOf(names);
      const request = { verb: 'create', resource: 'configmaps', namespace: home, name: `${names.id}-report`, user };
      return {
        all: [
          { request: { ...request, credential: 'token', verified: true } },
          ...noMore(user, [
            ['update', 'configmaps', { namespace: home, name: 'another' }],
            ['list', 'secrets', { namespace: home }],
          ]),
        ],
      };
    },
    nameHints: [
      'Verb, resource and group are in the rule. What else is in it?',
      'What of a request does authorization look at: method, path, headers, body?',
    ],
    mendHints: (it) => [
      'What of the request does authorization look at?',
      'The name is not in the path of a create. So a rule with names never matches it.',
      allowText(
        it,
        `{ apiGroups: [''], resources: ['configmaps'], verbs: ['create'] }, { apiGroups: [''], resources: ['configmaps'], resourceNames: [\`\${${it}.id}-report\`], verbs: ['get', 'update'] }`,
      ),
    ],
  },
];
