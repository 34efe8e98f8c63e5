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
  before(() => loadExpressions());
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
    const service = { name: 'a', path: 'x', port: 0 };
    assert.deepEqual(faults(webhook({ clientConfig: { service } })), [
      // Kubernetes takes one for the other
      'webhooks[0].clientConfig.service.name: Required value',
      'webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive',
      `webhooks[0].clientConfig.service.path: Invalid value: "x": must start with a '/'`,
      'webhooks[0].clientConfig.service.path: Invalid value: "x": segment[0] may not be empty',
    ]);
    const path = '/a/B//';
    assert.deepEqual(
      faults(webhook({ clientConfig: { service: { name: 'a', namespace: 'b', path, port: 1 } } })).map((fault) =>
        fault.replace(/: a lowercase .*/, ''),
      ),
      [
        'webhooks[0].clientConfig.service.path: Invalid value: "/a/B//": segment[1]',
        'webhooks[0].clientConfig.service.path: Invalid value: "/a/B//": segment[2] may not be empty',
      ],
    );
  });
  it('have URLs as Go reads them', () => {
    const told = (url: string): string[] =>
      faults(webhook({ clientConfig: { url } })).map((fault) => fault.replace('webhooks[0].clientConfig.url: ', ''));
    const form = '; desired format: https://host[/path]';
    assert.deepEqual(told('https://a.b/c'), []);
    assert.deepEqual(told('https://u:p@a/?q#f'), [
      'Invalid value: "u:p": user information is not permitted in the URL',
      'Invalid value: "f": fragments are not permitted in the URL',
      'Invalid value: "q": query parameters are not permitted in the URL',
    ]);
    assert.deepEqual(told('x'), [
      `Invalid value: "": 'https' is the only allowed URL scheme${form}`,
      `Invalid value: "": host must be specified${form}`,
    ]);
    assert.deepEqual(told('a b:c'), [
      `Required value: url must be a valid URL: parse "a b:c": first path segment in URL cannot contain colon${form}`,
    ]);
  });
  it('have versions and conditions that are right, each once', () => {
    const condition = { name: 'c', expression: 'nope' };
    const found = faults(
      webhook({ admissionReviewVersions: ['v1', 'v1', 'V'], matchConditions: [condition, condition, {}] }),
    );
    assert.deepEqual(
      found.map((fault) =>
        fault
          .split('\n')[0]
          ?.replace(/: (compilation failed|a DNS-1035).*/, '')
          .replace('webhooks[0].', ''),
      ),
      [
        'matchConditions[0].expression: Invalid value: "nope"',
        'matchConditions[1].expression: Invalid value: "nope"',
        'matchConditions[1].name: Duplicate value: "c"',
        'matchConditions[2].expression: Required value',
        'matchConditions[2].name: Required value',
        'admissionReviewVersions[1]: Invalid value: "v1": duplicate version',
        'admissionReviewVersions[2]: Invalid value: "V"',
      ],
    );
  });
  it('do not name resources that others include', () => {
    const told = (...resources: string[]): string[] =>
      faults(webhook({ rules: [{ ...rules('CREATE')[0], resources }] })).map((fault) =>
        fault.replace(/^.*?resources/, ''),
      );
    assert.deepEqual(told('pods', 'pods/status', '*/scale'), []);
    assert.deepEqual(told('pods/*', 'pods/status', '*/scale', 'x/scale'), [
      `[1]: Invalid value: "pods/status": if 'pods/*' is present, must not specify pods/status`,
      `[3]: Invalid value: "x/scale": if '*/scale' is present, must not specify x/scale`,
    ]);
    assert.deepEqual(told('*/*', '*', 'pods'), [
      `: Invalid value: ["*/*","*","pods"]: if '*/*' is present, must not specify other resources`,
      `: Invalid value: ["*/*","*","pods"]: if '*' is present, must not specify other resources without subresources`,
    ]);
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
      'spec.variables[0].name: Invalid value: "a-b": must be a valid CEL identifier',
      'spec.auditAnnotations[1].key: Duplicate value: "k"',
    ]);
  });
  it('name the kind of their parameters, and resources, as Kubernetes can', () => {
    const told = (spec: object): string[] =>
      faultsIn({ validations, ...spec }).map((fault) => fault.replace(/(match: )?a (DNS-1035|lowercase).*/, '…'));
    assert.deepEqual(told({ paramKind: { apiVersion: 'A/1', kind: 'x_' } }), [
      'spec.paramKind.apiVersion: Invalid value: "A": …',
      'spec.paramKind.apiVersion: Invalid value: "1": …',
      'spec.paramKind.kind: Invalid value: "x_": may have mixed case, but should otherwise …',
    ]);
    assert.deepEqual(told({ paramKind: { apiVersion: 'a/b/c', kind: 'X' } }), [
      'spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    ]);
    const named = { ...rules('CREATE')[0], resourceNames: ['a', 'a', 'b/c'] };
    assert.deepEqual(told({ matchConstraints: { resourceRules: [named] } }), [
      'spec.matchConstraints.resourceRules[0].resourceNames[1]: Duplicate value: "a"',
      `spec.matchConstraints.resourceRules[0].resourceNames[2]: Invalid value: "b/c": may not contain '/'`,
    ]);
  });
  it('change what is written, each change in one way', () => {
    const told = (spec: object): string[] =>
      faultsIn({ reinvocationPolicy: 'Never', ...spec }, 'MutatingAdmissionPolicy');
    const mutations = [
      { patchType: 'JSONPatch', applyConfiguration: { expression: 'Object{}' } },
      { patchType: 'JSONPatch', jsonPatch: { expression: '' } },
      {},
      { patchType: 'X' },
    ];
    const resourceRules = rules('DELETE');
    assert.deepEqual(told({ mutations, reinvocationPolicy: '', matchConstraints: { resourceRules } }), [
      'spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"',
      'spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch',
      'spec.mutations[0].applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch',
      'spec.mutations[1].jsonPatch.expression: Required value',
      'spec.mutations[2].patchType: Required value',
      'spec.mutations[3].patchType: Unsupported value: "X": supported values: "ApplyConfiguration", "JSONPatch"',
      'spec.reinvocationPolicy: Required value',
    ]);
  });
  it('are bound with parameters by name or by labels', () => {
    const told = (paramRef: object): string[] =>
      faultsOf('MutatingAdmissionPolicyBinding', { spec: { policyName: 'p', paramRef } });
    assert.deepEqual(told({ name: 'a', parameterNotFoundAction: 'Allow' }), []);
    assert.deepEqual(told({ name: 'a/b', selector: {}, parameterNotFoundAction: 'X' }), [
      `spec.paramRef.name: Invalid value: "a/b": may not contain '/'`,
      'spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
      'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
      'spec.paramRef.parameterNotFoundAction: Unsupported value: "X": supported values: "Deny", "Allow"',
    ]);
    assert.deepEqual(told({}), [
      'spec.paramRef: Required value: one of name or selector must be specified',
      'spec.paramRef.parameterNotFoundAction: Required value',
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
