/** The rules for flow schemas and priority levels; the texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { suggestedLevels, suggestedSchemas } from '../../../../src/cluster/kinds/flowcontrol/suggested.js';
import type { KubeObject } from '../../../../src/kube/object.js';
import { decoded, faultsOf, updateFaultsOf } from '../faults.js';

const named = (objects: KubeObject[], name: string): KubeObject => {
  const found = objects.find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no ${name}`);
  return structuredClone(found);
};

describe('FlowSchema', () => {
  const subjects = [{ kind: 'Group', group: { name: 'g' } }];
  const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'] };
  const schema = (rule: object, more: object = {}): { spec: object } => ({
    spec: { priorityLevelConfiguration: { name: 'l' }, rules: [{ subjects, resourceRules: [all], ...rule }], ...more },
  });
  const ofResource = (more: object): object => ({ resourceRules: [{ ...all, ...more }] });
  const ofPaths = (...nonResourceURLs: string[]): object => ({ nonResourceRules: [{ verbs: ['*'], nonResourceURLs }] });
  const subject = (one: object): object => ({ subjects: [one] });
  const account = (namespace: string, name: string): object =>
    subject({ kind: 'ServiceAccount', serviceAccount: { namespace, name } });
  const verbs = '"create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"';
  const rows: [what: string, rule: object, faults: string[]][] = [
    ['is right', {}, []],
    ['any account', account('a', '*'), []],
    [
      'an account of no namespace',
      account('', 'a'),
      ['subjects[0].serviceAccount.namespace: Required value: must specify namespace for service account'],
    ],
    [
      'a subject of two kinds',
      subject({ kind: 'User', user: {}, serviceAccount: {}, group: {} }),
      [
        'subjects[0].user.name: Required value',
        "subjects[0].serviceAccount: Forbidden: serviceAccount is forbidden when subject kind is not 'ServiceAccount'",
        "subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'",
      ],
    ],
    [
      'a verb that is none',
      ofResource({ verbs: ['get', 'x'] }),
      [`resourceRules[0].verbs: Unsupported value: ["get","x"]: supported values: ${verbs}`],
    ],
    [
      'everything and more',
      ofResource({ apiGroups: ['*', 'a'], namespaces: ['*', 'A'] }),
      [
        `resourceRules[0].apiGroups: Invalid value: ["*","a"]: if '*' is present, must not specify other api groups`,
        `resourceRules[0].namespaces: Invalid value: ["*","A"]: if '*' is present, must not specify other namespaces`,
      ],
    ],
    [
      'a namespace that is none',
      ofResource({ namespaces: ['a.b'] }),
      [
        `resourceRules[0].namespaces[0]: Invalid value: "a.b": each member of this list must be '*' or a DNS-1123 label; must not contain dots`,
      ],
    ],
    ['paths', ofPaths('/', '/a/*'), []],
    [
      'paths that are none',
      ofPaths('', 'a', '/a b', '/a//b', '/*/a', '/a*'),
      [
        '0]: Invalid value: "": must not be empty',
        '1]: Invalid value: "a": must start with slash',
        '2]: Invalid value: "/a b": must not contain white-space',
        '3]: Invalid value: "/a//b": must not contain double slash',
        '4]: Invalid value: "/*/a": wildcard can only do suffix matching',
        '5]: Invalid value: "/a*": wildcard can only do suffix matching',
      ].map((fault) => `nonResourceRules[0].nonResourceURLs[${fault}`),
    ],
  ];
  for (const [what, rule, faults] of rows) {
    it(what, () => {
      assert.deepEqual(
        faultsOf('FlowSchema', schema(rule)),
        faults.map((fault) => `spec.rules[0].${fault}`),
      );
    });
  }

  it('has a level, and the first place for one schema alone', () => {
    assert.deepEqual(faultsOf('FlowSchema', schema({}, { matchingPrecedence: 1, priorityLevelConfiguration: {} })), [
      "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1",
      'spec.priorityLevelConfiguration.name: Required value: must reference a priority level',
    ]);
  });

  it('those for everybody and for administrators stay as they are', () => {
    const given = named(suggestedSchemas('2026-01-01T00:00:00Z'), 'catch-all');
    const { spec } = decoded('FlowSchema', { ...given });
    assert.deepEqual(updateFaultsOf('FlowSchema', { ...given }, { metadata: given.metadata, spec }), []);
    const [fault = '', ...more] = updateFaultsOf(
      'FlowSchema',
      { ...given },
      { metadata: given.metadata, spec: { ...(spec as object), matchingPrecedence: 9999 } },
    );
    assert.match(
      fault,
      /^spec: Invalid value: \{"PriorityLevelConfiguration":\{"Name":"catch-all"\},"MatchingPrecedence":9999,/,
    );
    assert.match(
      fault,
      /"Subjects":\[\{"Kind":"Group","User":null,"Group":\{"Name":"system:unauthenticated"\},"ServiceAccount":null\}/,
    );
    assert.match(fault, /: spec of 'catch-all' must equal the fixed value$/);
    assert.deepEqual(more, []);
  });

  it('a status has each condition once', () => {
    const status = { conditions: [{ type: 'a' }, { type: 'a' }, {}] };
    assert.deepEqual(updateFaultsOf('FlowSchema', schema({}), { ...schema({}), status }, 'status'), [
      'status.conditions[1].type: Duplicate value: "a"',
      'status.conditions[2].type: Required value',
    ]);
  });
});

