/** The rules for reviews and token requests; the texts are those of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { decodeObject } from '../../../src/cluster/schema/decode.js';
import { validateCreate } from '../../../src/cluster/validation/validate.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { rowOf } from './faults.js';

const review = (kind: string, spec: object, metadata: object = {}): string[] => {
  const row = rowOf(kind);
  const { object } = decodeObject(row, JSON.stringify({ metadata, spec }), {
    format: 'json',
    fieldValidation: 'Strict',
  });
  return validateCreate(object, row).map((e) => `${e.field}: ${e.message}`);
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
    assert.match(
      review('SelfSubjectAccessReview', { resourceAttributes, nonResourceAttributes })[0] ?? '',
      /^spec\.nonResourceAttributes: Invalid value: .*: cannot be specified in combination with resourceAttributes$/,
    );
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

describe('validateTokenRequest', () => {
  const request = (expirationSeconds: number): string[] =>
    validateCreate(
      {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        metadata: {},
        spec: { expirationSeconds },
      } as KubeObject,
      rowOf('ServiceAccount'),
    ).map((e) => `${e.field}: ${e.message}`);

  it('lives ten minutes or more', () => {
    assert.deepEqual(request(600), []);
    assert.deepEqual(request(599), [
      'spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    ]);
    assert.deepEqual(request(2 ** 32 + 1), [
      'spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
    ]);
  });
});
