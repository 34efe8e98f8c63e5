/** Protobuf as a real kube-apiserver 1.36 writes it: the same answers as JSON and as protobuf (`fixtures/protobuf`). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { objectOfProtobuf } from '../../../src/cluster/wire/protobuf.js';
import { protobufEvent, protobufOf } from '../../../src/cluster/wire/write-protobuf.js';
import type { Fields } from '../../../src/kube/fields.js';

interface Recorded<T> {
  json: T;
  /** In base64. */
  protobuf: string;
}

const file = join(import.meta.dirname, '../../fixtures/protobuf/answers.json.br');
const { answers, events } = JSON.parse(brotliDecompressSync(readFileSync(file)).toString()) as {
  answers: (Recorded<Fields> & { path: string })[];
  events: Recorded<{ type: string; object: Fields }>[];
};

const base64 = (bytes: Buffer | undefined): string | undefined => bytes?.toString('base64');

describe('protobuf as recorded', () => {
  for (const { path, json, protobuf } of answers) {
    it(`of ${path}`, () => {
      assert.equal(base64(protobufOf(json)), protobuf);
    });
  }

  for (const [i, { json, protobuf }] of events.entries()) {
    it(`of event ${i + 1} of a watch, ${json.type}`, () => {
      assert.equal(base64(protobufEvent(json.type, json.object)), protobuf);
    });
  }

  it('is read as it was written', () => {
    for (const { path, protobuf } of answers) {
      // the reader knows kinds with a version
      if (path === '/api' || path === '/api/v1' || path === '/apis/apps/v1') continue;
      const read = objectOfProtobuf(Buffer.from(protobuf, 'base64'));
      assert.equal(base64(protobufOf(read)), protobuf, path);
    }
  });
});

describe('protobuf', () => {
  const schema = (of: object) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: { versions: [{ name: 'v1', schema: { openAPIV3Schema: of } }] },
  });
  const again = (value: Fields): Fields => {
    const { spec } = objectOfProtobuf(protobufOf(value) ?? assert.fail('no protobuf'));
    const [version] = (spec as { versions: { schema: { openAPIV3Schema: Fields } }[] }).versions;
    return version?.schema.openAPIV3Schema ?? {};
  };

  it('tells a schema from what stands in its place', () => {
    const string = { type: 'string' };
    const kept = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (_, one: unknown) => {
        if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
        // zero values are there as sent
        return Object.fromEntries(Object.entries(one).filter(([, v]) => v !== '' && v !== false));
      });
    const given = {
      type: 'object',
      items: string,
      additionalItems: true,
      additionalProperties: string,
      dependencies: { a: ['b', 'c'], d: string },
      default: { a: [1, null] },
      enum: ['x', 1, null],
    };
    assert.deepEqual(kept(again(schema(given))), given);
    assert.ok(Array.isArray(again(schema({ items: [string, { type: 'integer' }] })).items));
    assert.equal(again(schema({ additionalProperties: false })).additionalProperties, false);
    assert.equal(again(schema({ additionalProperties: true })).additionalProperties, true);
  });

  it('is not there for kinds that have no messages, as custom resources and tables', () => {
    assert.equal(protobufOf({ apiVersion: 'example.com/v1', kind: 'Gadget', metadata: {} }), undefined);
    assert.equal(protobufOf({ apiVersion: 'v1', kind: 'None' }), undefined);
    assert.equal(protobufEvent('ADDED', { apiVersion: 'example.com/v1', kind: 'Gadget' }), undefined);
  });

  it('has times to the nanosecond, negative numbers, and lists in maps', () => {
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'l', creationTimestamp: '2026-11-30T18:36:16Z', deletionGracePeriodSeconds: -1 },
      spec: { renewTime: '2026-11-30T18:36:16.123456Z', leaseTransitions: -5 },
    };
    const read = objectOfProtobuf(protobufOf(lease) ?? assert.fail());
    assert.deepEqual(read.spec, { renewTime: '2026-11-30T18:36:16.123456Z', leaseTransitions: -5 });
    const { creationTimestamp, deletionGracePeriodSeconds } = read.metadata as Fields;
    assert.deepEqual([creationTimestamp, deletionGracePeriodSeconds], ['2026-11-30T18:36:16Z', -1]);
    const review = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      metadata: {},
      spec: {},
      status: { user: { extra: { 'example.com/b': ['2', '3'], 'example.com/a': [] } } },
    };
    const { user } = objectOfProtobuf(protobufOf(review) ?? assert.fail()).status as { user: Fields };
    assert.deepEqual(user.extra, { 'example.com/a': [], 'example.com/b': ['2', '3'] });
  });
});
