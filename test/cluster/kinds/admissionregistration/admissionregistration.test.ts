import assert from 'node:assert/strict';
import { loadExpressions } from '../../../../src/cluster/cel/load-expressions.js';
import { faultsOf } from '../faults.js';

const rules = (operation: string): object[] => [
  { apiGroups: [''], apiVersions: ['v1'], operations: [operation], resources: ['pods'] },
];
const webhook = (more: object = {}): object => ({
  name: 'a.b.c',
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  clientConfig: { url: 'https://example.com/' },
  rules: rules('CREATE'),
  ...more,
});
const faults = (...webhooks: object[]): string[] => faultsOf('ValidatingWebhookConfiguration', { webhooks });

describe('webhook configurations', () => {
  it('are right', () => assert.deepEqual(faults(webhook()), []));
  it('have names of three parts, each once', () => {
    assert.deepEqual(faults(webhook({ name: 'plain' })), [
      'webhooks[0].name: Invalid value: "plain": should be a domain with at least three segments separated by dots',
    ]);
    assert.deepEqual(faults(webhook(), webhook()), ['webhooks[1].name: Duplicate value: "a.b.c"']);
  });
  it('say who is called, and for which requests', () => {
    assert.deepEqual(faults(webhook({ clientConfig: {} })), [
      'webhooks[0].clientConfig: Required value: exactly one of url or service is required',
    ]);
    assert.match(
      faults(webhook({ clientConfig: { url: 'http://a/' } })).join(),
      /'https' is the only allowed URL scheme/,
    );
    assert.match(faults(webhook({ rules: rules('READ') })).join(), /operations\[0\]: Unsupported value: "READ"/);
  });
});

describe('admission policies', () => {
  const matchConstraints = { resourceRules: rules('CREATE') };
  before(() => loadExpressions());

  const faultsIn = (spec: object, kind = 'ValidatingAdmissionPolicy'): string[] =>
    faultsOf(kind, { spec: { matchConstraints, ...spec } }).map((fault) => fault.split('\n')[0] ?? '');
  const validations = [{ expression: 'true' }];
  const none = "undeclared reference to 'nope' (in container '')";
  const nope = `Invalid value: "nope": compilation failed: ERROR: <input>:1:1: ${none}`;

  it('have expressions', () => {
    const why = 'Required value: validations or auditAnnotations must contain at least one item';
    assert.deepEqual(faultsIn({ validations }), []);
    assert.deepEqual(faultsIn({}), [`spec.validations: ${why}`, `spec.auditAnnotations: ${why}`]);
    assert.deepEqual(faultsIn({ validations: [{ expression: ' ' }] }), [
      'spec.validations[0].expression: Required value: expression is not specified',
    ]);
  });
  it('have expressions that compile, wherever they stand', () => {
    const spec = {
      matchConditions: [{ name: 'c', expression: 'nope' }],
      variables: [{ name: 'v', expression: 'nope' }],
      validations: [{ expression: 'nope', messageExpression: 'nope' }],
      auditAnnotations: [{ key: 'k', valueExpression: 'nope' }],
    };
    assert.deepEqual(faultsIn(spec), [
      `spec.matchConditions[0].expression: ${nope}`,
      `spec.variables[0].expression: ${nope}`,
      `spec.validations[0].expression: ${nope}`,
      `spec.validations[0].messageExpression: ${nope}`,
      `spec.auditAnnotations[0].valueExpression: ${nope}`,
    ]);
    const mutations = [
      { patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'nope' } },
      { patchType: 'JSONPatch', jsonPatch: { expression: '1' } },
    ];
    assert.deepEqual(faultsIn({ mutations, reinvocationPolicy: 'Never' }, 'MutatingAdmissionPolicy'), [
      `spec.mutations[0].applyConfiguration.expression: ${nope}`,
      'spec.mutations[1].jsonPatch.expression: Invalid value: "1": must evaluate to list(JSONPatch) but got int',
    ]);
  });
  it('name their conditions and annotations once, and their variables as CEL can', () => {
    const condition = { name: 'c', expression: 'true' };
    const annotation = { key: 'k', valueExpression: "'x'" };
    const spec = {
      validations,
      matchConditions: [condition, condition],
      variables: [{ name: 'a-b', expression: '1' }],
      auditAnnotations: [annotation, annotation],
    };
    assert.deepEqual(faultsIn(spec), [
      'spec.matchConditions[1].name: Duplicate value: "c"',
      'spec.variables[0].name: Invalid value: "a-b": name is not a valid CEL identifier',
      'spec.auditAnnotations[1].key: Duplicate value: "k"',
    ]);
  });
  it('are bound with actions that do not say the same twice', () => {
    const bound = (...validationActions: string[]): string =>
      faultsOf('ValidatingAdmissionPolicyBinding', { spec: { policyName: 'p', validationActions } }).join();
    assert.equal(bound('Deny', 'Audit'), '');
    assert.match(bound('Deny', 'Warn'), /must not contain both Deny and Warn/);
    assert.equal(bound(), 'spec.validationActions: Required value: at least one validation action is required');
  });
});
