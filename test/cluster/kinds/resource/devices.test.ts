/** What claims on devices, their templates and the classes of devices may say. */
import assert from 'node:assert/strict';
import { loadExpressions } from '../../../../src/cluster/cel/load-expressions.js';
import { decoded, faultsOf, updateFaultsOf } from '../faults.js';

const exactly = { deviceClassName: 'gpu' };
const request = (more: object = {}): object => ({ name: 'r', exactly, ...more });
const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const reference =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
const identifier =
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')";

describe('a ResourceClaim', () => {
  before(() => loadExpressions());
  const told = (devices: object): string[] =>
    faultsOf('ResourceClaim', { spec: { devices } }).map((fault) => fault.replace('spec.devices.', ''));
  const asked = (more: object): string[] =>
    told({ requests: [request({ exactly: { ...exactly, ...more } })] }).map((one) =>
      one.replace('requests[0].exactly.', ''),
    );

  it('asks for one device unless it says how many', () => {
    const spec = { devices: { requests: [request(), request({ exactly: { ...exactly, allocationMode: 'All' } })] } };
    const { devices } = decoded('ResourceClaim', { spec }).spec as typeof spec;
    assert.deepEqual(
      devices.requests.map((one) => (one as { exactly: object }).exactly),
      [
        { deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 },
        { deviceClassName: 'gpu', allocationMode: 'All' },
      ],
    );
  });

  it('names each request once, and asks for it in one way', () => {
    assert.deepEqual(told({ requests: [request()] }), []);
    const firstAvailable = [{ name: 'a', deviceClassName: 'gpu' }];
    const one = 'exactly one of `exactly` or `firstAvailable` is required';
    assert.deepEqual(told({ requests: [request({ firstAvailable }), { name: 'R' }, request()] }), [
      `requests[0]: Invalid value: null: ${one}, but multiple fields are set`,
      `requests[1].name: Invalid value: "R": ${label}`,
      `requests[1]: Required value: ${one}`,
      'requests[2]: Duplicate value: "r"',
    ]);
    const many = Array.from({ length: 33 }, (_, i) => request({ name: `r${i}` }));
    assert.deepEqual(told({ requests: many }), ['requests: Too many: 33: must have at most 32 items']);
  });

  it('says how many devices, and what they may have', () => {
    assert.deepEqual(asked({ deviceClassName: '', count: -1 }), [
      'deviceClassName: Required value',
      'count: Invalid value: -1: must be greater than zero',
    ]);
    assert.deepEqual(asked({ allocationMode: 'All', count: 2 }), [
      "count: Invalid value: 2: must not be specified when allocationMode is 'All'",
    ]);
    assert.deepEqual(asked({ allocationMode: 'Some' }), [
      'allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"',
    ]);
    const tolerations = [
      { key: 'a', operator: 'Exists', value: 'x' },
      { operator: 'Is', effect: 'No' },
    ];
    assert.deepEqual(asked({ tolerations }), [
      'tolerations[0].value: Invalid value: "x": must be empty for operator `Exists`',
      'tolerations[1].operator: Unsupported value: "Is": supported values: "Equal", "Exists"',
      'tolerations[1].effect: Unsupported value: "No": supported values: "NoExecute", "NoSchedule", "None"',
    ]);
  });

  it('selects devices by expressions', () => {
    const select = (expression: string): string => asked({ selectors: [{ cel: { expression } }] }).join();
    for (const right of ["device.driver == 'x'", "device.attributes['a'].b", 'device.allowMultipleAllocations']) {
      assert.equal(select(right), '', right);
    }
    assert.match(select('device.name'), /undefined field 'name'/);
    assert.match(select('1'), /must evaluate to bool or the unknown type, not int$/);
    assert.match(select(''), /ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>' expecting/);
    assert.deepEqual(asked({ selectors: [{}] }), ['selectors[0].cel: Required value']);
  });

  it('names its requests where it says more of them', () => {
    const firstAvailable = [{ name: 'a', deviceClassName: 'gpu' }];
    const requests = [request(), { name: 'f', firstAvailable }];
    const constraints = [{ requests: ['r', 'f/a', 'f/b', 'a/b/c', 'r'], matchAttribute: 'a.b/c' }];
    assert.deepEqual(told({ requests, constraints }), [
      `constraints[0].requests[2]: Invalid value: "f/b": ${reference}`,
      `constraints[0].requests[3]: Invalid value: "a/b/c": ${reference}`,
      'constraints[0].requests[4]: Duplicate value: "r"',
    ]);
    const config = [{ requests: ['x'], opaque: { driver: '', parameters: 'x' } }, {}];
    assert.deepEqual(told({ requests, config }), [
      `config[0].requests[0]: Invalid value: "x": ${reference}`,
      'config[0].opaque.driver: Required value',
      'config[0].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object',
      'config[1].opaque: Required value',
    ]);
    const attributes = ['c', '/c', 'a.b/', 'a.b/c!'].map((matchAttribute) => ({ matchAttribute }));
    assert.deepEqual(told({ requests, constraints: [...attributes, {}] }), [
      'constraints[0].matchAttribute: Invalid value: "c": a fully qualified name must be a domain and a name separated by a slash',
      'constraints[1].matchAttribute: Invalid value: "": the domain must not be empty',
      'constraints[2].matchAttribute: Invalid value: "": the name must not be empty',
      `constraints[3].matchAttribute: Invalid value: "c!": ${identifier}`,
      'constraints[4]: Required value: exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set',
    ]);
  });

  it('does not change', () => {
    const before = { spec: { devices: { requests: [request()] } } };
    assert.deepEqual(updateFaultsOf('ResourceClaim', before, before), []);
    assert.deepEqual(updateFaultsOf('ResourceClaim', before, { spec: { devices: {} } }), [
      'spec: Invalid value: {"Devices":{"Requests":null,"Constraints":null,"Config":null}}: field is immutable',
    ]);
    const template = { spec: { metadata: { labels: { a: 'b' } }, spec: {} } };
    assert.deepEqual(updateFaultsOf('ResourceClaimTemplate', { spec: { spec: {} } }, template), [
      'spec: Invalid value: {"labels":{"a":"b"},"Spec":{"Devices":{"Requests":null,"Constraints":null,"Config":null}}}: field is immutable',
    ]);
  });
});

describe('a ResourceClaimTemplate', () => {
  before(() => loadExpressions());

  it('gives claims labels and annotations alone', () => {
    const metadata = { name: 'x', uid: 'u', labels: { a: '!' } };
    const found = faultsOf('ResourceClaimTemplate', { spec: { metadata, spec: {} } });
    assert.deepEqual(
      found.map((fault) => fault.replace(/: a valid label.*/, '')),
      [
        'spec.metadata.labels: Invalid value: "!"',
        'spec.metadata.name: Forbidden: cannot be set',
        'spec.metadata.uID: Forbidden: cannot be set',
      ],
    );
  });
});

describe('a DeviceClass', () => {
  before(() => loadExpressions());

  it('may be asked for as an extended resource', () => {
    const told = (extendedResourceName: string): string =>
      faultsOf('DeviceClass', { spec: { extendedResourceName } }).join();
    assert.equal(told('example.com/gpu'), '');
    for (const wrong of ['gpu', 'kubernetes.io/gpu', 'requests.a/b', 'a/b/c']) {
      assert.equal(
        told(wrong),
        `spec.extendedResourceName: Invalid value: "${wrong}": must be a valid extended resource name`,
      );
    }
  });
});
