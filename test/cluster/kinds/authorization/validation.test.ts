/** The rules for reviews and token requests; the texts are those of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { validateCreate } from '../../../../src/cluster/registry/validate.js';
import { decodeObject } from '../../../../src/cluster/wire/decode.js';
import { rowOf, ruledBy } from '../faults.js';

const review = (kind: string, spec: object, metadata: object = {}): string[] => {
  const row = rowOf(kind);
  const { object } = decodeObject(row, JSON.stringify({ metadata, spec }), {
    format: 'json',
    fieldValidation: 'Strict',
  });
  return validateCreate(object, ruledBy(kind)).map((e) => `${e.field}: ${e.message}`);
};
const [resourceAttributes, nonResourceAttributes] = [
  { verb: 'get', resource: 'pods' },
  { verb: 'get', path: '/healthz' },
];

describe('validateAccessReview', () => {
  it('asks for a resource or a path', () => {
    assert.deepEqual(review('SelfSubjectAccessReview', { resourceAttributes }), []);
    assert.deepEqual(review('SelfSubjectAccessReview', { nonResourceAttributes }), []);
    assert.deepEqual(review('SelfSubjectAccessReview', {}), [
      'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ]);
    assert.deepEqual(review('SelfSubjectAccessReview', { resourceAttributes, nonResourceAttributes }), [
      'spec.nonResourceAttributes: Invalid value: {"Path":"/healthz","Verb":"get"}: cannot be specified in combination with resourceAttributes',
    ]);
  });

  it('has no name and no labels', () => {
    const metadata = { labels: { a: 'b' }, name: 'x' };
    assert.deepEqual(review('SelfSubjectAccessReview', { resourceAttributes }, metadata), [
      'metadata: Invalid value: {"name":"x","labels":{"a":"b"}}: must be empty',
    ]);
    const local = { user: 'jane', resourceAttributes: { ...resourceAttributes, namespace: 'a' } };
    assert.deepEqual(review('LocalSubjectAccessReview', local, { namespace: 'a', name: 'x' }), [
      'metadata: Invalid value: {"name":"x","namespace":"a"}: must be empty except for namespace',
    ]);
  });

  it('has selectors of one form, with terms that are whole', () => {
    const at = 'spec.resourceAttributes';
    const of = (selectors: object): string[] =>
      review('SelfSubjectAccessReview', { resourceAttributes: { ...resourceAttributes, ...selectors } });
    assert.deepEqual(of({ fieldSelector: { rawSelector: 'a=b' }, labelSelector: { rawSelector: 'a=b' } }), []);
    assert.deepEqual(of({ fieldSelector: {} }), [
      `${at}.fieldSelector.requirements: Required value: when ${at}.fieldSelector is specified, requirements or rawSelector is required`,
    ]);
    const requirements = [{ key: 'a', operator: 'In', values: ['b'] }];
    assert.deepEqual(of({ labelSelector: { rawSelector: 'a=b', requirements } }), [
      `${at}.labelSelector.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements`,
    ]);
    assert.deepEqual(of({ fieldSelector: { requirements: [{ key: '', operator: 'In' }] } }), [
      `${at}.fieldSelector.requirements[0].key: Required value: must be specified`,
      `${at}.fieldSelector.requirements[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
    ]);
    // an operator of a later version is no fault
    assert.deepEqual(of({ labelSelector: { requirements: [{ key: 'a', operator: 'Later' }] } }), []);
  });

  it('about others it says about whom', () => {
    assert.deepEqual(review('SubjectAccessReview', { resourceAttributes, user: 'jane' }), []);
    assert.deepEqual(review('SubjectAccessReview', { resourceAttributes, groups: ['dev'] }), []);
    assert.deepEqual(review('SubjectAccessReview', { resourceAttributes }), [
      'spec.user: Invalid value: "": at least one of user or group must be specified',
    ]);
  });

  it('in a namespace it asks for that namespace', () => {
    const local = (spec: object): string[] =>
      review('LocalSubjectAccessReview', { user: 'jane', ...spec }, { namespace: 'shop' });
    assert.deepEqual(local({ resourceAttributes: { ...resourceAttributes, namespace: 'shop' } }), []);
    assert.deepEqual(local({ resourceAttributes }), [
      'spec.resourceAttributes.namespace: Invalid value: "": must match metadata.namespace',
    ]);
    assert.match(local({ nonResourceAttributes })[0] ?? '', /disallowed on this kind of request$/);
  });
});
