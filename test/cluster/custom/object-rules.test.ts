/** The faults of a custom resource's scale, in the words of Kubernetes. */
import assert from 'node:assert/strict';
import { loadCheckers } from '../../../src/cluster/custom/checkers.js';
import { objectFaults, statusFaults } from '../../../src/cluster/custom/object-rules.js';
import type { KubeObject } from '../../../src/kube/object.js';

describe('the kind of a custom resource', () => {
  before(loadCheckers);
  const gvk = { group: 'example.com', version: 'v1', kind: 'Gadget' };
  const how = { gvk, schema: { required: ['spec'] }, scale: undefined, rules: undefined };
  const told = (apiVersion: string, kind: string): string[] =>
    objectFaults(how, { apiVersion, kind, metadata: {} }, {}).map(({ field, message }) => `${field}: ${message}`);

  it('has to be that of its definition; of another kind nothing else is looked at', () => {
    assert.deepEqual(told('example.com/v1', 'Gadget'), ['spec: Required value']);
    assert.deepEqual(told('example.com/v2', 'Gizmo'), [
      'kind: Invalid value: "Gizmo": must be Gadget',
      'apiVersion: Invalid value: "example.com/v2": must be example.com/v1',
    ]);
  });
});

describe('the lists of a custom resource', () => {
  before(loadCheckers);
  const gvk = { group: 'example.com', version: 'v1', kind: 'Gadget' };
  const tags = { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' };
  const how = { gvk, schema: { type: 'object', properties: { tags } }, scale: undefined, rules: undefined };
  const tagged = (...tags: string[]): KubeObject => ({
    apiVersion: 'example.com/v1',
    kind: 'Gadget',
    metadata: {},
    tags,
  });
  const told = (object: KubeObject, old?: KubeObject): string[] =>
    objectFaults(how, object, { ...(old && { old }) }).map(({ field }) => field);

  it('may have nothing twice, unless the object that is replaced has it already', () => {
    const twice = tagged('a', 'a');
    assert.deepEqual(told(twice), ['tags[1]']);
    assert.deepEqual(told(twice, tagged('a')), ['tags[1]']);
    assert.deepEqual(told(twice, twice), []);
    assert.deepEqual(told(tagged('a'), twice), []);
  });
});

describe('the scale of a custom resource', () => {
  before(loadCheckers);
  const how = {
    gvk: { group: 'example.com', version: 'v1', kind: 'Gadget' },
    schema: {},
    scale: {
      specReplicasPath: '.spec.count',
      statusReplicasPath: '.status.count',
      labelSelectorPath: '.status.selector',
    },
    rules: undefined,
  };
  const gadget = (parts: object): KubeObject => ({
    apiVersion: 'example.com/v1',
    kind: 'Gadget',
    metadata: {},
    ...parts,
  });
  const told = (parts: object): string[] =>
    objectFaults(how, gadget(parts), {}).map(({ field, message }) => `${field}: ${message}`);

  it('is sound without values, and with counts and a text', () => {
    for (const parts of [
      {},
      { spec: null },
      { spec: {} },
      { spec: { count: 0 }, status: { count: 2 ** 31 - 1, selector: 'a=b' } },
    ]) {
      assert.deepEqual(told(parts), []);
    }
  });

  it('is wrong with a count that is none, or with another type anywhere on a path', () => {
    const accessor = (path: string, at: string, value: string, wanted: string, shown = '0') =>
      `${path}: Invalid value: ${shown}: ${at} accessor error: ${value}, expected ${wanted}`;
    assert.deepEqual(told({ spec: { count: -1 } }), [
      '.spec.count: Invalid value: -1: should be a non-negative integer',
    ]);
    assert.deepEqual(told({ status: { count: 2 ** 31 } }), [
      '.status.count: Invalid value: 2147483648: should be less than or equal to 2147483647',
    ]);
    assert.deepEqual(told({ spec: { count: 'two' } }), [
      accessor('.spec.count', '.spec.count', 'two is of the type string', 'int64'),
    ]);
    assert.deepEqual(told({ spec: 'none' }), [
      accessor('.spec.count', '.spec.count', 'none is of the type string', 'map[string]interface{}'),
    ]);
    assert.deepEqual(told({ spec: { count: null } }), [
      accessor('.spec.count', '.spec.count', '<nil> is of the type <nil>', 'int64'),
    ]);
    assert.deepEqual(told({ status: { selector: true } }), [
      accessor('.status.selector', '.status.selector', 'true is of the type bool', 'string', '""'),
    ]);
  });

  it('of a status is that of the status alone', () => {
    const faults = statusFaults(how, gadget({ spec: { count: -1 }, status: { count: -1 } }), gadget({}));
    assert.deepEqual(
      faults.map(({ field }) => field),
      ['.status.count'],
    );
  });
});
