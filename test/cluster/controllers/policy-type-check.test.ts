import assert from 'node:assert/strict';
import { typeWarnings } from '../../../src/cluster/controllers/policy-type-check.js';

const rule = (apiGroups: string[], resources: string[], apiVersions = ['v1']) => ({
  apiGroups,
  apiVersions,
  operations: ['CREATE'],
  resources,
});
const expression = 'object.foo == 1';
/** The kinds of which a warning about a field that none has speaks. */
const kindsOf = async (...resourceRules: object[]): Promise<string[]> => {
  const [found, ...others] = await typeWarnings({ matchConstraints: { resourceRules }, validations: [{ expression }] });
  assert.deepEqual(others, []);
  return (found?.warning ?? '').split('\n').flatMap((line) => /^(\S*, Kind=\w+): ERROR/.exec(line)?.[1] ?? []);
};

describe('the types that expressions of a policy are held against', () => {
  it('are those of all kinds of all rules, each once, by group, version and name', async () => {
    const rules = [
      rule(['batch', 'apps'], ['jobs', 'deployments']),
      rule([''], ['pods', 'configmaps']),
      rule(['apps'], ['deployments', 'daemonsets']),
      rule(['autoscaling'], ['horizontalpodautoscalers'], ['v2', 'v1']),
    ];
    assert.deepEqual(await kindsOf(...rules), [
      '/v1, Kind=ConfigMap',
      '/v1, Kind=Pod',
      'apps/v1, Kind=DaemonSet',
      'apps/v1, Kind=Deployment',
      'autoscaling/v1, Kind=HorizontalPodAutoscaler',
      'autoscaling/v2, Kind=HorizontalPodAutoscaler',
      'batch/v1, Kind=Job',
    ]);
  });

  it('are none of a rule that names no single kind, nor of sub-resources and of what is not there', async () => {
    const pods = rule([''], ['pods']);
    for (const other of [
      rule(['*'], ['deployments']),
      rule(['apps', '*'], ['deployments']),
      rule(['apps'], ['deployments'], ['*']),
      rule(['apps'], ['*', '*/status', 'deployments/*', 'deployments/status']),
      rule(['apps'], ['gadgets']),
      rule(['example.com'], ['deployments']),
      rule(['apps'], ['deployments'], ['v9']),
      rule([], ['deployments']),
    ]) {
      assert.deepEqual(await kindsOf(other, pods), ['/v1, Kind=Pod'], JSON.stringify(other));
    }
    assert.deepEqual(await kindsOf(rule(['apps'], ['deployments/status', 'deployments'])), [
      'apps/v1, Kind=Deployment',
    ]);
    assert.deepEqual(await typeWarnings({ validations: [{ expression }] }), []);
  });

  it('are at most ten of one rule, with those of the rules before it and of none behind it', async () => {
    const many = [
      ...[
        'bindings',
        'configmaps',
        'endpoints',
        'events',
        'limitranges',
        'namespaces',
        'nodes',
        'persistentvolumeclaims',
      ],
      ...['persistentvolumes', 'pods', 'replicationcontrollers', 'secrets'],
    ];
    const jobs = rule(['batch'], ['jobs']);
    const all = await kindsOf(jobs, rule([''], [...many].reverse()), rule(['apps'], ['deployments']));
    assert.equal(all.length, 11);
    assert.deepEqual([all[0], all.at(-2), all.at(-1)], ['/v1, Kind=Binding', '/v1, Kind=Pod', 'batch/v1, Kind=Job']);
    const nine = await kindsOf(rule([''], many.slice(0, 9)), jobs);
    assert.deepEqual([nine.length, nine.at(-1)], [10, 'batch/v1, Kind=Job']);
    const ten = await kindsOf(rule([''], many.slice(0, 10)), jobs);
    assert.deepEqual([ten.length, ten.at(-1)], [10, '/v1, Kind=Pod']);
    const ofTwoGroups = await kindsOf(rule(['batch', ''], ['jobs', ...many]));
    assert.deepEqual([ofTwoGroups.length, ofTwoGroups.at(-1)], [10, '/v1, Kind=Pod']);
  });
});

describe('the warnings about a policy', () => {
  const matchConstraints = { resourceRules: [rule(['apps'], ['deployments'])] };
  const fields = async (spec: object) =>
    (await typeWarnings({ matchConstraints, ...spec })).map(({ fieldRef }) => fieldRef);

  it('name the field of each expression that does not fit', async () => {
    const validations = [
      { expression: 'true' },
      { expression: 'object.foo', messageExpression: 'object.bar' },
      { expression: 'true', messageExpression: "'a' + object.bar" },
      { expression: 'true', messageExpression: '' },
    ];
    assert.deepEqual(await fields({ validations }), [
      'spec.validations[1].expression',
      'spec.validations[1].messageExpression',
      'spec.validations[2].messageExpression',
    ]);
  });

  it('speak of a parameter by its kind, and not of one whose kind is not known', async () => {
    const of = (apiVersion: string, kind: string, value = 'params.data.a == params.spec') =>
      fields({ paramKind: { apiVersion, kind }, validations: [{ expression: value }] });
    assert.deepEqual(await of('v1', 'ConfigMap'), ['spec.validations[0].expression']);
    assert.deepEqual(await of('example.com/v1', 'Gadget'), []);
    assert.deepEqual(await of('v1', 'ConfigMap', "params.data['a'] == 'b'"), []);
  });

  it('speak of the variables by their expressions', async () => {
    const variables = [
      { name: 'name', expression: 'object.metadata.name' },
      { name: 'long', expression: 'variables.name.size() > 9' },
    ];
    const of = (value: string) => fields({ variables, validations: [{ expression: value }] });
    assert.deepEqual(await of('variables.long'), []);
    assert.deepEqual(await of('variables.long == 1'), ['spec.validations[0].expression']);
    assert.deepEqual(await of('variables.short'), ['spec.validations[0].expression']);
  });
});
