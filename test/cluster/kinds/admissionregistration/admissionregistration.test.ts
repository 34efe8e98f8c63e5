import assert from 'node:assert/strict';
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
  it('have expressions', () => {
    const spec = { matchConstraints, validations: [{ expression: ' ' }] };
    assert.deepEqual(faultsOf('ValidatingAdmissionPolicy', { spec }), [
      'spec.validations[0].expression: Required value',
    ]);
    assert.match(faultsOf('ValidatingAdmissionPolicy', { spec: { matchConstraints } }).join(), /must be non-empty/);
  });
  it('are bound with actions that do not say the same twice', () => {
    const bound = (...validationActions: string[]): string =>
      faultsOf('ValidatingAdmissionPolicyBinding', { spec: { policyName: 'p', validationActions } }).join();
    assert.equal(bound('Deny', 'Audit'), '');
    assert.match(bound('Deny', 'Warn'), /must not contain both Deny and Warn/);
    assert.equal(bound(), 'spec.validationActions: Required value: at least one validation action is required');
  });
});