describe('PriorityLevelConfiguration', () => {
  const level = (limited: object): { spec: object } => ({ spec: { type: 'Limited', limited } });
  const queue = (queuing: object): { spec: object } => level({ limitResponse: { type: 'Queue', queuing } });
  const of = (body: { spec: object }): string[] => faultsOf('PriorityLevelConfiguration', body);
  const at = 'spec.limited';

  it('has queues that a hand can be dealt of', () => {
    assert.deepEqual(of(queue({})), []);
    const path = `${at}.limitResponse.queuing`;
    assert.deepEqual(of(queue({ queues: 2, handSize: 3, queueLengthLimit: -1 })), [
      `${path}.queueLengthLimit: Invalid value: -1: must be positive`,
      `${path}.handSize: Invalid value: 3: should not be greater than queues (2)`,
    ]);
    assert.deepEqual(of(queue({ queues: 128, handSize: 9 })), [
      `${path}.handSize: Invalid value: 9: required entropy bits of deckSize 128 and handSize 9 should not be greater than 60`,
    ]);
    assert.deepEqual(of(queue({ queues: 10_000_001, handSize: 1 })), [
      `${path}.queues: Invalid value: 10000001: must not be greater than 10000000`,
    ]);
  });

  it('lends a part of its shares', () => {
    const limitResponse = { type: 'Reject' };
    assert.deepEqual(of(level({ limitResponse, lendablePercent: 100, borrowingLimitPercent: 500 })), []);
    assert.deepEqual(
      of(level({ limitResponse, nominalConcurrencyShares: -1, lendablePercent: 101, borrowingLimitPercent: -1 })),
      [
        `${at}.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer`,
        `${at}.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive`,
        `${at}.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer`,
      ],
    );
  });

  it('one alone limits nothing, and only its numbers change', () => {
    const type = (name: string): string =>
      `spec.type: Invalid value: "${name}": must be 'Exempt' if and only if \`name\` is 'exempt'`;
    assert.deepEqual(of({ spec: { type: 'Exempt' } }), [type('Exempt')]);
    const given = named(suggestedLevels(), 'exempt');
    const changed = { type: 'Exempt', exempt: { nominalConcurrencyShares: 5, lendablePercent: 50 } };
    const update = (spec: object): string[] =>
      updateFaultsOf('PriorityLevelConfiguration', { ...given }, { metadata: given.metadata, spec });
    assert.deepEqual(update(changed), []);
    assert.deepEqual(update({ ...changed, type: 'Limited' }), [
      type('Limited'),
      'spec.exempt: Forbidden: must be nil if the type is Limited',
      'spec.limited: Required value: must not be empty when type is Limited',
      `spec: Invalid value: {"Type":"Limited","Limited":null,"Exempt":{"NominalConcurrencyShares":5,"LendablePercent":50}}: spec of 'exempt' except the 'spec.exempt' field must equal the fixed value`,
    ]);
  });
});
