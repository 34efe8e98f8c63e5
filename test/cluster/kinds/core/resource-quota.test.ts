import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

describe('ResourceQuota', () => {
  const scopes = 'spec.scopes: Invalid value:';
  const terms = 'spec.scopeSelector.matchExpressions';
  const selector = (scopeName: string, operator: string, values?: string[]): object => ({
    scopeSelector: { matchExpressions: [{ scopeName, operator, values }] },
  });
  const shown = (scope: string, operator: string, values: string): string =>
    `{"MatchExpressions":[{"ScopeName":"${scope}","Operator":"${operator}","Values":${values}}]}`;
  const rows: [what: string, spec: object, faults: string[]][] = [
    ['pages of memory and devices', { hard: { 'requests.hugepages-2Mi': '4Mi', 'requests.example.com/gpu': '1' } }, []],
    [
      'a name that counts nothing',
      { hard: { storage: '1Gi', thing: '1' } },
      [
        'spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota',
        'spec.hard[thing]: Invalid value: "thing": must be a standard resource type or fully qualified',
        'spec.hard[thing]: Invalid value: "thing": must be a standard resource for quota',
      ],
    ],
    ['half of an object', { hard: { pods: '500m' } }, ['spec.hard[pods]: Invalid value: "500m": must be an integer']],
    ['a scope that is none', { scopes: ['x'] }, [`${scopes} ["x"]: unsupported scope`]],
    [
      'a scope for two resources that it is not for, and one that no quota knows',
      { hard: { secrets: '1', configmaps: '1', 'count/secrets': '1' }, scopes: ['Terminating'] },
      [
        `${scopes} ["Terminating"]: unsupported scope applied to resource`,
        `${scopes} ["Terminating"]: unsupported scope applied to resource`,
      ],
    ],
    [
      'scopes that exclude each other',
      { scopes: ['BestEffort', 'NotBestEffort'] },
      [`${scopes} ["BestEffort","NotBestEffort"]: conflicting scopes`],
    ],
    ['claims of a class of attributes', { hard: { 'requests.storage': '1Gi' }, scopes: ['VolumeAttributesClass'] }, []],
    ['a class of priority', { hard: { pods: '1' }, ...selector('PriorityClass', 'In', ['high']) }, []],
    [
      'a class of priority for secrets',
      { hard: { secrets: '1' }, ...selector('PriorityClass', 'In', ['high']) },
      [`${terms}: Invalid value: ${shown('PriorityClass', 'In', '["high"]')}: unsupported scope applied to resource`],
    ],
    [
      'a scope with values that has none',
      selector('Terminating', 'In'),
      [
        `${terms}.operator: Invalid value: "In": must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity`,
        `${terms}.values: Required value: must be at least one value when \`operator\` is 'In' or 'NotIn' for scope selector`,
      ],
    ],
    [
      'values where there are none to be',
      selector('PriorityClass', 'DoesNotExist', ['high']),
      [
        `${terms}.values: Invalid value: ["high"]: must be no value when \`operator\` is 'Exist' or 'DoesNotExist' for scope selector`,
      ],
    ],
    [
      'an operator and a scope that are none',
      selector('x', 'Near'),
      [
        `${terms}.scopeName: Invalid value: "x": unsupported scope`,
        `${terms}.operator: Invalid value: "Near": not a valid selector operator`,
      ],
    ],
  ];
  for (const [what, spec, faults] of rows) {
    it(what, () => assert.deepEqual(faultsOf('ResourceQuota', { spec }), faults));
  }

  it('keeps its scopes, in whatever order', () => {
    const of = (...names: string[]): { spec: object } => ({ spec: { scopes: names } });
    assert.deepEqual(
      updateFaultsOf('ResourceQuota', of('Terminating', 'BestEffort'), of('BestEffort', 'Terminating')),
      [],
    );
    assert.deepEqual(updateFaultsOf('ResourceQuota', of('Terminating'), of('BestEffort')), [
      `${scopes} ["BestEffort"]: field is immutable`,
    ]);
  });
});
